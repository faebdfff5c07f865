using System.Text.Json;
using Ratchet.Studies.Definitions;
using Ratchet.Studies.Statistics;

namespace Ratchet.Studies.Comparisons;

/// <summary>A comparison as JSON: everything but the raw curves of single runs. A number that does not exist is null.</summary>
public static class ComparisonJson
{
    /// <summary>Writes the properties of the object that has been begun.</summary>
    public static void Write(Utf8JsonWriter json, Comparison comparison)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(comparison);
        json.WriteString("stamp", comparison.Stamp);
        if (comparison.Options.Clock == ComparisonClock.Time)
        {
            json.WriteStartObject("seconds");
            foreach ((string task, double seconds) in comparison.Seconds)
                json.WriteNumber(task, seconds);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNumber("steps", comparison.Steps);
        }

        json.WriteString("source", Words.Of(comparison.Options.Source));
        json.WriteString("summary", Words.Of(comparison.Options.Summary));
        WriteTexts(json, "notes", comparison.Notes);
        WriteTexts(json, "warnings", comparison.Warnings);
        WriteNumbers(json, "grid", comparison.Grid);
        string amount = AmountOf(comparison);
        WriteObjects(json, "cells", comparison.Cells, cell => Write(json, cell, amount));
        WriteTexts(json, "aggregated_tasks", comparison.AggregatedTasks);
        WriteObjects(json, "aggregates", comparison.Aggregates, rule => Write(json, rule));
        WriteObjects(json, "pairs", comparison.Pairs, pair => Write(json, pair));
        WriteObjects(json, "settings", comparison.Stamps, stamp =>
        {
            json.WriteString("rule", stamp.Rule);
            WriteTexts(json, "changes", stamp.Changes);
            json.WriteString("tuning", stamp.Tuning);
        });
        WriteObjects(json, "references", comparison.References, reference =>
        {
            json.WriteString("task", reference.Key);
            json.WriteNumber("random", reference.Value.Random);
            json.WriteNumber("reference", reference.Value.Reference);
            json.WriteString("source", reference.Value.Source);
        });
    }

    /// <summary>What the runs have an amount of, in fields and columns.</summary>
    internal static string AmountOf(Comparison comparison) => comparison.Options.Clock == ComparisonClock.Time ? "time_percent" : "steps";

    private static void Write(Utf8JsonWriter json, ComparisonCell cell, string amount)
    {
        json.WriteString("task", cell.Task);
        json.WriteString("rule", cell.Rule);
        Write(json, "mean", cell.Mean);
        Write(json, "deviation", cell.Deviation);
        json.WriteBoolean("best", cell.IsBest);
        WriteObjects(json, "runs", cell.Scores, score =>
        {
            json.WriteNumber("seed", score.Seed);
            json.WriteString("purpose", Words.Of(score.Run.Purpose));
            json.WriteString("state", Words.Of(score.State));
            json.WriteNumber(amount, score.Run.Steps);
            json.WriteNumber("score", score.Score);
            Write(json, "normalized", score.Normalized);
        });
        Write(json, "curve", cell.Curve);
    }

    private static void Write(Utf8JsonWriter json, RuleAggregate rule)
    {
        json.WriteString("rule", rule.Rule);
        json.WriteNumber("runs", rule.Runs);
        Write(json, "interquartile_mean", rule.InterquartileMean);
        Write(json, "median", rule.Median);
        Write(json, "mean", rule.Mean);
        Write(json, "optimality_gap", rule.OptimalityGap);
        json.WriteStartObject("profile");
        WriteNumbers(json, "thresholds", rule.Profile.Thresholds);
        WriteNumbers(json, "shares", rule.Profile.Shares);
        WriteNumbers(json, "low", rule.Profile.Low);
        WriteNumbers(json, "high", rule.Profile.High);
        json.WriteEndObject();
        Write(json, "sample_efficiency", rule.SampleEfficiency);
    }

    private static void Write(Utf8JsonWriter json, RulePair pair)
    {
        json.WriteString("first", pair.First);
        json.WriteString("second", pair.Second);
        json.WriteNumber("tasks", pair.Tasks);
        json.WriteNumber("pairs", pair.Pairs);
        Write(json, "improvement", pair.Improvement);
        Write(json, "p", pair.P);
        Write(json, "p_holm", pair.AdjustedP);
    }

    private static void Write(Utf8JsonWriter json, string name, Estimate estimate)
    {
        json.WriteStartObject(name);
        Write(json, "value", estimate.Value);
        Write(json, "low", estimate.Interval?.Low);
        Write(json, "high", estimate.Interval?.High);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, CurveBand band)
    {
        json.WriteStartObject(name);
        WriteNumbers(json, "center", band.Center);
        WriteNumbers(json, "low", band.Low);
        WriteNumbers(json, "high", band.High);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, double? value)
    {
        json.WritePropertyName(name);
        WriteValue(json, value);
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IReadOnlyList<double>? values)
    {
        if (values is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartArray(name);
        foreach (double value in values)
            WriteValue(json, value);
        json.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter json, double? value)
    {
        if (value is { } number && double.IsFinite(number))
            json.WriteNumberValue(number);
        else
            json.WriteNullValue();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static void WriteObjects<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> properties)
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            json.WriteStartObject();
            properties(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
