using Ratchet.BlackBox.Methods;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.BlackBox.Tests.Methods;

public sealed class HillClimbingTests
{
    // A parabola under waves, with many tops.
    private static double Bumpy(double[] point) => SearchLoop.Sphere(point) + (3 * point.Sum(x => Math.Cos(7 * x)));

    [Fact]
    public void It_never_gets_worse_not_even_than_its_start()
    {
        double[] start = [2, -3, 0.5];
        var search = new HillClimbing(new() { Population = 3 }, start);
        double before = Bumpy(start);
        for (int generation = 0; generation < 200; generation++)
        {
            SearchLoop.Advance(search, Bumpy);
            double now = Bumpy(search.Center.ToArray());
            Assert.True(now >= before);
            Assert.Equal(search.Best, now, 1e-9);
            before = now;
        }
    }

    [Fact]
    public void The_first_candidate_is_the_start_and_the_best_of_a_generation_is_the_next_centre()
    {
        var search = new HillClimbing(new() { Population = 4 }, [1.0, 2.0]);
        Assert.Equal([1.0, 2.0], SearchLoop.Candidate(search, 0));
        double[] best = SearchLoop.Candidate(search, 2);
        search.Tell([1, 2, 5, 5]);
        Assert.Equal(best, search.Center.ToArray());
        Assert.NotEqual(best, SearchLoop.Candidate(search, 0));
    }

    [Fact]
    public void The_radius_doubles_after_a_success_and_halves_after_a_failure_within_its_bounds()
    {
        var search = new HillClimbing(new() { Population = 1, Radius = 1, LeastRadius = 0.3, GreatestRadius = 3 }, [0.0]);
        double Told(double fitness)
        {
            search.Tell([fitness]);
            return search.Deviation(0);
        }

        // The start itself is the first success; a tie is none.
        Assert.Equal([2, 3, 1.5, 0.75, 0.375, 0.3, 0.6, 0.3], new double[] { 1, 2, 2, 0, -1, -5, 3, 1 }.Select(Told), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void A_generation_without_numbers_is_no_success_against_a_worse_start()
    {
        var search = new HillClimbing(new() { Population = 2 }, [1.0]);
        search.Tell([-100, -200]);
        search.Tell([double.NaN, double.PositiveInfinity]);
        Assert.Equal([1.0], search.Center.ToArray());
        Assert.Equal(-100, search.Best);
    }

    [Fact]
    public void Wrong_settings_are_refused()
    {
        Assert.Throws<OptionException>(() => new HillClimbing(new() { Growth = 0.5 }, [0.0]));
        Assert.Throws<OptionException>(() => new HillClimbing(new() { LeastRadius = 2 }, [0.0]));
        Assert.Throws<OptionException>(() => new HillClimbing(new() { GreatestRadius = 0.5 }, [0.0]));
    }
}
