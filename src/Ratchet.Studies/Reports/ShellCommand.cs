using System.Globalization;
using Ratchet.Studies.Comparisons;
using Ratchet.Training;

namespace Ratchet.Studies.Reports;

/// <summary>Commands as a POSIX shell takes them.</summary>
internal static class ShellCommand
{
    /// <summary>The keys that the command has an option of its own for.</summary>
    private static readonly string[] OwnOptions = ["seed", "steps", "wrap", "drift", "python"];

    /// <summary>The command that makes a run again: environment, rule, seed and steps, and every setting that is not its preset's.</summary>
    public static string Train(RunOptions options, string folder)
    {
        RunOptions preset = Presets.For(options.Training.Environment, options.Training.Rule);
        List<string> words =
        [
            "./ratchet", "train", options.Training.Environment, "--rule", options.Training.Rule,
            "--seed", options.Training.Seed.ToString(CultureInfo.InvariantCulture), "--steps", options.Training.Steps.ToString(CultureInfo.InvariantCulture),
        ];
        foreach (Setting setting in SettingChanges.AllFrom(preset, options).Where(setting => setting.Key is not ("seed" or "steps")))
            if (OwnOptions.Contains(setting.Key))
                words.AddRange([$"--{setting.Key}", setting.Read(options)]);
            else
                words.AddRange(["--set", $"{setting.Key}={setting.Read(options)}"]);
        if (options.From is not null)
            words.AddRange(["--from", "THE-OTHER-RUN"]);
        return Join([.. words, "--out", folder]);
    }

    /// <summary>Words as one line; what a shell would read as something else stands in quotes.</summary>
    public static string Join(params IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

    private static string Quote(string word) =>
        word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '/' or '=' or ',' or ':' or '+')
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
