using System.Buffers;
using System.Globalization;
using Ratchet.Training;
using Ratchet.Training.Metrics;
using Ratchet.Training.Runs;
using Ratchet.Updates.Rules;

namespace Ratchet.Cli.Views;

/// <summary>How numbers of a run are written for people.</summary>
internal static class Wording
{
    private const string Unknown = "–";

    /// <summary>What a shell takes for itself inside double quotes, and what it takes outside of all quotes.</summary>
    private static readonly SearchValues<char> InQuotes = SearchValues.Create("\"$`!\\"), Bare = SearchValues.Create(" \t\n'&;|<>()*?[]{}#~\"$`!\\");

    public static string Count(double value) => double.IsFinite(value) ? value.ToString("#,0", CultureInfo.InvariantCulture) : Unknown;

    /// <summary>Four digits that count.</summary>
    public static string Value(double value) => !double.IsFinite(value) ? Unknown : Math.Abs(value) switch
    {
        >= 1000 => value.ToString("#,0", CultureInfo.InvariantCulture),
        >= 100 => value.ToString("0.0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.00", CultureInfo.InvariantCulture),
        0 => "0",
        < 1e-3 => value.ToString("0.00e0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.000", CultureInfo.InvariantCulture),
    };

    /// <summary>A setting, as it was given.</summary>
    public static string Exact(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>1:05 or 2:03:04.</summary>
    public static string Time(double seconds)
    {
        if (!(seconds is >= 0 and < 1e9))
            return Unknown;
        long whole = (long)Math.Round(seconds);
        return whole < 3600 ? $"{whole / 60}:{whole % 60:00}" : $"{whole / 3600}:{whole / 60 % 60:00}:{whole % 60:00}";
    }

    /// <summary>The bound that the rule promises; empty for rules that promise nothing.</summary>
    public static string Bound(RunOptions options) =>
        options.Training.Parts.Neighbourhood == NeighbourhoodKind.MaxKl ? $" (ε {options.Training.Region.EpsilonKl})" : "";

    /// <summary>One sentence at the end of a run.</summary>
    public static string Finished(RunProgress progress)
    {
        TrainingTotals totals = progress.Totals;
        return $"Finished {Counted(progress.Metrics.Steps, "step")} in {Time(progress.Seconds)} ({Count(progress.Metrics.Steps / progress.Seconds)} steps/s): "
            + $"mean return {Value(progress.Metrics.MeanReturn)}, greatest KL {Value(totals.MaxKl)}{Bound(progress.Options)}, "
            + $"{Counted(totals.Violations, "violation")} in {Counted(totals.Updates, "update")}.";
    }

    /// <summary>What to do next.</summary>
    public static string Next(RunProgress progress) => $"The run is in {progress.Path}; 'ratchet evaluate {Argument(progress.Path)}' measures its policy.";

    /// <summary>What standard error gets of something that the command survives.</summary>
    public static string Warning(string message) => $"ratchet: warning: {message}";

    /// <summary>A path as a shell takes it: in quotes when it holds a space or what a shell would read as something else.</summary>
    public static string Argument(string path)
    {
        if (OperatingSystem.IsWindows() ? !path.Contains(' ', StringComparison.Ordinal) : !path.AsSpan().ContainsAny(Bare))
            return path;
        return OperatingSystem.IsWindows() || !path.AsSpan().ContainsAny(InQuotes) ? $"\"{path}\"" : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }

    private static string Counted(long count, string noun) => count == 1 ? $"1 {noun}" : $"{Count(count)} {noun}s";
}
