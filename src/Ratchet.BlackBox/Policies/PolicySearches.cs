using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Training;

namespace Ratchet.BlackBox.Policies;

/// <summary>Gives runs whose solver is a search what searches.</summary>
public sealed class PolicySearches : ISearchFactory
{
    private PolicySearches()
    {
    }

    /// <summary>All methods of this library.</summary>
    public static PolicySearches All { get; } = new();

    /// <inheritdoc/>
    public Learner Create(TrainingOptions options, EnvironmentDefinition definition, WorkerPool pool) => new PolicySearch(options, definition, pool);
}
