using Ratchet.Training;

namespace Ratchet.Dashboard.Serving;

/// <summary>What a run was told: environment, rule, and every setting that its rule has.</summary>
internal static class RunSettings
{
    /// <summary>Key, meaning, and how the value is read: null where a run does not have the setting.</summary>
    public static IReadOnlyList<(string Key, string Meaning, Func<RunOptions, string?> Read)> All { get; } =
    [
        ("environment", "The environment.", run => run.Training.Environment),
        ("rule", "The rule.", run => run.Training.Rule),
        ("from", "What the run began with; random parameters where nothing stands.", run => run.From?.ToString()),
        .. Settings.All.Select(setting => (setting.Key, setting.Summary, new Func<RunOptions, string?>(run => setting.AppliesTo(run.Training) ? setting.Read(run) : null))),
    ];
}
