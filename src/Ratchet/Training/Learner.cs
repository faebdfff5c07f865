using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Storage;
using Ratchet.Training.Metrics;

namespace Ratchet.Training;

/// <summary>
/// What learns in a run: iterations, each in one or more slices, after which the policy is another one. By gradients it is a <see cref="Trainer"/>; searches without gradients live in a
/// library of their own (Ratchet.BlackBox).
/// </summary>
public abstract class Learner : IDisposable
{
    internal Learner(TrainingOptions options) => Options = options;

    /// <summary>Everything that shapes the run.</summary>
    public TrainingOptions Options { get; }

    /// <summary>The policy as it is.</summary>
    public abstract ActorCritic Policy { get; }

    /// <summary>Numbers of the last finished iteration.</summary>
    public IterationMetrics Metrics { get; } = new();

    /// <summary>Sums over all iterations.</summary>
    public TrainingTotals Totals { get; } = new();

    /// <summary>Environment steps at which the run ends; a search ends with the generation that reaches them.</summary>
    public abstract long TotalSteps { get; }

    /// <summary>Whether the run is complete.</summary>
    public abstract bool IsFinished { get; }

    /// <summary>Whether the last <see cref="Advance"/> finished an iteration: the metrics are fresh and <see cref="Save"/> is allowed.</summary>
    public bool IterationCompleted { get; private protected set; } = true;

    /// <summary>One slice of work.</summary>
    /// <returns>False when the run is complete.</returns>
    /// <exception cref="EnvironmentException">An environment misbehaved.</exception>
    public abstract bool Advance();

    /// <summary>Writes everything that the future of the run depends on.</summary>
    /// <exception cref="InvalidOperationException">In the middle of an iteration.</exception>
    public abstract void Save(Snapshot snapshot);

    /// <summary>Continues where <see cref="Save"/> was.</summary>
    /// <exception cref="InvalidOperationException">In the middle of an iteration.</exception>
    /// <exception cref="SnapshotException">The snapshot does not fit this run, which stays as it was.</exception>
    public abstract void Load(Snapshot snapshot);

    /// <summary>Begins with the policy of another run, in place of random parameters.</summary>
    /// <exception cref="InvalidOperationException">After the beginning.</exception>
    /// <exception cref="OptionException">That policy does not fit this run; the message names what differs, with both values.</exception>
    public abstract void Begin(WarmStart from);

    /// <summary>Hex of a 64-bit hash of the parameters and the acting normaliser statistics.</summary>
    public string ParameterHash() => TrainerState.Hash(Policy);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Whether the task forbids actions.</summary>
    internal abstract bool HasActionMasks { get; }

    /// <summary>The first raw observations that the policy met last, dense rows: at most so many.</summary>
    internal abstract ReadOnlySpan<float> RecordedObservations(int most);
}

/// <summary>Makes what learns in a run whose solver is a search: the core knows the settings of searches, and a library that the program references knows the searches.</summary>
public abstract class SearchFactory
{
    internal SearchFactory()
    {
    }

    /// <summary>A search at its beginning.</summary>
    /// <param name="options">Everything that shapes the run.</param>
    /// <param name="definition">The task, in its wrappers.</param>
    /// <param name="pool">The threads; any number gives the same bits. The pool remains the caller's.</param>
    /// <param name="watch">Watches its simulators; null for nobody.</param>
    /// <exception cref="OptionException">A setting is wrong.</exception>
    internal abstract Learner Create(TrainingOptions options, EnvironmentDefinition definition, WorkerPool pool, SimulatorWatch? watch);
}
