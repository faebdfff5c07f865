namespace Ratchet.Environments.Checking;

/// <summary>What can be said of a task before anything moves.</summary>
internal static class DefinitionCheck
{
    public static IEnumerable<Finding> Run(Workbench bench)
    {
        if (bench.Definition.TimeLimit is < 1)
            throw new FatalFindingException(Finding.Error("time-limit", $"The time limit is {bench.Definition.TimeLimit}: it is at least 1 step, or null for none."));
        IEnvironment first = bench.First.Environment, second = bench.Second.Environment;
        if (!Same(first.ObservationSpace, second.ObservationSpace) || !Same(first.ActionSpace, second.ActionSpace))
            throw new FatalFindingException(Finding.Error("instances", $"Two simulators of this task have different spaces: they must be the same for all."));
        if (first.ActionSpace is DiscreteSpace { Count: < 1 })
            throw new FatalFindingException(Finding.Error("action-space", $"The action space has no action: it needs at least one."));
        return [];
    }

    private static bool Same(Space one, Space other) => (one, other) switch
    {
        (BoxSpace a, BoxSpace b) => a.Low.SequenceEqual(b.Low) && a.High.SequenceEqual(b.High),
        _ => one == other,
    };
}
