using System.Text.Json;
using Ratchet.Storage;
using Ratchet.Studies.Definitions;
using Ratchet.Training.Runs;

namespace Ratchet.Studies.Execution;

/// <summary>Where a run of a study stands.</summary>
public enum StudyRunState
{
    /// <summary>Not begun, or not yet at the budget.</summary>
    Left,

    /// <summary>Trained to the budget that is compared, or beyond it.</summary>
    Done,

    /// <summary>It failed, and is not tried again unless that is asked for. Its last score counts.</summary>
    Failed,
}

/// <summary>A run that failed: <c>runs/TASK/RULE/SEED.failed.json</c>, beside its folder.</summary>
/// <param name="Steps">Environment steps of its last checkpoint.</param>
/// <param name="Message">What went wrong, in one sentence.</param>
public sealed record StudyFailure(long Steps, string Message);

/// <summary>Time that a study took, over all processes that worked on it: <c>clock.json</c>. Runs that were taken over from another study, or trained by hand, are not in it.</summary>
/// <param name="WallSeconds">Seconds from the start of each process's first run to the end of its last one.</param>
/// <param name="CoreSeconds">Seconds in which a worker trained, all workers together; a worker keeps one core busy.</param>
/// <param name="Processes">How many times the study was started.</param>
public sealed record StudyClock(double WallSeconds, double CoreSeconds, int Processes);

/// <summary>What a study's folder tells, without holding it: <c>study.json</c>, <c>clock.json</c>, <c>runs/TASK/RULE/SEED</c>. Nothing in it is trusted.</summary>
public static class StudyFiles
{
    /// <summary>The definition's file.</summary>
    public const string DefinitionFile = "study.json";

    /// <summary>What stands behind the name of a run's folder in that of the file beside it, which tells that the run failed.</summary>
    internal const string FailureEnding = ".failed.json";

    /// <summary>The folder of the runs, in that of the study.</summary>
    internal const string RunsFolder = "runs";

    private const string ClockFile = "clock.json";
    private const int LongestFailure = 1 << 16;

    /// <summary>Whether a folder holds a study.</summary>
    public static bool IsStudy(string path) => File.Exists(Path.Combine(path, DefinitionFile));

    /// <summary>The definition of the study in a folder, resolved.</summary>
    /// <exception cref="StudyException">There is none, or it is damaged.</exception>
    public static StudyDefinition ReadDefinition(string path) => IsStudy(path)
        ? StudyReader.ReadFile(Path.Combine(path, DefinitionFile))
        : throw new StudyException($"'{path}' holds no study: {DefinitionFile} is missing.");

    /// <summary>The folder of a run.</summary>
    /// <param name="path">The study's folder.</param>
    /// <param name="run">TASK/RULE/SEED.</param>
    public static string RunPath(string path, string run) => Path.Combine(path, RunsFolder, run.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>Where a run stands.</summary>
    /// <param name="path">The study's folder.</param>
    /// <param name="run">The run.</param>
    /// <param name="until">The budget that is compared.</param>
    public static StudyRunState StateOf(string path, StudyRun run, long until)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (RunTail.IsDone(RunPath(path, run.Name), until, run.Options.Training.Steps))
            return StudyRunState.Done;
        return File.Exists(FailurePath(path, run.Name)) ? StudyRunState.Failed : StudyRunState.Left;
    }

    /// <summary>Whether a run failed, however far it is asked for.</summary>
    /// <param name="path">The study's folder.</param>
    /// <param name="run">The run.</param>
    public static bool HasFailed(string path, StudyRun run) => StateOf(path, run, long.MaxValue) == StudyRunState.Failed;

    /// <summary>Why a run failed; null when it did not.</summary>
    /// <param name="path">The study's folder.</param>
    /// <param name="run">TASK/RULE/SEED.</param>
    public static StudyFailure? ReadFailure(string path, string run) => Read(FailurePath(path, run), root => new StudyFailure(
        root.GetProperty("steps").GetInt64(), root.GetProperty("message").GetString() ?? ""));

    /// <summary>Time that the study took; zero where nothing tells.</summary>
    /// <param name="path">The study's folder.</param>
    public static StudyClock ReadClock(string path) => Read(Path.Combine(path, ClockFile), root => new StudyClock(
        root.GetProperty("wall_seconds").GetDouble(), root.GetProperty("core_seconds").GetDouble(), root.GetProperty("processes").GetInt32())) ?? new StudyClock(0, 0, 0);

    internal static void WriteFailure(string path, string run, StudyFailure failure) => Write(FailurePath(path, run), json =>
    {
        json.WriteString("run", run);
        json.WriteNumber("steps", failure.Steps);
        json.WriteString("message", failure.Message);
    });

    internal static void RemoveFailure(string path, string run) => File.Delete(FailurePath(path, run));

    internal static void WriteClock(string path, StudyClock clock) => Write(Path.Combine(path, ClockFile), json =>
    {
        json.WriteNumber("wall_seconds", Math.Round(clock.WallSeconds, 1));
        json.WriteNumber("core_seconds", Math.Round(clock.CoreSeconds, 1));
        json.WriteNumber("processes", clock.Processes);
    });

    internal static void WriteDefinition(string path, StudyDefinition study) => WholeFile.Write(Path.Combine(path, DefinitionFile), stream => stream.Write(StudyWriter.Write(study)));

    private static string FailurePath(string path, string run) => RunPath(path, run) + FailureEnding;

    private static void Write(string file, Action<Utf8JsonWriter> properties)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        WholeFile.Write(file, stream => stream.Write(JsonLine.Of(properties)));
    }

    private static T? Read<T>(string file, Func<JsonElement, T> take)
        where T : class
    {
        try
        {
            if (!File.Exists(file))
                return null;
            if (new FileInfo(file).Length > LongestFailure)
                throw new StudyException($"{file} is too large to be one of a study's.");
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
            return take(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new StudyException($"{file} is damaged: {exception.Message} Remove it to go on without it.", exception);
        }
    }
}
