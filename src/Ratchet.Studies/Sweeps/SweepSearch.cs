using Ratchet.Studies.Definitions;
using Ratchet.Studies.Execution;

namespace Ratchet.Studies.Sweeps;

/// <summary>
/// Where a search stands. Nothing is kept but the runs: which trials are left on a rung follows from the scores at the rungs before it, so that a search that was killed goes on, and
/// gives the same for any number of workers.
/// </summary>
public sealed class SweepSearch
{
    private readonly StudyDefinition _study;
    private readonly IReadOnlyList<long> _steps;
    private readonly Func<IReadOnlyList<string>, long, double[]> _scores;

    /// <summary>A search with scores from elsewhere.</summary>
    /// <param name="study">A study with a sweep.</param>
    /// <param name="scores">Scores of trials after a number of steps, the greater the better.</param>
    public SweepSearch(StudyDefinition study, Func<IReadOnlyList<string>, long, double[]> scores)
    {
        ArgumentNullException.ThrowIfNull(study);
        (_study, _scores, _steps) = (study, scores, SweepRung.StepsOf(study));
    }

    /// <summary>The search in the folder of a study.</summary>
    public static SweepSearch In(string folder, StudyDefinition study) => new(study, (trials, steps) => new SweepScores(folder, study).Of(trials, steps));

    /// <summary>How many rungs there are.</summary>
    public int Rungs => _steps.Count;

    /// <summary>A rung, once all runs of those before it have ended.</summary>
    public SweepRung Rung(int number)
    {
        IReadOnlyList<string> trials = [.. _study.Rules.Select(rule => rule.Name)];
        for (int rung = 0; rung < number; rung++)
            trials = Best(trials, _steps[rung], SweepRung.Kept(trials.Count, _study.Sweep!.Halving!.Factor));
        return new SweepRung(number, _steps[number], trials, number == _steps.Count - 1);
    }

    /// <summary>The best trials of the last rung, the best first.</summary>
    public IReadOnlyList<string> Ranked()
    {
        SweepRung last = Rung(Rungs - 1);
        return Order(last.Trials, last.Steps);
    }

    /// <summary>The study that trains the best trials again, with the seeds for selection; null where none is asked for.</summary>
    public StudyDefinition? Selection()
    {
        if (_study.Sweep!.Selection is not { } selection)
            return null;
        string[] best = [.. Ranked().Take(selection.Best)];
        return _study with
        {
            Name = $"{_study.Name}-selection",
            About = $"The best {best.Length} of {_study.Rules.Count} trials of {_study.Name}, with seeds that none was chosen by.",
            Rules = [.. _study.Rules.Where(rule => best.Contains(rule.Name, StringComparer.Ordinal)).Select(rule => rule with { Tuning = Tuning() })],
            Seeds = selection.Seeds,
            Purpose = SeedPurpose.Selection,
            Sweep = null,
        };
    }

    /// <summary>How settings that this search found were found, for the study that tests them.</summary>
    public StudyTuning Tuning() => new(_study.Rules.Count, [.. _study.Tasks.Select(task => task.Name)], _study.Seeds);

    /// <summary>The best trials in the order of the study; equal scores go to the lower number.</summary>
    private string[] Best(IReadOnlyList<string> trials, long steps, int count)
    {
        HashSet<string> best = [.. Order(trials, steps).Take(count)];
        return [.. trials.Where(best.Contains)];
    }

    private string[] Order(IReadOnlyList<string> trials, long steps)
    {
        double[] scores = _scores(trials, steps);
        return [.. Enumerable.Range(0, trials.Count).OrderByDescending(i => scores[i]).ThenBy(i => i).Select(i => trials[i])];
    }
}
