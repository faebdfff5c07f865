using Ratchet.Studies.Definitions;
using Ratchet.Studies.Execution;
using Ratchet.Training.Runs;

namespace Ratchet.Studies.Comparisons;

/// <summary>The tables of a study whose runs are elsewhere or gone, as <c>ratchet report --publish</c> leaves them in a repository: what others are compared with, without training it again.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Definition">What the study was.</param>
public sealed record PublishedStudy(string Path, StudyDefinition Definition)
{
    /// <summary>The tables that stand for the runs.</summary>
    internal const string RunsName = "runs.csv", SeedCurvesName = "seed-curves.csv", EvaluationsName = "evaluations.csv";

    /// <summary>Whether a folder holds such tables.</summary>
    internal static bool IsAt(string path) =>
        StudyFiles.IsStudy(path) && File.Exists(System.IO.Path.Combine(path, RunsName)) && File.Exists(System.IO.Path.Combine(path, SeedCurvesName));

    /// <summary>Every run of the tables that has a measurement or failed, with the curve of one source.</summary>
    /// <param name="source">Where scores come from.</param>
    /// <exception cref="RunException">A table is damaged or not of this study; the message names file, line and column.</exception>
    /// <exception cref="StudyException">The definition has a setting that is none any more.</exception>
    internal IReadOnlyList<ComparedRun> Read(ScoreSource source)
    {
        PublishedTable curves = Table(SeedCurvesName);
        ILookup<string, PublishedRow> measured = curves.Rows.ToLookup(NameOf, StringComparer.Ordinal);
        ILookup<string, PublishedRow> points = source == ScoreSource.Training ? measured : Table(EvaluationsName).Rows.ToLookup(NameOf, StringComparer.Ordinal);
        string value = source switch
        {
            ScoreSource.Training => "return",
            ScoreSource.Sampled => "sampled",
            _ => "deterministic",
        };
        // The first tables that were published have no clock.
        bool hasClock = curves.Columns.Contains("seconds", StringComparer.Ordinal);
        return
        [
            .. from row in Table(RunsName).Rows
               let name = NameOf(row)
               let task = Definition.Tasks.FirstOrDefault(task => task.Name == row["task"]) ?? throw row.Wrong("task", "a task of the study")
               let rule = Definition.Rules.FirstOrDefault(rule => rule.Name == row["rule"]) ?? throw row.Wrong("rule", "a rule of the study")
               let steps = row.Number("steps")
               where steps > 0 || row["state"] == Words.Of(RunState.Failed)
               select new ComparedRun
               {
                   Path = Path,
                   Task = task.Name,
                   Rule = rule.Name,
                   IsNamed = true,
                   Options = Definition.OptionsOf(task, rule, row.Whole("seed")),
                   Steps = double.IsFinite(steps) ? (long)steps : 0,
                   Curve = CurveOf(points[name], value),
                   Clock = hasClock ? CurveOf(measured[name], "seconds") : new Curve([], []),
                   HasFailed = row["state"] == Words.Of(RunState.Failed),
                   Tuning = new FoundRun(Path, task.Name, rule.Name, Definition).Tuning,
                   Published = source == ScoreSource.Training
                       ? new PublishedScores(Definition.Until, row.Number("training_final"), row.Number("training_best"), row.Number("training_area"))
                       : null,
               },
        ];
    }

    private static string NameOf(PublishedRow row) => $"{row["task"]}/{row["rule"]}/{row["seed"]}";

    private static Curve CurveOf(IEnumerable<PublishedRow> rows, string value)
    {
        (double Steps, double Value)[] points = [.. rows.Select(row => (row.Number("steps"), row.Number(value)))];
        return new Curve([.. points.Select(point => point.Steps)], [.. points.Select(point => point.Value)]);
    }

    private PublishedTable Table(string name) => PublishedTable.Read(System.IO.Path.Combine(Path, name));
}
