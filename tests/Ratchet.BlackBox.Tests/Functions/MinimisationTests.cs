using Ratchet.BlackBox.CovarianceAdaptation;
using Ratchet.BlackBox.Functions;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.BlackBox.Tests.Functions;

public sealed class MinimisationTests
{
    // Populations of 8, 16, 32 … : more candidates than threads, and fewer.
    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        TestProblem problem = TestFunctions.Rastrigin.Create(5, rotated: true, seed: 2);
        Minimum Run(int threads) => Minimisation.Run(
            new RestartingCmaEs(new() { Search = new() { Sigma = 2 } }, problem.Start), problem.Evaluate, new() { Budget = 20_000, Threads = threads });
        Minimum one = Run(1);
        foreach (int threads in (int[])[2, 4])
        {
            Minimum more = Run(threads);
            Assert.Equal(one.Point, more.Point);
            Assert.Equal(one with { Point = [] }, more with { Point = [] });
        }
    }

    [Fact]
    public void It_ends_at_the_target_and_counts_whole_generations()
    {
        TestProblem problem = TestFunctions.Sphere.Create(5);
        List<Minimum> seen = [];
        Minimum minimum = Minimisation.Run(new CmaEs(new(), problem.Start), problem.Evaluate, new() { Target = 1e-3 }, seen.Add);
        Assert.Equal(StopReason.Target, minimum.Reason);
        Assert.Equal(minimum.Generations * 8, minimum.Evaluations);
        Assert.Equal(minimum.Value, problem.Evaluate([.. minimum.Point]));
        Assert.InRange(minimum.Value, 0, 1e-3);
        Assert.Equal(minimum.Generations, seen.Count);
        Assert.True(seen.Zip(seen.Skip(1)).All(pair => pair.Second.Value <= pair.First.Value));
        Assert.All(seen.SkipLast(1), least => Assert.Equal(StopReason.None, least.Reason));
    }

    // 12 generations of 8 are 96; another would make 104.
    [Fact]
    public void It_stays_within_the_budget()
    {
        int calls = 0;
        Minimum minimum = Minimisation.Run(new CmaEs(new(), new double[5]), x => ++calls, new() { Budget = 100 });
        Assert.Equal((StopReason.Budget, 96, 96), (minimum.Reason, minimum.Evaluations, calls));
        Assert.Equal(StopReason.Budget, Minimisation.Run(new CmaEs(new(), new double[5]), x => 0, new() { Budget = 1 }).Reason);
    }

    [Fact]
    public void It_runs_a_search_that_never_stops_by_itself()
    {
        var search = new EvolutionStrategy(new() { Sigma = new(0.1, 0.99, 0.001), LearningRate = new(0.1, 0.99, 0.001) }, [1.0, 1]);
        Minimum minimum = Minimisation.Run(search, Square, new() { Budget = 32 * 300 });
        Assert.Equal((StopReason.Budget, 300), (minimum.Reason, minimum.Generations));
        Assert.InRange(minimum.Value, 0, 1e-4);
    }

    [Fact]
    public void A_function_without_a_value_leaves_the_centre()
    {
        Minimum minimum = Minimisation.Run(new CmaEs(new() { MaxGenerations = 1 }, [1.0, 2]), x => double.NaN);
        Assert.True(double.IsNaN(minimum.Value));
        Assert.Equal([1.0, 2], minimum.Point);
        Assert.Equal(5, Minimisation.Run(new CmaEs(new() { MaxGenerations = 1 }, [1.0, 2]), x => x[0] < 1 ? double.NegativeInfinity : 5).Value);
    }

    [Fact]
    public void A_failure_of_the_function_reaches_the_caller()
    {
        foreach (int threads in (int[])[1, 2])
            Assert.Throws<InvalidTimeZoneException>(() => Minimisation.Run(new CmaEs(new(), new double[3]), x => throw new InvalidTimeZoneException(), new() { Threads = threads }));
    }

    [Fact]
    public void Wrong_options_are_refused()
    {
        var search = new CmaEs(new(), new double[2]);
        Assert.Throws<OptionException>(() => Minimisation.Run(search, x => 0, new() { Budget = 0 }));
        Assert.Throws<OptionException>(() => Minimisation.Run(search, x => 0, new() { Threads = 0 }));
        Assert.Throws<OptionException>(() => Minimisation.Run(search, x => 0, new() { Target = double.NaN }));
    }

    private static double Square(ReadOnlySpan<double> x) => (x[0] * x[0]) + (x[1] * x[1]);
}
