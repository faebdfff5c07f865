using Ratchet.Studies.Definitions;

namespace Ratchet.Studies.Reports;

/// <summary>Sentences about a study that its page and its README share.</summary>
internal static class StudyWords
{
    /// <summary>How many runs are done, of how many.</summary>
    public static string Counts(StudyFacts study)
    {
        StudyDefinition definition = study.Definition;
        string asked = $"{ReportNumbers.Counted(definition.Tasks.Count, "task")}, {ReportNumbers.Counted(definition.Rules.Count, "rule")}, {ReportNumbers.Counted(definition.Seeds.Count, "seed")} ({definition.Seeds}, of the range of {Words.Of(definition.Purpose)} seeds): {ReportNumbers.Counted(study.Runs.Count, "run")}.";
        string[] states =
        [
            .. from state in Enum.GetValues<CellRunState>()
               let count = study.Count(state)
               where count > 0
               select $"{ReportNumbers.Count(count)} {WordOf(state)}",
        ];
        return $"{asked} {string.Join(", ", states)}.";
    }

    /// <summary>The steps that are compared.</summary>
    public static string Steps(StudyDefinition definition) => definition.Until < definition.Steps
        ? $"Compared after {ReportNumbers.Count(definition.Until)} of the {ReportNumbers.Count(definition.Steps)} environment steps that schedules span."
        : $"Compared after {ReportNumbers.Count(definition.Until)} environment steps.";

    /// <summary>The time that it took.</summary>
    public static string Time(StudyFacts study)
    {
        double training = study.Runs.Sum(run => run.Timing?.Elapsed is { } seconds && double.IsFinite(seconds) ? seconds : 0);
        string runs = $"The runs' own time of training adds up to {ReportNumbers.Time(training)}.";
        return study.Clock.WallSeconds > 0
            ? $"The study took {ReportNumbers.Time(study.Clock.WallSeconds)} of wall time and {ReportNumbers.Time(study.Clock.CoreSeconds)} of core time, in {ReportNumbers.Counted(study.Clock.Processes, "start")}. {runs}"
            : runs;
    }

    /// <summary>What the audit of all runs says.</summary>
    public static string Audit(StudyFacts study)
    {
        TrustRegionAudit[] audits = [.. study.Runs.Select(run => run.Audit).OfType<TrustRegionAudit>()];
        TrustRegionAudit[] promised = [.. audits.Where(audit => audit.Promise.IsAny)];
        return promised.Length == 0
            ? "No rule of the study promises anything about an update."
            : $"Rules that promise a bound made {ReportNumbers.Counted(promised.Sum(audit => audit.Updates), "update")}, of which {ReportNumbers.Count(promised.Sum(audit => audit.Violations))} broke it.";
    }

    private static string WordOf(CellRunState state) => state switch
    {
        CellRunState.Done => "done",
        CellRunState.Failed => "failed",
        CellRunState.Unfinished => "unfinished",
        CellRunState.Missing => "not begun",
        _ => "damaged",
    };
}
