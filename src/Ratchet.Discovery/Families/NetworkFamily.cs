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

    /// <summary>
    /// A random network as far from the start as another one, layer by layer: the control that tells whether what a search has found is better than any other place at this distance.
    /// </summary>
    /// <param name="name">Its name.</param>
    /// <param name="network">The other one, of this form.</param>
    /// <param name="seed">Of the start of the search that found it.</param>
    /// <param name="direction">Seed of the direction.</param>
    public DriftNetwork RandomLike(string name, DriftNetwork network, ulong seed, ulong direction)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (!network.Shape.Equals(Shape))
            throw new ArgumentException($"The network is {network.Shape}; the family has {Shape}.", nameof(network));
        double[] point = Start(seed);
        var stream = new RandomStream(direction, StreamPurpose.Perturbation);
        int start = 0;
        foreach ((int inputs, int outputs) in Shape.Layers)
        {
            double[] step = new double[inputs * outputs];
            double distance = 0, length = 0;
            for (int i = 0; i < step.Length; i++)
            {
                step[i] = stream.NextGaussian();
                length += step[i] * step[i];
                distance += (network.Parameters[start + i] - point[start + i]) * (network.Parameters[start + i] - point[start + i]);
            }

            for (int i = 0; i < step.Length; i++)
                point[start + i] += step[i] * Math.Sqrt(distance / length);
            start += step.Length;
        }

        return NetworkOf(name, point);
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
