using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Rollouts;
using Ratchet.Rollouts.Estimators;
using Ratchet.Tests.Updates.ReadingEditions;
using Ratchet.Training;
using Xunit;

namespace Ratchet.Tests.Rollouts.Estimators;

public sealed unsafe class VTraceTests
{
    // r = (1, 1), V = V⁺ = 2, γ = 0.9, λ = 1, π/μ = (½, 4), ρ̄ = 2, c̄ = 1, terminated after the last step:
    // ρ_1 = 2: v_1 = 2 + 2 (1 + 0 − 2) = 0, A_1 = 2 (1 − 2) = −2.
    // ρ_0 = c_0 = ½: v_0 = 2 + ½ (1 + 0.9·2 − 2) + 0.9·½ (0 − 2) = 2 + 0.4 − 0.9 = 1.5, A_0 = ½ (1 + 0.9·0 − 2) = −0.5.
    [Fact]
    public void Ratios_weigh_residuals_and_cut_the_trace()
    {
        RolloutBatch batch = EstimatorBatch.Empty(1, 2);
        for (int t = 0; t < 2; t++)
            (batch.Rewards[t], batch.Values[t]) = (1, 2);
        batch.Terminated[1] = true;
        PsiEstimator estimator = EstimatorBatch.Of(new EstimatorOptions { Estimator = Estimator.VTrace, RhoBar = 2 }, batch);
        batch.LogProbability[0] -= (float)Math.Log(0.5);
        batch.LogProbability[1] -= (float)Math.Log(4);
        estimator.Estimate(batch, 0.9, 1, 1);
        Assert.Equal(-0.5, batch.Advantages[0], 1e-6);
        Assert.Equal(-2, batch.Advantages[1], 1e-6);
        Assert.Equal(1.5, batch.Returns[0], 1e-6);
        Assert.Equal(0, batch.Returns[1], 1e-6);
    }

    // Facts, §9 item 6.
    [Theory]
    [InlineData(1, 1)]
    [InlineData(10, 2)]
    public void On_policy_at_lambda_one_the_target_is_the_return_of_all_steps(double rhoBar, double cBar)
    {
        RolloutBatch batch = EstimatorBatch.Random(4, 30);
        EstimatorBatch.Of(new EstimatorOptions { Estimator = Estimator.VTrace, RhoBar = rhoBar, CBar = cBar }, batch).Estimate(batch, 0.95, 1, 1);
        for (int e = 0; e < 4; e++)
        {
            Steps steps = EstimatorBatch.StepsOf(batch, e, 0.95);
            for (int t = 0; t < 30; t++)
            {
                Assert.Equal(NStepReturn.Of(steps, t, 30), batch.Returns[(t * 4) + e], 1e-4);
                Assert.Equal(NStepReturn.Advantage(steps, t, 30), batch.Advantages[(t * 4) + e], 1e-4);
            }
        }
    }

    [Theory]
    [InlineData(1, 1, 0.9)]
    [InlineData(2, 0.5, 1)]
    public void Off_policy_it_agrees_with_the_reading_edition(double rhoBar, double cBar, double lambda)
    {
        RolloutBatch batch = EstimatorBatch.Random(3, 25);
        PsiEstimator estimator = EstimatorBatch.Of(new EstimatorOptions { Estimator = Estimator.VTrace, RhoBar = rhoBar, CBar = cBar }, batch);
        var random = new RandomStream(3, StreamPurpose.User);
        var ratio = new double[batch.Rows];
        for (int row = 0; row < batch.Rows; row++)
        {
            ratio[row] = random.NextUniform(0.1, 3);
            batch.LogProbability[row] -= (float)Math.Log(ratio[row]);
        }

        estimator.Estimate(batch, 0.95, lambda, 1.5);
        for (int e = 0; e < 3; e++)
        {
            Steps steps = EstimatorBatch.StepsOf(batch, e, 0.95, 1.5);
            double[] ratios = [.. Enumerable.Range(0, 25).Select(t => ratio[(t * 3) + e])];
            for (int t = 0; t < 25; t++)
            {
                Assert.Equal(VTraceReading.Advantage(steps, t, ratios, lambda, rhoBar, cBar), batch.Advantages[(t * 3) + e], 1e-4);
                Assert.Equal(VTraceReading.Target(steps, t, ratios, lambda, rhoBar, cBar) / 1.5, batch.Returns[(t * 3) + e], 1e-4);
            }
        }
    }

    [Fact]
    public void Ratios_are_one_to_the_bit_until_the_policy_changes()
    {
        using Workbench bench = Bench();
        bench.Collect();
        float* ratios = new PolicyRatio(bench.Policy, bench.Batch, bench.Evaluator, Kernels.Best).Evaluate();
        for (int row = 0; row < bench.Batch.Rows; row++)
            Assert.Equal(1f, ratios[row]);
    }

    [Fact]
    public void Advantages_that_are_recomputed_see_the_policy_as_it_is_then()
    {
        using Workbench bench = Bench();
        bench.CollectAndEstimate();
        RolloutBatch batch = bench.Batch;
        bench.Perturb(0.4f);
        float* ratios = new PolicyRatio(bench.Policy, batch, bench.Evaluator, Kernels.Best).Evaluate();
        double[] ratio = [.. new Span<float>(ratios, batch.Rows).ToArray().Select(value => (double)value)];
        Assert.Contains(ratio, value => value < 1);
        Assert.Contains(ratio, value => value > 1);
        bench.Estimator.Estimate();
        for (int e = 0; e < 3; e++)
        {
            Steps steps = EstimatorBatch.StepsOf(batch, e, 0.99);
            double[] ofSteps = [.. Enumerable.Range(0, batch.Horizon).Select(t => ratio[(t * 3) + e])];
            for (int t = 0; t < batch.Horizon; t++)
                Assert.Equal(VTraceReading.Advantage(steps, t, ofSteps, 0.95, 1, 1), batch.Advantages[(t * 3) + e], 1e-4);
        }
    }

    private static Workbench Bench() => new(
        new TrainingOptions
        {
            Environment = "scripted", Rule = "ppo", Environments = 3, Horizon = 20, Network = new NetworkOptions { Hidden = [8] },
            Estimator = new EstimatorOptions { Estimator = Estimator.VTrace },
        },
        new ScriptedVectorEnvironment(3, new BoxSpace([-1], [1]))
        {
            Observation = (e, step, k) => (0.1f * step) - e + k, Reward = (e, step) => (step % 3) - e, Truncates = (_, step) => step == 7, Terminates = (e, step) => step == 4 + e,
        });
}
