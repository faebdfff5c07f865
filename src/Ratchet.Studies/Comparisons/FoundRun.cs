using Ratchet.Studies.Definitions;

namespace Ratchet.Studies.Comparisons;

/// <summary>The folder of a run, and what a study calls it.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Task">The study's name of the task; null where there is no study.</param>
/// <param name="Rule">The study's name of the rule; null where there is no study.</param>
/// <param name="Study">The definition of the study that it belongs to, where that has one.</param>
public sealed record FoundRun(string Path, string? Task = null, string? Rule = null, StudyDefinition? Study = null)
{
    /// <summary>What the study says of how the rule's settings were found; null for its presets as they are.</summary>
    internal string? Tuning => Study?.Rules.FirstOrDefault(rule => rule.Name == Rule)?.Tuning is { } tuning
        ? $"{tuning.Trials} {(tuning.Trials == 1 ? "trial" : "trials")} on {string.Join(", ", tuning.Tasks)}, seeds {tuning.Seeds}{(tuning.Note.Length == 0 ? "" : $" ({tuning.Note})")}"
        : null;
}
