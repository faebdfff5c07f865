using Ratchet.BlackBox.CovarianceAdaptation;
using Ratchet.BlackBox.Functions;
using Ratchet.Numerics;
using Ratchet.Storage;
using Xunit;

namespace Ratchet.BlackBox.Tests.CovarianceAdaptation;

public sealed class RestartingCmaEsTests
{
    // A minimum at each of 11^5 whole points; a population of 8 ends in the wrong one nearly always.
    [Fact]
    public void Restarts_find_what_single_runs_miss()
    {
        foreach ((RestartStrategy strategy, int least, int most) in (ValueTuple<RestartStrategy, int, int>[])[(RestartStrategy.None, 0, 2), (RestartStrategy.Ipop, 6, 6), (RestartStrategy.Bipop, 6, 6)])
        {
            int solved = 0;
            for (ulong seed = 1; seed <= 6; seed++)
            {
                TestProblem problem = TestFunctions.Rastrigin.Create(5, seed: seed);
                Minimum minimum = Minimisation.Run(Create(strategy, problem, seed), problem.Evaluate, new() { Target = 1e-9, Budget = 300_000 });
                solved += minimum.Reason == StopReason.Target ? 1 : 0;
            }

            Assert.InRange(solved, least, most);
        }
    }

    // Twice the population for every restart, as often as granted.
    [Fact]
    public void Ipop_doubles_the_population()
    {
        var options = new RestartOptions { Strategy = RestartStrategy.Ipop, Restarts = 3 };
        List<int> populations = [];
        for (RestartSchedule? run = RestartSchedule.First; run is not null; run = run.Next(options, 1000))
        {
            var random = new RandomStream(1, StreamPurpose.User);
            populations.Add(run.OptionsOf(new CmaEsOptions { Population = 8 }, 8, ref random).Population!.Value);
            Assert.Equal(long.MaxValue, run.MostEvaluations);
        }

        Assert.Equal([8, 16, 32, 64], populations);
    }

    // The first run's 100 are booked as small, so the second is large (1 doubling). Its 300 exceed 100: small, at most 150. 100 + 150 < 300: small again, and takes 100.
    // 350 > 300: large (2). 300 + 600 = 900 > 350: small, at most 450.
    [Fact]
    public void Bipop_runs_the_regime_that_has_used_less()
    {
        var options = new RestartOptions { Strategy = RestartStrategy.Bipop };
        RestartSchedule run = RestartSchedule.First.Next(options, 100)!;
        Assert.Equal((false, 1, long.MaxValue), (run.IsSmall, run.Doublings, run.MostEvaluations));
        run = run.Next(options, 300)!;
        Assert.Equal((true, 1, 150), (run.IsSmall, run.Doublings, run.MostEvaluations));
        run = run.Next(options, 150)!;
        Assert.Equal((true, 1, 150), (run.IsSmall, run.Doublings, run.MostEvaluations));
        run = run.Next(options, 100)!;
        Assert.Equal((false, 2, long.MaxValue), (run.IsSmall, run.Doublings, run.MostEvaluations));
        run = run.Next(options, 600)!;
        Assert.Equal((true, 2, 450, 5), (run.IsSmall, run.Doublings, run.MostEvaluations, (int)run.Run));
    }

    [Fact]
    public void Small_runs_do_not_count_as_restarts_and_the_last_large_one_ends_the_search()
    {
        var options = new RestartOptions { Strategy = RestartStrategy.Bipop, Restarts = 1 };
        RestartSchedule large = RestartSchedule.First.Next(options, 100)!;
        RestartSchedule small = large.Next(options, 300)!;
        Assert.Null(small.Next(options, 250));
        Assert.True(small.Next(options, 150)!.IsSmall);
        Assert.Null(RestartSchedule.First.Next(new RestartOptions { Strategy = RestartStrategy.None }, 100));
        Assert.Null(RestartSchedule.First.Next(new RestartOptions { Restarts = 0 }, 100));
    }

    // ⌊8 (2³)^(U²)⌋ lies between 8 and 64, σ between σ₀/100 and σ₀.
    [Fact]
    public void A_small_run_lies_between_the_first_and_the_large_one()
    {
        var first = new CmaEsOptions { Sigma = 2 };
        HashSet<int> populations = [];
        for (uint i = 0; i < 300; i++)
        {
            var random = new RandomStream(1, StreamPurpose.User, i);
            CmaEsOptions small = new RestartSchedule(5, 3, true, 1000, 500).OptionsOf(first, 8, ref random);
            Assert.InRange(small.Population!.Value, 8, 63);
            Assert.InRange(small.Sigma, 0.02, 2);
            populations.Add(small.Population.Value);
        }

        // U² is below ⅓ · log₂(9/8) = 0.057 for U < 0.24: a quarter keep the smallest.
        Assert.True(populations.Count > 30);
    }

    [Fact]
    public void The_best_point_of_all_runs_is_kept()
    {
        TestProblem problem = TestFunctions.Rastrigin.Create(3, seed: 4);
        RestartingCmaEs search = Create(RestartStrategy.Bipop, problem, 4);
        double best = double.PositiveInfinity;
        while (search.Restarts < 4)
        {
            CmaEsTests.Advance(search, x =>
            {
                double value = problem.Evaluate(x);
                best = value < best ? value : best;
                return value;
            });
            Assert.Equal(-best, search.BestFitness);
            Assert.Equal(best, problem.Evaluate(search.Center));
        }
    }

    [Fact]
    public void A_search_that_is_saved_and_loaded_goes_on_with_the_same_bits()
    {
        TestProblem problem = TestFunctions.Rastrigin.Create(3, seed: 2);
        RestartingCmaEs whole = Create(RestartStrategy.Bipop, problem, 2), second = Create(RestartStrategy.Bipop, problem, 2);
        Snapshot? snapshot = null;
        long saved = 0;
        while (whole.Restarts < 5)
        {
            CmaEsTests.Advance(whole, problem.Evaluate);
            if (whole.Restarts == 2 && snapshot is null && whole.Run.Generation == 20)
            {
                whole.Save(snapshot = new Snapshot());
                saved = whole.Generation;
            }
        }

        second.Load(snapshot!);
        Assert.Equal((saved, 2), (second.Generation, second.Restarts));
        while (second.Restarts < 5)
            CmaEsTests.Advance(second, problem.Evaluate);
        Assert.Equal(whole.Generation, second.Generation);
        Assert.Equal(whole.Center.ToArray(), second.Center.ToArray());
        Assert.Equal(CmaEsTests.CandidateOf(whole, 0), CmaEsTests.CandidateOf(second, 0));

        double[] center = second.Center.ToArray();
        var other = new RestartingCmaEs(new(), new double[4]);
        Assert.Throws<SnapshotException>(() => other.Load(snapshot!));
        var incomplete = new Snapshot();
        new CmaEs(new(), problem.Start).Save(incomplete);
        Assert.Throws<SnapshotException>(() => second.Load(incomplete));
        Assert.Equal(center, second.Center.ToArray());
        Assert.Equal(5, second.Restarts);
    }

    [Fact]
    public void Later_runs_start_within_the_bounds()
    {
        var box = new Box([0.0, 0], [1.0, double.PositiveInfinity]);
        var search = new RestartingCmaEs(new() { Search = new() { Sigma = 5, Bounds = box, MaxGenerations = 1 }, Restarts = 9, Strategy = RestartStrategy.Ipop }, [0.5, 0.5]);
        HashSet<double> starts = [];
        while (search.Stop == StopReason.None)
        {
            Assert.True(box.Contains(search.Run.Center));
            starts.Add(search.Run.Center[1]);
            CmaEsTests.Advance(search, CmaEsTests.Square);
        }

        Assert.Equal((StopReason.MaxGenerations, 9), (search.Stop, search.Restarts));
        Assert.True(starts.Count > 4);
    }

    [Fact]
    public void Wrong_settings_are_refused()
    {
        Assert.Throws<OptionException>(() => new RestartingCmaEs(new() { Restarts = -1 }, [1.0]));
        Assert.Throws<OptionException>(() => new RestartingCmaEs(new() { Region = Box.Cube(2, 0, 1) }, [1.0]));
        Assert.Throws<OptionException>(() => new RestartingCmaEs(new() { Region = Box.Cube(1, 0, double.PositiveInfinity) }, [1.0]));
        Assert.Throws<OptionException>(() => new RestartingCmaEs(new() { Region = Box.Cube(1, -2, 1), Search = new() { Bounds = Box.Cube(1, -1, 1) } }, [1.0]));
    }

    private static RestartingCmaEs Create(RestartStrategy strategy, TestProblem problem, ulong seed) => new(
        new() { Strategy = strategy, Region = Box.Cube(problem.Dimension, -5, 5), Search = new() { Sigma = problem.Sigma, Seed = seed } }, problem.Start);
}
