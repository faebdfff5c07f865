using System.Text.Json;
using Ratchet.Storage;

namespace Ratchet.BlackBox.Tetris;

/// <summary>A line of a search's log.</summary>
/// <param name="Generation">Its number, from 1.</param>
/// <param name="Mean">Mean lines of its candidates.</param>
/// <param name="Best">Most lines of one.</param>
/// <param name="CenterMean">Mean lines of the centre after it; NaN where it did not play.</param>
/// <param name="CenterError">The standard error of that mean.</param>
/// <param name="Placements">Pieces that were dropped.</param>
/// <param name="Unfinished">Games that the limit of placements ended.</param>
public readonly record struct TetrisLogLine(long Generation, double Mean, double Best, double CenterMean, double CenterError, long Placements, int Unfinished);

/// <summary>What the folder of a search for a controller (<see cref="TetrisFolder"/>) tells of it, whether it is still searching or not.</summary>
/// <param name="Method">Name of the method.</param>
/// <param name="Settings">Its settings, texts key=value.</param>
/// <param name="Height">Rows of the board.</param>
/// <param name="Seed">Seed of all randomness.</param>
/// <param name="Lines">The finished generations, ascending.</param>
public sealed record TetrisLog(string Method, IReadOnlyList<string> Settings, int Height, ulong Seed, IReadOnlyList<TetrisLogLine> Lines)
{
    /// <summary>Reads a folder without taking hold of it.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="InvalidDataException">It holds no search for a controller, or a file of it is damaged.</exception>
    public static TetrisLog Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string settings = Path.Combine(path, TetrisFolder.SettingsFile), log = Path.Combine(path, GenerationFolder.LogFile);
        if (!File.Exists(settings))
            throw new InvalidDataException($"'{path}' holds no search for a controller of Tetris: it has no {TetrisFolder.SettingsFile}. 'ratchet tetris --out {path}' makes one.");
        TetrisLog search = Parsed(settings, File.ReadAllText(settings), root => new TetrisLog(
            root.GetProperty("method").GetString()!, [.. root.GetProperty("settings").EnumerateArray().Select(setting => setting.GetString()!)], root.GetProperty("height").GetInt32(),
            root.GetProperty("seed").GetUInt64(), []));

        // The last line may be half written where the search is still going on.
        string[] lines = File.Exists(log) ? File.ReadAllText(log).Split('\n')[..^1] : [];
        return search with { Lines = Array.ConvertAll(lines, line => Parsed(log, line, LineOf)) };
    }

    /// <summary>The generation of a line of the log.</summary>
    /// <param name="file">The log, which the error names.</param>
    /// <param name="line">Its text.</param>
    internal static long GenerationOf(string file, string line) => Parsed(file, line, GenerationOf);

    private static long GenerationOf(JsonElement line) => line.GetProperty(TetrisFolder.GenerationKey).GetInt64();

    private static TetrisLogLine LineOf(JsonElement line) => new(
        GenerationOf(line), line.GetProperty("mean_lines").GetDouble(), line.GetProperty("best_lines").GetDouble(), OptionalNumber(line, "center_lines"),
        OptionalNumber(line, "center_error"), line.GetProperty("placements").GetInt64(), line.GetProperty("cut_off").GetInt32());

    private static double OptionalNumber(JsonElement line, string key) => line.TryGetProperty(key, out JsonElement number) ? number.GetDouble() : double.NaN;

    private static T Parsed<T>(string file, string text, Func<JsonElement, T> read)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new InvalidDataException($"{file} has a line that is none of a search's: {Excerpt.Of(text)}", exception);
        }
    }
}
