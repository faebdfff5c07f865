using System.Globalization;
using Ratchet.Studies.Comparisons;
using Ratchet.Studies.Records;
using Ratchet.Studies.Statistics;

namespace Ratchet.Studies.Reports;

/// <summary>The curves of a study as CSV, thin enough for a repository.</summary>
internal static class CurveTables
{
    /// <summary>Points of the curve of one run.</summary>
    public const int PointsOfARun = 60;

    /// <summary>Every mean curve over seeds, with its band.</summary>
    public static string Means(Comparison comparison) => Csv.Write(
        ["task", "rule", "steps", "seeds", "mean", "low", "high"],
        from cell in comparison.Cells
        from i in Enumerable.Range(0, comparison.Grid.Count)
        where double.IsFinite(cell.Curve.Center[i])
        select (IEnumerable<string>)[cell.Task, cell.Rule, Whole(comparison.Grid[i]), Whole(cell.Seeds), .. Band(cell.Curve, i)]);

    /// <summary>The interquartile mean of normalised scores over the steps.</summary>
    public static string SampleEfficiency(Comparison comparison) => Csv.Write(
        ["rule", "steps", "interquartile_mean", "low", "high"],
        from rule in comparison.Aggregates
        from i in Enumerable.Range(0, comparison.Grid.Count)
        where double.IsFinite(rule.SampleEfficiency.Center[i])
        select (IEnumerable<string>)[rule.Rule, Whole(comparison.Grid[i]), .. Band(rule.SampleEfficiency, i)]);

    /// <summary>The share of runs beyond each normalised score.</summary>
    public static string Profiles(Comparison comparison) => Csv.Write(
        ["rule", "score", "share_beyond", "low", "high"],
        from rule in comparison.Aggregates
        from i in Enumerable.Range(0, rule.Profile.Thresholds.Count)
        select (IEnumerable<string>)[rule.Rule, Short(rule.Profile.Thresholds[i]), Short(rule.Profile.Shares[i]), At(rule.Profile.Low, i), At(rule.Profile.High, i)]);

    /// <summary>
    /// Returns of training of every run, and the seconds of training until then: its measurements nearest below at most <see cref="PointsOfARun"/> equal shares of the steps compared, as they were
    /// measured.
    /// </summary>
    public static string Seeds(StudyFacts study) => Csv.Write(
        ["task", "rule", "seed", "steps", "return", "seconds"],
        from run in study.Runs
        from record in RecordOf(run)
        let clock = ScoreCurve.ClockOf(record.Iterations)
        from point in Thin(StudyTables.ReturnsOf(record), study.Definition.Until)
        select (IEnumerable<string>)[run.Task, run.Rule, Seed(run), Whole(point.Steps), Short(point.Value), Short(clock.At(point.Steps))]);

    /// <summary>Every evaluation point of every run.</summary>
    public static string Evaluations(StudyFacts study) => Csv.Write(
        ["task", "rule", "seed", "steps", "sampled", "deterministic"],
        from run in study.Runs
        from record in RecordOf(run)
        from i in Enumerable.Range(0, record.Evaluations.Count)
        select (IEnumerable<string>)
        [
            run.Task, run.Rule, Seed(run), Whole(record.Evaluations[MetricNames.Steps][i]),
            Evaluation(record, MetricNames.SampledReturn, i), Evaluation(record, MetricNames.DeterministicReturn, i),
        ]);

    /// <summary>Some of the measurements of a curve: the last one at or before each of equal shares of the steps.</summary>
    internal static IEnumerable<(double Steps, double Value)> Thin(Curve curve, long until)
    {
        Curve cut = curve.Until(until);
        int next = 0, taken = -1;
        for (int point = 1; point <= PointsOfARun; point++)
        {
            // The last measurement may lie a little beyond the steps compared.
            double end = point == PointsOfARun ? double.PositiveInfinity : (double)until * point / PointsOfARun;
            while (next < cut.Count && cut.Steps[next] <= end)
                next++;
            if (next - 1 == taken)
                continue;
            taken = next - 1;
            yield return (cut.Steps[taken], cut.Values[taken]);
        }
    }

    private static IEnumerable<RunRecord> RecordOf(StudyCellRun run) => run.Record is { } record ? [record] : [];

    private static string[] Band(CurveBand band, int i) => [Short(band.Center[i]), At(band.Low, i), At(band.High, i)];

    private static string At(IReadOnlyList<double>? values, int i) => values is null ? "" : Short(values[i]);

    private static string Evaluation(RunRecord record, string name, int i) => record.Evaluations[name] is { Length: > 0 } values ? Short(values[i]) : "";

    private static string Seed(StudyCellRun run) => run.Seed.ToString(CultureInfo.InvariantCulture);

    private static string Whole(double value) => value.ToString("0", CultureInfo.InvariantCulture);

    /// <summary>Six digits.</summary>
    private static string Short(double value) => double.IsFinite(value) ? value.ToString("G6", CultureInfo.InvariantCulture) : "";
}
