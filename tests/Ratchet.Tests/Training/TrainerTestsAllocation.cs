using Ratchet.Environments;
using Ratchet.Policies;
using Ratchet.Rollouts;
using Ratchet.Tests.Updates;
using Ratchet.Training;
using Ratchet.Updates;
using Ratchet.Updates.Neighbourhoods;
using Xunit;

namespace Ratchet.Tests.Training;

/// <summary>Counts what the whole process allocates, so nothing else may run beside it.</summary>
[CollectionDefinition(nameof(TrainerTestsAllocation), DisableParallelization = true)]
[Collection(nameof(TrainerTestsAllocation))]
public sealed class TrainerTestsAllocation
{
    private const int Attempts = 5;

    [Theory]
    [InlineData("cartpole", "fixpo", 1)]
    [InlineData("cartpole", "fixpo", 2)]
    [InlineData("cartpole", "ppo", 1)]
    [InlineData("cartpole", "ppo", 2)]
    [InlineData("pendulum", "fixpo", 1)]
    [InlineData("pendulum", "fixpo", 2)]
    [InlineData("pendulum", "ppo", 1)]
    [InlineData("pendulum", "ppo", 2)]
    [InlineData("cartpole", "npg", 1)]
    [InlineData("pendulum", "trpo", 2)]
    [InlineData("cartpole", "v-mpo", 2)]
    [InlineData("pendulum", "v-mpo", 1)]
    [InlineData("pendulum", "kl-projection", 2)]
    [InlineData("pendulum", "ppo-kl-adaptive", 1)]
    [InlineData("cartpole", "fixpo-mean-kl", 2)]
    public void Nothing_is_allocated_after_the_first_iterations(string environment, string rule, int threads)
    {
        using var bench = new TrainingBench(TrainingBench.Options(environment, rule) with { ReturnScaling = ReturnScaling.CriticTargets }, threads: threads);
        AssertNothingIsAllocated(bench);
    }

    [Theory]
    [InlineData(PolicyDistribution.Gaussian)]
    [InlineData(PolicyDistribution.FullGaussian)]
    public void Nothing_is_allocated_by_a_regression_to_the_projected_policy(PolicyDistribution distribution)
    {
        TrainingOptions options = TrainingBench.Options("pendulum", "kl-projection");
        using var bench = new TrainingBench(options with
        {
            Network = options.Network with { Distribution = distribution },
            Projection = new ProjectionOptions { Act = ProjectionAct.Regressed, MeanBound = 1e-3, CovarianceBound = 1e-5, RegressionPasses = 1 },
        });
        AssertNothingIsAllocated(bench);
        Assert.True(bench.Trainer.Totals.FixupSteps > 0);
    }

    [Theory]
    [MemberData(nameof(DistributionTrainingTests.Runs), MemberType = typeof(DistributionTrainingTests))]
    public void Nothing_is_allocated_with_any_distribution(string name, string rule, bool masked)
    {
        using TrainingBench bench = DistributionTrainingTests.Bench(
            name, rule, masked, options => options with { Optimization = options.Optimization with { EntropyCoefficient = 0.01 } }, threads: 2);
        AssertNothingIsAllocated(bench);
    }

    [Theory]
    [MemberData(nameof(EstimatorTrainingTests.Runs), MemberType = typeof(EstimatorTrainingTests))]
    public void Nothing_is_allocated_with_any_estimator_and_optimiser(Estimator estimator, Optimizer optimizer)
    {
        using TrainingBench bench = EstimatorTrainingTests.Bench(estimator, optimizer, threads: 2);
        AssertNothingIsAllocated(bench);
    }

    [Theory]
    [MemberData(nameof(PolicyGradientTrainingTests.Runs), MemberType = typeof(PolicyGradientTrainingTests))]
    public void Nothing_is_allocated_by_the_rules_of_a_single_step(string environment, string rule)
    {
        using TrainingBench bench = PolicyGradientTrainingTests.Bench(environment, rule, threads: 2);
        AssertNothingIsAllocated(bench);
    }

    [Theory]
    [InlineData("cartpole", "fixpo", 2)]
    [InlineData("pendulum", "trpo", 1)]
    public void Nothing_is_allocated_by_a_slice_of_time(string environment, string rule, int threads)
    {
        using var bench = new TrainingBench(TrainingBench.Options(environment, rule), threads: threads);
        float[] observation = new float[bench.Trainer.Policy.ObservationSpace.Size], action = new float[1];
        AssertNothingIsAllocated(() =>
        {
            bench.Trainer.Step(0.2);
            bench.Trainer.Policy.Act(observation, action);
        }, rounds: 400);
    }

    [Fact]
    public void Nothing_is_allocated_with_several_tasks()
    {
        TrainingOptions options = TrainingBench.Options("mixture", "fixpo", "task-epsilon-kl=0.01,0.02", "learning-rate=0.01");
        using var bench = new TrainingBench(options, new VectorEnvironment(GuessEnvironment.Mixture(1, 2), options.Environments));
        AssertNothingIsAllocated(bench);
    }

    private static void AssertNothingIsAllocated(TrainingBench bench) => AssertNothingIsAllocated(bench.FinishIteration, rounds: 10);

    private static void AssertNothingIsAllocated(Action work, int rounds)
    {
        for (int i = 0; i < rounds; i++)
            work();

        // The test host allocates now and then on threads of its own: what the training allocates is in every attempt.
        long least = long.MaxValue;
        for (int attempt = 0; attempt < Attempts && least > 0; attempt++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < rounds; i++)
                work();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.Equal(0, least);
    }
}
