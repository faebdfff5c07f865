using Ratchet.Environments;
using Ratchet.Policies;
using Ratchet.Rollouts;
using Ratchet.Training;
using Xunit;

namespace Ratchet.Tests.Rollouts;

public sealed unsafe class AdvantageEstimatorTests
{
    private const double Epsilon = 1.2e-7;

    // γ = 0: δ = r − V, A = δ, R = r. Rewards 0, 2, 4, 6 (mean 3, variance 5), every value v (no hidden layer, weights 0, bias v):
    // Var[R − V] = Var[R], so the explained variance is 0.
    [Fact]
    public void A_constant_critic_explains_nothing()
    {
        using Workbench bench = Bench(ReturnScaling.None, bias: 1.5f);
        bench.CollectAndEstimate();
        Assert.Equal(0, bench.Estimator.ExplainedVariance, 1e-6);
        for (int row = 0; row < 4; row++)
        {
            Assert.Equal((2 * row) - 1.5f, bench.Batch.Advantages[row]);
            Assert.Equal(2 * row, bench.Batch.Returns[row]);
            Assert.Equal(1.5f, bench.Batch.OldValues[row]);
        }
    }

    // The observation is the step t, the value 1·t, the return 2t: R − V = t has a quarter of R's variance, so 1 − 1/4.
    [Fact]
    public void Half_of_the_return_explains_three_quarters_of_its_variance()
    {
        using Workbench bench = Bench(ReturnScaling.None, weight: 1);
        bench.CollectAndEstimate();
        Assert.Equal(0.75, bench.Estimator.ExplainedVariance, 1e-6);
    }

    // Facts, §2.3. First batch: variance 1 from the start, so sd = 1; A = r − v, target = r. Then the variance is that of (0, 2, 4, 6): 5.
    // Second batch, rewards 8, 10, 12, 14: sd = √5, A = r − v√5 in raw units, target = r/√5. Then the variance of all eight: (64 − 1)/12 · 4 = 21.
    [Fact]
    public void Scaled_targets_use_the_variance_from_before_the_batch()
    {
        using Workbench bench = Bench(ReturnScaling.CriticTargets, bias: 1.5f);
        bench.CollectAndEstimate();
        AssertBatch(bench.Batch, first: 0, deviation: Math.Sqrt(1 + Epsilon));
        Assert.Equal(5, Variance(bench), 1e-5);
        bench.CollectAndEstimate();
        AssertBatch(bench.Batch, first: 8, deviation: Math.Sqrt(5 + Epsilon));
        Assert.Equal(21, Variance(bench), 1e-5);
    }

    [Fact]
    public void The_state_carries_the_moments_over()
    {
        using Workbench bench = Bench(ReturnScaling.CriticTargets), other = Bench(ReturnScaling.CriticTargets);
        bench.CollectAndEstimate();
        var state = new double[AdvantageEstimator.StateSize];
        bench.Estimator.Save(state);
        other.Collect();
        other.Estimator.Load(state);
        bench.CollectAndEstimate();
        other.CollectAndEstimate();
        for (int row = 0; row < 4; row++)
            Assert.Equal(bench.Batch.Returns[row], other.Batch.Returns[row]);
    }

    private static void AssertBatch(RolloutBatch batch, int first, double deviation)
    {
        for (int row = 0; row < 4; row++)
        {
            double reward = first + (2 * row);
            Assert.Equal(reward - (1.5 * deviation), batch.Advantages[row], 1e-5);
            Assert.Equal(reward / deviation, batch.Returns[row], 1e-5);
            // Value clipping works around the critic's own output.
            Assert.Equal(1.5f, batch.OldValues[row]);
        }
    }

    private static double Variance(Workbench bench)
    {
        var state = new double[AdvantageEstimator.StateSize];
        bench.Estimator.Save(state);
        return state[2];
    }

    /// <summary>One environment, four steps a batch; the observation is the step s, the reward of step s + 1 is 2s; V = weight · s + bias.</summary>
    private static Workbench Bench(ReturnScaling scaling, float weight = 0, float bias = 0)
    {
        var environment = new ScriptedVectorEnvironment(1, new DiscreteSpace(2), observationSize: 1) { Observation = (_, step, _) => step, Reward = (_, step) => 2 * (step - 1) };
        var bench = new Workbench(
            new TrainingOptions
            {
                Environment = "scripted", Rule = "ppo", Environments = 1, Horizon = 4, Discount = 0, ReturnScaling = scaling, Network = new NetworkOptions { Hidden = [] },
            },
            environment);
        DenseLayer layer = bench.Policy.ValueStack.Layers[0];
        bench.Policy.Parameters[layer.Offset] = weight;
        bench.Policy.Parameters[layer.BiasOffset] = bias;
        bench.Policy.ParametersChanged();
        return bench;
    }
}
