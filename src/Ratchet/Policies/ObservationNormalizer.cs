using Ratchet.Numerics;

namespace Ratchet.Policies;

/// <summary>
/// (s − mean) / √(variance + ε), clipped: part of the policy. Moments gather in the background; the statistics that act change only by
/// <see cref="Swap"/>, between two batches, so that the policy which collected a batch is the policy that its log-probabilities came from.
/// </summary>
public sealed unsafe class ObservationNormalizer
{
    private const double Epsilon = 1.2e-7;

    private readonly RunningMoments _moments;
    private readonly AlignedBuffer<float> _mean;
    private readonly AlignedBuffer<float> _inverseDeviation;

    /// <summary>A normaliser of vectors of <paramref name="size"/> numbers; disabled, it passes them through.</summary>
    internal ObservationNormalizer(int size, bool enabled, double clip)
    {
        Enabled = enabled;
        Size = size;
        Clip = (float)clip;
        _moments = new RunningMoments(size);
        _mean = new AlignedBuffer<float>(Kernels.Pad(size));
        _inverseDeviation = new AlignedBuffer<float>(Kernels.Pad(size));
        _inverseDeviation.Span.Fill(1f);
    }

    /// <summary>Whether it does anything.</summary>
    public bool Enabled { get; }

    /// <summary>Width of an observation.</summary>
    public int Size { get; }

    /// <summary>Bound of the normalised observations.</summary>
    public float Clip { get; }

    /// <summary>The mean that acts.</summary>
    public Span<float> Mean => _mean.Span[..Size];

    /// <summary>1/√(variance + ε) that acts.</summary>
    public Span<float> InverseDeviation => _inverseDeviation.Span[..Size];

    /// <summary>How many doubles <see cref="Save"/> writes.</summary>
    internal int StateSize => _moments.StateSize;

    /// <summary>Adds a batch of raw observations to the moments; the statistics that act stay.</summary>
    internal void Observe(ReadOnlySpan<float> observations, int rows)
    {
        if (Enabled)
            _moments.Merge(observations, rows);
    }

    /// <summary>Adds what was observed elsewhere.</summary>
    internal void Observe(RunningMoments observations)
    {
        if (Enabled)
            _moments.Merge(observations);
    }

    /// <summary>The statistics that act become those of all that was observed.</summary>
    internal void Swap()
    {
        if (!Enabled)
            return;
        _moments.CopyMean(Mean);
        _moments.CopyInverseDeviation(InverseDeviation, Epsilon);
    }

    /// <summary>The statistics that act become start + share · (those of all that was observed − start), share in (0, 1).</summary>
    internal void SwapTowards(ObservationNormalizer start, float share)
    {
        Swap();
        Interpolate(start.Mean, Mean, share);
        Interpolate(start.InverseDeviation, InverseDeviation, share);
    }

    /// <summary>Takes over another normaliser's acting statistics.</summary>
    internal void CopyStatisticsFrom(ObservationNormalizer source)
    {
        source.Mean.CopyTo(Mean);
        source.InverseDeviation.CopyTo(InverseDeviation);
    }

    /// <summary>Takes over another normaliser: the statistics that act, and the moments that gather.</summary>
    internal void CopyFrom(ObservationNormalizer source)
    {
        CopyStatisticsFrom(source);
        var moments = new double[source.StateSize];
        source.Save(moments);
        Load(moments);
    }

    /// <summary>How far the statistics that act are from others: the greatest, over the entries, of |mean − mean′| / deviation and |deviation′ / deviation − 1|; 0 when it is disabled.</summary>
    internal double DistanceFrom(ObservationNormalizer other)
    {
        double greatest = 0;
        for (int i = 0; i < (Enabled ? Size : 0); i++)
        {
            double shift = Math.Abs((double)Mean[i] - other.Mean[i]) * InverseDeviation[i], stretch = Math.Abs(((double)InverseDeviation[i] / other.InverseDeviation[i]) - 1);
            double distance = shift > stretch ? shift : stretch;
            greatest = distance > greatest ? distance : greatest;
        }

        return greatest;
    }

    /// <summary>How many observations the moments are of.</summary>
    internal long Observed => _moments.Count;

    /// <summary>The statistics that act, and moments that agree with them: for a normaliser that is known by these numbers alone.</summary>
    /// <param name="mean">The mean that acts.</param>
    /// <param name="inverseDeviation">1/√(variance + ε) that acts.</param>
    /// <param name="count">How many observations they are taken to be of: the more, the slower later ones change them.</param>
    internal void Restore(ReadOnlySpan<float> mean, ReadOnlySpan<float> inverseDeviation, long count)
    {
        mean.CopyTo(Mean);
        inverseDeviation.CopyTo(InverseDeviation);
        double[] moments = new double[StateSize];
        moments[0] = count;
        for (int i = 0; i < Size; i++)
        {
            double variance = (1 / ((double)inverseDeviation[i] * inverseDeviation[i])) - Epsilon;
            moments[1 + i] = mean[i];
            moments[1 + Size + i] = variance > 0 ? variance : 0;
        }

        Load(moments);
    }

    /// <summary>Raw rows (dense) to network inputs (padded rows).</summary>
    internal void Normalize(Kernels kernels, float* observations, int rows, float* inputs, int stride)
    {
        if (Enabled)
        {
            kernels.Normalize(observations, Size, rows, Size, _mean.Pointer, _inverseDeviation.Pointer, Clip, inputs, stride);
            return;
        }

        for (int row = 0; row < rows; row++)
            new Span<float>(observations + ((nint)row * Size), Size).CopyTo(new Span<float>(inputs + ((nint)row * stride), Size));
    }

    /// <summary>Writes the moments (the acting statistics are saved by whoever owns the policy).</summary>
    internal void Save(Span<double> state) => _moments.Save(state);

    /// <summary>Restores the moments.</summary>
    internal void Load(ReadOnlySpan<double> state) => _moments.Load(state);

    private static void Interpolate(ReadOnlySpan<float> start, Span<float> end, float share)
    {
        for (int i = 0; i < end.Length; i++)
            end[i] = start[i] + (share * (end[i] - start[i]));
    }
}
