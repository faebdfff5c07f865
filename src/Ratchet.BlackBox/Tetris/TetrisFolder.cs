using Ratchet.Storage;

namespace Ratchet.BlackBox.Tetris;

/// <summary>
/// The folder of a search for a controller: <c>search.json</c>, <c>checkpoint.safetensors</c> and the one before it, and <c>log.jsonl</c> with a line for each generation, which has the
/// centre's weights. Killed anywhere, it goes on from the last finished generation, with the same bits.
/// </summary>
public sealed class TetrisFolder : IDisposable
{
    internal const string SettingsFile = "search.json", GenerationKey = "generation";

    private readonly GenerationFolder _folder;

    private TetrisFolder(GenerationFolder folder, TetrisSearch search) => (_folder, Search) = (folder, search);

    /// <summary>The search.</summary>
    public TetrisSearch Search { get; }

    /// <summary>Opens a folder, or makes it.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="method">Name of the method.</param>
    /// <param name="settings">Its settings, texts key=value; a folder that is there must have the same.</param>
    /// <param name="search">The search at its beginning; it is brought to where the folder's is.</param>
    /// <exception cref="InvalidDataException">Another process works on it, it holds another search, or a file of it is damaged.</exception>
    public static TetrisFolder Open(string path, string method, IReadOnlyList<string> settings, TetrisSearch search)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(search);
        byte[] identity = JsonLine.Of(json =>
        {
            json.WriteString("method", method);
            json.WriteStartArray("settings");
            foreach (string setting in settings.Order(StringComparer.Ordinal))
                json.WriteStringValue(setting);
            json.WriteEndArray();
            json.WriteNumber("games", search.Options.Games);
            json.WriteNumber("height", search.Options.Height);
            json.WriteNumber("most_placements", search.Options.MostPlacements);
            json.WriteBoolean("common_pieces", search.Options.CommonPieces);
            json.WriteNumber("seed", search.Options.Seed);
        });
        var folder = GenerationFolder.Open(
            path, "a search for a controller of Tetris", SettingsFile, identity, file => File.ReadAllBytes(file).AsSpan().SequenceEqual(identity), (message, cause) => new InvalidDataException(message, cause));
        try
        {
            folder.Resume(search.Method.Load, () => search.Method.Generation, line => TetrisLog.GenerationOf(folder.LogPath, line));
            return new TetrisFolder(folder, search);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Keeps a finished generation.</summary>
    /// <returns>The line of the log, with its line feed.</returns>
    public ReadOnlyMemory<byte> Keep(TetrisGeneration generation)
    {
        ArgumentNullException.ThrowIfNull(generation);
        double[] center = Search.Method.Center.ToArray();
        byte[] line = JsonLine.Of(json =>
        {
            json.WriteNumber(GenerationKey, generation.Generation);
            json.WriteNumber("mean_lines", generation.Mean);
            json.WriteNumber("best_lines", generation.Best);
            if (generation.Center is { } played)
            {
                json.WriteNumber("center_lines", played.Mean);
                json.WriteNumber("center_error", played.Error);
            }

            json.WriteNumber("placements", generation.Placements);
            json.WriteNumber("cut_off", generation.Unfinished);
            json.WriteStartArray("center");
            foreach (double weight in center)
                json.WriteNumberValue(weight);
            json.WriteEndArray();
        });
        _folder.Keep(line, Search.Method.Save);
        return line;
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}
