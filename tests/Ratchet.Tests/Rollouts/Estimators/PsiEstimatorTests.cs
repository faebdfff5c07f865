using Ratchet.Rollouts;
using Ratchet.Rollouts.Estimators;
using Ratchet.Tests.Updates.ReadingEditions;
using Xunit;

namespace Ratchet.Tests.Rollouts.Estimators;

/// <summary>Every estimator by hand and against its reading edition.</summary>
public sealed unsafe class PsiEstimatorTests
{
    private const double Lambda = 0.8;

    // r = (1, 1, 1), V = V⁺ = 2, γ = 0.9, λ = 0.8, terminated after the last step (facts, §9 item 1).
    // Returns: G_2 = 1, G_1 = 1 + 0.9·1 = 1.9, G_0 = 1 + 0.9·1.9 = 2.71; the total return is 2.71 at every step; less V = 2: 0.71, −0.1, −1.
    // GAE: 0.8576, 0.08, −1 (worked out in the facts); Q = GAE + V.   δ = 1 + 1.8 − 2 = 0.8, 0.8, and 1 − 2 = −1.
    // n = 2: G_0 = 1 + 0.9 + 0.81·2 = 3.52, G_1 = 1 + 0.9 = 1.9, G_2 = 1; less V: 1.52, −0.1, −1.   V-trace: see below.
    [Theory]
    [InlineData(Estimator.Gae, 0.8576, 0.08, -1)]
    [InlineData(Estimator.TotalReturn, 2.71, 2.71, 2.71)]
    [InlineData(Estimator.ReturnToGo, 2.71, 1.9, 1)]
    [InlineData(Estimator.ReturnMinusBaseline, 0.71, -0.1, -1)]
    [InlineData(Estimator.Q, 2.8576, 2.08, 1)]
    [InlineData(Estimator.TdResidual, 0.8, 0.8, -1)]
    [InlineData(Estimator.NStep, 1.52, -0.1, -1)]
    public void Terminated_at_the_end_bootstraps_nothing(Estimator estimator, double first, double second, double third)
    {
        foreach (bool alsoTruncated in new[] { false, true })
            AssertHandCase(estimator, [first, second, third], EstimatorBatch.HandCase(terminatedAtEnd: true, alsoTruncated, cutValue: 50));
    }

    // As above, but V⁺ = 2 after the last step. Returns: G_2 = 1 + 0.9·2 = 2.8, G_1 = 1 + 0.9·2.8 = 3.52, G_0 = 1 + 0.9·3.52 = 4.168.
    // GAE: 1.79072, 1.376, 0.8; δ = 0.8 everywhere; n = 2: G_0 = G_1 = 1 + 0.9 + 0.81·2 = 3.52, G_2 = 2.8.
    // When it was a time limit, the value of the state after the reset (50) must not be seen.
    [Theory]
    [InlineData(Estimator.Gae, 1.79072, 1.376, 0.8)]
    [InlineData(Estimator.TotalReturn, 4.168, 4.168, 4.168)]
    [InlineData(Estimator.ReturnToGo, 4.168, 3.52, 2.8)]
    [InlineData(Estimator.ReturnMinusBaseline, 2.168, 1.52, 0.8)]
    [InlineData(Estimator.Q, 3.79072, 3.376, 2.8)]
    [InlineData(Estimator.TdResidual, 0.8, 0.8, 0.8)]
    [InlineData(Estimator.NStep, 1.52, 1.52, 0.8)]
    public void Truncated_or_cut_at_the_end_bootstraps_from_the_true_successor(Estimator estimator, double first, double second, double third)
    {
        AssertHandCase(estimator, [first, second, third], EstimatorBatch.HandCase(terminatedAtEnd: false, truncatedAtEnd: true, cutValue: 50));
        AssertHandCase(estimator, [first, second, third], EstimatorBatch.HandCase(terminatedAtEnd: false, truncatedAtEnd: false, cutValue: 2));
    }

    public static TheoryData<Estimator, int, int, double, double, double> Cases
    {
        get
        {
            var data = new TheoryData<Estimator, int, int, double, double, double>();
            foreach (Estimator estimator in Enum.GetValues<Estimator>())
            {
                data.Add(estimator, 1, 1, 0.99, 0.95, 1);
                data.Add(estimator, 1, 37, 0.99, 0.95, 1);
                data.Add(estimator, 5, 16, 0.9, 0, 1);
                data.Add(estimator, 17, 23, 1, 1, 3.5);
                data.Add(estimator, 8, 32, 0.98, 0.9, 0.25);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Agrees_with_the_reading_edition(Estimator estimator, int environments, int horizon, double discount, double lambda, double scale)
    {
        RolloutBatch batch = EstimatorBatch.Random(environments, horizon);
        EstimatorBatch.Of(new EstimatorOptions { Estimator = estimator, NStep = 3 }, batch).Estimate(batch, discount, lambda, scale);
        for (int e = 0; e < environments; e++)
        {
            Steps steps = EstimatorBatch.StepsOf(batch, e, discount, scale);
            for (int t = 0; t < horizon; t++)
            {
                (double psi, double target) = Reading(estimator, steps, t, lambda);
                Assert.Equal(psi, batch.Advantages[(t * environments) + e], 2e-4);
                // The critic's target is in the critic's units.
                Assert.Equal(target / scale, batch.Returns[(t * environments) + e], 2e-4 / scale);
            }
        }
    }

    [Fact]
    public void At_lambda_zero_Q_is_one_step_and_at_one_the_return()
    {
        RolloutBatch batch = EstimatorBatch.Random(3, 20), other = EstimatorBatch.Random(3, 20);
        foreach ((double lambda, Estimator same) in new[] { (0.0, Estimator.TdResidual), (1.0, Estimator.ReturnToGo) })
        {
            EstimatorBatch.Of(new EstimatorOptions { Estimator = Estimator.Q }, batch).Estimate(batch, 0.9, lambda, 1);
            EstimatorBatch.Of(new EstimatorOptions { Estimator = same }, other).Estimate(other, 0.9, lambda, 1);
            for (int row = 0; row < batch.Rows; row++)
                Assert.Equal(other.Returns[row], batch.Advantages[row], 1e-5);
        }
    }

    // γ = 0.5. Environment 0 is in its third step as the batch begins: ¼, ⅛ (terminated), then 1, ½. Environment 1 begins: 1, ½, ¼ (truncated), 1.
    [Fact]
    public void Discounted_states_weigh_by_gamma_to_the_steps_since_the_episode_began()
    {
        RolloutBatch batch = EstimatorBatch.Empty(2, 4);
        new Span<float>(batch.Advantages, 8).Fill(1);
        batch.StepsBefore[0] = 2;
        batch.Terminated[(1 * 2) + 0] = true;
        batch.Truncated[(2 * 2) + 1] = true;
        StateDiscount.Apply(batch, 0.5);
        Assert.Equal([0.25f, 1, 0.125f, 0.5f, 1, 0.25f, 0.5f, 1], new Span<float>(batch.Advantages, 8).ToArray());
    }

    private static (double Psi, double Target) Reading(Estimator estimator, Steps s, int t, double lambda)
    {
        double value = s.Values[t];
        double[] ones = [.. Enumerable.Repeat(1.0, s.Rewards.Length)];
        return estimator switch
        {
            Estimator.Gae => (Psi.Advantage(s, t, lambda), Psi.Advantage(s, t, lambda) + value),
            Estimator.NStep => (NStepReturn.Advantage(s, t, 3), NStepReturn.Of(s, t, 3)),
            Estimator.VTrace => (VTraceReading.Advantage(s, t, ones, lambda, 1, 1), VTraceReading.Target(s, t, ones, lambda, 1, 1)),
            Estimator.TotalReturn => (Psi.TotalReturn(s, t), Psi.ReturnToGo(s, t)),
            Estimator.ReturnToGo => (Psi.ReturnToGo(s, t), Psi.ReturnToGo(s, t)),
            Estimator.ReturnMinusBaseline => (Psi.ReturnMinusBaseline(s, t), Psi.ReturnToGo(s, t)),
            Estimator.Q => (Psi.Q(s, t, lambda), Psi.Q(s, t, lambda)),
            _ => (Psi.TdResidual(s, t), Psi.TdResidual(s, t) + value),
        };
    }

    private static void AssertHandCase(Estimator estimator, double[] expected, RolloutBatch batch)
    {
        EstimatorBatch.Of(new EstimatorOptions { Estimator = estimator, NStep = 2 }, batch).Estimate(batch, 0.9, Lambda, 1);
        for (int t = 0; t < 3; t++)
            Assert.Equal(expected[t], batch.Advantages[t], 1e-6);
    }
}
