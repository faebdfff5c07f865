using Ratchet.Numerics;

namespace Ratchet.Environments;

/// <summary>A task: a simulator and the rules around it that are not the simulator's business.</summary>
/// <param name="Name">In kebab-case, such as <c>mountain-car</c>.</param>
/// <param name="Summary">One line for a listing.</param>
/// <param name="TimeLimit">Steps after which an episode is cut off (truncated); null for none.</param>
/// <param name="RewardThreshold">The mean return from which the task counts as solved, where there is an official one.</param>
/// <param name="Create">Makes a new simulator at each call.</param>
public sealed record EnvironmentDefinition(string Name, string Summary, int? TimeLimit, double? RewardThreshold, Func<IEnvironment> Create)
{
    /// <summary>A task of one's own that no listing shows.</summary>
    /// <param name="name">In kebab-case, such as <c>water-tank</c>.</param>
    /// <param name="create">Makes a new simulator at each call.</param>
    /// <param name="timeLimit">Steps after which an episode is cut off (truncated); null for none.</param>
    public EnvironmentDefinition(string name, Func<IEnvironment> create, int? timeLimit = null)
        : this(name, "", timeLimit, null, create)
    {
    }

    /// <summary>
    /// About how long one step takes, in microseconds. It decides only how a batch of steps is spread over threads, never a result:
    /// handing work to another thread costs some microseconds, so that cheap simulators are better stepped where they are.
    /// </summary>
    public double StepMicroseconds { get; init; } = 10;

    /// <summary>About how much memory one simulator takes, in megabytes: more of them than fit are refused before any is made.</summary>
    public double Megabytes { get; init; } = 0.001;

    /// <summary>
    /// Makes N of them that step together, in place of <see cref="VectorEnvironment"/>: for simulators that know a faster way, such as a
    /// worker process or a graphics card. The time limit is then theirs to keep. Null for the usual way.
    /// </summary>
    public Func<int, WorkerPool?, IVectorEnvironment>? CreateVector { get; init; }

    /// <summary>Makes a simulator for evaluation, where returns are those of the task itself whatever the training rewards; null: as in training.</summary>
    public Func<IEnvironment>? CreateForEvaluation { get; init; }

    /// <summary>What its environments have to say while they run.</summary>
    public EnvironmentNotices Notices { get; } = new();

    /// <summary>Makes N simulators in structures of arrays; null for a task that has only <see cref="Create"/>.</summary>
    internal Func<int, SimulatorBatch>? CreateBatch { get; init; }

    /// <summary>N simulators of this task that step together, by the fastest way that there is.</summary>
    /// <param name="count">N.</param>
    /// <param name="pool">Threads to share the work with; null to stay on the caller's. The pool remains the caller's.</param>
    /// <exception cref="OptionException">N simulators do not fit into the memory of this machine.</exception>
    /// <exception cref="EnvironmentException">The simulators cannot be made, or do not fit together.</exception>
    public IVectorEnvironment Vectorize(int count, WorkerPool? pool = null) =>
        CreateVector?.Invoke(count, pool) ?? new VectorEnvironment(this, count, pool);

    /// <summary>This task with every simulator in a wrapper, the last one outermost.</summary>
    /// <param name="wrap">Puts a wrapper around a simulator.</param>
    /// <param name="onlyInTraining">For wrappers that change nothing but the reward: evaluations then report the task's own returns.</param>
    public EnvironmentDefinition Wrap(Func<IEnvironment, IEnvironment> wrap, bool onlyInTraining = false)
    {
        ArgumentNullException.ThrowIfNull(wrap);
        Func<IEnvironment> create = Create, evaluate = CreateForEvaluation ?? Create;
        return this with
        {
            Create = () => wrap(create()),
            CreateForEvaluation = onlyInTraining ? evaluate : () => wrap(evaluate()),
            CreateVector = null,
            CreateBatch = null,
        };
    }
}
