using Ratchet.Environments.ClassicControl;
using Ratchet.Environments.MinAtar;
using Ratchet.Environments.Tetris;

namespace Ratchet.Environments;

/// <summary>Environments by name. A registry never changes; an assembly that brings its own makes one that holds both.</summary>
public sealed class EnvironmentRegistry
{
    private readonly Dictionary<string, EnvironmentDefinition> _byName;

    /// <summary>A registry of the given definitions, listed in their order.</summary>
    /// <exception cref="ArgumentException">Two definitions have the same name.</exception>
    public EnvironmentRegistry(IEnumerable<EnvironmentDefinition> definitions)
    {
        ArgumentNullException.ThrowIfNull(definitions);
        Definitions = [.. definitions];
        _byName = new Dictionary<string, EnvironmentDefinition>(StringComparer.Ordinal);
        foreach (EnvironmentDefinition definition in Definitions)
            if (!_byName.TryAdd(definition.Name, definition))
                throw new ArgumentException($"Two environments are named '{definition.Name}'; names must differ.");
    }

    /// <summary>What comes with the library: the classic-control tasks, MinAtar and Tetris.</summary>
    public static EnvironmentRegistry BuiltIn { get; } = new(
    [
        CartPole.Definition,
        Acrobot.Definition,
        MountainCar.Definition,
        MountainCarContinuous.Definition,
        Pendulum.Definition,
        .. MinAtarGames.All,
        TetrisEnvironment.Definition,
        TetrisEnvironment.SmallDefinition,
    ]);

    /// <summary>All definitions, in the order in which they were given.</summary>
    public IReadOnlyList<EnvironmentDefinition> Definitions { get; }

    /// <summary>The definition with this name.</summary>
    /// <exception cref="ArgumentException">There is none; the message names the nearest one, or all.</exception>
    public EnvironmentDefinition Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_byName.TryGetValue(name, out EnvironmentDefinition? definition))
            return definition;
        string hint = NearestName.Find(name, _byName.Keys) is { } nearest
            ? $"did you mean '{nearest}'?"
            : $"known are {string.Join(", ", Definitions.Select(known => known.Name))}.";
        throw new ArgumentException($"unknown environment '{name}'; {hint}");
    }
}
