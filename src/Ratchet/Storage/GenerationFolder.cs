using System.Text;

namespace Ratchet.Storage;

/// <summary>
/// The folder of a search that goes generation by generation: a file of settings, <c>checkpoint.safetensors</c> and the one before it, and <c>log.jsonl</c> with a line for each generation.
/// Killed anywhere, the search goes on from the last finished generation, with the same bits.
/// </summary>
internal sealed class GenerationFolder : IDisposable
{
    /// <summary>A line for each generation.</summary>
    public const string LogFile = "log.jsonl";

    private readonly FileStream _lock;
    private readonly Func<string, Exception?, Exception> _error;

    private GenerationFolder(string path, FileStream held, Func<string, Exception?, Exception> error) => (Path, _lock, _error) = (path, held, error);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The log.</summary>
    public string LogPath => System.IO.Path.Combine(Path, LogFile);

    /// <summary>Opens a folder, or makes it.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="what">What it holds, as errors name it: "a search for a drift".</param>
    /// <param name="settingsFile">Name of the file of settings.</param>
    /// <param name="settings">Its content.</param>
    /// <param name="isSame">Whether the settings that are there are those.</param>
    /// <param name="error">Makes the exception of a message.</param>
    public static GenerationFolder Open(
        string path, string what, string settingsFile, ReadOnlyMemory<byte> settings, Func<string, bool> isSame, Func<string, Exception?, Exception> error)
    {
        string file = System.IO.Path.Combine(path, settingsFile);
        if (Directory.Exists(path) && !File.Exists(file) && Directory.EnumerateFileSystemEntries(path).Any(entry => System.IO.Path.GetFileName(entry) != FolderLock.FileName))
            throw error($"'{path}' holds something else than {what}: choose another folder.", null);
        Directory.CreateDirectory(path);
        FileStream held = FolderLock.TryTake(path) ?? throw error($"'{path}' is in use: another process works on it.", null);
        try
        {
            if (File.Exists(file) && !isSame(file))
                throw error($"{file} has other settings than what is asked for: choose another folder, or go on with those that are there.", null);
            WholeFile.Write(file, stream => stream.Write(settings.Span));
            return new GenerationFolder(path, held, error);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Brings a search to its last checkpoint, if there is one, and leaves those lines of the log that it has.</summary>
    /// <param name="load">Takes over the state; it must stay as it was when it refuses.</param>
    /// <param name="generations">Finished generations, after that.</param>
    /// <param name="generationOf">The generation of a line.</param>
    public void Resume(Action<Snapshot> load, Func<long> generations, Func<string, long> generationOf)
    {
        string file = CheckpointPair.Find(Path), previous = System.IO.Path.Combine(Path, CheckpointPair.Previous);
        if (File.Exists(file))
        {
            try
            {
                load(SafeTensors.ReadFile(file));
            }
            catch (SnapshotException exception) when (exception.IsDamage && File.Exists(previous) && file != previous)
            {
                load(SafeTensors.ReadFile(previous));
            }
            catch (SnapshotException exception)
            {
                throw _error($"{file} is no checkpoint of this search: {exception.Message}", exception);
            }
        }

        CutLog(generations(), generationOf);
    }

    /// <summary>Keeps a finished generation: its line first, so that a kill between the two loses a line that is written again, and not a generation without one.</summary>
    /// <param name="line">With its line feed.</param>
    /// <param name="save">Writes the state.</param>
    public void Keep(ReadOnlySpan<byte> line, Action<Snapshot> save)
    {
        using (var log = new FileStream(LogPath, FileMode.Append, FileAccess.Write, FileShare.Read))
        {
            log.Write(line);
            log.Flush(flushToDisk: true);
        }

        string latest = System.IO.Path.Combine(Path, CheckpointPair.Latest);
        WholeFile.WriteBeside(latest, stream =>
        {
            var snapshot = new Snapshot();
            save(snapshot);
            SafeTensors.Write(stream, snapshot);
        });
        if (File.Exists(latest))
            File.Move(latest, System.IO.Path.Combine(Path, CheckpointPair.Previous), overwrite: true);
        WholeFile.PutInPlace(latest);
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private void CutLog(long generations, Func<string, long> generationOf)
    {
        if (!File.Exists(LogPath))
            return;
        string[] lines = File.ReadAllText(LogPath).Split('\n')[..^1];
        string[] kept = [.. lines.TakeWhile(line => generationOf(line) <= generations)];
        if (kept.Length != lines.Length || new FileInfo(LogPath).Length != kept.Sum(line => Encoding.UTF8.GetByteCount(line) + 1))
            WholeFile.Write(LogPath, stream => stream.Write(Encoding.UTF8.GetBytes(string.Concat(kept.Select(line => line + "\n")))));
    }
}
