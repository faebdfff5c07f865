using System.Text.Json;
using Ratchet.Discovery.Recipes;
using Ratchet.Storage;

namespace Ratchet.Discovery.Search;

/// <summary>The log of a search, <c>log.jsonl</c>: a line for each generation.</summary>
public static class DiscoveryLog
{
    private const string GenerationKey = "generation", SigmaKey = "sigma", RateKey = "learning_rate", GradientKey = "gradient_norm", DistanceKey = "center_distance", FailedKey = "failed", TiesKey = "ties",
        NormalizedKey = "normalized", DriftKey = "drift", TasksKey = "tasks", TrainingsKey = "trainings", MeanKey = "mean", QuantilesKey = "quantiles", StepsKey = "steps", SecondsKey = "seconds";

    /// <summary>Reads a log, the last line of which may be cut off.</summary>
    /// <exception cref="DiscoveryException">There is none, or a line is none of a search's.</exception>
    public static IReadOnlyList<GenerationResult> Read(string file)
    {
        try
        {
            return [.. File.ReadAllText(file).Split('\n')[..^1].Select(line => Parse(file, line))];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DiscoveryException($"cannot read {file}: {exception.Message}", exception);
        }
    }

    /// <summary>The line of a generation, with its line feed.</summary>
    /// <param name="result">The generation.</param>
    /// <param name="drift">The centre in words, for families whose centres are no files; null for none.</param>
    internal static byte[] LineOf(GenerationResult result, string? drift) => JsonLine.Of(json =>
    {
        json.WriteNumber(GenerationKey, result.Generation);
        json.WriteNumber(SigmaKey, result.Sigma);
        json.WriteNumber(RateKey, result.LearningRate);
        json.WriteNumber(GradientKey, result.GradientNorm);
        json.WriteNumber(DistanceKey, result.CenterDistance);
        json.WriteNumber(FailedKey, result.Failed);
        json.WriteNumber(TiesKey, result.Ties);
        if (result.Normalized is { } normalized)
            json.WriteNumber(NormalizedKey, normalized);
        if (drift is not null)
            json.WriteString(DriftKey, drift);
        json.WriteStartObject(TasksKey);
        foreach (TaskFitness task in result.Tasks)
            Write(json, task);
        json.WriteEndObject();
        json.WriteNumber(StepsKey, result.Steps);
        json.WriteNumber(SecondsKey, Math.Round(result.Seconds, 3));
    });

    /// <summary>Reads a line.</summary>
    /// <exception cref="DiscoveryException">It is none of a search's.</exception>
    internal static GenerationResult Parse(string file, string line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            return new GenerationResult(
                root.GetProperty(GenerationKey).GetInt64(), Number(SigmaKey), Number(RateKey), Number(GradientKey), Number(DistanceKey), root.GetProperty(FailedKey).GetInt32(), root.GetProperty(TiesKey).GetInt32(),
                root.TryGetProperty(NormalizedKey, out JsonElement normalized) ? normalized.GetDouble() : null,
                [.. root.GetProperty(TasksKey).EnumerateObject().Select(Read)],
                root.GetProperty(StepsKey).GetInt64(), Number(SecondsKey));

            double Number(string key) => root.GetProperty(key).GetDouble();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or IndexOutOfRangeException)
        {
            throw new DiscoveryException($"{file} has a line that is none of a search's: {Excerpt.Of(line)}", exception);
        }
    }

    private static void Write(Utf8JsonWriter json, TaskFitness task)
    {
        json.WriteStartObject(task.Task);
        json.WriteNumber(TrainingsKey, task.Trainings);
        json.WriteNumber(MeanKey, task.Mean);
        json.WriteStartArray(QuantilesKey);
        foreach (double quantile in (double[])[task.Least, task.Lower, task.Median, task.Upper, task.Greatest])
            json.WriteNumberValue(quantile);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static TaskFitness Read(JsonProperty task)
    {
        double[] quantiles = [.. task.Value.GetProperty(QuantilesKey).EnumerateArray().Select(quantile => quantile.GetDouble())];
        return new TaskFitness(task.Name, task.Value.GetProperty(TrainingsKey).GetInt32(), task.Value.GetProperty(MeanKey).GetDouble(), quantiles[0], quantiles[1], quantiles[2], quantiles[3], quantiles[4]);
    }
}
