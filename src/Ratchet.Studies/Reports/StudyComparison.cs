using Ratchet.Studies.Comparisons;
using Ratchet.Studies.Definitions;
using Ratchet.Studies.Records;
using Ratchet.Training.Runs;

namespace Ratchet.Studies.Reports;

/// <summary>The comparison that a study's definition asks for, of runs that were read already.</summary>
internal static class StudyComparison
{
    /// <summary>Compares the runs that have the steps, and those that failed; runs that are on their way are left out. Null while there is none.</summary>
    public static Comparison? Of(StudyDefinition definition, IReadOnlyList<StudyCellRun> runs)
    {
        try
        {
            return Comparison.Of(
                [.. runs.Where(run => run.Record is not null).Select(run => Compared(definition, run, run.Record!))], ComparisonOptions.Of(definition) with { LeaveOutUnfinished = true },
                [.. runs.Where(run => run.State == CellRunState.Damaged).Select(run => $"{run.Name}: {run.Problem}")]);
        }
        catch (RunException)
        {
            return null;
        }
    }

    private static ComparedRun Compared(StudyDefinition definition, StudyCellRun run, RunRecord record) => new()
    {
        Path = record.Path,
        Task = run.Task,
        Rule = run.Rule,
        IsNamed = true,
        Options = record.Options,
        Steps = record.Steps,
        Curve = ScoreCurve.Of(definition.Score.Source, record.Iterations, record.Evaluations),
        Clock = ScoreCurve.ClockOf(record.Iterations),
        HasFailed = run.State == CellRunState.Failed,
        Tuning = new FoundRun(record.Path, run.Task, run.Rule, definition).Tuning,
    };
}
