using Ratchet.Numerics;

namespace Ratchet.Updates.Drifts.Networks;

/// <summary>A drift that is a network: see <see cref="DriftNetworkShape"/>.</summary>
public sealed unsafe class LearnedDrift : Drift
{
    private readonly Kernels _kernels;
    private readonly AlignedBuffer<float> _weights;
    private NetworkDriftKernel _kernel;

    /// <summary>The drift of a network.</summary>
    public LearnedDrift(DriftNetwork network)
        : this(network, Kernels.Best)
    {
    }

    internal LearnedDrift(DriftNetwork network, Kernels kernels)
    {
        ArgumentNullException.ThrowIfNull(network);
        Network = network;
        _kernels = kernels;
        _weights = new AlignedBuffer<float>(network.Parameters.Length);
        network.Parameters.CopyTo(_weights.Span);
        Progress = 0;
    }

    /// <summary>The network.</summary>
    public DriftNetwork Network { get; }

    /// <summary>n/N, the share of the training that is done, 0 … 1: only temporally aware networks see it. Set between updates.</summary>
    public double Progress
    {
        get;
        set
        {
            field = OptionRange.Check(value, 0, 1, "progress");
            _kernel = new NetworkDriftKernel(Network.Shape, _weights.Pointer, (float)value);
        }
    }

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<float> ratios, ReadOnlySpan<float> advantages, Span<float> values, Span<float> slopes) =>
        EvaluateByAccumulating(ratios, advantages, values, slopes);

    /// <summary>The network's name and form.</summary>
    public override string ToString() => $"{Network.Name} ({Network.Shape})";

    internal override int Accumulate(float weight, float* ratio, float* advantage, int rows, float* value, float* slope) =>
        DriftColumns.Accumulate(_kernels, _kernel, weight, ratio, advantage, rows, value, slope);
}
