using System.Text.Json;

namespace Ratchet.Environments.Wrappers;

/// <summary>One episode that <see cref="RecordEpisodes"/> wrote.</summary>
/// <param name="Seed">Of the stream of random numbers.</param>
/// <param name="Instance">Index of the stream: the environment in a training, the episode in an evaluation.</param>
/// <param name="Episode">Number of the episode in its simulator, from 0 on.</param>
/// <param name="Terminated">A true end.</param>
/// <param name="Truncated">Cut off.</param>
/// <param name="Observations">T + 1 of them: the first, and the successor of each step.</param>
/// <param name="Actions">T, as the simulator received them.</param>
/// <param name="Rewards">T.</param>
public sealed record RecordedEpisode(
    ulong Seed, long Instance, long Episode, bool Terminated, bool Truncated, double[][] Observations, double[][] Actions, double[] Rewards);

/// <summary>Reads what <see cref="RecordEpisodes"/> wrote.</summary>
public static class EpisodeRecording
{
    /// <summary>The episodes of a file, in its order; each is read when its turn comes.</summary>
    /// <exception cref="InvalidDataException">A line is no episode; the message names the file, the line and the field.</exception>
    public static IEnumerable<RecordedEpisode> Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        // A training may still be writing to it.
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        for (int number = 1; reader.ReadLine() is { } line; number++)
            yield return ReadLine(line, $"'{path}', line {number}");
    }

    private static RecordedEpisode ReadLine(string line, string place)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            var episode = new RecordedEpisode(
                root.GetProperty("seed").GetUInt64(), root.GetProperty("instance").GetInt64(), root.GetProperty("episode").GetInt64(),
                root.GetProperty("terminated").GetBoolean(), root.GetProperty("truncated").GetBoolean(),
                ReadRows(root.GetProperty("observations")), ReadRows(root.GetProperty("actions")), ReadNumbers(root.GetProperty("rewards")));
            int steps = episode.Rewards.Length;
            return episode.Actions.Length == steps && episode.Observations.Length == steps + 1
                ? episode
                : throw new InvalidDataException(
                    $"{place}: {steps} rewards need {steps} actions and {steps + 1} observations; found {episode.Actions.Length} and {episode.Observations.Length}.");
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{place} is no recorded episode: {exception.Message}", exception);
        }
    }

    private static double[][] ReadRows(JsonElement element) => [.. element.EnumerateArray().Select(ReadNumbers)];

    private static double[] ReadNumbers(JsonElement element) => [.. element.EnumerateArray().Select(value => value.GetDouble())];
}
