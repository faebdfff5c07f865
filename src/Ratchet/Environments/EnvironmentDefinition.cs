namespace Ratchet.Environments;

/// <summary>An entry of the registry of built-in environments.</summary>
/// <param name="Name">In kebab-case, such as <c>inverted-pendulum</c>.</param>
/// <param name="Summary">One line.</param>
/// <param name="TimeLimit">Steps after which an episode is truncated; null for none.</param>
/// <param name="RewardThreshold">The mean return at which the task counts as solved; null where none is registered.</param>
/// <param name="Create">Makes one environment.</param>
public sealed record EnvironmentDefinition(string Name, string Summary, int? TimeLimit, double? RewardThreshold, Func<IEnvironment> Create);
