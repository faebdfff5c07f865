using Ratchet.BlackBox.Methods;
using Ratchet.Storage;
using Xunit;

namespace Ratchet.BlackBox.Tests.Methods;

/// <summary>What every method of the table promises.</summary>
public sealed class SearchMethodTests
{
    public static TheoryData<string> Names => [.. SearchMethods.All.Select(method => method.Name)];

    /// <summary>From the origin to (1, −1, 1, −1, 1), √5 away: settings, generations, and how near the method must come.</summary>
    public static TheoryData<string, string, int, double> Climbs => new()
    {
        { "cem", "deviation=1", 60, 1e-6 },
        { "cem", "covariance=full population=200 noise=decreasing(0.2, 0.005)", 100, 1e-6 },
        { "cem", "deviation=1 covariance=isotropic", 60, 1e-6 },
        { "cma-es", "", 150, 1e-6 },
        { "cma-es", "restarts=bipop population=12 active=false", 150, 1e-6 },
        { "cma-es", "diagonal=true sigma=1", 150, 1e-6 },
        { "es", "sigma=decay(0.1, 0.99, 0.01) learning-rate=decay(0.1, 0.99, 0.001)", 400, 0.02 },
        { "ars", "step-size=decay(0.2, 0.98, 0.0001)", 400, 0.01 },
        { "ars", "step-size=0.2 divide-by-deviation=false noise=0.1 best=8", 300, 1e-6 },
        { "power", "deviation=decay(1, 0.97, 0.001)", 300, 0.01 },
        { "pi2", "deviation=decay(1, 0.97, 0.001)", 300, 0.005 },
        { "pi2-cma", "covariance=diagonal", 150, 1e-3 },
        { "pi2-cma", "covariance=full population=60", 150, 1e-3 },
        { "rwr", "population=100", 60, 1e-3 },
        { "finite-differences", "learning-rate=0.25", 60, 1e-9 },
        { "finite-differences", "scheme=one-sided learning-rate=0.25 distance=0.0001", 60, 1e-3 },
        { "finite-differences", "scheme=random learning-rate=0.25 distance=0.0001", 60, 1e-3 },
        { "pepg", "", 300, 1e-2 },
        { "pepg", "symmetric=false mean-rate=0.1 deviation-rate=0.02 deviation=0.5", 300, 0.05 },
        { "hill-climbing", "", 300, 1e-3 },
    };

    [Theory]
    [MemberData(nameof(Climbs))]
    public void It_finds_the_top_of_a_hill(string name, string settings, int generations, double tolerance)
    {
        SearchMethod search = SearchMethods.Create(name, new double[5], seed: 3, settings.Length == 0 ? [] : Split(settings));
        SearchLoop.Advance(search, SearchLoop.Sphere, generations);
        Assert.InRange(SearchLoop.DistanceToOptimum(search), 0, tolerance);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Candidates_are_the_same_in_any_order_of_asking(string name)
    {
        SearchMethod forwards = Small(name), backwards = Small(name);
        for (int generation = 0; generation < 3; generation++)
        {
            double[][] points = [.. Enumerable.Range(0, forwards.Population).Select(index => SearchLoop.Candidate(forwards, index))];
            double[][] others = new double[points.Length][];
            Parallel.For(0, points.Length, index => others[points.Length - 1 - index] = SearchLoop.Candidate(backwards, points.Length - 1 - index));
            Assert.Equal(points, others);
            forwards.Tell([.. points.Select(SearchLoop.Sphere)]);
            backwards.Tell([.. others.Select(SearchLoop.Sphere)]);
            Assert.Equal(forwards.Center, backwards.Center);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_search_that_is_saved_and_loaded_goes_on_with_the_same_bits(string name)
    {
        SearchMethod whole = Small(name), first = Small(name), second = Small(name);
        SearchLoop.Advance(whole, SearchLoop.Sphere, 9);
        SearchLoop.Advance(first, SearchLoop.Sphere, 4);
        var snapshot = new Snapshot();
        first.Save(snapshot);
        second.Load(snapshot);
        Assert.Equal(4, second.Generation);
        SearchLoop.Advance(second, SearchLoop.Sphere, 5);
        Assert.Equal(whole.Center, second.Center);
        Assert.Equal(SearchLoop.Candidate(whole, 1), SearchLoop.Candidate(second, 1));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_snapshot_that_does_not_fit_leaves_the_search_as_it_was(string name)
    {
        SearchMethod search = Small(name), untouched = Small(name);
        var longer = new Snapshot();
        SearchMethods.Create(name, new double[4], 1, []).Save(longer);
        Assert.Throws<SnapshotException>(() => search.Load(longer));
        var cut = new Snapshot();
        var whole = new Snapshot();
        SearchMethod advanced = Small(name);
        SearchLoop.Advance(advanced, SearchLoop.Sphere, 2);
        advanced.Save(whole);
        // Without its last entry: whatever was read before it must not have been taken over.
        foreach ((string key, Array values) in whole.Entries.SkipLast(1))
            if (values is ulong[] words)
                cut.Add(key, words);
            else
                cut.Add(key, (double[])values);
        Assert.Throws<SnapshotException>(() => search.Load(cut));
        foreach (string other in SearchMethods.All.Select(method => method.Name).Where(other => other != name))
        {
            var foreign = new Snapshot();
            Small(other).Save(foreign);
            Assert.Throws<SnapshotException>(() => search.Load(foreign));
        }

        Assert.Equal(0, search.Generation);
        Assert.Equal(untouched.Center, search.Center);
        Assert.Equal(SearchLoop.Candidate(untouched, 1), SearchLoop.Candidate(search, 1));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_no_number_spoils_nothing(string name)
    {
        SearchMethod search = Small(name);
        for (int generation = 0; generation < 20; generation++)
        {
            double[] fitness = SearchLoop.Values(search, SearchLoop.Sphere);
            fitness[generation % fitness.Length] = generation % 3 == 0 ? double.NaN : generation % 3 == 1 ? double.PositiveInfinity : double.NegativeInfinity;
            search.Tell(fitness);
        }

        double[] before = search.Center.ToArray();
        Assert.All(before, value => Assert.True(double.IsFinite(value)));
        double[] nothing = new double[search.Population];
        Array.Fill(nothing, double.NaN);
        search.Tell(nothing);
        Assert.Equal(21, search.Generation);
        Assert.All(SearchLoop.Candidate(search, 0), value => Assert.True(double.IsFinite(value)));
        if (search is GaussianSearch)
            Assert.Equal(before, search.Center);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Rewards_do_not_matter_to_a_search_that_does_not_use_them(string name)
    {
        SearchMethod alone = Small(name), told = Small(name);
        double[] fitness = SearchLoop.Values(alone, SearchLoop.Sphere);
        float[][] rewards = [.. fitness.Select(value => new[] { (float)value * 3, -(float)value })];
        alone.Tell(fitness);
        told.Tell(fitness, rewards);
        Assert.Equal(name is "pi2" or "pi2-cma", told.UsesRewards);
        if (!told.UsesRewards)
            Assert.Equal(alone.Center, told.Center);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Wrong_calls_are_refused(string name)
    {
        SearchMethod search = Small(name);
        Assert.Throws<ArgumentException>(() => search.Tell(new double[search.Population + 1]));
        Assert.ThrowsAny<ArgumentException>(() => SearchLoop.Candidate(search, search.Population));
        Assert.ThrowsAny<ArgumentException>(() => SearchLoop.Candidate(search, -1));
        Assert.ThrowsAny<ArgumentException>(() => SearchMethods.Create(name, [], 1, []));
        if (search is GaussianSearch)
            Assert.Throws<ArgumentException>(() => search.Tell(new double[search.Population], [[1f]]));
    }

    private static SearchMethod Small(string name) => SearchMethods.Create(name, [0.5, 0, -0.5], seed: 7, []);

    /// <summary>Settings stand apart by a space; within brackets it belongs to the setting.</summary>
    private static string[] Split(string settings) => settings.Replace(", ", ",", StringComparison.Ordinal).Split(' ');
}
