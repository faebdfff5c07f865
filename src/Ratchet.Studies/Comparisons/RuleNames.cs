using Ratchet.Training;

namespace Ratchet.Studies.Comparisons;

/// <summary>
/// Names rules where no study does: a setting that is not the same in all runs of a rule on a task, and that a run has not as in its preset, is part of its rule's name,
/// such as <c>fixpo c-beta=2</c>.
/// </summary>
internal static class RuleNames
{
    public static IReadOnlyList<ComparedRun> Apply(IReadOnlyList<ComparedRun> runs)
    {
        Dictionary<string, HashSet<string>> telling = runs
            .Where(run => !run.IsNamed)
            .GroupBy(run => run.Rule, StringComparer.Ordinal)
            .ToDictionary(rule => rule.Key, TellingKeys, StringComparer.Ordinal);
        return [.. runs.Select(run => run.IsNamed ? run : run with { Rule = NameOf(run, telling[run.Rule]) })];
    }

    private static HashSet<string> TellingKeys(IEnumerable<ComparedRun> runs) =>
        [.. runs.GroupBy(run => run.Task, StringComparer.Ordinal).SelectMany(task => SettingChanges.Among([.. task.Select(run => run.Options)]))];

    private static string NameOf(ComparedRun run, HashSet<string> telling) =>
        string.Join(' ', [run.Rule, .. SettingChanges.FromPreset(run.Options).Where(change => telling.Contains(change.Key)).Select(SettingChanges.TextOf)]);
}
