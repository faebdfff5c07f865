using Ratchet.Studies.Definitions;

namespace Ratchet.Studies.Comparisons;

/// <summary>What stands for 0 and 1, by task or environment.</summary>
public sealed class References
{
    private readonly Dictionary<string, TaskReference> _byName;

    private References(Dictionary<string, TaskReference> byName) => _byName = byName;

    /// <summary>None: nothing is normalised.</summary>
    public static References None { get; } = new([]);

    /// <summary>Those of the environments that come with Ratchet.</summary>
    public static References BuiltIn => None;

    /// <summary>The reference of a task: by the task's name, else by its environment's.</summary>
    public TaskReference? Find(string task, string environment) => _byName.GetValueOrDefault(task) ?? _byName.GetValueOrDefault(environment);
}
