using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Rollouts;
using Ratchet.Tests.Rollouts;
using Ratchet.Tests.Updates.ReadingEditions;
using Ratchet.Training;
using Ratchet.Updates;
using Ratchet.Updates.Drifts;
using Ratchet.Updates.Rules;
using Ratchet.Updates.Solvers;
using Ratchet.Updates.Surrogates;
using Xunit;

namespace Ratchet.Tests.Updates;

/// <summary>The rules that follow the gradient of ln π, weighted: REINFORCE, one-step actor-critic, A2C.</summary>
public sealed unsafe class PolicyGradientRuleTests
{
    private static readonly double[] Logits = [0.5, -0.3, 0.1];
    private static readonly double[] Payoffs = [1, -0.5, 2];

    // A bandit: J = Σ_a π(a) r(a), ∂J/∂θ_b = π(b) (r(b) − J). The mean of the estimate over all actions, each by its probability, is that exactly.
    [Fact]
    public void The_gradient_of_REINFORCE_on_a_bandit_has_the_gradient_of_the_return_as_its_mean()
    {
        using Workbench bench = Bandit(environments: 1);
        var mean = new double[3];
        for (int action = 0; action < 3; action++)
        {
            bench.Collect();
            bench.Batch.Actions[0] = action;
            bench.Batch.Rewards[0] = (float)Payoffs[action];
            bench.Estimator.Estimate();
            double[] ascent = Ascent(bench);
            double[] reading = Reinforce.Gradient(Logits, [action], [Payoffs[action]], 0.99, discountStates: false);
            for (int b = 0; b < 3; b++)
            {
                Assert.Equal(reading[b], ascent[b], 1e-6);
                mean[b] += Probability(action) * ascent[b];
            }
        }

        AssertGradient(mean, tolerance: _ => 1e-6);
    }

    // One batch of 20,000 sampled actions. Its gradient is a mean of so many independent terms r(a) (1{a = b} − π(b)); within 4 standard errors.
    [Fact]
    public void The_gradient_of_REINFORCE_on_sampled_actions_is_within_its_standard_error()
    {
        const int Samples = 20_000;
        using Workbench bench = Bandit(Samples);
        bench.Collect();
        bench.Estimator.Estimate();
        double Variance(int b)
        {
            double square = 0, mean = 0;
            for (int a = 0; a < 3; a++)
            {
                double term = Payoffs[a] * Reinforce.Score(Logits, a)[b];
                (mean, square) = (mean + (Probability(a) * term), square + (Probability(a) * term * term));
            }

            return square - (mean * mean);
        }

        AssertGradient(Ascent(bench), b => 4 * Math.Sqrt(Variance(b) / Samples));
    }

    // Trust-region facts, §6.7: in the first step of a batch the ratio is 1 everywhere, where the clip is flat.
    [Theory]
    [InlineData("cartpole")]
    [InlineData("pendulum")]
    public void The_gradient_of_A2C_has_the_bits_of_that_of_PPO_in_its_first_step(string environment)
    {
        using Workbench bench = Collected(environment);
        float[] likelihood = Gradient(bench, new PolicyObjective { Likelihood = true, EntropyWeight = 0.01 });
        float[] clipped = Gradient(bench, new PolicyObjective { Surrogate = new ImportanceSampledAdvantage(), Drift = new PpoClipDrift { Range = 0.2f }, EntropyWeight = 0.01 });
        Assert.Equal(clipped, likelihood);
    }

    [Theory]
    [InlineData("cartpole")]
    [InlineData("pendulum")]
    public void A2C_is_one_epoch_of_one_minibatch_of_the_ratio(string environment)
    {
        TrainingOptions options = TrainingBench.Options(environment, "a2c") with
        {
            Optimization = new OptimizationOptions { Optimizer = Optimizer.RmsProp, LearningRate = 7e-4, AdvantageUnit = AdvantageUnit.Raw, EntropyCoefficient = 0.01, Epochs = 1, Minibatch = 256 },
        };
        using var one = new TrainingBench(options);
        using var other = new TrainingBench(options with { Rule = "ppo", Parts = new RuleParts() });
        for (int i = 0; i < 5; i++)
        {
            one.FinishIteration();
            other.FinishIteration();
            Assert.Equal(1, one.Trainer.Metrics.PrimarySteps);
            Assert.Equal(other.Trainer.ParameterHash(), one.Trainer.ParameterHash());
        }
    }

    [Theory]
    [InlineData("cartpole")]
    [InlineData("pendulum")]
    public void The_loss_of_A2C_agrees_with_the_reading_edition(string environment)
    {
        using Workbench bench = Collected(environment);
        RolloutBatch batch = bench.Batch;
        PolicyReading policy = PolicyReading.Of(bench.Policy);
        MinibatchSums sums = Run(bench, new PolicyObjective { Likelihood = true, EntropyWeight = 0.01 }, out _);
        double[] Each(Func<int, double> of) => [.. Enumerable.Range(0, batch.Rows).Select(of)];
        ReadOnlySpan<float> Observation(int row) => new(batch.Observations + (row * batch.ObservationSize), batch.ObservationSize);
        double expected = A2cLoss.Total(
            Each(row => policy.LogProbability(Observation(row), [batch.Actions[row]])), Each(row => batch.Advantages[row]), Each(row => policy.Value(Observation(row))),
            Each(row => batch.Returns[row]), Each(row => policy.Entropy(Observation(row))), 0.5, 0.01);
        Assert.Equal(expected, (sums.PolicyLoss + (0.5 * sums.ValueLoss) - (0.01 * sums.Entropy)) / batch.Rows, 2e-4 * (1 + Math.Abs(expected)));
    }

    // Gradient descent with c_vf ½ has α_w = α_θ; episodes of 5 steps; I = γ^t.
    [Fact]
    public void The_online_actor_critic_follows_the_reading_edition_step_by_step()
    {
        const double Rate = 0.05, Gamma = 0.9;
        var environment = new ScriptedVectorEnvironment(1, new DiscreteSpace(2), observationSize: 2)
        {
            Observation = (_, step, k) => k == 0 ? (0.3f * (step % 7)) - 1 : 0.5f - (0.2f * (step % 4)), Reward = (_, step) => (step % 3) - 0.5f, Terminates = (_, step) => step % 5 == 0,
        };
        var options = new TrainingOptions
        {
            Environment = "scripted", Rule = "actor-critic", Seed = 4, Steps = 1000, Environments = 1, Horizon = 1, Discount = Gamma, Network = new NetworkOptions { Hidden = [], PolicyGain = 1 },
            Estimator = new EstimatorOptions { Estimator = Estimator.TdResidual, DiscountStates = true },
            Optimization = new OptimizationOptions { Optimizer = Optimizer.Sgd, LearningRate = Rate, AdvantageUnit = AdvantageUnit.Raw, ValueCoefficient = 0.5, MaxGradientNorm = 0 },
        };
        using var bench = new TrainingBench(options, environment);
        ActorCritic policy = bench.Trainer.Policy;
        DenseLayer actor = policy.PolicyStack.Layers[0], critic = policy.ValueStack.Layers[0];
        double Weight(DenseLayer layer, int feature, int output) => policy.Parameters[feature < 2 ? layer.Offset + (feature * layer.Outputs) + output : layer.BiasOffset + output];
        var reading = new OneStepActorCritic(
            [.. Enumerable.Range(0, 2).Select(b => Enumerable.Range(0, 3).Select(k => Weight(actor, k, b)).ToArray())], [.. Enumerable.Range(0, 3).Select(k => Weight(critic, k, 0))], Gamma, Rate, Rate);
        RolloutBatch batch = bench.Trainer.Batch;
        for (int step = 0; step < 40; step++)
        {
            bench.FinishIteration();
            float* x = batch.Observations;
            reading.Step([x[0], x[1], 1], (int)batch.Actions[0], batch.Rewards[0], [x[2], x[3], 1], batch.Terminated[0]);
            for (int k = 0; k < 3; k++)
            {
                Assert.Equal(reading.W[k], Weight(critic, k, 0), 1e-5);
                for (int b = 0; b < 2; b++)
                    Assert.Equal(reading.Theta[b][k], Weight(actor, k, b), 1e-5);
            }
        }
    }

    private static double Probability(int action) => Math.Exp(Logits[action]) / Logits.Sum(Math.Exp);

    private static void AssertGradient(double[] ascent, Func<int, double> tolerance)
    {
        double value = Enumerable.Range(0, 3).Sum(a => Probability(a) * Payoffs[a]);
        for (int b = 0; b < 3; b++)
            Assert.Equal(Probability(b) * (Payoffs[b] - value), ascent[b], tolerance(b));
    }

    /// <summary>The negative gradient of the loss in the logits' biases.</summary>
    private static double[] Ascent(Workbench bench)
    {
        float[] gradient = Gradient(bench, new PolicyObjective { Likelihood = true });
        int offset = bench.Policy.PolicyStack.Layers[0].BiasOffset;
        return [.. Enumerable.Range(0, 3).Select(b => -(double)gradient[offset + b])];
    }

    private static float[] Gradient(Workbench bench, PolicyObjective objective)
    {
        Run(bench, objective, out float[] gradient);
        return gradient;
    }

    private static MinibatchSums Run(Workbench bench, PolicyObjective objective, out float[] gradient)
    {
        int rows = bench.Batch.Rows;
        var whole = new Minibatches(rows, rows, 1, 0);
        whole.Shuffle();
        var pass = new MinibatchPass(bench.Policy, bench.Batch, Kernels.Best, bench.Pool, rows);
        MinibatchSums sums = pass.Run(whole.Rows(0, out int count), count, objective, new ValueObjective { Weight = 0.5 }, AdvantageScale.Raw);
        var step = new GradientStep(bench.Policy, pass.Layout, new OptimizationOptions(), bench.Clock, Kernels.Best, bench.Pool);
        step.Sum(pass, UpdatedPart.All);
        gradient = step.Gradient.ToArray();
        return sums;
    }

    private static Workbench Collected(string environment)
    {
        var options = new TrainingOptions { Environment = environment, Rule = "a2c", Environments = 6, Horizon = 20, Network = new NetworkOptions { Hidden = [9, 7], PolicyGain = 0.5 } };
        var bench = new Workbench(options, new VectorEnvironment(EnvironmentRegistry.BuiltIn.Find(environment), 6), threads: 2);
        bench.CollectAndEstimate();
        return bench;
    }

    /// <summary>Episodes of one step; the state is always 0, so that the logits are the biases.</summary>
    private static Workbench Bandit(int environments)
    {
        ScriptedVectorEnvironment? environment = null;
        environment = new ScriptedVectorEnvironment(environments, new DiscreteSpace(3), observationSize: 1)
        {
            Observation = (_, _, _) => 0, Reward = (e, _) => (float)Payoffs[(int)environment!.Received[^1][e]], Terminates = (_, _) => true,
        };
        var bench = new Workbench(
            new TrainingOptions
            {
                Environment = "bandit", Rule = "reinforce", Environments = environments, Horizon = 1, Network = new NetworkOptions { Hidden = [] },
                Estimator = new EstimatorOptions { Estimator = Estimator.ReturnToGo },
            },
            environment);
        for (int b = 0; b < 3; b++)
            bench.Policy.Parameters[bench.Policy.PolicyStack.Layers[0].BiasOffset + b] = (float)Logits[b];
        bench.Policy.ParametersChanged();
        return bench;
    }
}
