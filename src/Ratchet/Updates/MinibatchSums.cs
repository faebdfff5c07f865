using Ratchet.Updates.Penalties;

namespace Ratchet.Updates;

/// <summary>Sums over the samples of a minibatch.</summary>
internal struct MinibatchSums
{
    public int Rows;
    public double PolicyLoss;
    public double ValueLoss;
    public double Entropy;
    public double Divergence;
    public float MaxDivergence;
    public double MeanDivergence;
    public double CovarianceDivergence;
    public double RatioDivergence;
    public int Clipped;

    /// <summary>The KL by task, in the pass's own memory until the next one; null where there is one task.</summary>
    public KlSums[]? KlByTask;

    /// <summary>The KL over all of them.</summary>
    public readonly KlSums Kl => new() { Rows = Rows, Sum = Divergence, Max = MaxDivergence };

    /// <summary>Mean of (ρ − 1) − ln ρ: an estimate of KL(old ‖ new) that is never negative.</summary>
    public readonly double MeanRatioDivergence => RatioDivergence / Rows;

    public void Add(in MinibatchSums other)
    {
        Rows += other.Rows;
        PolicyLoss += other.PolicyLoss;
        ValueLoss += other.ValueLoss;
        Entropy += other.Entropy;
        Divergence += other.Divergence;
        MaxDivergence = Greater(MaxDivergence, other.MaxDivergence);
        MeanDivergence += other.MeanDivergence;
        CovarianceDivergence += other.CovarianceDivergence;
        RatioDivergence += other.RatioDivergence;
        Clipped += other.Clipped;
    }

    /// <summary>The greater of two, NaN if either is NaN.</summary>
    public static float Greater(float a, float b) => float.IsNaN(a) || a > b ? a : b;
}
