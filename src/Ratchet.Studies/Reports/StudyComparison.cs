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
        var options = new ComparisonOptions
        {
            Source = definition.Score.Source,
            Summary = definition.Score.Summary,
            Steps = definition.Until,
            Tasks = [.. definition.Tasks.Select(task => task.Name)],
            Rules = [.. definition.Rules.Select(rule => rule.Name)],
            References = References.BuiltIn.With(definition),
            LeaveOutUnfinished = true,
        };
        try
        {
            return Comparison.Of(
                [.. runs.Where(run => run.Record is not null).Select(run => Compared(definition, run, run.Record!))], options,
                [.. runs.Where(run => run.State == CellRunState.Damaged).Select(run => $"{run.Name}: {run.Problem}")]);
        }
        catch (RunException)
        {
            return null;
        }
    }

    private static ComparedRun Compared(StudyDefinition definition, StudyCellRun run, RunRecord record)
    {
        (MetricColumns lines, string name) = definition.Score.Source switch
        {
            ScoreSource.Training => (record.Iterations, MetricNames.Return),
            ScoreSource.Sampled => (record.Evaluations, MetricNames.SampledReturn),
            _ => (record.Evaluations, MetricNames.DeterministicReturn),
        };
        return new ComparedRun
        {
            Path = record.Path,
            Task = run.Task,
            Rule = run.Rule,
            IsNamed = true,
            Options = record.Options,
            Steps = record.Steps,
            Curve = new Curve(lines[MetricNames.Steps], lines[name]),
            HasFailed = run.State == CellRunState.Failed,
            Tuning = new FoundRun(record.Path, run.Task, run.Rule, definition).Tuning,
        };
    }
}
