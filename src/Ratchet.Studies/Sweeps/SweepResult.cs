using Ratchet.Studies.Definitions;
using Ratchet.Studies.Execution;

namespace Ratchet.Studies.Sweeps;

/// <summary>A trial of a search, as far as it came.</summary>
/// <param name="Rule">Its settings.</param>
/// <param name="Steps">Environment steps at which it was compared last.</param>
/// <param name="Score">Its score there; comparable with those of trials that came as far (<see cref="SweepScores.Of"/>).</param>
/// <param name="FirstScore">Its score on the first rung, which all trials have.</param>
public sealed record SweepTrial(StudyRule Rule, long Steps, double Score, double FirstScore);

/// <summary>What a search has found.</summary>
public sealed record SweepResult
{
    /// <summary>The trials: those that came farthest first, the best of them first.</summary>
    public required IReadOnlyList<SweepTrial> Trials { get; init; }

    /// <summary>Environment steps of the first rung, at which all trials can be compared.</summary>
    public required long FirstSteps { get; init; }

    /// <summary>Whether the last rung is done.</summary>
    public required bool IsDone { get; init; }

    /// <summary>Reads the runs of a study with a sweep; null while its first rung is not done.</summary>
    public static SweepResult? Read(string folder, StudyDefinition study)
    {
        ArgumentNullException.ThrowIfNull(study);
        var scores = new SweepScores(folder, study);
        var search = new SweepSearch(study, scores.Of);
        List<SweepRung> done = [];
        for (int i = 0; i < search.Rungs && search.Rung(i) is var rung && IsEnded(folder, study, rung); i++)
            done.Add(rung);
        if (done.Count == 0)
            return null;
        var placed = new Dictionary<string, SweepTrial>(StringComparer.Ordinal);
        double[] first = scores.Of(done[0].Trials, done[0].Steps);
        foreach (SweepRung rung in done)
        {
            double[] reached = rung.Number == 0 ? first : scores.Of(rung.Trials, rung.Steps);
            for (int i = 0; i < reached.Length; i++)
                placed[rung.Trials[i]] = new SweepTrial(study.Rules.First(rule => rule.Name == rung.Trials[i]), rung.Steps, reached[i], first[done[0].Trials.Index().First(trial => trial.Item == rung.Trials[i]).Index]);
        }

        return new SweepResult
        {
            Trials = [.. placed.Values.OrderByDescending(trial => trial.Steps).ThenByDescending(trial => trial.Score).ThenBy(trial => trial.Rule.Name, StringComparer.Ordinal)],
            FirstSteps = done[0].Steps,
            IsDone = done[^1].IsLast,
        };
    }

    /// <summary>Whether every run of a rung is done or has failed: only then can it be told who goes on.</summary>
    public static bool IsEnded(string folder, StudyDefinition study, SweepRung rung) =>
        (from task in study.Tasks from rule in study.Rules where rung.Trials.Contains(rule.Name, StringComparer.Ordinal) from seed in study.Seeds where rule.RunsOn(task, seed)
         select new StudyRun(task.Name, rule.Name, seed, study.OptionsOf(task, rule, seed)))
        .All(run => StudyFiles.StateOf(folder, run, rung.Steps) != StudyRunState.Left);
}
