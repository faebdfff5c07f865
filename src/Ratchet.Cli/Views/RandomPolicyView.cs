using System.Globalization;
using System.Text.Json;
using Ratchet.Environments;
using Ratchet.Environments.RandomPlay;
using Spectre.Console;

namespace Ratchet.Cli.Views;

/// <summary>Statistics of random play, for people and as JSON.</summary>
internal static class RandomPolicyView
{
    private const int BarWidth = 40;

    /// <summary>More entries than this are summed up.</summary>
    private const int MostEntries = 24;

    public static void Write(Surroundings surroundings, EnvironmentDefinition definition, RandomPolicyStatistics statistics)
    {
        if (surroundings.IsTerminal)
        {
            IAnsiConsole console = Consoles.Create(surroundings);
            foreach ((string text, string? bar, string? count) in Lines(definition, statistics))
                console.MarkupLine(bar is null ? Markup.Escape(text) : $"{Markup.Escape(text)}[green]{bar}[/] [dim]{count}[/]");
            return;
        }

        foreach ((string text, string? bar, string? count) in Lines(definition, statistics))
            surroundings.Output.WriteLine(bar is null ? text : $"{text}{bar} {count}");
    }

    public static string ToJson(string environment, RandomPolicyStatistics statistics) => JsonText.Write(json =>
    {
        json.WriteString("environment", environment);
        json.WriteNumber("episodes", statistics.Returns.Count);
        json.WriteNumber("steps", statistics.Steps);
        Write(json, "return", statistics.Return);
        Write(json, "length", statistics.Length);
        json.WriteNumber("terminated_share", statistics.TerminatedShare);
        json.WriteNumber("reward_per_step", statistics.RewardPerStep);
        json.WriteStartArray("observation");
        foreach (EntryStatistics entry in statistics.Observations)
        {
            json.WriteStartObject();
            json.WriteNumber("mean", entry.Mean);
            json.WriteNumber("std", entry.Deviation);
            json.WriteNumber("min", entry.Min);
            json.WriteNumber("max", entry.Max);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("returns");
        foreach (double value in statistics.Returns)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter json, string name, SampleStatistics sample)
    {
        json.WriteStartObject(name);
        json.WriteNumber("mean", sample.Mean);
        JsonText.WriteNumber(json, "standard_error", sample.StandardError);
        json.WriteNumber("std", sample.Deviation);
        json.WriteNumber("min", sample.Min);
        json.WriteNumber("max", sample.Max);
        json.WriteEndObject();
    }

    /// <summary>Lines of text; those of the histogram end with a bar and a count.</summary>
    private static IEnumerable<(string Text, string? Bar, string? Count)> Lines(EnvironmentDefinition definition, RandomPolicyStatistics statistics)
    {
        yield return ($"{definition.Name}, random policy, {Counted(statistics.Returns.Count, "episode")}, {Counted(statistics.Steps, "step")}", null, null);
        yield return ($"  return           {Sample(statistics.Return)}{Threshold(definition)}", null, null);
        yield return ($"  length           {Sample(statistics.Length)}", null, null);
        yield return ($"  reward per step  {Wording.Value(statistics.RewardPerStep)}", null, null);
        yield return ($"  ends             {Share(statistics.TerminatedShare)} terminated, {Share(1 - statistics.TerminatedShare)} truncated", null, null);
        yield return ("", null, null);
        yield return ("  returns", null, null);
        foreach ((string label, string bar, string count) in new Histogram(statistics.Returns).Lines(BarWidth))
            yield return ($"    {label}  ", bar, count);
        yield return ("", null, null);
        foreach (string line in Observations(statistics.Observations))
            yield return (line, null, null);
    }

    private static IEnumerable<string> Observations(IReadOnlyList<EntryStatistics> entries)
    {
        if (entries.Count <= MostEntries)
        {
            yield return "  observation         mean   deviation         min         max";
            for (int i = 0; i < entries.Count; i++)
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"    {i,-9}{Wording.Value(entries[i].Mean),12}{Wording.Value(entries[i].Deviation),12}{Wording.Value(entries[i].Min),12}{Wording.Value(entries[i].Max),12}");
            yield break;
        }

        int constant = entries.Count(entry => entry.Min == entry.Max);
        yield return $"  observation      {Counted(entries.Count, "entry", "entries")}; {(constant == 0 ? "all change" : $"{Wording.Count(constant)} never change")}";
        yield return $"    means          {Wording.Value(entries.Min(entry => entry.Mean))} … {Wording.Value(entries.Max(entry => entry.Mean))}";
        yield return $"    deviations     {Wording.Value(entries.Min(entry => entry.Deviation))} … {Wording.Value(entries.Max(entry => entry.Deviation))}";
        yield return $"    values         {Wording.Value(entries.Min(entry => entry.Min))} … {Wording.Value(entries.Max(entry => entry.Max))}";
    }

    private static string Sample(SampleStatistics sample) =>
        $"{Wording.Value(sample.Mean)} ± {Wording.Value(sample.StandardError)} (standard error), deviation {Wording.Value(sample.Deviation)}, from {Wording.Value(sample.Min)} to {Wording.Value(sample.Max)}";

    private static string Threshold(EnvironmentDefinition definition) =>
        definition.RewardThreshold is { } threshold ? $"; solved at {Wording.Exact(threshold)}" : "";

    private static string Share(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.#} %");

    private static string Counted(double count, string noun, string? plural = null) => $"{Wording.Count(count)} {(count == 1 ? noun : plural ?? $"{noun}s")}";
}
