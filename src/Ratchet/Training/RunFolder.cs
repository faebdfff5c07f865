using System.Text;
using Ratchet.Environments;
using Ratchet.Policies;
using Ratchet.Storage;

namespace Ratchet.Training;

/// <summary>
/// The folder of a run, held by one process at a time: <c>config.json</c>, <c>metrics.jsonl</c>, <c>checkpoint.safetensors</c> and the
/// checkpoint before it. A file is written beside, flushed to the disk and renamed, so that whatever ends the process, the folder
/// holds a whole checkpoint or none.
/// </summary>
public sealed class RunFolder : IDisposable
{
    private const string ConfigurationFile = "config.json";
    private const string MetricsFile = "metrics.jsonl";
    private const string CheckpointFile = "checkpoint.safetensors";
    private const string PreviousCheckpointFile = "checkpoint.previous.safetensors";
    private const string StartFile = "start.safetensors";
    private const string LockFile = ".lock";
    private const int LongestConfiguration = 1 << 20;
    private const int LongestFinishedLine = 1 << 14;

    private readonly FileStream _lock;

    private RunFolder(string path, FileStream @lock) => (Path, _lock) = (path, @lock);

    /// <summary>As it was given.</summary>
    public string Path { get; }

    /// <summary>The file of metrics: a line for every iteration, evaluation point and end.</summary>
    public string MetricsPath => System.IO.Path.Combine(Path, MetricsFile);

    /// <summary>Makes a run in a folder, or goes on with the one that is there if it has the same settings.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="options">Everything about the run.</param>
    /// <param name="threads">For the record.</param>
    /// <param name="start">The state that a warm start begins with; it is kept, so that the run never needs the other run's folder again.</param>
    /// <exception cref="RunException">The folder cannot be written, another process works in it, or it holds another run.</exception>
    internal static RunFolder Open(string path, RunOptions options, int threads, Snapshot? start = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        string configuration = System.IO.Path.Combine(path, ConfigurationFile);
        FileStream @lock = CreateAndLock(path);
        try
        {
            if (File.Exists(configuration))
                RunConfiguration.RequireSame(configuration, ReadOptions(path), options);
            else
                Create(path, configuration, RunConfiguration.Write(options, threads), options.From, start);
            return new RunFolder(path, @lock);
        }
        catch (Exception exception)
        {
            @lock.Dispose();
            if (exception is IOException or UnauthorizedAccessException)
                throw NotWritable(path, exception);
            throw;
        }
    }

    /// <summary>The options of the run in a folder.</summary>
    /// <exception cref="RunException">There is no run, or its configuration is damaged.</exception>
    public static RunOptions ReadOptions(string path)
    {
        string file = System.IO.Path.Combine(path, ConfigurationFile);
        try
        {
            var information = new FileInfo(file);
            if (!information.Exists)
                throw new RunException($"'{path}' holds no run: {ConfigurationFile} is missing.");
            if (information.Length > LongestConfiguration)
                throw new RunException($"{file} has {information.Length} bytes; a configuration has at most {LongestConfiguration}.");
            return RunConfiguration.Read(file, File.ReadAllBytes(file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"cannot read {file}: {exception.Message}", exception);
        }
    }

    /// <summary>The last whole checkpoint of the run in a folder; null when there is none yet.</summary>
    /// <exception cref="SnapshotException">The checkpoint is damaged.</exception>
    /// <exception cref="RunException">The checkpoint cannot be read.</exception>
    public static Snapshot? ReadCheckpoint(string path)
    {
        string file = FindCheckpoint(path);
        return File.Exists(file) ? ReadSnapshot(file) : null;
    }

    /// <summary>The policy of the last checkpoint, with its normaliser, ready to act.</summary>
    /// <param name="path">The run's folder.</param>
    /// <param name="definition">The run's task, without the run's wrappers.</param>
    /// <exception cref="RunException">There is no run or no checkpoint in the folder.</exception>
    /// <exception cref="SnapshotException">The checkpoint is damaged, or that of another task or network.</exception>
    public static ActorCritic ReadPolicy(string path, EnvironmentDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return ReadPolicy(path, definition, ReadOptions(path), RequireCheckpoint(path));
    }

    /// <summary>The policy of a checkpoint that was read from a folder.</summary>
    internal static ActorCritic ReadPolicy(string path, EnvironmentDefinition definition, RunOptions options, Snapshot snapshot)
    {
        IEnvironment environment = options.Training.Wrap(definition).Create();
        try
        {
            var policy = new ActorCritic(options.Training.Network, environment.ObservationSpace, environment.ActionSpace);
            PolicyState.Load(snapshot, policy);
            return policy;
        }
        catch (SnapshotException exception)
        {
            throw new SnapshotException($"{FindCheckpoint(path)}: {exception.Message}");
        }
        finally
        {
            (environment as IDisposable)?.Dispose();
        }
    }

    /// <summary>The last whole checkpoint of a run that must have one.</summary>
    internal static Snapshot RequireCheckpoint(string path) =>
        ReadCheckpoint(path) ?? throw new RunException($"the run in '{path}' has no checkpoint yet: train it on first.");

    /// <summary>The state that a warm-started run began with.</summary>
    internal Snapshot ReadStart()
    {
        string file = System.IO.Path.Combine(Path, StartFile);
        return File.Exists(file) ? ReadSnapshot(file) : throw new RunException($"{file} is missing: without it a run that began from another one cannot begin again.");
    }

    /// <summary>The checkpoint that counts: killed between two renames, a run has only the previous one.</summary>
    internal static string FindCheckpoint(string path)
    {
        string latest = System.IO.Path.Combine(path, CheckpointFile);
        string previous = System.IO.Path.Combine(path, PreviousCheckpointFile);
        return File.Exists(latest) || !File.Exists(previous) ? latest : previous;
    }

    /// <summary>Writes a checkpoint; the one before it is kept.</summary>
    /// <exception cref="RunException">The disk is full, or the folder is gone.</exception>
    internal void WriteCheckpoint(Snapshot snapshot)
    {
        string latest = System.IO.Path.Combine(Path, CheckpointFile);
        try
        {
            WriteBeside(latest, stream => SafeTensors.Write(stream, snapshot));
            if (File.Exists(latest))
                File.Move(latest, System.IO.Path.Combine(Path, PreviousCheckpointFile), overwrite: true);
            File.Move(Temporary(latest), latest, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(Path, exception);
        }
    }

    /// <summary>Has a file of the folder written beside, and puts it in the place of the one before.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="write">Writes the file at the path that it is given.</param>
    /// <exception cref="RunException">The disk is full, or the folder is gone.</exception>
    internal void Replace(string name, Action<string> write)
    {
        string file = System.IO.Path.Combine(Path, name);
        try
        {
            write(Temporary(file));
            File.Move(Temporary(file), file, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(Path, exception);
        }
        finally
        {
            File.Delete(Temporary(file));
        }
    }

    /// <summary>The last line of the metrics, when it says that the run is finished; else null.</summary>
    internal string? FinishedLine()
    {
        if (!File.Exists(MetricsPath))
            return null;
        using FileStream stream = File.OpenRead(MetricsPath);
        stream.Seek(-Math.Min(stream.Length, LongestFinishedLine), SeekOrigin.End);
        byte[] tail = new byte[Math.Min(stream.Length, LongestFinishedLine)];
        stream.ReadExactly(tail);
        string text = Encoding.UTF8.GetString(tail);
        string last = text.TrimEnd('\n').Split('\n')[^1];
        return text.EndsWith('\n') && last.StartsWith(MetricsLog.FinishedStart, StringComparison.Ordinal) ? last : null;
    }

    /// <summary>Gives the folder free for other processes.</summary>
    public void Dispose() => _lock.Dispose();

    private static FileStream CreateAndLock(string path)
    {
        if (path.Length == 0)
            throw new RunException("the run's folder has no name: give the path of a folder.");
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw NotWritable(path, exception);
        }

        string file = System.IO.Path.Combine(path, LockFile);
        bool wasThere = File.Exists(file);
        try
        {
            // The system gives the lock free when the process ends, however it ends; the file stays.
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (wasThere)
        {
            throw new RunException($"another process is working on the run in '{path}'.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(path, exception);
        }
    }

    private static Snapshot ReadSnapshot(string file)
    {
        try
        {
            using FileStream stream = File.OpenRead(file);
            return SafeTensors.Read(file, stream);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"cannot read {file}: {exception.Message}", exception);
        }
    }

    private static void Create(string path, string configuration, byte[] content, WarmStartOrigin? from, Snapshot? start)
    {
        if (from is not null && start is null)
            throw new RunException($"'{path}' holds no run yet, and the start of this one, {from}, is not given: name the run that it comes from.");
        foreach (string file in (string[])[MetricsFile, CheckpointFile, PreviousCheckpointFile])
            if (File.Exists(System.IO.Path.Combine(path, file)))
                throw new RunException($"'{path}' has a {file} without a {ConfigurationFile}: choose another folder, or remove that file.");
        if (start is not null)
        {
            // Before the configuration: a folder whose configuration tells of a start has it.
            string file = System.IO.Path.Combine(path, StartFile);
            WriteBeside(file, stream => SafeTensors.Write(stream, start));
            File.Move(Temporary(file), file, overwrite: true);
        }

        WriteBeside(configuration, stream => stream.Write(content));
        File.Move(Temporary(configuration), configuration);
    }

    private static string Temporary(string file) => file + ".tmp";

    private static void WriteBeside(string file, Action<Stream> write)
    {
        try
        {
            using var stream = new FileStream(Temporary(file), FileMode.Create, FileAccess.Write);
            write(stream);
            stream.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            File.Delete(Temporary(file));
            throw;
        }
    }

    private static RunException NotWritable(string path, Exception exception) =>
        new($"cannot write to the folder '{path}': {exception.Message}", exception);
}
