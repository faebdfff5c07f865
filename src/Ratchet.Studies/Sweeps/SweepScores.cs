using Ratchet.Studies.Comparisons;
using Ratchet.Studies.Definitions;
using Ratchet.Studies.Execution;
using Ratchet.Studies.Records;
using Ratchet.Training.Runs;

namespace Ratchet.Studies.Sweeps;

/// <summary>Scores of trials, read from their runs. They depend on the steps up to which they are asked for alone, not on how far a run has gone since.</summary>
public sealed class SweepScores
{
    private readonly StudyDefinition _study;
    private readonly string _folder;
    private readonly Dictionary<string, Curve> _curves = new(StringComparer.Ordinal);

    /// <summary>Reads nothing yet.</summary>
    /// <param name="folder">The study's folder.</param>
    /// <param name="study">A study with a sweep.</param>
    public SweepScores(string folder, StudyDefinition study) => (_folder, _study) = (folder, study);

    /// <summary>
    /// One number a trial, comparable among these trials only: the mean over tasks and seeds of the scores where there is one task, of normalised scores where every task has a
    /// reference, and else of minus the rank among the trials with the same task and seed (equal scores share their ranks). A run without any measurement is the worst.
    /// </summary>
    /// <param name="trials">The trials.</param>
    /// <param name="steps">Environment steps.</param>
    public double[] Of(IReadOnlyList<string> trials, long steps)
    {
        ArgumentNullException.ThrowIfNull(trials);
        double[] sums = new double[trials.Count];
        var references = _study.Tasks.Select(task => References.BuiltIn.With(_study).Find(task.Name, task.Environment)).ToArray();
        bool isNormalised = references.All(reference => reference is not null) && references.Length > 1;
        for (int i = 0; i < _study.Tasks.Count; i++)
        {
            foreach (ulong seed in _study.Seeds)
            {
                double[] scores = [.. trials.Select(trial => ScoreOf(_study.Tasks[i], trial, seed, steps))];
                double[] counted = _study.Tasks.Count == 1 ? scores : isNormalised ? [.. scores.Select(score => References.Normalize(references[i]!, score))] : MinusRanks(scores);
                for (int trial = 0; trial < sums.Length; trial++)
                    sums[trial] += counted[trial] / (_study.Tasks.Count * _study.Seeds.Count);
            }
        }

        return sums;
    }

    private double ScoreOf(StudyTask task, string trial, ulong seed, long steps)
    {
        double score = CurveOf(StudyRun.NameOf(task.Name, trial, seed)).Score(_study.Score.Summary, steps);
        return double.IsFinite(score) ? score : double.NegativeInfinity;
    }

    private Curve CurveOf(string run)
    {
        if (_curves.TryGetValue(run, out Curve? curve))
            return curve;
        string path = StudyFiles.RunPath(_folder, run);
        return _curves[run] = Directory.Exists(path) ? Read(path) : new Curve([], []);
    }

    private Curve Read(string path)
    {
        string name = ScoreCurve.MetricOf(_study.Score.Source);
        var metrics = new MetricsReader(RunFolder.MetricsFileOf(path), wanted => wanted == name);
        metrics.Read();
        return ScoreCurve.Of(_study.Score.Source, metrics.Iterations, metrics.Evaluations);
    }

    private static double[] MinusRanks(double[] scores) =>
        [.. scores.Select(score => -(scores.Count(other => other > score) + ((scores.Count(other => other == score) - 1) / 2.0)))];
}
