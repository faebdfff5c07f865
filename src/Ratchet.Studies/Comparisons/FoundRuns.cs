using Ratchet.Numerics;
using Ratchet.Studies.Definitions;
using Ratchet.Studies.Execution;
using Ratchet.Studies.Records;
using Ratchet.Training;
using Ratchet.Training.Failures;
using Ratchet.Training.Runs;

namespace Ratchet.Studies.Comparisons;

/// <summary>Runs that were found, not yet read.</summary>
/// <param name="Runs">Their folders.</param>
/// <param name="Published">Studies whose tables stand where their runs would.</param>
/// <param name="Studies">The definitions of the studies that all of them belong to.</param>
/// <param name="Warnings">What could not be looked at, a sentence each.</param>
public sealed record FoundRuns(IReadOnlyList<FoundRun> Runs, IReadOnlyList<PublishedStudy> Published, IReadOnlyList<StudyDefinition> Studies, IReadOnlyList<string> Warnings)
{
    /// <summary>How the runs would be compared if nothing else is said: as their study says it, where all are of one.</summary>
    public ComparisonOptions Options() => Studies.Count != 1 || Runs.Any(run => run.Study is null) ? new ComparisonOptions() : ComparisonOptions.Of(Studies[0]);

    /// <summary>Reads the curves of one source. A run that cannot be read is left out with a warning.</summary>
    /// <param name="source">Where scores come from.</param>
    /// <exception cref="RunException">No run can be read.</exception>
    public (IReadOnlyList<ComparedRun> Runs, IReadOnlyList<string> Warnings) Read(ScoreSource source)
    {
        var read = new (IReadOnlyList<ComparedRun> Runs, string? Warning)[Runs.Count + Published.Count];
        Parallel.For(0, read.Length, i => read[i] = i < Runs.Count ? Read(() => [Read(Runs[i], source)]) : Read(() => Published[i - Runs.Count].Read(source)));
        string[] warnings = [.. Warnings, .. read.Select(one => one.Warning).OfType<string>()];
        ComparedRun[] runs = [.. read.SelectMany(one => one.Runs)];
        return runs.Length > 0 ? (RuleNames.Apply(runs), warnings) : throw new RunException(warnings.Length switch
        {
            0 => $"the tables of {string.Join(", ", Published.Select(study => $"'{study.Path}'"))} have no run.",
            1 => warnings[0],
            _ => $"none of {warnings.Length} runs can be read; the first: {warnings[0]}",
        });
    }

    private static (IReadOnlyList<ComparedRun> Runs, string? Warning) Read(Func<IReadOnlyList<ComparedRun>> read)
    {
        try
        {
            return (read(), null);
        }
        catch (Exception exception) when (exception is RunException or StudyException or OptionException or IOException or UnauthorizedAccessException)
        {
            return ([], exception.Message);
        }
    }

    private static ComparedRun Read(FoundRun found, ScoreSource source)
    {
        string name = ScoreCurve.MetricOf(source);
        RunRecord record = RunRecord.Read(found.Path, metric => metric == name || metric == MetricNames.Seconds);
        return new ComparedRun
        {
            Path = found.Path,
            Task = found.Task is null ? TaskOf(record.Options.Training) : Printable(found.Task),
            Rule = found.Rule is null ? record.Options.Training.Rule : Printable(found.Rule),
            IsNamed = found.Rule is not null,
            Options = record.Options,
            Steps = record.Steps,
            Curve = ScoreCurve.Of(source, record.Iterations, record.Evaluations),
            Clock = ScoreCurve.ClockOf(record.Iterations),
            HasFailed = record.Finished is null && HasFailed(found.Path),
            Tuning = found.Tuning,
        };
    }

    private static string TaskOf(TrainingOptions options) => Printable(options.Wrappers.Length == 0 ? options.Environment : $"{options.Environment} ({options.Wrappers})");

    /// <summary>A failed run leaves the step that failed, which a later success does not remove; a study notes it beside the folder.</summary>
    private static bool HasFailed(string path) =>
        File.Exists(Path.Combine(path, FailureDump.FileName)) || File.Exists(Path.TrimEndingDirectorySeparator(path) + StudyFiles.FailureEnding);

    /// <summary>Names of folders come from anywhere; a terminal must not obey them.</summary>
    private static string Printable(string name) => string.Concat(name.Select(letter => char.IsControl(letter) ? '\uFFFD' : letter));
}
