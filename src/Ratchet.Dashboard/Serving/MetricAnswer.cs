using System.Text.Json;
using Ratchet.Training.Metrics;

namespace Ratchet.Dashboard.Serving;

/// <summary><c>GET /api/metrics</c>: unit and meaning of every number that the library writes. A run may have others besides.</summary>
internal static class MetricAnswer
{
    public static void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray("metrics"u8);
        foreach (Metric<IterationMetrics> metric in MetricTable.OfIteration)
            Write(json, metric.Name, metric.Unit, metric.Meaning);
        foreach (var metric in MetricTable.OfEvaluation)
            Write(json, metric.Name, metric.Unit, metric.Meaning);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, string unit, string meaning)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, name);
        json.WriteString("unit"u8, unit);
        json.WriteString("meaning"u8, meaning);
        json.WriteEndObject();
    }
}
