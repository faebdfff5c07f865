using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Rollouts;
using Ratchet.Storage;
using Ratchet.Training;
using Ratchet.Updates;
using Ratchet.Updates.Neighbourhoods;
using Ratchet.Updates.Penalties;
using Ratchet.Updates.Rules;
using Xunit;

namespace Ratchet.Tests.Updates;

/// <summary>A short real training that is looked at from outside: what acted before and after each update is copied and read in doubles.</summary>
internal sealed class TrainingBench : IDisposable
{
    private readonly WorkerPool _pool;

    public TrainingBench(TrainingOptions options, IVectorEnvironment? environment = null, int threads = 1)
    {
        _pool = new WorkerPool(threads);
        Trainer = new Trainer(options, environment ?? new VectorEnvironment(EnvironmentRegistry.BuiltIn.Find(options.Environment), options.Environments, _pool), _pool);
    }

    public Trainer Trainer { get; }

    /// <summary>Small networks and batches; FixPO on normalised advantages.</summary>
    public static TrainingOptions Options(string environment, string rule = "fixpo") => new()
    {
        Environment = environment, Rule = rule, Seed = 5, Steps = 1_000_000, Environments = 4, Horizon = 64, Discount = 0.98, GaeLambda = 0.9,
        Network = new NetworkOptions { Hidden = [16, 16], NormalizeObservations = environment == "pendulum" },
        Optimization = new OptimizationOptions { Epochs = 4, Minibatch = 64, LearningRate = Schedule.Linear(3e-3, 0), AdvantageUnit = AdvantageUnit.Batch },
        Region = new RegionOptions { EpsilonKl = 0.1, FixupMinibatch = 128, MaxFixupPasses = 20 },
    };

    /// <summary>The same with settings changed, as on a command line.</summary>
    public static TrainingOptions Options(string environment, string rule, params string[] settings) =>
        Settings.Apply(new RunOptions { Training = Options(environment, rule) }, settings).Training;

    /// <summary>To the end of the iteration.</summary>
    public void FinishIteration()
    {
        do
            Trainer.Advance();
        while (!Trainer.IterationCompleted);
    }

    /// <summary>The environment steps of an iteration: the next slice begins the update.</summary>
    public void Collect()
    {
        for (int t = 0; t < Trainer.Options.Horizon; t++)
            Trainer.Advance();
    }

    /// <summary>The environment steps of an iteration, the looks at the whole batch, and the first minibatches of the update.</summary>
    public void CollectAndLearn(int minibatches)
    {
        Collect();
        do
            Trainer.Advance();
        while (Trainer.Rule.IsPreparing);
        for (int i = 1; i < minibatches; i++)
            Trainer.Advance();
    }

    /// <summary>Takes over another training's state, goes on beside it, and has its bits after every iteration.</summary>
    public void ContinueWithTheBitsOf(TrainingBench other, int iterations)
    {
        var snapshot = new Snapshot();
        other.Trainer.Save(snapshot);
        Trainer.Load(snapshot);
        for (int i = 0; i < iterations; i++)
        {
            other.FinishIteration();
            FinishIteration();
            Assert.Equal(other.Trainer.ParameterHash(), Trainer.ParameterHash());
        }
    }

    /// <summary>One iteration, after which the greatest KL is computed anew from raw observations, old and new weights and statistics.</summary>
    public double MeasureIteration()
    {
        PolicyReading old = PolicyReading.Of(Trainer.Policy);
        FinishIteration();
        return MaxKl(old, PolicyReading.Of(Trainer.Policy));
    }

    /// <summary>Greatest KL between two policies over the raw observations of the present batch.</summary>
    public double MaxKl(PolicyReading old, PolicyReading current) => Divergences(old, current).Max();

    /// <summary>KL between two policies at each raw observation of the present batch, in the direction that the run measures.</summary>
    public unsafe double[] Divergences(PolicyReading old, PolicyReading current)
    {
        RolloutBatch batch = Trainer.Batch;
        var divergences = new double[batch.Rows];
        for (int row = 0; row < batch.Rows; row++)
        {
            var observation = new ReadOnlySpan<float>(batch.Observations + (row * batch.ObservationSize), batch.ObservationSize);
            bool[]? valid = batch.Masks is null ? null : new bool[batch.Width];
            for (int a = 0; a < valid?.Length; a++)
                valid[a] = batch.Masks[(a * batch.Stride) + row] != 0;
            divergences[row] = Trainer.Options.Penalty.Direction == KlDirection.OldToNew
                ? PolicyReading.Divergence(old, current, observation, valid)
                : PolicyReading.Divergence(current, old, observation, valid);
            Assert.False(double.IsNaN(divergences[row]));
        }

        return divergences;
    }

    public void Dispose()
    {
        Trainer.Dispose();
        _pool.Dispose();
    }
}
