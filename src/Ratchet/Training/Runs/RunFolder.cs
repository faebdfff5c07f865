using System.Globalization;
using System.Text;
using Ratchet.Environments;
using Ratchet.Policies;
using Ratchet.Storage;

namespace Ratchet.Training.Runs;

/// <summary>
/// The folder of a run, held by one process at a time: <c>config.json</c>, <c>metrics.jsonl</c>, <c>checkpoint.safetensors</c> and the
/// checkpoint before it. A file is written beside, flushed to the disk and renamed, so that whatever ends the process, the folder
/// holds a whole checkpoint or none.
/// </summary>
public sealed class RunFolder : IDisposable
{
    /// <summary>By this file a folder is known as a run's.</summary>
    internal const string ConfigurationFile = "config.json";

    private const string MetricsFile = "metrics.jsonl";
    private const string StartFile = "start.safetensors";
    private const string LockFile = FolderLock.FileName;
    private const int LongestConfiguration = 1 << 20;
    private const int LongestFinishedLine = 1 << 14;

    private static readonly string[] OwnFiles = [LockFile, ConfigurationFile, MetricsFile, StartFile, CheckpointPair.Latest, CheckpointPair.Previous];

    private readonly FileStream _lock;
    private readonly DateTime _lockMade;
    private readonly RunOptions _options;

    private RunFolder(string path, RunOptions options, FileStream @lock)
    {
        (Path, _options, _lock) = (path, options, @lock);
        _lockMade = File.GetCreationTimeUtc(LockPath);
    }

    /// <summary>As it was given.</summary>
    public string Path { get; }

    /// <summary>The file of metrics: a line for every iteration, evaluation point and end.</summary>
    public string MetricsPath => MetricsFileOf(Path);

    private string LockPath => System.IO.Path.Combine(Path, LockFile);

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
            RequireFiles(path);
            if (File.Exists(configuration))
                RunConfiguration.RequireSame(configuration, ReadOptions(path), options);
            else
                Create(path, configuration, RunConfiguration.Write(options, threads), options, start);
            return new RunFolder(path, options, @lock);
        }
        catch (Exception exception)
        {
            @lock.Dispose();
            if (exception is IOException or UnauthorizedAccessException)
                throw NotWritable(path, exception);
            throw;
        }
    }

    /// <summary>Where the run in a folder has its metrics.</summary>
    public static string MetricsFileOf(string path) => System.IO.Path.Combine(path, MetricsFile);

    /// <summary>The options of the run in a folder.</summary>
    /// <exception cref="RunException">There is no run, or its configuration is damaged.</exception>
    public static RunOptions ReadOptions(string path)
    {
        string file = System.IO.Path.Combine(path, ConfigurationFile);
        try
        {
            RequireFile(file);
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

    /// <summary>The last checkpoint of the run in a folder; null when there is none yet.</summary>
    /// <exception cref="SnapshotException">The checkpoint is damaged, of another run or of another version.</exception>
    /// <exception cref="RunException">There is no run in the folder, or the checkpoint cannot be read.</exception>
    public static Snapshot? ReadCheckpoint(string path)
    {
        try
        {
            RequireFile(System.IO.Path.Combine(path, CheckpointPair.Latest));
            return CheckpointFiles.Read(path, ReadOptions(path));
        }
        catch (SnapshotException damage) when (damage.IsDamage)
        {
            bool hasOther = File.Exists(System.IO.Path.Combine(path, CheckpointPair.Previous));
            throw new SnapshotException(hasOther ? $"{damage.Message} Resume the run to go on from the checkpoint before it." : damage.Message) { IsDamage = true };
        }
    }

    /// <summary>The last whole checkpoint of this run; null when there is none yet. One that is damaged is put aside, and the one before it taken.</summary>
    /// <param name="warn">Is told of what was put aside.</param>
    /// <exception cref="SnapshotException">No checkpoint is whole, or it is of another run or of another version.</exception>
    /// <exception cref="RunException">The checkpoint cannot be read, or the damaged one not put aside.</exception>
    internal Snapshot? ReadWholeCheckpoint(Action<string> warn)
    {
        try
        {
            return CheckpointFiles.ReadWhole(Path, _options, warn);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(Path, exception);
        }
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

    /// <summary>The policy of a checkpoint that is kept, with its normaliser, ready to act.</summary>
    /// <param name="path">The run's folder.</param>
    /// <param name="definition">The run's task, without the run's wrappers.</param>
    /// <param name="steps">Which: one of <see cref="KeptCheckpointsOf"/>.</param>
    /// <exception cref="RunException">There is no run, or no such checkpoint in the folder.</exception>
    /// <exception cref="SnapshotException">The checkpoint is damaged, or that of another run.</exception>
    public static ActorCritic ReadPolicy(string path, EnvironmentDefinition definition, long steps)
    {
        ArgumentNullException.ThrowIfNull(definition);
        RunOptions options = ReadOptions(path);
        string file = System.IO.Path.Combine(path, KeptCheckpoints.NameOf(steps));
        if (!File.Exists(file))
            throw new RunException(string.Create(CultureInfo.InvariantCulture, $"the run in '{path}' has kept no checkpoint of {steps} steps."));
        return ReadPolicy(file, definition, options, CheckpointFiles.Read(file, CheckpointIdentity.Checkpoint, options));
    }

    /// <summary>The environment steps of the last checkpoint; null when there is none yet.</summary>
    /// <inheritdoc cref="ReadCheckpoint" path="/exception"/>
    public static long? StepsOfCheckpoint(string path) => ReadCheckpoint(path) is { } snapshot ? checked((long)snapshot.Words(TrainerState.Progress, 2)[1]) : null;

    /// <summary>The environment steps after which a checkpoint was kept for ever, in order; empty for a run that keeps none.</summary>
    /// <exception cref="RunException">The folder cannot be read.</exception>
    public static IReadOnlyList<long> KeptCheckpointsOf(string path)
    {
        try
        {
            return KeptCheckpoints.In(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"cannot read the folder '{path}': {exception.Message}", exception);
        }
    }

    /// <summary>The policy of a checkpoint that was read.</summary>
    /// <param name="path">Where from, a folder or a file, for errors.</param>
    /// <param name="definition">The run's task, without the run's wrappers.</param>
    /// <param name="options">The run's.</param>
    /// <param name="snapshot">The checkpoint.</param>
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
            throw new SnapshotException($"{(Directory.Exists(path) ? CheckpointPair.Find(path) : path)}: {exception.Message}");
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
        return File.Exists(file) ? CheckpointFiles.Read(file, CheckpointIdentity.Start, _options) : throw new RunException($"{file} is missing: without it a run that began from another one cannot begin again.");
    }

    /// <summary>Writes a checkpoint; the one before it is kept.</summary>
    /// <exception cref="RunException">The disk is full, or the folder is gone.</exception>
    internal void WriteCheckpoint(Snapshot snapshot)
    {
        try
        {
            RequireHeld();
            CheckpointFiles.Write(Path, snapshot, _options);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(Path, exception);
        }
    }

    /// <summary>Writes a checkpoint that is kept for ever, over an equal one if the run has been here before.</summary>
    /// <exception cref="RunException">The disk is full, or the folder is gone.</exception>
    internal void KeepCheckpoint(Snapshot snapshot, long steps)
    {
        try
        {
            RequireHeld();
            CheckpointIdentity.Stamp(snapshot, CheckpointIdentity.Checkpoint, _options);
            WholeFile.Write(System.IO.Path.Combine(Path, KeptCheckpoints.NameOf(steps)), stream => SafeTensors.Write(stream, snapshot));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(Path, exception);
        }
    }

    /// <summary>
    /// The last line of the metrics, when it says that the run is finished; else null. A run whose last checkpoint was lost since is not: it goes on
    /// from the one before.
    /// </summary>
    /// <exception cref="SnapshotException">The checkpoint is of another run or of another version.</exception>
    internal string? FinishedLine()
    {
        if (!File.Exists(MetricsPath))
            return null;
        using FileStream stream = File.OpenRead(MetricsPath);
        return FinishedLine(stream) is { } line && (!File.Exists(CheckpointPair.Find(Path)) || CheckpointFiles.IsLatestWhole(Path, _options)) ? line : null;
    }

    /// <summary>The last line of metrics, which are not trusted, when it says that the run is finished; else null.</summary>
    internal static string? FinishedLine(Stream metrics)
    {
        byte[] tail = new byte[Math.Min(metrics.Length, LongestFinishedLine)];
        metrics.Seek(-tail.Length, SeekOrigin.End);
        metrics.ReadExactly(tail);
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

        RequireFile(System.IO.Path.Combine(path, LockFile));
        try
        {
            return FolderLock.TryTake(path) ?? throw new RunException($"another process is working on the run in '{path}'.") { IsInUse = true };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(path, exception);
        }
    }

    /// <summary>A folder that was removed or replaced under the run is not written into: it may be another's by now.</summary>
    private void RequireHeld()
    {
        if (!File.Exists(LockPath) || File.GetCreationTimeUtc(LockPath) != _lockMade)
            throw new RunException($"the folder '{Path}', or the {LockFile} in it, was removed or replaced while the run worked in it; nothing was written there since.");
    }

    /// <summary>Whether a name is that of one of the files that a run depends on.</summary>
    internal static bool IsOwn(string name) =>
        Array.Exists(OwnFiles, own => string.Equals(own, name, StringComparison.OrdinalIgnoreCase)) || KeptCheckpoints.StepsOf(name) is not null;

    private static void RequireFiles(string path)
    {
        foreach (string name in OwnFiles)
            RequireFile(System.IO.Path.Combine(path, name));
    }

    private static void RequireFile(string file)
    {
        if (Directory.Exists(file))
            throw new RunException($"{file} is a folder, where a run has a file: move it away, or choose another folder for the run.");
    }

    private static void Create(string path, string configuration, byte[] content, RunOptions options, Snapshot? start)
    {
        if (options.From is { } from && start is null)
            throw new RunException($"'{path}' holds no run yet, and the start of this one, {from}, is not given: name the run that it comes from.");
        foreach (string file in (string[])[MetricsFile, CheckpointPair.Latest, CheckpointPair.Previous, .. KeptCheckpoints.In(path).Select(KeptCheckpoints.NameOf)])
            if (File.Exists(System.IO.Path.Combine(path, file)))
                throw new RunException($"'{path}' has a {file} without a {ConfigurationFile}: choose another folder, or remove that file.");
        if (start is not null)
        {
            // Before the configuration: a folder whose configuration tells of a start has it.
            CheckpointIdentity.Stamp(start, CheckpointIdentity.Start, options);
            WholeFile.Write(System.IO.Path.Combine(path, StartFile), stream => SafeTensors.Write(stream, start));
        }

        WholeFile.Write(configuration, stream => stream.Write(content));
    }

    private static RunException NotWritable(string path, Exception exception) =>
        new($"cannot write to the folder '{path}': {exception.Message}", exception);
}
