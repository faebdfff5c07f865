using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Training;

namespace Ratchet.BlackBox.Policies;

/// <summary>Gives runs whose solver is a search what searches.</summary>
public sealed class PolicySearches : SearchFactory
{
    private PolicySearches()
    {
    }

    /// <summary>All methods of this library.</summary>
    public static PolicySearches All { get; } = new();

    /// <inheritdoc/>
    internal override Learner Create(TrainingOptions options, EnvironmentDefinition definition, WorkerPool pool, SimulatorWatch? watch) => new PolicySearch(options, definition, pool, watch);
}
