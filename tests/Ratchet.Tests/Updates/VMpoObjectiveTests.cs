using Ratchet.Environments;
using Ratchet.Environments.ClassicControl;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Rollouts;
using Ratchet.Tests.Policies;
using Ratchet.Tests.Rollouts;
using Ratchet.Tests.Updates.ReadingEditions;
using Ratchet.Training;
using Ratchet.Updates;
using Ratchet.Updates.Penalties;
using Ratchet.Updates.Rules;
using Ratchet.Updates.Solvers;
using Ratchet.Updates.Surrogates;
using Xunit;
using Gaussian = Ratchet.Tests.Policies.ReadingEditions.FullGaussian;

namespace Ratchet.Tests.Updates;

/// <summary>V-MPO's whole chain, from stale samples to the gradient at the parameters, against the reading edition of its losses.</summary>
public sealed unsafe class VMpoObjectiveTests
{
    private const double ValueCoefficient = 0.3, H = 1e-5;

    private static readonly VMpoOptions Options = new()
    {
        InitialEta = 0.7, EpsilonEta = 0.05, InitialAlpha = 1.3, InitialAlphaMean = 1.7, InitialAlphaCovariance = 0.6,
        EpsilonAlpha = 0.02, EpsilonMean = 0.03, EpsilonCovariance = 0.04, DualLearningRate = 0.1, TargetPeriod = 1,
    };

    [Theory]
    [InlineData("cartpole", PolicyDistribution.Automatic, false)]
    [InlineData("cartpole", PolicyDistribution.Automatic, true)]
    [InlineData("pendulum", PolicyDistribution.Automatic, false)]
    [InlineData("pendulum", PolicyDistribution.Automatic, true)]
    [InlineData("pendulum", PolicyDistribution.SquashedGaussian, false)]
    [InlineData("pendulum", PolicyDistribution.FullGaussian, false)]
    [InlineData("pendulum", PolicyDistribution.Beta, false)]
    public void Loss_gradient_and_duals_agree_with_the_reading_edition(string environment, PolicyDistribution distribution, bool shared)
    {
        var network = new NetworkOptions { Hidden = [8, 5], Shared = shared, PolicyGain = 0.5, Distribution = distribution };
        var training = new TrainingOptions { Environment = environment, Rule = "v-mpo", Environments = 6, Horizon = 15, Network = network };
        using var bench = new Workbench(training, new VectorEnvironment(EnvironmentRegistry.BuiltIn.Find(environment), 6), threads: 2);
        bench.CollectAndEstimate();
        var actor = new ActorCritic(network, bench.Policy.ObservationSpace, bench.Policy.ActionSpace);
        UpdateContext context = bench.Context with { Actor = actor, ActorEvaluator = new PolicyEvaluator(actor, Kernels.Best, bench.Pool, bench.Batch.Rows) };
        var target = new TargetNetwork(context, Options.TargetPeriod);
        var likelihood = new WeightedLikelihood(context, Options, target);
        var penalty = new DecoupledPenalty(context, Options, target);

        // The batch is the behaviour's; the reference is a policy a step later, copied within the batch; the current one another step later.
        PolicyReading behaviour = PolicyReading.Of(bench.Policy);
        penalty.Begin();
        likelihood.Choose(AdvantageScale.Raw);
        bench.Perturb(0.08f);
        target.AfterStep();
        PolicyReading reference = PolicyReading.Of(bench.Policy);
        bench.Perturb(0.08f, seed: 3);
        PolicyReading current = PolicyReading.Of(bench.Policy);

        bool gaussian = bench.Policy.Distribution.HasDecoupledDivergence;
        var objective = new PolicyObjective { Likelihood = true, NeedsDivergence = !gaussian, NeedsDecoupledDivergence = gaussian };
        penalty.BeforeStep(objective);
        likelihood.BeforeStep(objective);
        var minibatches = new Minibatches(bench.Batch.Rows, bench.Batch.Rows, 1, 0);
        var pass = new MinibatchPass(bench.Policy, bench.Batch, bench.Context.Kernels, bench.Pool, bench.Batch.Rows);
        int* rows = minibatches.Rows(0, out int count);
        MinibatchSums sums = pass.Run(rows, count, objective, new ValueObjective { Weight = ValueCoefficient }, AdvantageScale.Raw);
        var step = new GradientStep(bench.Policy, pass.Layout, training.Optimization, bench.Clock, bench.Context.Kernels, bench.Pool);
        double norm = step.Sum(pass, UpdatedPart.All);

        var reading = new Reading(bench.Batch, behaviour, reference, gaussian);
        double found = (sums.PolicyLoss + (ValueCoefficient * sums.ValueLoss)
            + (objective.KlWeight * sums.Divergence) + (objective.MeanKlWeight * sums.MeanDivergence) + (objective.CovarianceKlWeight * sums.CovarianceDivergence)) / count;
        Assert.Equal(reading.Loss(current), found, 2e-4 * (1 + Math.Abs(found)));
        for (int parameter = 0; parameter < current.Parameters.Length; parameter += 3)
        {
            double kept = current.Parameters[parameter];
            current.Parameters[parameter] = kept + H;
            double above = reading.Loss(current);
            current.Parameters[parameter] = kept - H;
            double below = reading.Loss(current);
            current.Parameters[parameter] = kept;
            Assert.True(Math.Abs(((above - below) / (2 * H)) - step.Gradient[parameter]) < 3e-4 * (1 + norm), $"parameter {parameter}: {(above - below) / (2 * H)} and {step.Gradient[parameter]}");
        }

        // Adam's first step is the learning rate against the slope's sign, whatever its size.
        likelihood.AfterStep();
        penalty.AfterStep(sums);
        Assert.Equal(Options.InitialEta - (0.1 * Math.Sign(reading.TemperatureSlope())), likelihood.Temperature, 1e-6);
        (double[] first, double[] second) = reading.Divergences(current);
        Assert.Equal((gaussian ? 1.7 : 1.3) - (0.1 * Math.Sign(VMpoLoss.MultiplierGradient(gaussian ? 0.03 : 0.02, first))), penalty.Weight, 1e-6);
        Assert.Equal(gaussian ? 0.6 - (0.1 * Math.Sign(VMpoLoss.MultiplierGradient(0.04, second))) : 0.6, penalty.CovarianceWeight, 1e-6);
    }

    /// <summary>The losses of a batch at any policy.</summary>
    private sealed class Reading
    {
        private readonly RolloutBatch _batch;
        private readonly PolicyReading _reference;
        private readonly bool _gaussian;
        private readonly double[] _advantage;
        private readonly double[] _importance;
        private readonly int[] _top;

        public Reading(RolloutBatch batch, PolicyReading behaviour, PolicyReading reference, bool gaussian)
        {
            (_batch, _reference, _gaussian) = (batch, reference, gaussian);
            _advantage = Each(row => batch.Advantages[row]);
            _importance = Each(row => VMpoLoss.Importance(reference.LogProbability(Observation(row), Action(row)), behaviour.LogProbability(Observation(row), Action(row))));
            _top = VMpoLoss.Top(_advantage);
        }

        public double Loss(PolicyReading policy)
        {
            (double[] first, double[] second) = Divergences(policy);
            double[] weights = VMpoLoss.Weights(_advantage, _top, Options.InitialEta, _importance);
            double constraints = _gaussian
                ? VMpoLoss.Constraint(Options.InitialAlphaMean, first) + VMpoLoss.Constraint(Options.InitialAlphaCovariance, second)
                : VMpoLoss.Constraint(Options.InitialAlpha, first);
            double value = PpoLoss.Value(Each(row => policy.Value(Observation(row))), Each(row => _batch.Returns[row]));
            return VMpoLoss.Policy(weights, Each(row => policy.LogProbability(Observation(row), Action(row)))) + constraints + (ValueCoefficient * value);
        }

        public double TemperatureSlope() =>
            VMpoLoss.Temperature(_advantage, _top, Options.InitialEta + H, 0.05, _importance) - VMpoLoss.Temperature(_advantage, _top, Options.InitialEta - H, 0.05, _importance);

        /// <summary>The parts of a Gaussian's KL, or the KL and nothing.</summary>
        public (double[] First, double[] Second) Divergences(PolicyReading policy) => _gaussian
            ? (Each(row => Gaussian.MeanDivergence(_reference.Outputs(Observation(row)), Full(_reference), policy.Outputs(Observation(row)))),
                Each(_ => Gaussian.CovarianceDivergence(_batch.ActionSize, Full(_reference), Full(policy))))
            : (Each(row => PolicyReading.Divergence(_reference, policy, Observation(row))), []);

        private double[] Full(PolicyReading policy) => [.. policy.LogDeviation, .. new double[(_batch.ActionSize * (_batch.ActionSize + 1) / 2) - policy.LogDeviation.Length]];

        private double[] Each(Func<int, double> of) => [.. Enumerable.Range(0, _batch.Rows).Select(of)];

        private ReadOnlySpan<float> Observation(int row) => new(_batch.Observations + (row * _batch.ObservationSize), _batch.ObservationSize);

        private double[] Action(int row) => [.. Enumerable.Range(0, _batch.ActionSize).Select(d => (double)_batch.Actions[(d * _batch.Stride) + row])];
    }
}
