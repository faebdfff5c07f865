namespace Ratchet.Studies.Statistics;

/// <summary>Scores of one rule: for each task, one for each seed. The tasks are the strata of the bootstrap; they may differ in their number of seeds, and every task weighs the same.</summary>
public sealed class ScoreTable
{
    private readonly double[][] _tasks;

    /// <summary>Copies the scores.</summary>
    /// <param name="tasks">The scores of each task, in any order.</param>
    /// <exception cref="ArgumentException">There is no task, a task has no score, or a score is not finite.</exception>
    public ScoreTable(IEnumerable<IReadOnlyList<double>> tasks)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        _tasks = [.. tasks.Select(scores => scores.ToArray())];
        if (_tasks.Length == 0)
            throw new ArgumentException("there is no task.", nameof(tasks));
        foreach (double[] scores in _tasks)
        {
            if (scores.Length == 0)
                throw new ArgumentException("a task has no score.", nameof(tasks));
            if (!scores.All(double.IsFinite))
                throw new ArgumentException("a score is not finite.", nameof(tasks));
        }
    }

    /// <summary>How many tasks there are.</summary>
    public int Count => _tasks.Length;

    /// <summary>How many scores there are in all tasks.</summary>
    public int Runs => _tasks.Sum(scores => scores.Length);

    /// <summary>The smallest number of seeds that a task has.</summary>
    public int FewestSeeds => _tasks.Min(scores => scores.Length);

    /// <summary>The scores of a task.</summary>
    public ReadOnlySpan<double> this[int task] => _tasks[task];

    /// <summary>The scores in arrays that may be written over.</summary>
    internal double[][] Copy() => [.. _tasks.Select(scores => scores.ToArray())];
}
