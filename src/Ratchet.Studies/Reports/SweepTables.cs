using System.Globalization;
using Ratchet.Studies.Definitions;
using Ratchet.Studies.Figures;
using Ratchet.Studies.Plotting;
using Ratchet.Studies.Sweeps;

namespace Ratchet.Studies.Reports;

/// <summary>What the results of a study say of its search.</summary>
internal static class SweepTables
{
    /// <summary>A row a trial, the best first.</summary>
    public static ReportTable Trials(StudySweep sweep, SweepResult result) => new(
        ["Trial", .. sweep.Settings.Select(setting => setting.Key), "Steps", "Score", $"Score at {ReportNumbers.Count(result.FirstSteps)}"], 1 + sweep.Settings.Count,
        [
            .. result.Trials.Select(trial => (IReadOnlyList<ReportCell>)
            [
                trial.Rule.Name, .. sweep.Settings.Select(setting => (ReportCell)trial.Rule.Settings[setting.Key]),
                ReportCell.Count(trial.Steps), ReportCell.Measure(trial.Score), ReportCell.Measure(trial.FirstScore),
            ]),
        ]);

    /// <summary>The score of every value of a setting, over all trials that had it: a row a setting and value, for settings whose values two trials or more share, on average.</summary>
    public static ReportTable? Values(StudySweep sweep, SweepResult result)
    {
        IReadOnlyList<ReportCell>[] rows =
        [
            .. from setting in sweep.Settings
               let values = result.Trials.GroupBy(trial => trial.Rule.Settings[setting.Key], StringComparer.Ordinal).OrderBy(same => NumberIn(same.Key)).ToArray()
               where 2 * values.Length <= result.Trials.Count
               from same in values
               let scores = same.Select(trial => trial.FirstScore).Order().ToArray()
               select (IReadOnlyList<ReportCell>)
               [
                   setting.Key, same.Key, ReportCell.Count(scores.Length), ReportCell.Measure(scores[^1]),
                   ReportCell.Measure((scores[(scores.Length - 1) / 2] + scores[scores.Length / 2]) / 2), ReportCell.Measure(scores[0]),
               ],
        ];
        return rows.Length == 0 ? null : new ReportTable(["Setting", "Value", "Trials", "Best", "Median", "Worst"], 2, rows);
    }

    /// <summary>What was found, and how much it claims.</summary>
    public static string Verdict(StudyDefinition study, SweepResult result)
    {
        SweepTrial best = result.Trials[0];
        string seeds = $"{ReportNumbers.Counted(study.Seeds.Count, "seed")} ({study.Seeds}, of the range of tuning seeds)";
        string state = result.IsDone ? "" : " The search is not done yet.";
        string honest = study.Sweep!.Selection is null
            ? "A score that a trial was chosen by is too good: try the settings again with other seeds."
            : "A score that a trial was chosen by is too good: that of the best trials with seeds for selection stands in the folder selection.";
        return $"{ReportNumbers.Counted(study.Rules.Count, "trial")} on {string.Join(", ", study.Tasks.Select(task => task.Name))} with {seeds}; the best is {best.Rule.Name}, with a score of {ReportNumbers.Measure(best.Score)} after {ReportNumbers.Count(best.Steps)} steps. {honest}{state}";
    }

    /// <summary>The training with the best settings, to copy.</summary>
    public static string Command(StudyDefinition study, SweepResult result)
    {
        StudyTask task = study.Tasks[0];
        var settings = study.Settings.Concat(task.Settings).Concat(result.Trials[0].Rule.Settings).GroupBy(setting => setting.Key, StringComparer.Ordinal).Select(same => same.Last());
        return ShellCommand.Join(["./ratchet", "train", task.Environment, "--rule", study.Sweep!.Rule.Rule, .. settings.SelectMany(setting => (string[])["--set", $"{setting.Key}={setting.Value}"])]);
    }

    /// <summary>The score against every setting whose values are numbers.</summary>
    public static IEnumerable<(string Name, Figure? Figure)> Sensitivities(StudyDefinition study, SweepResult result) =>
        from setting in study.Sweep!.Settings
        let trials = result.Trials.Select(trial => (Text: trial.Rule.Settings[setting.Key], trial.FirstScore)).ToArray()
        where trials.All(trial => NumberIn(trial.Text) is not null)
        select ($"sensitivity-{setting.Key}", Sensitivity.Of(
            setting.Key, [.. trials.Select(trial => new Trial(NumberIn(trial.Text)!.Value, trial.FirstScore))],
            $"score at {ReportNumbers.Count(result.FirstSteps)} steps", setting.Range?.Scale == SweptScale.Log ? AxisScale.Log : AxisScale.Linear) as Figure);

    /// <summary>Null where a setting's text is none.</summary>
    private static double? NumberIn(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;
}
