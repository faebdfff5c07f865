using Ratchet.Environments;
using Ratchet.Environments.ClassicControl;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Rollouts;
using Ratchet.Tests.Rollouts;
using Ratchet.Tests.Updates.ReadingEditions;
using Ratchet.Training;
using Ratchet.Updates;
using Xunit;

namespace Ratchet.Tests.Updates;

public sealed unsafe class TargetNetworkTests
{
    [Theory]
    [InlineData("cartpole", PolicyDistribution.Automatic)]
    [InlineData("pendulum", PolicyDistribution.Automatic)]
    [InlineData("pendulum", PolicyDistribution.FullGaussian)]
    public void A_copy_within_a_batch_makes_the_rest_of_it_stale(string environment, PolicyDistribution distribution)
    {
        using Workbench bench = Bench(environment, distribution);
        PolicyReading behaviour = PolicyReading.Of(bench.Policy);
        TargetNetwork target = Target(bench, period: 2, out ActorCritic actor);
        target.Begin();
        target.BeforeStep();
        Assert.True(target.LogImportance == null && target.Columns == bench.Batch.Columns && target.Free == bench.Batch.LogDeviation.Pointer);

        bench.Perturb(0.1f);
        target.AfterStep();
        target.BeforeStep();
        Assert.True(target.LogImportance == null);
        target.AfterStep();
        target.BeforeStep();
        PolicyReading reference = PolicyReading.Of(bench.Policy);
        bench.Perturb(0.1f, seed: 7);

        RolloutBatch batch = bench.Batch;
        Assert.Equal(reference.LogDeviation, Array.ConvertAll(new Span<float>(target.Free, actor.Distribution.FreeParameters).ToArray(), x => (double)x));
        int reduced = 0;
        for (int row = 0; row < batch.Rows; row++)
        {
            var observation = new ReadOnlySpan<float>(batch.Observations + (row * batch.ObservationSize), batch.ObservationSize);
            double[] action = [.. Enumerable.Range(0, batch.ActionSize).Select(d => (double)batch.Actions[(d * batch.Stride) + row])];
            double rho = VMpoLoss.Importance(reference.LogProbability(observation, action), behaviour.LogProbability(observation, action));
            Assert.Equal(rho, Math.Exp(target.LogImportance[row]), 1e-4);
            reduced += rho < 0.99 ? 1 : 0;
        }

        Assert.True(reduced > batch.Rows / 10);

        // The next batch is the new target's own.
        target.Begin();
        Assert.True(target.LogImportance == null);
    }

    [Fact]
    public void A_restored_one_acts_and_counts_on()
    {
        using Workbench bench = Bench("pendulum", PolicyDistribution.Automatic);
        TargetNetwork one = Target(bench, period: 3, out ActorCritic actor), other = Target(bench, period: 3, out ActorCritic second);
        bench.Perturb(0.1f);
        one.AfterStep();
        one.AfterStep();
        var state = new double[one.StateSize];
        one.Save(state);
        other.Load(state);
        Assert.Equal(Acting(actor), Acting(second));
        Assert.NotEqual(Acting(bench.Policy), Acting(second));
        other.AfterStep();
        Assert.Equal(Acting(bench.Policy), Acting(second));
    }

    private static float[] Acting(ActorCritic policy) => policy.Parameters[..policy.PolicyParameterCount].ToArray();

    private static Workbench Bench(string environment, PolicyDistribution distribution)
    {
        var network = new NetworkOptions { Hidden = [9], PolicyGain = 0.5, Distribution = distribution };
        var options = new TrainingOptions { Environment = environment, Rule = "v-mpo", Environments = 4, Horizon = 16, Network = network };
        var bench = new Workbench(options, new VectorEnvironment(EnvironmentRegistry.BuiltIn.Find(environment), 4));
        bench.CollectAndEstimate();
        return bench;
    }

    private static TargetNetwork Target(Workbench bench, long period, out ActorCritic actor)
    {
        actor = new ActorCritic(bench.Policy.Options, bench.Policy.ObservationSpace, bench.Policy.ActionSpace);
        actor.CopyPolicyFrom(bench.Policy);
        var evaluator = new PolicyEvaluator(actor, Kernels.Best, bench.Pool, bench.Batch.Rows);
        return new TargetNetwork(bench.Context with { Actor = actor, ActorEvaluator = evaluator }, period);
    }
}
