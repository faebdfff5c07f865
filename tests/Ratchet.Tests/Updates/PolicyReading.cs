using Ratchet.Policies;
using Ratchet.Tests.Policies;

namespace Ratchet.Tests.Updates;

/// <summary>
/// A copy of an actor-critic's numbers, read in plain double arithmetic from the parameter block: normalise, tanh layers, heads. Shares no
/// kernel, packing or workspace with the code under test.
/// </summary>
internal sealed class PolicyReading
{
    private readonly ActorCritic _shape;
    private readonly double[] _parameters;
    private readonly float[] _mean;
    private readonly float[] _inverseDeviation;

    private PolicyReading(ActorCritic shape, double[] parameters, float[] mean, float[] inverseDeviation) =>
        (_shape, _parameters, _mean, _inverseDeviation) = (shape, parameters, mean, inverseDeviation);

    public double[] Parameters => _parameters;

    public double[] LogDeviation => _parameters.AsSpan(_shape.LogDeviationOffset, _shape.Distribution.FreeParameters).ToArray();

    private DistributionFamily Family => DistributionFamily.Of(_shape.Distribution);

    public static PolicyReading Of(ActorCritic policy) => new(
        policy, Array.ConvertAll(policy.Parameters.ToArray(), value => (double)value), policy.Normalizer.Mean.ToArray(), policy.Normalizer.InverseDeviation.ToArray());

    /// <summary>Logits or means at a raw observation.</summary>
    public double[] Outputs(ReadOnlySpan<float> observation) => Run(_shape.PolicyStack, Below(observation));

    public double Value(ReadOnlySpan<float> observation) => Run(_shape.ValueStack, Below(observation))[0];

    public double LogProbability(ReadOnlySpan<float> observation, double[] action, bool[]? valid = null) => Family.LogProbability(Point(observation, valid), action);

    public double Entropy(ReadOnlySpan<float> observation, bool[]? valid = null) => Family.Entropy(Point(observation, valid));

    /// <summary>KL(p ‖ q) at a raw observation, each policy with its own normaliser.</summary>
    public static double Divergence(PolicyReading p, PolicyReading q, ReadOnlySpan<float> observation, bool[]? valid = null) =>
        p.Family.Divergence(p.Point(observation, valid), q.Point(observation, valid));

    private DistributionPoint Point(ReadOnlySpan<float> observation, bool[]? valid) => new(Outputs(observation), LogDeviation, valid);

    private double[] Below(ReadOnlySpan<float> observation)
    {
        double[] x = new double[observation.Length];
        double clip = _shape.Normalizer.Clip;
        for (int i = 0; i < x.Length; i++)
            x[i] = _shape.Normalizer.Enabled ? Math.Clamp(((double)observation[i] - _mean[i]) * _inverseDeviation[i], -clip, clip) : observation[i];
        return _shape.Trunk is { } trunk ? Run(trunk, x) : x;
    }

    private double[] Run(LayerStack stack, double[] x)
    {
        foreach (DenseLayer layer in stack.Layers)
        {
            var y = new double[layer.Outputs];
            for (int j = 0; j < y.Length; j++)
            {
                y[j] = _parameters[layer.BiasOffset + j];
                for (int i = 0; i < x.Length; i++)
                    y[j] += x[i] * _parameters[layer.Offset + (i * layer.Outputs) + j];
                if (layer.Activated)
                    y[j] = Math.Tanh(y[j]);
            }

            x = y;
        }

        return x;
    }
}
