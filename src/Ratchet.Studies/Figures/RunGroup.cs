using Ratchet.Studies.Records;

namespace Ratchet.Studies.Figures;

/// <summary>Runs that differ in their seed only: those of a rule on a task.</summary>
/// <param name="Task">The task's name.</param>
/// <param name="Label">The rule's name, as it stands in the legend.</param>
/// <param name="Runs">The runs.</param>
public sealed record RunGroup(string Task, string Label, IReadOnlyList<RunRecord> Runs)
{
    /// <summary>Index of its colour and marker; null for the place of its label among all labels of the figure.</summary>
    public int? Style { get; init; }
}
