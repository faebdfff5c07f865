using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Rollouts;
using Ratchet.Training;
using Xunit;
using Reading = Ratchet.Tests.Policies.ReadingEditions.DiagonalGaussian;

namespace Ratchet.Tests.Rollouts;

public sealed unsafe class CollectorTests
{
    private const int Horizon = 4;

    [Fact]
    public void Row_t_n_plus_e_is_step_t_of_environment_e()
    {
        using Workbench bench = Bench(new ScriptedVectorEnvironment(3, new DiscreteSpace(2)) { Reward = (e, step) => (10 * e) + step });
        bench.Collect();
        for (int t = 0; t <= Horizon; t++)
            for (int e = 0; e < 3; e++)
                for (int k = 0; k < 2; k++)
                    Assert.Equal((100 * k) + (10 * e) + t + 0.5f, bench.Batch.Observations[(((t * 3) + e) * 2) + k]);
        for (int t = 0; t < Horizon; t++)
            for (int e = 0; e < 3; e++)
                Assert.Equal((10 * e) + t + 1, bench.Batch.Rewards[(t * 3) + e]);
    }

    [Fact]
    public void The_next_batch_continues_where_the_last_one_ended()
    {
        using Workbench bench = Bench(new ScriptedVectorEnvironment(2, new DiscreteSpace(2)));
        bench.Collect();
        bench.Collect();
        Assert.Equal(Horizon + 0.5f, bench.Batch.Observations[0]);
        Assert.Equal((2 * Horizon) + 0.5f, bench.Batch.Observations[Horizon * 2 * 2]);
    }

    // Environment 1 is truncated at step 2, environment 0 terminated at step 3, environment 2 both at step 4: only the first needs a value.
    [Fact]
    public void Only_what_was_truncated_and_not_terminated_keeps_its_true_successor()
    {
        var environment = new ScriptedVectorEnvironment(3, new DiscreteSpace(2))
        {
            Terminates = (e, step) => (e == 0 && step == 3) || (e == 2 && step == 4),
            Truncates = (e, step) => (e == 1 && step == 2) || (e == 2 && step == 4),
        };
        using Workbench bench = Bench(environment);
        bench.Collect();
        RolloutBatch batch = bench.Batch;
        Assert.Equal(1, batch.FinalCount);
        Assert.Equal(0, batch.FinalRows[(1 * 3) + 1]);
        Assert.Equal(-12.5f, batch.FinalObservations[0]);
        Assert.Equal(-112.5f, batch.FinalObservations[1]);
        Assert.True(batch.Truncated[(1 * 3) + 1] && batch.Terminated[(2 * 3) + 0] && batch.Terminated[(3 * 3) + 2]);
        bench.Collect();
        Assert.Equal(0, batch.FinalCount);
    }

    [Fact]
    public void A_batch_counts_what_was_cut_off_and_keeps_what_was_written()
    {
        using Workbench bench = Bench(new ScriptedVectorEnvironment(3, new DiscreteSpace(2)) { Truncates = (e, step) => e == 1 && step % 2 == 0 });
        bench.Collect();
        Assert.Equal((2, 0), (bench.Collector.FinalObservations.Truncations, bench.Collector.FinalObservations.Missing));
        bench.Collect();
        Assert.Equal(2, bench.Collector.FinalObservations.Truncations);
    }

    [Fact]
    public void Every_row_can_be_truncated_and_keeps_a_true_successor_of_its_own()
    {
        using Workbench bench = Bench(new ScriptedVectorEnvironment(3, new DiscreteSpace(2)) { Truncates = (_, _) => true });
        bench.Collect();
        RolloutBatch batch = bench.Batch;
        Assert.Equal(batch.Rows, batch.FinalCount);
        for (int row = 0; row < batch.Rows; row++)
            Assert.Equal(-((10 * (row % 3)) + (row / 3) + 1.5f), batch.FinalObservations[2 * batch.FinalRows[row]]);
    }

    [Fact]
    public void Stored_is_the_unclipped_action_with_its_own_log_probability()
    {
        // σ = e: most samples lie outside [−1, 1].
        var environment = new ScriptedVectorEnvironment(8, new BoxSpace([-2, 0], [2, 1]));
        using Workbench bench = Bench(environment, new NetworkOptions { Hidden = [8], InitialLogDeviation = 1 });
        bench.Collect();
        RolloutBatch batch = bench.Batch;
        int outside = 0;
        for (int row = 0; row < batch.Rows; row++)
        {
            double[] mean = [batch.Columns[row], batch.Columns[batch.Stride + row]];
            double[] action = [batch.Actions[row], batch.Actions[batch.Stride + row]];
            Assert.Equal(Reading.LogProbability(mean, [1, 1], action), batch.LogProbability[row], 1e-4);
            outside += Math.Abs(action[0]) > 1 ? 1 : 0;

            // The environment got low + (high − low)(clip(a, ±1) + 1)/2.
            float[] received = environment.Received[row / 8];
            Assert.Equal(2 * Math.Clamp(action[0], -1, 1), received[2 * (row % 8)], 1e-6);
            Assert.Equal((Math.Clamp(action[1], -1, 1) + 1) / 2, received[(2 * (row % 8)) + 1], 1e-6);
        }

        Assert.True(outside > batch.Rows / 4);
    }

    [Fact]
    public void Masks_are_recorded_and_forbidden_actions_never_taken()
    {
        static bool IsValid(int e, int step, int action) => action == (e + step) % 3 || action == 2;
        using Workbench bench = Bench(new ScriptedVectorEnvironment(5, new DiscreteSpace(3)) { IsValid = IsValid });
        bench.Collect();
        RolloutBatch batch = bench.Batch;
        for (int row = 0; row < batch.Rows; row++)
        {
            for (int a = 0; a < 3; a++)
                Assert.Equal(IsValid(row % 5, row / 5, a) ? 1 : 0, batch.Masks[(a * batch.Stride) + row]);
            Assert.True(IsValid(row % 5, row / 5, (int)batch.Actions[row]));
        }
    }

    // Environment 0 with reward 1 a step ends at steps 3 and 7: returns 3 and 4. Environment 1 with reward 10 ends at step 5: 50.
    [Fact]
    public void Statistics_are_the_undiscounted_returns_and_lengths_of_finished_episodes()
    {
        var environment = new ScriptedVectorEnvironment(2, new DiscreteSpace(2))
        {
            Reward = (e, _) => e == 0 ? 1 : 10,
            Terminates = (e, step) => e == 0 && step == 3,
            Truncates = (e, step) => (e == 0 && step == 7) || (e == 1 && step == 5),
        };
        using Workbench bench = Bench(environment, scaling: ReturnScaling.Rewards);
        Assert.True(double.IsNaN(bench.Collector.Statistics.Returns.Mean));
        bench.Collect();
        Assert.Equal(3, bench.Collector.Statistics.Returns.Mean);
        bench.Collect();
        Assert.Equal(3, bench.Collector.Statistics.Finished);
        Assert.Equal((3 + 4 + 50) / 3.0, bench.Collector.Statistics.Returns.Mean, 1e-12);
        Assert.Equal((3 + 4 + 5) / 3.0, bench.Collector.Statistics.Lengths.Mean, 1e-12);
    }

    // One environment with γ = 0 and reward 3: G = 3, and every merge keeps the variance at 1e-4 of weight: after the first step
    // var = (1·1e-4 + 9·1e-4·1/(1 + 1e-4)) / (1 + 1e-4) ≈ 1e-3, so 3/√1e-3 ≈ 95 is clipped to 10.
    [Fact]
    public void Scaled_rewards_are_what_the_batch_holds()
    {
        using Workbench bench = Bench(new ScriptedVectorEnvironment(1, new DiscreteSpace(2)) { Reward = (_, _) => 3 }, scaling: ReturnScaling.Rewards, discount: 0);
        bench.Collect();
        Assert.Equal(10f, bench.Batch.Rewards[0]);
    }

    [Fact]
    public void Scaled_rewards_agree_with_the_normaliser()
    {
        using Workbench bench = Bench(new ScriptedVectorEnvironment(2, new DiscreteSpace(2)) { Reward = Reward, Truncates = (_, step) => step == 2 }, scaling: ReturnScaling.Rewards);
        bench.Collect();
        var normalizer = new ReturnNormalizer(2, 0.99);
        for (int t = 0; t < Horizon; t++)
        {
            float[] rewards = [Reward(0, t + 1), Reward(1, t + 1)];
            bool ends = t == 1;
            normalizer.Apply(rewards, [false, false], [ends, ends]);
            Assert.Equal(rewards[0], bench.Batch.Rewards[2 * t]);
            Assert.Equal(rewards[1], bench.Batch.Rewards[(2 * t) + 1]);
        }

        static float Reward(int e, int step) => e + (step * step) - 5;
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Any_number_of_threads_gives_the_same_bits(int threads)
    {
        float[] one = Collected(1);
        Assert.Equal(one, Collected(threads));

        static float[] Collected(int threads)
        {
            var environment = new ScriptedVectorEnvironment(200, new BoxSpace([-1], [1])) { Observation = (e, step, k) => (0.01f * e) - (0.1f * step) + k };
            using Workbench bench = Bench(environment, threads: threads);
            bench.Collect();
            bench.Estimator.Estimate();
            RolloutBatch batch = bench.Batch;
            return [.. new Span<float>(batch.Actions, batch.Rows), .. new Span<float>(batch.LogProbability, batch.Rows), .. new Span<float>(batch.Values, batch.Rows)];
        }
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        using Workbench bench = Bench(new ScriptedVectorEnvironment(4, new BoxSpace([-1], [1])) { Records = false, Truncates = (_, step) => step % 3 == 0 });
        bench.Collect();
        Assert.Equal(0, Allocation.Least(() => bench.Collect()));
    }

    private static Workbench Bench(
        ScriptedVectorEnvironment environment, NetworkOptions? network = null, ReturnScaling scaling = ReturnScaling.None, double discount = 0.99, int threads = 1) =>
        new(
            new TrainingOptions
            {
                Environment = "scripted", Rule = "ppo", Environments = environment.Count, Horizon = Horizon, Discount = discount,
                ReturnScaling = scaling, Network = network ?? new NetworkOptions { Hidden = [8] },
            },
            environment, threads);
}
