using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Rollouts;
using Ratchet.Tests.Updates.ReadingEditions;
using Xunit;

namespace Ratchet.Tests.Rollouts;

public sealed unsafe class GeneralizedAdvantageTests
{
    // δ_2 = 1 − 2 = −1; δ_0 = δ_1 = 1 + 0.9·2 − 2 = 0.8; A_1 = 0.8 + 0.72·(−1) = 0.08; A_0 = 0.8 + 0.72·0.08 = 0.8576 (facts, §9 item 1).
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Terminated_at_the_end_bootstraps_nothing(bool alsoTruncated) =>
        AssertAdvantages([0.8576, 0.08, -1], HandCase(terminatedAtEnd: true, truncatedAtEnd: alsoTruncated, cutValue: 50));

    // A_2 = δ_2 = 0.8; A_1 = 0.8 + 0.72·0.8 = 1.376; A_0 = 0.8 + 0.72·1.376 = 1.79072 (facts, §9 item 1). The value of the state
    // after the reset (50) must not be seen.
    [Fact]
    public void Truncated_at_the_end_bootstraps_from_the_true_successor() =>
        AssertAdvantages([1.79072, 1.376, 0.8], HandCase(terminatedAtEnd: false, truncatedAtEnd: true, cutValue: 50));

    [Fact]
    public void Cut_at_the_end_bootstraps_from_the_state_after_the_last_step() =>
        AssertAdvantages([1.79072, 1.376, 0.8], HandCase(terminatedAtEnd: false, truncatedAtEnd: false, cutValue: 2));

    [Theory]
    [InlineData(1, 1, 0.99, 0.95, 1)]
    [InlineData(1, 37, 0.99, 0.95, 1)]
    [InlineData(5, 16, 0.9, 0, 1)]
    [InlineData(5, 16, 0.9, 1, 1)]
    [InlineData(17, 23, 1, 1, 3.5)]
    [InlineData(8, 32, 0.98, 0.9, 0.25)]
    public void Agrees_with_the_reading_edition(int environments, int horizon, double discount, double lambda, double scale)
    {
        RolloutBatch batch = RandomBatch(environments, horizon);
        GeneralizedAdvantage.Estimate(batch, discount, lambda, scale);
        for (int e = 0; e < environments; e++)
        {
            double[] values = Column(batch, batch.Values, e, scale);
            double[] advantages = Gae.Advantages(
                Column(batch, batch.Rewards, e, 1), values, NextValues(batch, e, scale), Flags(batch, batch.Terminated, e), Flags(batch, batch.Truncated, e), discount, lambda);
            double[] returns = Gae.Returns(advantages, values);
            for (int t = 0; t < horizon; t++)
            {
                Assert.Equal(advantages[t], batch.Advantages[(t * environments) + e], 2e-4);
                // The critic's target is in the critic's units.
                Assert.Equal(returns[t] / scale, batch.Returns[(t * environments) + e], 2e-4 / scale);
            }
        }
    }

    [Fact]
    public void At_lambda_one_it_is_the_bootstrapped_Monte_Carlo_return_minus_the_value()
    {
        RolloutBatch batch = RandomBatch(3, 20);
        GeneralizedAdvantage.Estimate(batch, 0.9, 1, 1);
        for (int e = 0; e < 3; e++)
        {
            double[] next = NextValues(batch, e, 1);
            double tail = 0;
            for (int t = 19; t >= 0; t--)
            {
                int row = (t * 3) + e;
                bool ends = batch.Terminated[row] || batch.Truncated[row] || t == 19;
                tail = batch.Rewards[row] + (0.9 * (batch.Terminated[row] ? 0 : ends ? next[t] : tail));
                Assert.Equal(tail - batch.Values[row], batch.Advantages[row], 1e-4);
            }
        }
    }

    [Fact]
    public void At_lambda_zero_it_is_the_temporal_difference()
    {
        RolloutBatch batch = RandomBatch(3, 20);
        GeneralizedAdvantage.Estimate(batch, 0.9, 0, 1);
        for (int e = 0; e < 3; e++)
        {
            double[] next = NextValues(batch, e, 1);
            for (int t = 0; t < 20; t++)
            {
                int row = (t * 3) + e;
                double difference = batch.Rewards[row] + (batch.Terminated[row] ? 0 : 0.9 * next[t]) - batch.Values[row];
                Assert.Equal(difference, batch.Advantages[row], 1e-5);
            }
        }
    }

    private static RolloutBatch HandCase(bool terminatedAtEnd, bool truncatedAtEnd, float cutValue)
    {
        RolloutBatch batch = Batch(1, 3);
        for (int t = 0; t < 3; t++)
        {
            batch.Rewards[t] = 1;
            batch.Values[t] = 2;
        }

        batch.Values[3] = cutValue;
        batch.Terminated[2] = terminatedAtEnd;
        batch.Truncated[2] = truncatedAtEnd;
        batch.FinalCount = 1;
        batch.FinalRows[2] = 0;
        batch.FinalValues[0] = 2;
        GeneralizedAdvantage.Estimate(batch, 0.9, 0.8, 1);
        return batch;
    }

    private static void AssertAdvantages(double[] expected, RolloutBatch batch)
    {
        for (int t = 0; t < expected.Length; t++)
        {
            Assert.Equal(expected[t], batch.Advantages[t], 1e-6);
            Assert.Equal(expected[t] + 2, batch.Returns[t], 1e-6);
        }
    }

    private static RolloutBatch Batch(int environments, int horizon) =>
        new(new ActorCritic(new NetworkOptions { Hidden = [] }, new BoxSpace(1), new DiscreteSpace(2)), environments, horizon, masked: false);

    /// <summary>A third of the steps end in one of the three ways: terminated, truncated, both.</summary>
    private static RolloutBatch RandomBatch(int environments, int horizon)
    {
        RolloutBatch batch = Batch(environments, horizon);
        var random = new RandomStream(7, StreamPurpose.User);
        for (int row = 0; row < batch.Rows; row++)
        {
            batch.Rewards[row] = (float)random.NextGaussian();
            int end = random.NextBelow(9);
            batch.Terminated[row] = end is 0 or 1;
            batch.Truncated[row] = end is 1 or 2;
            if (end != 2)
                continue;
            batch.FinalRows[row] = batch.FinalCount;
            batch.FinalValues[batch.FinalCount++] = (float)random.NextGaussian();
        }

        for (int row = 0; row < batch.Rows + environments; row++)
            batch.Values[row] = (float)random.NextGaussian();
        return batch;
    }

    private static double[] Column(RolloutBatch batch, float* values, int e, double scale)
    {
        var column = new double[batch.Horizon];
        for (int t = 0; t < column.Length; t++)
            column[t] = values[(t * batch.Environments) + e] * scale;
        return column;
    }

    private static bool[] Flags(RolloutBatch batch, Span<bool> flags, int e)
    {
        var column = new bool[batch.Horizon];
        for (int t = 0; t < column.Length; t++)
            column[t] = flags[(t * batch.Environments) + e];
        return column;
    }

    private static double[] NextValues(RolloutBatch batch, int e, double scale)
    {
        var next = new double[batch.Horizon];
        for (int t = 0; t < next.Length; t++)
        {
            int row = (t * batch.Environments) + e;
            bool timeLimit = batch.Truncated[row] && !batch.Terminated[row];
            next[t] = scale * (timeLimit ? batch.FinalValues[batch.FinalRows[row]] : batch.Values[row + batch.Environments]);
        }

        return next;
    }
}
