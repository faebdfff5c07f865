using System.Globalization;
using Ratchet.Studies.Definitions;

namespace Ratchet.Studies.Comparisons;

/// <summary>The numbers behind a comparison as CSV (RFC 4180), every digit of them.</summary>
public static class ComparisonCsv
{
    /// <summary>One line for each run: its score.</summary>
    public static void WriteScores(Comparison comparison, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        ArgumentNullException.ThrowIfNull(output);
        WriteLine(output, "task", "rule", "seed", "purpose", "state", "source", "summary", "steps_compared", "steps", "score", "normalized");
        foreach (ComparisonCell cell in comparison.Cells)
            foreach (SeedScore score in cell.Scores)
                WriteLine(
                    output, cell.Task, cell.Rule, Text(score.Seed), Word(score.Run.Purpose), Word(score.State), Word(comparison.Options.Source), Word(comparison.Options.Summary),
                    Text(comparison.Steps), Text(score.Run.Steps), Text(score.Score), Text(score.Normalized ?? double.NaN));
    }

    /// <summary>One line for each measurement of each run, up to the steps compared.</summary>
    public static void WriteCurves(Comparison comparison, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        ArgumentNullException.ThrowIfNull(output);
        WriteLine(output, "task", "rule", "seed", "steps", "value");
        foreach (ComparisonCell cell in comparison.Cells)
            foreach (SeedScore score in cell.Scores)
            {
                Curve curve = score.Run.Curve.Until(comparison.Steps);
                for (int i = 0; i < curve.Count; i++)
                    WriteLine(output, cell.Task, cell.Rule, Text(score.Seed), Text(curve.Steps[i]), Text(curve.Values[i]));
            }
    }

    private static void WriteLine(TextWriter output, params ReadOnlySpan<string> fields)
    {
        for (int i = 0; i < fields.Length; i++)
        {
            if (i > 0)
                output.Write(',');
            output.Write(Quote(fields[i]));
        }

        output.Write('\n');
    }

    /// <summary>A spreadsheet takes a text that begins with = or @ for a formula; an apostrophe before it keeps it a text.</summary>
    private static string Quote(string field)
    {
        string safe = field.Length > 0 && field[0] is '=' or '@' ? $"'{field}" : field;
        return safe.AsSpan().IndexOfAny(",\"\r\n'") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static string Text<T>(T value)
        where T : IFormattable => value is double number && !double.IsFinite(number) ? "" : value.ToString(null, CultureInfo.InvariantCulture);

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
