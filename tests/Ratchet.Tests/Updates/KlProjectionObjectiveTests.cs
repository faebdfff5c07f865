using Ratchet.Policies;
using Ratchet.Policies.Projections;
using Ratchet.Rollouts;
using Ratchet.Tests.Rollouts;
using Ratchet.Training;
using Ratchet.Updates;
using Ratchet.Updates.Solvers;
using Ratchet.Updates.Surrogates;
using Xunit;
using FullGaussian = Ratchet.Tests.Policies.ReadingEditions.FullGaussian;
using Reading = Ratchet.Tests.Updates.ReadingEditions.KlProjection;

namespace Ratchet.Tests.Updates;

/// <summary>The objective of the projected policy, from the loss to the parameters of the network, against the reading edition in doubles.</summary>
public sealed unsafe class KlProjectionObjectiveTests
{
    private const double MeanBound = 0.005, CovarianceBound = 1e-4, Regression = 3;

    [Theory]
    [InlineData(PolicyDistribution.Gaussian, 1)]
    [InlineData(PolicyDistribution.Gaussian, 3)]
    [InlineData(PolicyDistribution.FullGaussian, 3)]
    public void Its_gradient_is_that_of_the_reading_edition(PolicyDistribution distribution, int actions)
    {
        var network = new NetworkOptions { Hidden = [9, 7], PolicyGain = 0.5, Distribution = distribution };
        var options = new TrainingOptions { Environment = "scripted", Rule = "kl-projection", Environments = 6, Horizon = 20, Network = network };
        var environment = new ScriptedVectorEnvironment(6, new BoxSpace(actions))
        {
            Observation = (e, step, k) => ((7 * step) + (3 * e) + (5 * k)) % 11 / 5f, Reward = (e, step) => (step + e) % 3,
        };
        using var bench = new Workbench(options, environment, threads: 2);
        bench.CollectAndEstimate();
        PolicyReading old = PolicyReading.Of(bench.Policy);
        bench.Perturb(0.1f);
        PolicyReading current = PolicyReading.Of(bench.Policy);

        KlProjection projection = KlProjection.Of(bench.Policy.Distribution)!;
        (projection.MeanBound, projection.CovarianceBound) = (MeanBound, CovarianceBound);
        var objective = new PolicyObjective { Surrogate = new ImportanceSampledAdvantage(), Projection = projection, RegressionWeight = Regression };
        var minibatches = new Minibatches(bench.Batch.Rows, 70, 1, 0);
        minibatches.Shuffle();
        int* rows = minibatches.Rows(0, out int count);
        int[] samples = new Span<int>(rows, count).ToArray();
        var pass = new MinibatchPass(bench.Policy, bench.Batch, bench.Context.Kernels, bench.Pool, minibatches.Largest);
        MinibatchSums sums = pass.Run(rows, count, objective, null, AdvantageScale.Raw);

        var at = new Projection(actions, old, current);
        double[][] targets = Array.ConvertAll(samples, row => at.Mean(Observation(bench.Batch, row)));
        Assert.True(projection.Active);
        Assert.InRange(samples.Count(row => at.Moves(Observation(bench.Batch, row))), 1, count - 1);
        Assert.Equal(Loss(bench.Batch, samples, old, current, at, targets), (sums.PolicyLoss + (Regression * sums.Divergence)) / count, 1e-4);

        var step = new GradientStep(bench.Policy, pass.Layout, options.Optimization, bench.Clock, bench.Context.Kernels, bench.Pool);
        double norm = step.Sum(pass, UpdatedPart.Policy);
        const double H = 1e-5;
        for (int parameter = 0; parameter < bench.Policy.PolicyParameterCount; parameter += parameter < bench.Policy.LogDeviationOffset - 3 ? 3 : 1)
        {
            double kept = current.Parameters[parameter];
            current.Parameters[parameter] = kept + H;
            double above = Loss(bench.Batch, samples, old, current, at, targets);
            current.Parameters[parameter] = kept - H;
            double below = Loss(bench.Batch, samples, old, current, at, targets);
            current.Parameters[parameter] = kept;
            Assert.True(Math.Abs(((above - below) / (2 * H)) - step.Gradient[parameter]) < 1e-4 * (1 + norm), $"parameter {parameter}: {(above - below) / (2 * H)} and {step.Gradient[parameter]}");
        }
    }

    /// <summary>−mean ρ̃ A + α mean of the mean part of KL(π_θ ‖ sg[π̃]) (trust-region facts, §4.5).</summary>
    private static double Loss(RolloutBatch batch, int[] samples, PolicyReading old, PolicyReading current, Projection fixedPolicy, double[][] fixedMeans)
    {
        var projection = new Projection(batch.ActionSize, old, current);
        double sum = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            ReadOnlySpan<float> observation = Observation(batch, samples[i]);
            sum -= Math.Exp(projection.LogProbability(observation, Action(batch, samples[i])) - batch.LogProbability[samples[i]]) * batch.Advantages[samples[i]];
            sum += Regression * Reading.MeanPart(current.Outputs(observation), fixedMeans[i], fixedPolicy.Precision);
        }

        return sum / samples.Length;
    }

    private static ReadOnlySpan<float> Observation(RolloutBatch batch, int row) => new(batch.Observations + (row * batch.ObservationSize), batch.ObservationSize);

    private static double[] Action(RolloutBatch batch, int row) =>
        [.. Enumerable.Range(0, batch.ActionSize).Select(d => (double)batch.Actions[(d * batch.Stride) + row])];

    /// <summary>π̃ of a policy.</summary>
    private sealed class Projection
    {
        private readonly PolicyReading _old;
        private readonly PolicyReading _current;
        private readonly double[,] _oldPrecision;
        private readonly double _logDeterminant;

        public Projection(int size, PolicyReading old, PolicyReading current)
        {
            (_old, _current) = (old, current);
            double[,] oldCovariance = CovarianceOf(old, size);
            _oldPrecision = FullGaussian.Invert(oldCovariance).Inverse;
            (Precision, _logDeterminant) = FullGaussian.Invert(Reading.Covariance(CovarianceOf(current, size), oldCovariance, CovarianceBound));
        }

        public double[,] Precision { get; }

        public bool Moves(ReadOnlySpan<float> observation) => Reading.MeanPart(_current.Outputs(observation), _old.Outputs(observation), _oldPrecision) > MeanBound;

        public double[] Mean(ReadOnlySpan<float> observation) => Reading.Mean(_current.Outputs(observation), _old.Outputs(observation), _oldPrecision, MeanBound);

        /// <summary>ln π̃(a) = −½ [ (a − μ̃)ᵀ Σ̃⁻¹ (a − μ̃) + ln|Σ̃| + d ln 2π ].</summary>
        public double LogProbability(ReadOnlySpan<float> observation, double[] action) =>
            -Reading.MeanPart(action, Mean(observation), Precision) - (0.5 * (_logDeterminant + (action.Length * Math.Log(2 * Math.PI))));

        private static double[,] CovarianceOf(PolicyReading policy, int size) =>
            FullGaussian.Covariance(size, [.. policy.LogDeviation, .. new double[(size * (size + 1) / 2) - policy.LogDeviation.Length]]);
    }
}
