using Ratchet.Rollouts;
using Ratchet.Tests.Updates;
using Ratchet.Training;
using Ratchet.Updates;
using Xunit;

namespace Ratchet.Tests.Training;

/// <summary>Every estimator and every optimiser in a training.</summary>
public sealed class EstimatorTrainingTests
{
    public static TheoryData<Estimator, Optimizer> Runs =>
        [.. Enum.GetValues<Estimator>().Select(estimator => (estimator, (Optimizer)((int)estimator % Enum.GetValues<Optimizer>().Length)))];

    [Theory]
    [MemberData(nameof(Runs))]
    public void Its_bits_do_not_depend_on_threads_or_on_a_resume(Estimator estimator, Optimizer optimizer)
    {
        using TrainingBench one = Bench(estimator, optimizer, threads: 1);
        one.FinishIteration();
        using TrainingBench other = Bench(estimator, optimizer, threads: 2);
        other.ContinueWithTheBitsOf(one, iterations: 3);
        Assert.True(double.IsFinite(one.Trainer.Metrics.PolicyLoss + one.Trainer.Metrics.ValueLoss + one.Trainer.Metrics.MaxKl));
    }

    /// <summary>Episodes longer than a batch, so that γ^t needs steps from before it; advantages anew in every epoch, so that V-trace sees ratios.</summary>
    internal static TrainingBench Bench(Estimator estimator, Optimizer optimizer, int threads)
    {
        TrainingOptions options = TrainingBench.Options("pendulum", "ppo");
        return new TrainingBench(
            options with
            {
                Estimator = new EstimatorOptions { Estimator = estimator, DiscountStates = estimator != Estimator.TotalReturn },
                Optimization = options.Optimization with { Optimizer = optimizer, RecomputeAdvantages = true },
                ReturnScaling = ReturnScaling.CriticTargets,
            },
            threads: threads);
    }
}
