using System.Globalization;
using Ratchet.Storage;
using Ratchet.Studies.Definitions;
using Ratchet.Training.Runs;

namespace Ratchet.Studies.Execution;

/// <summary>
/// The folder of a study, held by one process at a time: <c>study.json</c>, <c>clock.json</c>, <c>runs/TASK/RULE/SEED</c> (ordinary folders of runs),
/// <c>runs/TASK/RULE/SEED.failed.json</c>. Nobody needs the lock to read.
/// </summary>
public sealed class StudyFolder : IDisposable
{
    private readonly FileStream _lock;
    private readonly StudyClock _before;

    private StudyFolder(string path, StudyDefinition definition, FileStream @lock)
    {
        (Path, Definition, _lock) = (path, definition, @lock);
        _before = StudyFiles.ReadClock(path);
    }

    /// <summary>As it was given.</summary>
    public string Path { get; }

    /// <summary>The study: what was asked for, with what the folder had already.</summary>
    public StudyDefinition Definition { get; }

    /// <summary>Time that the study has taken, over all processes.</summary>
    public StudyClock Clock => StudyFiles.ReadClock(Path);

    /// <summary>Makes a study in a folder, or goes on with the one that is there, which more seeds, tasks, rules or a larger budget extend.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="definition">The study.</param>
    /// <exception cref="StudyException">It cannot be written, another process works in it, or it holds another study, whose difference the message names.</exception>
    public static StudyFolder Open(string path, StudyDefinition definition)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(definition);
        definition.Validate();
        FileStream? held = null;
        try
        {
            Directory.CreateDirectory(path);
            held = FolderLock.TryTake(path) ?? throw new StudyException($"another process is working on the study in '{path}'.");
            StudyDefinition study = StudyFiles.IsStudy(path)
                ? StudyDifference.Extend(System.IO.Path.Combine(path, StudyFiles.DefinitionFile), StudyFiles.ReadDefinition(path), definition)
                : definition;
            RequireRuns(path, study);
            StudyFiles.WriteDefinition(path, study);
            return new StudyFolder(path, study, held);
        }
        catch (Exception exception)
        {
            held?.Dispose();
            if (exception is IOException or UnauthorizedAccessException)
                throw new StudyException($"cannot write to the folder '{path}': {exception.Message}", exception);
            throw;
        }
    }

    /// <summary>The folder of a run.</summary>
    public string RunPath(StudyRun run) => StudyFiles.RunPath(Path, run.Name);

    /// <summary>Where a run stands.</summary>
    public StudyRunState StateOf(StudyRun run) => StudyFiles.StateOf(Path, run, Definition.Until);

    /// <summary>Keeps a failure, so that the run is not tried again and again.</summary>
    public void KeepFailure(StudyRun run, StudyFailure failure) => StudyFiles.WriteFailure(Path, run.Name, failure);

    /// <summary>Lets a run that failed be tried again.</summary>
    public void ForgetFailure(StudyRun run) => StudyFiles.RemoveFailure(Path, run.Name);

    /// <summary>Writes the time of this process on top of those before it.</summary>
    /// <param name="wallSeconds">Of this process.</param>
    /// <param name="coreSeconds">Of this process.</param>
    public void KeepTime(double wallSeconds, double coreSeconds) =>
        StudyFiles.WriteClock(Path, new StudyClock(_before.WallSeconds + wallSeconds, _before.CoreSeconds + coreSeconds, _before.Processes + 1));

    /// <summary>Gives the folder free for other processes.</summary>
    public void Dispose() => _lock.Dispose();

    /// <summary>Runs that are there already, made by another version or by hand, must be the study's: presets may have changed since.</summary>
    private static void RequireRuns(string path, StudyDefinition study)
    {
        foreach ((StudyTask task, StudyRule rule) in study.Cells)
        {
            foreach (ulong seed in study.Seeds)
            {
                string folder = StudyFiles.RunPath(path, StudyRun.NameOf(task.Name, rule.Name, seed));
                if (!File.Exists(System.IO.Path.Combine(folder, RunFolder.ConfigurationFile)))
                    continue;
                if (StudyDifference.OfRuns(RunFolder.ReadOptions(folder), study.OptionsOf(task, rule, seed)) is var (key, has, wants))
                    throw new StudyException($"{folder} holds a run with {key} {has}; the study's has {wants}: move that run away, or choose another folder for the study.");
            }
        }
    }
}
