using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Rollouts;
using Ratchet.Tests.Rollouts;
using Ratchet.Tests.Updates.ReadingEditions;
using Ratchet.Training;
using Ratchet.Updates;
using Ratchet.Updates.Neighbourhoods;
using Ratchet.Updates.Penalties;
using Ratchet.Updates.Solvers;
using Xunit;

namespace Ratchet.Tests.Updates;

/// <summary>What NPG and TRPO promise, looked at from outside a real training.</summary>
public sealed class NaturalPolicyGradientTests
{
    private const double Delta = 0.01;

    [Theory]
    [InlineData("cartpole")]
    [InlineData("pendulum")]
    public void A_step_of_TRPO_keeps_the_mean_KL_and_improves_the_surrogate_as_the_new_policy_acts(string environment)
    {
        using var bench = new TrainingBench(TrainingBench.Options(environment, "trpo"));
        for (int i = 0; i < 12; i++)
        {
            PolicyReading old = PolicyReading.Of(bench.Trainer.Policy);
            bench.FinishIteration();
            var batch = new BatchReading(bench.Trainer.Batch);
            PolicyReading current = PolicyReading.Of(bench.Trainer.Policy);
            double kl = batch.MeanKl(old, current);
            Assert.True(kl <= Delta * (1 + 1e-4), $"iteration {i}: {kl}");
            Assert.Equal(kl, bench.Trainer.Metrics.MeanKl, 1e-4 * Delta);
            Assert.Equal(0, bench.Trainer.Metrics.Violations);
            Assert.Equal(0, bench.Trainer.Metrics.RejectedSteps);
            Assert.True(batch.Surrogate(current) > batch.Surrogate(old), $"iteration {i}");
            // Neither so careful that it stands still.
            Assert.True(kl > 0.02 * Delta, $"iteration {i}: {kl}");
        }
    }

    // Steps as long as KL = 100 with a single try are mostly rejected.
    [Theory]
    [InlineData("cartpole")]
    [InlineData("pendulum")]
    public void A_line_search_that_fails_leaves_the_policy_bit_by_bit_and_the_critic_learns_on(string environment)
    {
        TrainingOptions options = TrainingBench.Options(environment, "trpo");
        options = options with { Region = new RegionOptions { MeanKl = 100 }, NaturalGradient = new NaturalGradientOptions { LineSearchSteps = 1, Damping = 1e-6 } };
        using var bench = new TrainingBench(options);
        int rejected = 0;
        for (int i = 0; i < 15; i++)
        {
            float[] policy = Policy(bench), critic = Critic(bench);
            bench.FinishIteration();
            rejected += bench.Trainer.Metrics.RejectedSteps;
            Assert.Equal(bench.Trainer.Metrics.RejectedSteps == 1, policy.AsSpan().SequenceEqual(Policy(bench)));
            Assert.NotEqual(critic, Critic(bench));
            Assert.Equal(0, bench.Trainer.Metrics.Violations);
        }

        Assert.True(rejected > 0);
    }

    // Observations are about 1 in batches 1 to 3 and about 1000 in batch 4: with the new statistics what was clipped at 1 moves, and a policy
    // of gain 3 answers that with another distribution.
    [Fact]
    public void Statistics_that_would_break_delta_come_in_parts_and_the_mean_KL_is_kept()
    {
        const int Horizon = 64;
        var environment = new ScriptedVectorEnvironment(4, new DiscreteSpace(2))
        {
            Observation = (e, step, k) => (step / Horizon < 3 ? 1 : 1000) * (1f + (0.1f * ((((7 * step) + (3 * e) + k) % 11) - 5))),
            Reward = (e, step) => (step + e) % 3,
        };
        TrainingOptions options = TrainingBench.Options("scripted", "trpo");
        options = options with { Network = options.Network with { NormalizeObservations = true, PolicyGain = 3, ObservationClip = 1 } };
        using var bench = new TrainingBench(options, environment);
        int deferred = 0;
        for (int i = 0; i < 20; i++)
        {
            PolicyReading old = PolicyReading.Of(bench.Trainer.Policy);
            bench.FinishIteration();
            double kl = new BatchReading(bench.Trainer.Batch).MeanKl(old, PolicyReading.Of(bench.Trainer.Policy));
            Assert.True(kl <= Delta * (1 + 1e-3), $"iteration {i}: {kl}");
            Assert.Equal(0, bench.Trainer.Metrics.Violations);
            deferred += bench.Trainer.Metrics.DeferredSwaps;
        }

        Assert.True(deferred > 0);
    }

    // Rewards of 0 and a critic that begins at V = 0: all advantages are 0, and so is g.
    [Theory]
    [InlineData("trpo")]
    [InlineData("npg")]
    public void Without_a_gradient_the_step_is_skipped_and_counted(string rule)
    {
        var environment = new ScriptedVectorEnvironment(4, new DiscreteSpace(2)) { Reward = (_, _) => 0f };
        TrainingOptions options = TrainingBench.Options("scripted", rule);
        options = options with { Network = options.Network with { ValueGain = 0 } };
        using var bench = new TrainingBench(options, environment);
        float[] policy = Policy(bench);
        bench.FinishIteration();
        Assert.Equal((1, 0, 0), (bench.Trainer.Metrics.SkippedSteps, bench.Trainer.Metrics.RejectedSteps, bench.Trainer.Metrics.Backtracks));
        Assert.Equal(policy, Policy(bench));
        Assert.Equal(0, bench.Trainer.Metrics.MaxKl);
    }

    [Theory]
    [InlineData("trpo", "cartpole")]
    [InlineData("npg", "pendulum")]
    public void Training_the_critic_moves_the_critic_alone(string rule, string environment)
    {
        TrainingOptions options = TrainingBench.Options(environment, rule);
        using var bench = new TrainingBench(options);
        bench.FinishIteration();
        bench.Collect();
        int policySteps = 0, criticSteps = 0;
        while (!bench.Trainer.IterationCompleted)
        {
            float[] policy = Policy(bench), critic = Critic(bench);
            bench.Trainer.Advance();
            bool policyMoved = !policy.AsSpan().SequenceEqual(Policy(bench)), criticMoved = !critic.AsSpan().SequenceEqual(Critic(bench));
            Assert.False(policyMoved && criticMoved);
            Assert.False(policyMoved && criticSteps > 0);
            policySteps += policyMoved ? 1 : 0;
            criticSteps += criticMoved ? 1 : 0;
        }

        Assert.Equal(1 + bench.Trainer.Metrics.Backtracks, policySteps);
        Assert.Equal(options.Optimization.Epochs * (256 / options.Optimization.Minibatch), criticSteps);
        Assert.Equal(1 + criticSteps, bench.Trainer.Metrics.PrimarySteps);
        Assert.All(bench.Trainer.Rule.Step.SecondMoment[..bench.Trainer.Policy.PolicyParameterCount].ToArray(), moment => Assert.Equal(0f, moment));
    }

    // Conjugate gradients with as many iterations as the networks have parameters: the system is solved, as by elimination.
    [Theory]
    [InlineData("trpo", "cartpole", 0.1)]
    [InlineData("trpo", "pendulum", 0.1)]
    [InlineData("npg", "cartpole", 0.1)]
    [InlineData("npg", "pendulum", 0.1)]
    [InlineData("npg", "pendulum", 0.0)]
    public void The_step_is_that_of_the_reading_edition(string rule, string environment, double naturalStep)
    {
        var natural = new NaturalGradientOptions { CgIterations = 100, CgTolerance = 1e-20, Damping = 0.05, NaturalStep = naturalStep };
        TrainingOptions options = TrainingBench.Options(environment, rule) with { NaturalGradient = natural };
        options = options with { Network = new NetworkOptions { Hidden = [4], PolicyGain = 0.5 } };
        using var bench = new TrainingBench(options);
        for (int iteration = 0; iteration < 3; iteration++)
        {
            PolicyReading old = PolicyReading.Of(bench.Trainer.Policy), moved = PolicyReading.Of(bench.Trainer.Policy);
            bench.FinishIteration();
            var batch = new BatchReading(bench.Trainer.Batch);
            int parameters = bench.Trainer.Policy.PolicyParameterCount;
            double[] gradient = [.. Slopes(moved, parameters, () => [batch.Surrogate(moved)]).Cast<double>()];
            double[] x = NaturalStep.Solve(batch.Fisher(moved, parameters), gradient, natural.Damping.Least);
            double longest = NaturalStep.Longest(options.Region.MeanKl.Least, x, gradient);
            double length = rule == "npg"
                ? naturalStep > 0 ? naturalStep : longest
                : NaturalStep.LineSearch(longest, natural.BacktrackFactor.Least, natural.LineSearchSteps, options.Region.MeanKl.Least, s => batch.MeanKl(old, At(s)), s => batch.Surrogate(At(s)));

            double norm = length * Math.Sqrt(x.Sum(value => value * value));
            for (int p = 0; p < parameters; p++)
                Assert.Equal(old.Parameters[p] + (length * x[p]), bench.Trainer.Policy.Parameters[p], 2e-3 * norm);

            PolicyReading At(double s)
            {
                for (int p = 0; p < parameters; p++)
                    moved.Parameters[p] = old.Parameters[p] + (s * x[p]);
                return moved;
            }
        }
    }

    [Theory]
    [InlineData("trpo")]
    [InlineData("npg")]
    public void Pendulum_is_learned(string rule)
    {
        using var bench = new TrainingBench(Presets.For("pendulum", rule).Training with { Steps = 120_000 });
        bench.Trainer.Run();
        // A random policy earns about −1200.
        Assert.True(bench.Trainer.Metrics.MeanReturn >= -500, $"{bench.Trainer.Metrics.MeanReturn}");
        Assert.Equal(0, bench.Trainer.Totals.Violations);
    }

    [Theory]
    [InlineData("trpo")]
    [InlineData("npg")]
    public void What_makes_no_sense_with_one_step_of_the_policy_a_batch_is_refused(string rule)
    {
        TrainingOptions options = TrainingBench.Options("cartpole", rule);
        Assert.Equal("shared", Refused(options with { Network = options.Network with { Shared = true } }));
        Assert.Equal("entropy-coefficient", Refused(options with { Optimization = options.Optimization with { EntropyCoefficient = 0.01 } }));
        options.Validate();
        (options with { Network = options.Network with { Shared = true, Hidden = [] } }).Validate();

        string Refused(TrainingOptions wrong)
        {
            OptionException exception = Assert.Throws<OptionException>(wrong.Validate);
            Assert.Contains("natural-gradient", exception.Message, StringComparison.Ordinal);
            return exception.Option;
        }
    }

    [Fact]
    public void A_distribution_whose_Fisher_information_is_not_known_is_refused()
    {
        TrainingOptions options = TrainingBench.Options("pendulum", "trpo");
        OptionException exception = Assert.Throws<OptionException>(
            () => new TrainingBench(options with { Network = options.Network with { Distribution = PolicyDistribution.Beta } }));
        Assert.Equal("distribution", exception.Option);
    }

    private static float[] Policy(TrainingBench bench) => bench.Trainer.Policy.Parameters[..bench.Trainer.Policy.PolicyParameterCount].ToArray();

    private static float[] Critic(TrainingBench bench) => bench.Trainer.Policy.Parameters[bench.Trainer.Policy.PolicyParameterCount..].ToArray();

    /// <summary>Central differences of some numbers in the first parameters.</summary>
    private static double[,] Slopes(PolicyReading at, int parameters, Func<double[]> numbers)
    {
        const double H = 1e-6;
        var slopes = new double[numbers().Length, parameters];
        for (int p = 0; p < parameters; p++)
        {
            double kept = at.Parameters[p];
            at.Parameters[p] = kept + H;
            double[] above = numbers();
            at.Parameters[p] = kept - H;
            double[] below = numbers();
            at.Parameters[p] = kept;
            for (int k = 0; k < above.Length; k++)
                slopes[k, p] = (above[k] - below[k]) / (2 * H);
        }

        return slopes;
    }

    /// <summary>A batch, read in doubles.</summary>
    private sealed unsafe class BatchReading(RolloutBatch batch)
    {
        public double MeanKl(PolicyReading old, PolicyReading current) => Mean(row => PolicyReading.Divergence(old, current, Observation(row)));

        /// <summary>Mean of ρA, advantages with mean 0 and deviation 1 over the batch.</summary>
        public double Surrogate(PolicyReading current)
        {
            double mean = Mean(row => batch.Advantages[row]);
            double deviation = Math.Sqrt(Mean(row => (batch.Advantages[row] - mean) * (batch.Advantages[row] - mean)) * batch.Rows / (batch.Rows - 1));
            return Mean(row => Math.Exp(current.LogProbability(Observation(row), Action(row)) - batch.LogProbability[row]) * (batch.Advantages[row] - mean) / deviation);
        }

        public double[,] Fisher(PolicyReading at, int parameters)
        {
            var fisher = new double[parameters, parameters];
            for (int row = 0; row < batch.Rows; row++)
            {
                double[] logDeviation = at.LogDeviation;
                double[,] jacobian = Slopes(at, parameters, () => [.. at.Outputs(Observation(row)), .. at.LogDeviation]);
                double[,] metric = logDeviation.Length > 0 ? NaturalStep.GaussianMetric(logDeviation) : NaturalStep.CategoricalMetric(at.Outputs(Observation(row)));
                NaturalStep.AddFisher(fisher, jacobian, metric, batch.Rows);
            }

            return fisher;
        }

        private double Mean(Func<int, double> of)
        {
            double sum = 0;
            for (int row = 0; row < batch.Rows; row++)
                sum += of(row);
            return sum / batch.Rows;
        }

        private ReadOnlySpan<float> Observation(int row) => new(batch.Observations + (row * batch.ObservationSize), batch.ObservationSize);

        private double[] Action(int row)
        {
            var action = new double[batch.ActionSize];
            for (int d = 0; d < action.Length; d++)
                action[d] = batch.Actions[(d * batch.Stride) + row];
            return action;
        }
    }
}
