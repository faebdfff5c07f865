using System.Collections.Concurrent;
using Ratchet.Training;

namespace Ratchet.Studies.Comparisons;

/// <summary>What tells the settings of runs apart. Seed, steps and whatever does not shape the training are no differences.</summary>
internal static class SettingChanges
{
    private static readonly Setting[] Compared = [.. Settings.All.Where(setting => setting.ShapesTraining && setting.Key is not ("seed" or "steps" or "wrap"))];

    private static readonly ConcurrentDictionary<(string Environment, string Rule), RunOptions> Known = new();

    /// <summary>The settings that differ from the preset, as key and value, in the order of the settings.</summary>
    public static IReadOnlyList<(string Key, string Value)> FromPreset(RunOptions options)
    {
        RunOptions preset = Known.GetOrAdd((options.Training.Environment, options.Training.Rule), name => Presets.For(name.Environment, name.Rule));
        return [.. Compared.Where(setting => Differs(setting, preset, options)).Select(setting => (setting.Key, setting.Read(options)))];
    }

    /// <summary>Every setting of a run that is not its preset's, those that tell no runs apart too.</summary>
    public static IEnumerable<Setting> AllFrom(RunOptions preset, RunOptions options) => Settings.All.Where(setting => Differs(setting, preset, options));

    /// <summary>Keys of the settings that are not the same in all runs; the environment is one.</summary>
    public static IReadOnlyList<string> Among(IReadOnlyList<RunOptions> runs) =>
        [.. runs.Select(run => run.Training.Environment).Distinct(StringComparer.Ordinal).Skip(1).Take(1).Select(_ => "environment"),
         .. from setting in Compared
            where runs.Select(run => setting.AppliesTo(run.Training) ? setting.Read(run) : null).Distinct(StringComparer.Ordinal).Skip(1).Any()
            select setting.Key];

    /// <summary>key=value.</summary>
    public static string TextOf((string Key, string Value) change) => $"{change.Key}={(change.Value.Length == 0 ? "none" : change.Value)}";

    private static bool Differs(Setting setting, RunOptions preset, RunOptions options) =>
        setting.AppliesTo(options.Training) && (!setting.AppliesTo(preset.Training) || setting.Read(preset) != setting.Read(options));
}
