using System.Text.Encodings.Web;
using System.Text.Json;

namespace Ratchet.Studies.Comparisons;

/// <summary>A comparison as files.</summary>
public static class ComparisonFiles
{
    private static readonly JsonWriterOptions Json = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes <c>comparison.md</c> (all tables), <c>comparison.json</c> (all estimates), <c>scores.csv</c> (a line a run) and <c>curves.csv</c> (a line a measurement).</summary>
    /// <param name="comparison">What to write.</param>
    /// <param name="folder">Is made where it is not there; files of these names are overwritten.</param>
    public static void Write(Comparison comparison, string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "comparison.md"), ComparisonMarkdown.Write(comparison));
        using (FileStream file = File.Create(Path.Combine(folder, "comparison.json")))
        using (var json = new Utf8JsonWriter(file, Json))
        {
            json.WriteStartObject();
            ComparisonJson.Write(json, comparison);
            json.WriteEndObject();
        }

        using (StreamWriter scores = File.CreateText(Path.Combine(folder, "scores.csv")))
            ComparisonCsv.WriteScores(comparison, scores);
        using StreamWriter curves = File.CreateText(Path.Combine(folder, "curves.csv"));
        ComparisonCsv.WriteCurves(comparison, curves);
    }
}
