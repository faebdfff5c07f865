using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Tests.Environments;
using Ratchet.Training;
using Xunit;

namespace Ratchet.Tests.Training;

public sealed class EvaluatorTests
{
    // Episode lengths 1, 2, 3 … by the first draw; a reward of 1 a step: the returns are those lengths, whatever the policy does.
    private static readonly EnvironmentDefinition Counting = new("counting", "", 5, null, () => new CountingEnvironment());

    [Fact]
    public void Every_episode_is_run_to_its_own_end_exactly_once()
    {
        using var pool = new WorkerPool(2);
        using var evaluator = new Evaluator(Counting, Policy(), 300, pool);
        EvaluationResult result = evaluator.Run(seed: 3);

        // The same by hand: the length is 1 + the first draw below 9, cut off by the time limit of 5.
        double[] returns = [.. Enumerable.Range(0, 300).Select(episode =>
        {
            var random = new RandomStream(3, StreamPurpose.EvaluationEnvironment, (uint)episode);
            return (double)Math.Min(5, 1 + random.NextBelow(9));
        })];
        Assert.Equal(returns.Average(), result.Stochastic.MeanReturn, 12);
        Assert.Equal(result.Stochastic, result.Deterministic);
    }

    [Fact]
    public void Simulators_made_before_one_that_cannot_be_made_are_disposed()
    {
        var made = new List<ScriptedEnvironment>();
        EnvironmentDefinition definition = ScriptedEnvironment.Define(() =>
        {
            if (made.Count == 2)
                throw new InvalidOperationException("no third one");
            made.Add(new ScriptedEnvironment());
            return made[^1];
        });
        using var pool = new WorkerPool(1);
        Assert.Throws<InvalidOperationException>(() => new Evaluator(definition, Policy(), 3, pool));
        Assert.Equal([true, true], made.Select(environment => environment.IsDisposed));
    }

    [Fact]
    public void The_result_does_not_depend_on_threads()
    {
        EvaluationResult[] results = [.. new[] { 1, 2, 4 }.Select(threads =>
        {
            using var pool = new WorkerPool(threads);
            using var evaluator = new Evaluator(EnvironmentRegistry.BuiltIn.Find("cartpole"), Policy("cartpole"), 140, pool);
            return evaluator.Run(seed: 1);
        })];
        Assert.Equal(results[0], results[1]);
        Assert.Equal(results[0], results[2]);
    }

    [Fact]
    public void Points_and_seeds_have_episodes_of_their_own()
    {
        using var pool = new WorkerPool(1);
        using var evaluator = new Evaluator(EnvironmentRegistry.BuiltIn.Find("cartpole"), Policy("cartpole"), 10, pool);
        EvaluationResult first = evaluator.Run(seed: 1, point: 0);
        Assert.NotEqual(first, evaluator.Run(seed: 1, point: 1));
        Assert.NotEqual(first, evaluator.Run(seed: 2, point: 0));
        Assert.Equal(first, evaluator.Run(seed: 1, point: 0));
    }

    [Fact]
    public void A_simulator_that_returns_NaN_is_named_with_episode_and_step()
    {
        using var pool = new WorkerPool(1);
        using var evaluator = new Evaluator(Counting with { Create = () => new CountingEnvironment { FailsAt = 2 } }, Policy(), 4, pool);
        string message = Assert.Throws<EnvironmentException>(() => evaluator.Run(seed: 3)).Message;
        Assert.Matches(@"^environment 'counting' \(evaluation episode \d, step 2\) returned NaN in the reward; expected finite numbers$", message);
    }

    // As where all places are taken: the mask of the final state is empty, and a training, which resets at once, never sees it.
    [Fact]
    public void A_final_state_need_not_have_a_valid_action()
    {
        EnvironmentDefinition definition = ScriptedEnvironment.Define(() => new ScriptedEnvironment
        {
            OnStep = (step, observation) => new Transition(observation, 1, terminated: step == 3),
            Mask = state => [state[1] < 3, state[1] < 2, false],
        });
        var policy = new ActorCritic(new NetworkOptions { Hidden = [8] }, new BoxSpace(2), new DiscreteSpace(3));
        policy.Initialize(1);
        using var pool = new WorkerPool(1);
        using var evaluator = new Evaluator(definition, policy, 4, pool);
        Assert.Equal(new ReturnStatistics(3, 0), evaluator.Run(seed: 1).Stochastic);
    }

    // 1, 2, 3, 4: mean 2.5, variance (2.25 + 0.25 + 0.25 + 2.25)/4 = 1.25.
    [Fact]
    public void Statistics_are_the_mean_and_the_population_s_deviation() =>
        Assert.Equal(new ReturnStatistics(2.5, Math.Sqrt(1.25)), ReturnStatistics.Of([1, 2, 3, 4]));

    private static ActorCritic Policy(string? environment = null)
    {
        IEnvironment simulator = environment is null ? new CountingEnvironment() : EnvironmentRegistry.BuiltIn.Find(environment).Create();
        var policy = new ActorCritic(new NetworkOptions { Hidden = [8] }, simulator.ObservationSpace, simulator.ActionSpace);
        policy.Initialize(1);
        return policy;
    }

    private sealed class CountingEnvironment : IEnvironment
    {
        private readonly double[] _left = new double[1];
        private int _elapsed;

        public int FailsAt { get; init; } = int.MaxValue;

        public Space ObservationSpace { get; } = new BoxSpace(1);

        public Space ActionSpace { get; } = new DiscreteSpace(2);

        public ReadOnlySpan<double> Reset(ref RandomStream random)
        {
            _left[0] = 1 + random.NextBelow(9);
            _elapsed = 0;
            return _left;
        }

        public Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
        {
            _left[0]--;
            return new Transition(_left, ++_elapsed == FailsAt ? double.NaN : 1, _left[0] == 0);
        }
    }
}
