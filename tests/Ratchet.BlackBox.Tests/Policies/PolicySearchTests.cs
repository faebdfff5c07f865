using Ratchet.BlackBox.Policies;
using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Storage;
using Ratchet.Training;
using Ratchet.Training.Runs;
using Xunit;

namespace Ratchet.BlackBox.Tests.Policies;

public sealed class PolicySearchTests
{
    public static TheoryData<string> Searches => [.. Rules.All.Select(rule => rule.Name).Except(Rules.ByGradients)];

    [Theory]
    [MemberData(nameof(Searches))]
    public void Every_search_has_the_same_bits_for_any_number_of_threads_and_across_a_checkpoint(string rule)
    {
        TrainingOptions options = Small("cartpole", rule);
        string[] hashes = [.. new[] { 1, 2, 3 }.Select(threads => Run(options, Cartpole, threads, 4))];
        Assert.Equal(hashes[0], hashes[1]);
        Assert.Equal(hashes[0], hashes[2]);

        using var pool = new WorkerPool(1);
        using var first = new PolicySearch(options, Cartpole, pool);
        first.Advance();
        first.Advance();
        var snapshot = new Snapshot();
        first.Save(snapshot);
        using var second = new PolicySearch(options, Cartpole, pool);
        second.Load(snapshot);
        second.Advance();
        second.Advance();
        Assert.Equal(hashes[0], second.ParameterHash());
        Assert.NotEqual(hashes[0], first.ParameterHash());
    }

    [Fact]
    public void A_snapshot_of_another_search_is_refused_and_changes_nothing()
    {
        using var pool = new WorkerPool(1);
        using var one = new PolicySearch(Small("cartpole", "cem"), Cartpole, pool);
        using var other = new PolicySearch(Small("cartpole", "ars-v2"), Cartpole, pool);
        one.Advance();
        other.Advance();
        string before = other.ParameterHash();
        var snapshot = new Snapshot();
        one.Save(snapshot);
        Assert.Throws<SnapshotException>(() => other.Load(snapshot));
        Assert.Equal(before, other.ParameterHash());
        other.Advance();
    }

    // With a deviation of 1e-9 both of a pair play the same episode, so that they tie: an evolution strategy stays where it is. With noise of their own they do not.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Members_of_a_pair_meet_the_same_noise_unless_they_shall_not(bool common)
    {
        TrainingOptions options = Small("lottery", "es", "search-deviation=1e-9", "search-decay=0", "normalize-observations=false", $"common-random-numbers={(common ? "true" : "false")}");
        string start = Run(options, Lottery.Definition, 1, 0), end = Run(options, Lottery.Definition, 1, 1);
        Assert.Equal(common, start == end);
    }

    // CartPole pays 1 a step: less 1, every candidate has 0, and nothing is better than anything.
    [Fact]
    public void What_is_taken_off_a_reward_counts_for_the_comparison_alone()
    {
        TrainingOptions options = Small("cartpole", "es", "reward-shift=1", "search-decay=0", "normalize-observations=false");
        using var pool = new WorkerPool(1);
        using var search = new PolicySearch(options, Cartpole, pool);
        string start = search.ParameterHash();
        search.Advance();
        Assert.Equal(start, search.ParameterHash());
        Assert.InRange(search.Metrics.MeanReturn, 5, 500);
        Assert.Equal(search.Metrics.MeanReturn, search.Metrics.MeanLength);
    }

    [Fact]
    public void The_steps_of_all_candidates_count_and_the_run_ends_with_the_generation_that_reaches_its_steps()
    {
        using var pool = new WorkerPool(2);
        using var search = new PolicySearch(Small("cartpole", "ars-v1", "steps=1000"), Cartpole, pool);
        long before = 0;
        while (search.Advance())
        {
            Assert.Equal(search.Metrics.Steps, before + search.Metrics.BatchSteps);
            Assert.True(before < 1000);
            before = search.Metrics.Steps;
        }

        Assert.True(search.IsFinished && search.Metrics.Steps >= 1000);
    }

    // 4 inputs, 2 outputs: 8 weights; with biases 10.
    [Theory]
    [InlineData("false", "", 8)]
    [InlineData("true", "", 10)]
    [InlineData("true", "3", 23)]
    public void The_weights_are_searched_and_the_biases_where_they_are_asked_for(string biases, string hidden, int dimension)
    {
        using var pool = new WorkerPool(1);
        using var search = new PolicySearch(Small("cartpole", "ars-v1", $"search-biases={biases}", $"hidden={hidden}"), Cartpole, pool);
        Assert.Equal(dimension, search.Method.Dimension);
        float[] before = search.Policy.Parameters.ToArray();
        search.Advance();
        Assert.Equal(dimension, search.Policy.Parameters.ToArray().Zip(before).Count(pair => pair.First != pair.Second));
    }

    [Fact]
    public void Observations_are_normalised_by_what_all_candidates_saw_after_the_generation()
    {
        using var pool = new WorkerPool(1);
        using var search = new PolicySearch(Small("lottery", "ars-v2"), Lottery.Definition, pool);
        search.Advance();

        // The lottery shows 3 in every state.
        Assert.Equal(3f, search.Policy.Normalizer.Mean[0]);
    }

    [Fact]
    public void A_reward_that_is_no_number_names_the_candidate()
    {
        using var pool = new WorkerPool(1);
        using var search = new PolicySearch(Small("broken", "cem"), new EnvironmentDefinition("broken", () => new Lottery(double.NaN)), pool);
        Assert.Contains("candidate 1 of generation 1", Assert.Throws<EnvironmentException>(() => search.Advance()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_of_a_search_is_a_folder_like_any_other_and_goes_on()
    {
        string path = Directory.CreateTempSubdirectory("ratchet-test-").FullName;
        try
        {
            RunOptions options = new() { Training = Small("cartpole", "cma-es", "steps=3000"), EvaluationInterval = 1000, EvaluationEpisodes = 2 };
            var outputs = new RunOutputs { Searches = PolicySearches.All };
            using (var run = new TrainingRun(path, options, Cartpole, 1, outputs: outputs))
                Assert.Equal(RunOutcome.Stopped, run.Execute(new Silent(), default, until: 1500));
            using (var run = new TrainingRun(path, options, Cartpole, 2, outputs: outputs))
                Assert.Equal(RunOutcome.Finished, run.Execute(new Silent(), default));
            string[] lines = File.ReadAllLines(Path.Combine(path, "metrics.jsonl"));
            Assert.Contains("\"event\":\"finished\"", lines[^1], StringComparison.Ordinal);
            Assert.Equal(3, lines.Count(line => line.Contains("\"event\":\"evaluation\"", StringComparison.Ordinal)));
            using var pool = new WorkerPool(1);
            using var whole = new PolicySearch(options.Training, Cartpole, pool);
            while (whole.Advance())
            {
            }

            Assert.Contains(whole.ParameterHash(), lines[^1], StringComparison.Ordinal);
            OptionException alone = Assert.Throws<OptionException>(() => new TrainingRun(path + "-none", options, Cartpole, 1));
            Assert.Contains("must reference Ratchet.BlackBox", alone.Message, StringComparison.Ordinal);
            Assert.False(Directory.Exists(path + "-none"));
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    // Linear policies hold the pole within some hundred episodes.
    [Theory]
    [InlineData("ars-v2")]
    [InlineData("cem")]
    [InlineData("cma-es")]
    public void CartPole_is_learnt(string rule)
    {
        TrainingOptions options = Options("cartpole", rule, "steps=100000");
        using var pool = new WorkerPool(2);
        using var search = new PolicySearch(options, Cartpole, pool);
        while (search.Advance())
        {
        }

        using var evaluator = new Evaluator(Cartpole, search.Policy, 20, pool);
        Assert.InRange(evaluator.Run(1).Deterministic.MeanReturn, 450, 500);
    }

    [Theory]
    [InlineData("cem", "population=20", "elites=21", "elites is 21; it must be at most 20, the population.")]
    [InlineData("ars-v2-t", "population=20", "elites=11", "elites is 11; it must be at most 10, the directions, half of the population.")]
    public void There_are_no_more_best_ones_than_candidates(string rule, string population, string elites, string message) =>
        Assert.Equal(message, Assert.Throws<OptionException>(() => Options("cartpole", rule, population, elites).Validate()).Message);

    private static EnvironmentDefinition Cartpole => EnvironmentRegistry.BuiltIn.Find("cartpole");

    private static string Run(TrainingOptions options, EnvironmentDefinition definition, int threads, int generations)
    {
        using var pool = new WorkerPool(threads);
        using var search = new PolicySearch(options, definition, pool);
        for (int i = 0; i < generations; i++)
            search.Advance();
        return search.ParameterHash();
    }

    private static TrainingOptions Small(string environment, string rule, params string[] settings) =>
        Options(environment, rule, rule == "finite-differences" ? settings : ["population=8", .. rule is "cem" ? new[] { "elites=3" } : [], .. settings]);

    private static TrainingOptions Options(string environment, string rule, params string[] settings) => Settings.Apply(Presets.For(environment, rule), settings).Training;

    /// <summary>An episode of one step, of which the first state alone decides the reward; it shows 3.</summary>
    private sealed class Lottery(double factor) : IEnvironment
    {
        private double _prize;

        public static EnvironmentDefinition Definition { get; } = new("lottery", () => new Lottery(1));

        public Space ObservationSpace { get; } = new BoxSpace(1);

        public Space ActionSpace { get; } = new DiscreteSpace(2);

        public ReadOnlySpan<double> Reset(ref RandomStream random)
        {
            _prize = factor * random.NextDouble();
            return (double[])[3];
        }

        public Transition Step(ReadOnlySpan<double> action, ref RandomStream random) => new((double[])[3], _prize, terminated: true, truncated: false);
    }

    private sealed class Silent : IRunObserver
    {
        public void OnStart(RunProgress progress)
        {
        }

        public void OnIteration(RunProgress progress, ReadOnlySpan<byte> line)
        {
        }

        public void OnEvaluation(RunProgress progress, EvaluationResult result, ReadOnlySpan<byte> line)
        {
        }

        public void OnFinished(RunProgress progress, ReadOnlySpan<byte> line)
        {
        }
    }
}
