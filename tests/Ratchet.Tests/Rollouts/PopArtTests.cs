using Ratchet.Environments;
using Ratchet.Policies;
using Ratchet.Rollouts;
using Ratchet.Training;
using Xunit;

namespace Ratchet.Tests.Rollouts;

public sealed unsafe class PopArtTests
{
    // γ = 0: R = r. Rewards 0, 2, 4, 6 have mean 3 and deviation √5. Whatever β is, the first batch alone sets the statistics, so that
    // targets have mean 0 and deviation 1; advantages are r − V in reward units, V = 1.5 by the head from before.
    [Theory]
    [InlineData(1e-4)]
    [InlineData(1)]
    public void The_first_batch_sets_the_units(double step)
    {
        using Workbench bench = Bench(step, bias: 1.5f);
        bench.CollectAndEstimate();
        Assert.Equal(3, bench.Estimator.PopArt!.Mean, 1e-9);
        Assert.Equal(Math.Sqrt(5), bench.Estimator.PopArt.Deviation, 1e-9);
        for (int row = 0; row < 4; row++)
        {
            Assert.Equal((2 * row) - 1.5, bench.Batch.Advantages[row], 1e-6);
            Assert.Equal(((2 * row) - 3) / Math.Sqrt(5), bench.Batch.Returns[row], 1e-6);
            Assert.Equal((1.5 - 3) / Math.Sqrt(5), bench.Batch.OldValues[row], 1e-6);
        }
    }

    // β = ½ after two batches: weights ½·½ and ½ over 1 − ¼, so μ = (1/3) m_1 + (2/3) m_2 and ν likewise. Rewards 0 2 4 6 and 8 10 12 14:
    // m = 3, 11; squares 14, 126. μ = 25/3, ν = 266/3.
    [Fact]
    public void Later_batches_count_by_their_age()
    {
        using Workbench bench = Bench(0.5);
        bench.CollectAndEstimate();
        bench.CollectAndEstimate();
        Assert.Equal(25.0 / 3, bench.Estimator.PopArt!.Mean, 1e-9);
        Assert.Equal(Math.Sqrt((266.0 / 3) - (625.0 / 9)), bench.Estimator.PopArt.Deviation, 1e-9);
    }

    // V(s) = 0.25 s + 1.5 in reward units at first: every batch moves σ and μ, and w and b with them, but no value in reward units.
    [Theory]
    [InlineData(0.01)]
    [InlineData(0.5)]
    public void No_value_changes_when_the_units_do(double step)
    {
        using Workbench bench = Bench(step, weight: 0.25f, bias: 1.5f);
        PopArt popArt = bench.Estimator.PopArt!;
        for (int batch = 0; batch < 20; batch++)
        {
            bench.CollectAndEstimate();
            float value;
            for (float state = -40; state <= 80; state += 40)
            {
                bench.Evaluator.ValuesOfObservations(&state, 1, &value);
                double expected = (0.25 * state) + 1.5;
                Assert.Equal(expected, (popArt.Deviation * value) + popArt.Mean, 1e-5 * (Math.Abs(popArt.Mean) + 40));
            }

            for (int row = 0; row < 4; row++)
                Assert.Equal((0.25 * bench.Batch.Observations[row]) + 1.5, (popArt.Deviation * bench.Batch.Values[row]) + popArt.Mean, 1e-4 * (1 + popArt.Mean));
        }
    }

    // Advantages are computed anew before an epoch: the units move, and with them the centre of value clipping, which is 1.5 in reward units throughout.
    [Fact]
    public void The_centre_of_value_clipping_moves_with_the_units()
    {
        using Workbench bench = Bench(0.5, bias: 1.5f);
        PopArt popArt = bench.Estimator.PopArt!;
        bench.CollectAndEstimate();
        bench.CollectAndEstimate();
        double mean = popArt.Mean;
        bench.Estimator.Estimate();
        Assert.NotEqual(mean, popArt.Mean, 0.1);
        for (int row = 0; row < 4; row++)
            Assert.Equal(1.5, (popArt.Deviation * bench.Batch.OldValues[row]) + popArt.Mean, 1e-5);
    }

    [Fact]
    public void The_deviation_stays_within_its_bounds()
    {
        using Workbench constant = Bench(0.1, reward: _ => 7);
        constant.CollectAndEstimate();
        Assert.Equal(1e-2, constant.Estimator.PopArt!.Deviation);
        using Workbench large = Bench(0.1, reward: step => step % 2 == 0 ? 1e8f : -1e8f);
        large.CollectAndEstimate();
        Assert.Equal(1e6, large.Estimator.PopArt!.Deviation);
    }

    [Fact]
    public void A_restored_one_goes_on_with_the_same_bits()
    {
        using Workbench bench = Bench(0.1, weight: 0.5f), other = Bench(0.1, weight: 0.5f);
        bench.CollectAndEstimate();
        other.Collect();
        var state = new double[PopArt.StateSize];
        bench.Estimator.PopArt!.Save(state);
        other.Estimator.PopArt!.Load(state);
        bench.Policy.Parameters.CopyTo(other.Policy.Parameters);
        other.Policy.ParametersChanged();
        bench.CollectAndEstimate();
        other.CollectAndEstimate();
        Assert.Equal(bench.Policy.Parameters.ToArray(), other.Policy.Parameters.ToArray());
        Assert.Equal(new Span<float>(bench.Batch.Returns, 4).ToArray(), new Span<float>(other.Batch.Returns, 4).ToArray());
    }

    /// <summary>One environment, four steps a batch; the observation is the step s, the reward of step s + 1 is 2s unless given; V = weight · s + bias.</summary>
    private static Workbench Bench(double popArtStep, float weight = 0, float bias = 0, Func<int, float>? reward = null)
    {
        var environment = new ScriptedVectorEnvironment(1, new DiscreteSpace(2), observationSize: 1)
        {
            Observation = (_, step, _) => step, Reward = (_, step) => reward?.Invoke(step) ?? 2 * (step - 1),
        };
        var bench = new Workbench(
            new TrainingOptions
            {
                Environment = "scripted", Rule = "ppo", Environments = 1, Horizon = 4, Discount = 0, ReturnScaling = ReturnScaling.PopArt, PopArtStep = popArtStep,
                Network = new NetworkOptions { Hidden = [] },
            },
            environment);
        DenseLayer layer = bench.Policy.ValueStack.Layers[0];
        bench.Policy.Parameters[layer.Offset] = weight;
        bench.Policy.Parameters[layer.BiasOffset] = bias;
        bench.Policy.ParametersChanged();
        return bench;
    }
}
