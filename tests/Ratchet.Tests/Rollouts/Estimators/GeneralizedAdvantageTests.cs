using Ratchet.Rollouts;
using Ratchet.Rollouts.Estimators;
using Xunit;

namespace Ratchet.Tests.Rollouts.Estimators;

public sealed unsafe class GeneralizedAdvantageTests
{
    [Fact]
    public void At_lambda_one_it_is_the_bootstrapped_Monte_Carlo_return_minus_the_value()
    {
        RolloutBatch batch = EstimatorBatch.Random(3, 20);
        new GeneralizedAdvantage().Estimate(batch, 0.9, 1, 1);
        for (int e = 0; e < 3; e++)
        {
            double[] next = EstimatorBatch.StepsOf(batch, e, 0.9).NextValues;
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
        RolloutBatch batch = EstimatorBatch.Random(3, 20);
        new GeneralizedAdvantage().Estimate(batch, 0.9, 0, 1);
        for (int e = 0; e < 3; e++)
        {
            double[] next = EstimatorBatch.StepsOf(batch, e, 0.9).NextValues;
            for (int t = 0; t < 20; t++)
            {
                int row = (t * 3) + e;
                double difference = batch.Rewards[row] + (batch.Terminated[row] ? 0 : 0.9 * next[t]) - batch.Values[row];
                Assert.Equal(difference, batch.Advantages[row], 1e-5);
            }
        }
    }
}
