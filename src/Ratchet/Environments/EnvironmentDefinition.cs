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
}
