using Ratchet.BlackBox.CovarianceAdaptation;
using Ratchet.Numerics;

namespace Ratchet.BlackBox.Functions;

/// <summary>How long a function is minimised, and by how many threads.</summary>
public sealed record MinimisationOptions
{
    /// <summary>Ends when a value is as small as this; −∞ never.</summary>
    public double Target { get; init; } = double.NegativeInfinity;

    /// <summary>Most evaluations, at least 1: a generation that would go beyond is not begun.</summary>
    public long Budget { get; init; } = 1_000_000;

    /// <summary>Threads that evaluate, 1 … 1024; results do not depend on it. With more than one, the function is called by several at once.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Checks every field.</summary>
    /// <exception cref="OptionException">One is out of its range.</exception>
    public void Validate()
    {
        if (double.IsNaN(Target))
            throw new OptionException("target", "target is no number.");
        OptionRange.Check(Budget, 1, long.MaxValue, "budget");
        OptionRange.Check(Threads, 1, 1024, "threads");
    }
}

/// <summary>What a minimisation has come to.</summary>
/// <param name="Point">The point with the least value of all that were evaluated; the centre of the search if none was finite.</param>
/// <param name="Value">Its value; NaN if none was finite.</param>
/// <param name="Evaluations">How often the function was called.</param>
/// <param name="Generations">Finished generations.</param>
/// <param name="Reason">Why it ended; <see cref="StopReason.None"/> while it goes on.</param>
public sealed record Minimum(IReadOnlyList<double> Point, double Value, long Evaluations, long Generations, StopReason Reason);

/// <summary>Looks for the least value of a function with any search: the searches climb, so they are told −f.</summary>
public static class Minimisation
{
    /// <summary>Runs a search to a target, to the end of a budget, or until the search stops by itself.</summary>
    /// <param name="search">Goes on from where it is.</param>
    /// <param name="function">The function; a value that is not finite counts as the worst.</param>
    /// <param name="options">How long, and by how many threads.</param>
    /// <param name="observer">Told after every generation, with the best so far.</param>
    /// <exception cref="OptionException">An option is out of its range.</exception>
    public static Minimum Run(SearchMethod search, Func<ReadOnlySpan<double>, double> function, MinimisationOptions? options = null, Action<Minimum>? observer = null)
    {
        ArgumentNullException.ThrowIfNull(search);
        ArgumentNullException.ThrowIfNull(function);
        options ??= new MinimisationOptions();
        options.Validate();
        using var pool = new WorkerPool(options.Threads);
        var generation = new Evaluation(search, function);
        var least = new Minimum(search.Center.ToArray(), double.NaN, 0, 0, ReasonOf(search));
        while (least.Reason == StopReason.None)
        {
            if (search.Population > options.Budget - least.Evaluations)
                return least with { Reason = StopReason.Budget };
            generation.Run(pool);
            least = generation.Improve(least) with { Evaluations = least.Evaluations + search.Population, Generations = least.Generations + 1 };
            search.Tell(generation.Fitness);
            least = least with { Reason = least.Value <= options.Target ? StopReason.Target : ReasonOf(search) };
            observer?.Invoke(least);
        }

        return least;
    }

    private static StopReason ReasonOf(SearchMethod search) => search is ITerminating { Stop: var stop } ? stop : StopReason.None;

    /// <summary>The candidates of one generation, each a job.</summary>
    private sealed class Evaluation(SearchMethod search, Func<ReadOnlySpan<double>, double> function) : IJob
    {
        private double[] _points = [];
        private double[] _fitness = [];

        public ReadOnlySpan<double> Fitness => _fitness;

        /// <summary>Evaluates all: a search may have another population every time.</summary>
        public void Run(WorkerPool pool)
        {
            if (_fitness.Length != search.Population)
                (_points, _fitness) = (new double[checked(search.Population * search.Dimension)], new double[search.Population]);
            pool.Run(_fitness.Length, this);
        }

        public void Execute(int index)
        {
            Span<double> point = PointOf(index);
            search.Candidate(index, point);
            _fitness[index] = -function(point);
        }

        /// <summary>The best of all so far, the first of equals.</summary>
        public Minimum Improve(Minimum least)
        {
            (int best, double value) = (-1, least.Value);
            for (int i = 0; i < _fitness.Length; i++)
                if (double.IsFinite(_fitness[i]) && !(-_fitness[i] >= value))
                    (best, value) = (i, -_fitness[i]);
            return best < 0 ? least : least with { Point = PointOf(best).ToArray(), Value = value };
        }

        private Span<double> PointOf(int index) => _points.AsSpan(index * search.Dimension, search.Dimension);
    }
}
