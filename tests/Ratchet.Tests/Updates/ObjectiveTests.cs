using Ratchet.Environments;
using Ratchet.Environments.ClassicControl;
using Ratchet.Policies;
using Ratchet.Rollouts;
using Ratchet.Tests.Rollouts;
using Ratchet.Tests.Updates.ReadingEditions;
using Ratchet.Training;
using Ratchet.Updates;
using Ratchet.Updates.Drifts;
using Ratchet.Updates.Solvers;
using Ratchet.Updates.Surrogates;
using Xunit;

namespace Ratchet.Tests.Updates;

/// <summary>The whole chain, objective to parameters, against the reading editions of the losses in double precision.</summary>
public sealed unsafe class ObjectiveTests
{
    private const double Clip = 0.2, ValueClip = 0.05, ValueCoefficient = 0.3, EntropyCoefficient = 0.07, Beta = 1.7;

    [Theory]
    [InlineData("cartpole", false, false)]
    [InlineData("pendulum", false, false)]
    [InlineData("cartpole", true, false)]
    [InlineData("pendulum", true, true)]
    public void Clipped_objective_agrees_with_the_reading_edition(string environment, bool shared, bool normalized)
    {
        var objective = new PolicyObjective
        {
            Surrogate = new ImportanceSampledAdvantage(), Drift = new PpoClipDrift { Range = (float)Clip }, EntropyWeight = EntropyCoefficient,
        };
        Check(environment, shared, normalized, objective, (samples, _) => PpoLoss.Total(
            PpoLoss.Policy(samples.LogProbability, samples.OldLogProbability, samples.Advantage, Clip),
            PpoLoss.ClippedValue(samples.Value, samples.OldValue, samples.Return, ValueClip), PpoLoss.Entropy(samples.Entropy), ValueCoefficient, EntropyCoefficient));
    }

    [Theory]
    [InlineData("cartpole", false, KlDirection.OldToNew)]
    [InlineData("pendulum", false, KlDirection.OldToNew)]
    [InlineData("cartpole", true, KlDirection.NewToOld)]
    [InlineData("pendulum", true, KlDirection.NewToOld)]
    public void FixPO_objective_agrees_with_the_reading_edition(string environment, bool shared, KlDirection direction)
    {
        var objective = new PolicyObjective { Surrogate = new ImportanceSampledAdvantage(), NeedsDivergence = true, Direction = direction, KlWeight = Beta };
        Check(environment, shared, normalized: false, objective, (samples, sums) =>
        {
            if (sums is { } found)
                Assert.Equal(samples.Divergence.Max(), found.MaxDivergence, 1e-4);
            return FixPoLoss.Total(
                FixPoLoss.Policy(samples.LogProbability, samples.OldLogProbability, samples.Advantage),
                FixPoLoss.Value(samples.Value, samples.OldValue, samples.Return, ValueClip), 0, FixPoLoss.Divergence(samples.Divergence), ValueCoefficient, 0, Beta);
        });
    }

    [Theory]
    [InlineData("cartpole", KlDirection.OldToNew)]
    [InlineData("pendulum", KlDirection.OldToNew)]
    [InlineData("pendulum", KlDirection.NewToOld)]
    public void Penalised_objective_of_PPO_agrees_with_the_reading_edition(string environment, KlDirection direction)
    {
        var objective = new PolicyObjective
        {
            Surrogate = new ImportanceSampledAdvantage(), NeedsDivergence = true, Direction = direction, KlWeight = Beta, EntropyWeight = EntropyCoefficient,
        };
        Check(environment, shared: false, normalized: false, objective, (samples, _) => PpoLoss.Total(
            PpoKlLoss.Policy(samples.LogProbability, samples.OldLogProbability, samples.Advantage, samples.Divergence, Beta),
            PpoLoss.ClippedValue(samples.Value, samples.OldValue, samples.Return, ValueClip), PpoLoss.Entropy(samples.Entropy), ValueCoefficient, EntropyCoefficient));
    }

    private sealed record Samples(
        double[] LogProbability, double[] OldLogProbability, double[] Advantage, double[] Value, double[] OldValue, double[] Return, double[] Entropy, double[] Divergence);

    private static void Check(string environment, bool shared, bool normalized, PolicyObjective objective, Func<Samples, MinibatchSums?, double> loss)
    {
        var network = new NetworkOptions { Hidden = [9, 7], Shared = shared, NormalizeObservations = normalized, PolicyGain = 0.5 };
        var options = new TrainingOptions { Environment = environment, Rule = "ppo", Environments = 6, Horizon = 20, Network = network };
        using var bench = new Workbench(options, new VectorEnvironment(EnvironmentRegistry.BuiltIn.Find(environment), 6), threads: 2);
        bench.CollectAndEstimate();
        PolicyReading old = PolicyReading.Of(bench.Policy);
        bench.Perturb(0.08f);
        PolicyReading current = PolicyReading.Of(bench.Policy);

        var minibatches = new Minibatches(bench.Batch.Rows, 70, 1, 0);
        minibatches.Shuffle();
        int* rows = minibatches.Rows(0, out int count);
        int[] samples = new Span<int>(rows, count).ToArray();
        AdvantageScale scale = AdvantageNormalization.Of(bench.Batch, rows, count);
        var pass = new MinibatchPass(bench.Policy, bench.Batch, bench.Context.Kernels, bench.Pool, minibatches.Largest);
        MinibatchSums sums = pass.Run(rows, count, objective, new ValueObjective { Weight = ValueCoefficient, ClipRange = ValueClip }, scale);
        double found = (sums.PolicyLoss + (ValueCoefficient * sums.ValueLoss) - (objective.EntropyWeight * sums.Entropy) + (objective.KlWeight * sums.Divergence)) / count;
        Assert.Equal(loss(Read(bench, samples, scale, old, current, objective.Direction), sums), found, 2e-4);

        var step = new GradientStep(bench.Policy, pass.Layout, options.Optimization, bench.Clock, bench.Context.Kernels, bench.Pool);
        double norm = step.Sum(pass, UpdatedPart.All);
        Assert.Equal(Math.Sqrt(step.Gradient.ToArray().Sum(g => (double)g * g)), norm, 1e-4 * norm);
        const double H = 1e-5;
        for (int parameter = 0; parameter < current.Parameters.Length; parameter += 3)
        {
            double kept = current.Parameters[parameter];
            current.Parameters[parameter] = kept + H;
            double above = loss(Read(bench, samples, scale, old, current, objective.Direction), null);
            current.Parameters[parameter] = kept - H;
            double below = loss(Read(bench, samples, scale, old, current, objective.Direction), null);
            current.Parameters[parameter] = kept;
            Assert.True(Math.Abs(((above - below) / (2 * H)) - step.Gradient[parameter]) < 3e-4 * (1 + norm), $"parameter {parameter}: {(above - below) / (2 * H)} and {step.Gradient[parameter]}");
        }
    }

    private static Samples Read(Workbench bench, int[] rows, AdvantageScale scale, PolicyReading old, PolicyReading current, KlDirection direction)
    {
        RolloutBatch batch = bench.Batch;
        double[] Each(Func<int, double> of) => Array.ConvertAll(rows, row => of(row));
        ReadOnlySpan<float> Observation(int row) => new(batch.Observations + (row * batch.ObservationSize), batch.ObservationSize);
        double[] Action(int row)
        {
            var action = new double[batch.ActionSize];
            for (int d = 0; d < action.Length; d++)
                action[d] = batch.Actions[(d * batch.Stride) + row];
            return action;
        }

        return new Samples(
            Each(row => current.LogProbability(Observation(row), Action(row))),
            Each(row => old.LogProbability(Observation(row), Action(row))),
            Each(row => (batch.Advantages[row] - scale.Mean) * scale.Inverse),
            Each(row => current.Value(Observation(row))),
            Each(row => old.Value(Observation(row))),
            Each(row => batch.Returns[row]),
            Each(row => current.Entropy(Observation(row))),
            Each(row => direction == KlDirection.OldToNew ? PolicyReading.Divergence(old, current, Observation(row)) : PolicyReading.Divergence(current, old, Observation(row))));
    }
}
