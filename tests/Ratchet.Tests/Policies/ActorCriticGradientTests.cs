using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Rollouts;
using Ratchet.Tests.Policies.ReadingEditions;
using Ratchet.Updates;
using Ratchet.Updates.Drifts;
using Ratchet.Updates.Solvers;
using Ratchet.Updates.Surrogates;
using Xunit;

namespace Ratchet.Tests.Policies;

/// <summary>
/// The gradient of a whole minibatch, from the loss down to every parameter, against central differences of the same loss in double
/// precision: networks of every shape and activation, with masks and without.
/// </summary>
public sealed unsafe class ActorCriticGradientTests
{
    private const int Rows = 72, Inputs = 3, Environments = 4;
    private const double Clip = 0.2, ValueClip = 0.3, ValueWeight = 0.7, EntropyWeight = 0.05, KlWeight = 1.3;

    public static TheoryData<Activation, string, bool, bool> Shapes
    {
        get
        {
            var shapes = new TheoryData<Activation, string, bool, bool>();
            foreach (Activation activation in new[] { Activation.Tanh, Activation.Relu, Activation.Elu, Activation.Silu })
                foreach (bool shared in new[] { false, true })
                    foreach (bool discrete in new[] { false, true })
                        foreach (string hidden in new[] { "5", "16,7" })
                            shapes.Add(activation, hidden, shared, discrete);
            shapes.Add(Activation.Tanh, "", false, true);
            shapes.Add(Activation.Tanh, "", true, false);
            shapes.Add(Activation.Tanh, "64,64", false, true);
            shapes.Add(Activation.Silu, "64,64", true, false);
            return shapes;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Gradient_is_the_slope_of_the_whole_loss(Activation activation, string hidden, bool shared, bool discrete)
    {
        int[] widths = hidden.Length == 0 ? [] : [.. hidden.Split(',').Select(w => int.Parse(w, System.Globalization.CultureInfo.InvariantCulture))];
        var options = new NetworkOptions { Hidden = widths, Activation = activation, Shared = shared, PolicyGain = 1, InitialLogDeviation = -0.4 };
        foreach (KlDirection direction in new[] { KlDirection.OldToNew, KlDirection.NewToOld })
        {
            ActorCritic policy = new(options, new BoxSpace(Inputs), discrete ? new DiscreteSpace(3) : new BoxSpace(2, -1, 1));
            policy.Initialize(3);
            var batch = new RolloutBatch(policy, Environments, Rows / Environments, masked: discrete);
            Fill(policy, batch);
            using var pool = new WorkerPool(1);
            var pass = new MinibatchPass(policy, batch, Kernels.Best, pool, Rows);
            var objective = new PolicyObjective
            {
                Surrogate = new ImportanceSampledAdvantage(), Drift = new PpoClipDrift { Range = (float)Clip },
                NeedsDivergence = true, Direction = direction, KlWeight = KlWeight, EntropyWeight = EntropyWeight,
            };
            var samples = new AlignedBuffer<int>(Rows);
            for (int i = 0; i < Rows; i++)
                samples.Span[i] = (i * 7) % Rows;
            pass.Run(samples.Pointer, Rows, objective, new ValueObjective { Weight = ValueWeight, ClipRange = ValueClip }, AdvantageScale.Raw);
            var step = new GradientStep(policy, pass.Layout, new OptimizationOptions(), new RunClock(), Kernels.Best, pool);
            double norm = step.Sum(pass, UpdatedPart.All);

            double[] parameters = [.. policy.Parameters.ToArray().Select(p => (double)p)];
            var network = new DenseNetwork(options, Inputs, policy.Distribution.Width, policy.Distribution.FreeParameters);
            int stride = 1 + (parameters.Length / 400);
            for (int p = 0; p < parameters.Length; p += stride)
            {
                const double H = 1e-6;
                double kept = parameters[p];
                parameters[p] = kept + H;
                double above = Loss(network, batch, parameters, direction, discrete);
                parameters[p] = kept - H;
                double below = Loss(network, batch, parameters, direction, discrete);
                parameters[p] = kept;
                double expected = (above - below) / (2 * H);
                Assert.True(Math.Abs(expected - step.Gradient[p]) < 1e-3 * Math.Max(Math.Abs(expected), 0.02 * norm), $"parameter {p}: {expected}, found {step.Gradient[p]}, norm {norm}");
            }
        }
    }

    private static double Loss(DenseNetwork network, RolloutBatch batch, double[] parameters, KlDirection direction, bool discrete)
    {
        double policyLoss = 0, divergences = 0, entropies = 0, valueLoss = 0;
        for (int row = 0; row < Rows; row++)
        {
            (double[] outputs, double[] logDeviation, double value) = network.Run(parameters, Column(batch.Inputs + (row * batch.InputStride), 1, Inputs));
            double[] old = Column(batch.Columns + row, batch.Stride, batch.Width), action = Column(batch.Actions + row, batch.Stride, batch.ActionSize);
            double logProbability, divergence, entropy;
            if (discrete)
            {
                bool[] valid = [.. Enumerable.Range(0, batch.Width).Select(j => batch.Masks[(j * batch.Stride) + row] != 0)];
                logProbability = ReadingEditions.Categorical.LogProbability(outputs, (int)action[0], valid);
                divergence = direction == KlDirection.OldToNew ? ReadingEditions.Categorical.Divergence(old, outputs, valid) : ReadingEditions.Categorical.Divergence(outputs, old, valid);
                entropy = ReadingEditions.Categorical.Entropy(outputs, valid);
            }
            else
            {
                double[] oldDeviation = Column(batch.LogDeviation.Pointer, 1, batch.Width);
                logProbability = ReadingEditions.DiagonalGaussian.LogProbability(outputs, logDeviation, action);
                divergence = direction == KlDirection.OldToNew
                    ? ReadingEditions.DiagonalGaussian.Divergence(old, oldDeviation, outputs, logDeviation)
                    : ReadingEditions.DiagonalGaussian.Divergence(outputs, logDeviation, old, oldDeviation);
                entropy = ReadingEditions.DiagonalGaussian.Entropy(logDeviation);
            }

            double ratio = Math.Exp(logProbability - batch.LogProbability[row]), advantage = batch.Advantages[row], target = batch.Returns[row], oldValue = batch.OldValues[row];
            policyLoss -= Math.Min(ratio * advantage, Math.Clamp(ratio, 1 - Clip, 1 + Clip) * advantage);
            divergences += divergence;
            entropies += entropy;
            double clipped = oldValue + Math.Clamp(value - oldValue, -ValueClip, ValueClip);
            valueLoss += Math.Max((target - value) * (target - value), (target - clipped) * (target - clipped));
        }

        return (policyLoss + (KlWeight * divergences) - (EntropyWeight * entropies) + (ValueWeight * valueLoss)) / Rows;
    }

    /// <summary>A batch of the policy's own samples; then its parameters move away from those that sampled.</summary>
    private static void Fill(ActorCritic policy, RolloutBatch batch)
    {
        var random = new RandomStream(8, StreamPurpose.User);
        for (int row = 0; row < Rows; row++)
        {
            for (int i = 0; i < Inputs; i++)
                batch.Inputs[(row * batch.InputStride) + i] = (float)random.NextUniform(-2, 2);
            batch.Advantages[row] = (float)random.NextUniform(-2, 2);
            batch.Returns[row] = (float)random.NextUniform(-2, 2);
            for (int j = 0; batch.Masks is not null && j < batch.Width; j++)
                batch.Masks[(j * batch.Stride) + row] = (byte)(j == row % batch.Width || random.NextUniform(0, 1) < 0.6 ? 1 : 0);
        }

        policy.LogDeviation.CopyTo(batch.LogDeviation.Span);
        using var pool = new WorkerPool(1);
        var evaluator = new PolicyEvaluator(policy, Kernels.Best, pool, Rows);
        evaluator.Distributions(batch.Inputs, Rows, batch.Masks, batch.Columns, batch.Stride);
        evaluator.Values(batch.Inputs, Rows, batch.OldValues);
        var streams = new RandomStream[Rows];
        for (int row = 0; row < Rows; row++)
            streams[row] = new RandomStream(8, StreamPurpose.Action, (uint)row);
        policy.Distribution.Sample(Kernels.Best, batch.Columns, batch.Stride, policy.LogDeviationPointer, Rows, streams, batch.Actions);
        policy.Distribution.LogProbability(Kernels.Best, batch.Columns, batch.Stride, policy.LogDeviationPointer, batch.Actions, Rows, batch.LogProbability);
        foreach (ref float parameter in policy.Parameters)
            parameter += (float)random.NextUniform(-0.15, 0.15);
        policy.ParametersChanged();
    }

    private static double[] Column(float* start, nint stride, int count)
    {
        var column = new double[count];
        for (int i = 0; i < count; i++)
            column[i] = start[i * stride];
        return column;
    }
}
