using Ratchet.Numerics;
using Ratchet.Updates.Drifts;
using Ratchet.Updates.Drifts.Networks;

namespace Ratchet.Discovery.Families;

/// <summary>Drift networks of one form (Lu et al. 2022): a point holds all weights.</summary>
public sealed class NetworkFamily : DriftFamily
{
    /// <summary>The networks of a form.</summary>
    public NetworkFamily(DriftNetworkShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        shape.Validate();
        Shape = shape;
    }

    /// <summary>Their form.</summary>
    public DriftNetworkShape Shape { get; }

    /// <inheritdoc/>
    public override int Dimension => Shape.ParameterCount;

    /// <summary>
    /// Hidden layers N(0, 1/inputs), the last layer 0: the network is 0 everywhere, so that the search begins at its form's drift without a network. All zeros would never
    /// learn: a network without biases whose hidden units are odd functions is even in its weights, and both members of a mirrored pair would be the same drift.
    /// </summary>
    /// <inheritdoc/>
    public override double[] Start(ulong seed)
    {
        var stream = new RandomStream(seed, StreamPurpose.Initialization);
        double[] point = new double[Dimension];
        int start = 0;
        foreach ((int inputs, int outputs) in Shape.Layers)
        {
            int count = inputs * outputs;
            if (start + count < Dimension)
                for (int i = 0; i < count; i++)
                    point[start + i] = stream.NextGaussian() / Math.Sqrt(inputs);
            start += count;
        }

        return point;
    }

    /// <inheritdoc/>
    public override Drift Create(ReadOnlySpan<double> point) => new LearnedDrift(NetworkOf("candidate", point));

    /// <summary>The network of a point.</summary>
    public DriftNetwork NetworkOf(string name, ReadOnlySpan<double> point)
    {
        float[] parameters = new float[point.Length];
        for (int i = 0; i < point.Length; i++)
            parameters[i] = (float)point[i];
        return new DriftNetwork(name, Shape, parameters);
    }
}
