using System.Diagnostics;
using Ratchet.Tests.Rollouts;
using Ratchet.Tests.Updates;
using Ratchet.Training;
using Ratchet.Training.Metrics;
using Xunit;

namespace Ratchet.Tests.Training;

/// <summary>What the numbers of an iteration are numbers of.</summary>
public sealed class TrainerTestsMetrics
{
    // One step on the whole batch: the gradient that it left is the one that was logged.
    [Theory]
    [InlineData("cartpole")]
    [InlineData("pendulum")]
    public void The_norms_are_those_of_the_gradient_and_of_its_parts(string environment)
    {
        using var bench = new TrainingBench(TrainingBench.Options(environment, "ppo", "drift=none", "epochs=1", "minibatch=256"));
        bench.FinishIteration();
        IterationMetrics metrics = bench.Trainer.Metrics;
        Span<float> gradient = bench.Trainer.Rule.Step.Gradient;
        int policy = bench.Trainer.Policy.PolicyParameterCount;
        Assert.Equal(Norm(gradient), metrics.GradientNorm, 1e-6 * metrics.GradientNorm);
        Assert.Equal(Norm(gradient[..policy]), metrics.PolicyGradientNorm, 1e-6 * metrics.PolicyGradientNorm);
        Assert.Equal(Norm(gradient[policy..]), metrics.ValueGradientNorm, 1e-6 * metrics.ValueGradientNorm);
        Assert.True(metrics.PolicyGradientNorm > 0 && metrics.ValueGradientNorm > 0);
    }

    [Theory]
    [InlineData("trpo")]
    [InlineData("npg")]
    public void With_a_critic_apart_the_gradient_of_the_policy_is_alone(string rule)
    {
        using var bench = new TrainingBench(TrainingBench.Options("pendulum", rule));
        bench.FinishIteration();
        Assert.Equal(bench.Trainer.Metrics.GradientNorm, bench.Trainer.Metrics.PolicyGradientNorm);
        Assert.True(bench.Trainer.Metrics.ValueGradientNorm > 0);
    }

    // A Gaussian's entropy is ½ ln(2πe σ²) in each dimension, in every state: with σ = 1 at the start, ½ ln(2πe) = 1.4189385. Two equal
    // actions have ln 2 = 0.6931472 at most, and a network at its start is close to that.
    [Theory]
    [MemberData(nameof(AllRules))]
    public void Entropy_is_measured_by_every_rule_with_a_weight_or_without(string rule)
    {
        using var gaussian = new TrainingBench(TrainingBench.Options("pendulum", rule));
        gaussian.FinishIteration();
        Assert.Equal(1.4189385, gaussian.Trainer.Metrics.Entropy, 1e-6);
        if (rule.Contains("projection", StringComparison.Ordinal))
            return; // of a Gaussian only
        using var discrete = new TrainingBench(TrainingBench.Options("cartpole", rule));
        discrete.FinishIteration();
        Assert.InRange(discrete.Trainer.Metrics.Entropy, 0.69, 0.6931472);
    }

    public static TheoryData<string> AllRules => [.. Rules.ByGradients];

    /// <summary>What the environment spends is in its time, and what a host does between two slices is in none.</summary>
    [Fact]
    public void Time_is_counted_where_it_is_spent()
    {
        long spent = 0;
        var environment = new ScriptedVectorEnvironment(4, new DiscreteSpace(2))
        {
            Reward = (_, _) =>
            {
                long start = Stopwatch.GetTimestamp();
                Thread.SpinWait(200);
                spent += Stopwatch.GetTimestamp() - start;
                return 1;
            },
        };
        using var bench = new TrainingBench(TrainingBench.Options("scripted", "ppo", "epochs=1"), environment);
        long begun = Stopwatch.GetTimestamp(), idle = 0;
        do
        {
            bench.Trainer.Advance();
            long rest = Stopwatch.GetTimestamp();
            Thread.Sleep(1);
            idle += Stopwatch.GetTimestamp() - rest;
        }
        while (!bench.Trainer.IterationCompleted);
        double whole = Stopwatch.GetElapsedTime(begun).TotalSeconds;

        IterationMetrics metrics = bench.Trainer.Metrics;
        Assert.Equal(256, metrics.BatchSteps);
        Assert.True(metrics.EnvironmentSeconds >= (double)spent / Stopwatch.Frequency);
        Assert.True(metrics.InferenceSeconds > 0 && metrics.UpdateSeconds > 0);
        Assert.Equal(metrics.EnvironmentSeconds + metrics.InferenceSeconds + metrics.UpdateSeconds, metrics.Seconds, 1e-12);
        Assert.True(metrics.Seconds <= whole - ((double)idle / Stopwatch.Frequency) + 1e-9);
    }

    [Fact]
    public void A_policy_without_sigma_has_no_deviation()
    {
        using var discrete = new TrainingBench(TrainingBench.Options("cartpole"));
        discrete.FinishIteration();
        Assert.True(double.IsNaN(discrete.Trainer.Metrics.ActionDeviation));
        using var gaussian = new TrainingBench(TrainingBench.Options("pendulum"));
        gaussian.FinishIteration();
        Assert.InRange(gaussian.Trainer.Metrics.ActionDeviation, 0.5, 2);
    }

    private static double Norm(ReadOnlySpan<float> values)
    {
        double squares = 0;
        foreach (float value in values)
            squares += (double)value * value;
        return Math.Sqrt(squares);
    }
}
