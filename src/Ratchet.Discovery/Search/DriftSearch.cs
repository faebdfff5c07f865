using System.Diagnostics;
using Ratchet.BlackBox;
using Ratchet.Discovery.Recipes;
using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Storage;
using Ratchet.Training;

namespace Ratchet.Discovery.Search;

/// <summary>
/// A search for a drift by evolution strategies (Lu et al. 2022): every candidate of a generation trains an agent from scratch, and the centre moves towards those that did better
/// than their mirror images. The same bits for any number of threads, and across <see cref="Save"/> and <see cref="Load"/>.
/// </summary>
public sealed class DriftSearch
{
    private readonly EnvironmentDefinition[] _environments;
    private readonly TrainingOptions[] _options;
    private readonly EvolutionStrategy _strategy;
    private readonly double[] _start;
    private int _done;

    /// <summary>A search at its beginning.</summary>
    /// <param name="recipe">What is searched for, and how.</param>
    /// <param name="environments">Where environments are found.</param>
    /// <exception cref="OptionException">A setting is wrong.</exception>
    /// <exception cref="ArgumentException">There is no such environment.</exception>
    public DriftSearch(Recipe recipe, EnvironmentRegistry environments)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(environments);
        recipe.Validate();
        Recipe = recipe;
        _environments = [.. recipe.Tasks.Select(task => environments.Find(task.Environment))];
        _options = [.. recipe.Tasks.Select(task => task.Options())];
        _start = recipe.Family.Start(recipe.Strategy.Seed);
        _strategy = new EvolutionStrategy(recipe.Strategy, _start);
    }

    /// <summary>What is searched for, and how.</summary>
    public Recipe Recipe { get; }

    /// <summary>Finished generations.</summary>
    public long Generation => _strategy.Generation;

    /// <summary>The point that the search has come to.</summary>
    public ReadOnlySpan<double> Center => _strategy.Center;

    /// <summary>Trainings of the present generation.</summary>
    public int Population => _strategy.Population;

    /// <summary>Of them, those that are done; other threads may ask.</summary>
    public int Done => Volatile.Read(ref _done);

    /// <summary>Does a generation.</summary>
    /// <param name="threads">Trainings at a time, each on a thread of its own.</param>
    /// <param name="stop">Ends it in the middle: nothing of the generation is kept.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public GenerationResult Advance(int threads, CancellationToken stop = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        long begun = Stopwatch.GetTimestamp();
        Volatile.Write(ref _done, 0);
        Assignment[] assignments = [.. Enumerable.Range(0, Population / 2).Select(pair => Assignment.Of(Recipe, Generation, pair))];
        double[] fitness = new double[Population];

        // The long ones first, so that no thread is alone with one in the end; a member's place decides nothing but when it is trained.
        int[] order = [.. Enumerable.Range(0, Population).OrderByDescending(member => _options[assignments[member / 2].Task].Steps)];
        Evaluation.Run(order, threads, stop, member =>
        {
            fitness[member] = Train(member, assignments[member / 2], stop);
            Interlocked.Increment(ref _done);
        });

        (double sigma, double rate) = (_strategy.Sigma, _strategy.LearningRate);
        _strategy.Tell(fitness);
        return ResultOf(assignments, fitness, sigma, rate, Stopwatch.GetElapsedTime(begun).TotalSeconds);
    }

    /// <summary>Writes everything that the future of the search depends on.</summary>
    public void Save(Snapshot snapshot) => _strategy.Save(snapshot);

    /// <summary>Continues where <see cref="Save"/> was.</summary>
    /// <exception cref="SnapshotException">The snapshot does not fit this search, which stays as it was.</exception>
    public void Load(Snapshot snapshot) => _strategy.Load(snapshot);

    /// <summary>The fitness of a candidate of the present generation.</summary>
    internal double Train(int member, in Assignment assignment, CancellationToken stop)
    {
        double[] point = new double[_strategy.Dimension];
        _strategy.Candidate(member, point);
        return InnerTraining.Run(Recipe, _environments[assignment.Task], InnerTraining.OptionsOf(_options[assignment.Task], assignment, Recipe.Family.Create(point)), stop);
    }

    private GenerationResult ResultOf(Assignment[] assignments, double[] fitness, double sigma, double rate, double seconds)
    {
        var tasks = new List<TaskFitness>();
        var normalized = new List<double>();
        for (int task = 0; task < Recipe.Tasks.Count; task++)
        {
            double[] of = [.. Enumerable.Range(0, fitness.Length).Where(member => assignments[member / 2].Task == task && double.IsFinite(fitness[member])).Select(member => fitness[member])];
            if (of.Length == 0)
                continue;
            tasks.Add(TaskFitness.Of(Recipe.Tasks[task].Name, of));
            normalized.AddRange(of.Select(Recipe.Tasks[task].Normalize).OfType<double>());
        }

        double square = 0;
        for (int i = 0; i < _start.Length; i++)
            square += (Center[i] - _start[i]) * (Center[i] - _start[i]);
        return new GenerationResult(
            Generation, sigma, rate, _strategy.GradientNorm, Math.Sqrt(square), fitness.Count(value => !double.IsFinite(value)),
            Enumerable.Range(0, Population / 2).Count(pair => fitness[2 * pair].Equals(fitness[(2 * pair) + 1])),
            normalized.Count > 0 ? normalized.Sum() / normalized.Count : null, tasks, assignments.Sum(assignment => 2 * _options[assignment.Task].Steps), seconds);
    }
}
