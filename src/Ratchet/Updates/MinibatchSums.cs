using System.Globalization;
using Ratchet.Updates.Penalties;

namespace Ratchet.Updates;

/// <summary>Sums over the samples of a minibatch.</summary>
internal struct MinibatchSums
{
    /// <summary>How many samples.</summary>
    public int Rows;

    /// <summary>The loss of surrogate and drift, or of the likelihood, without penalties.</summary>
    public double PolicyLoss;

    /// <summary>Squared errors of the value.</summary>
    public double ValueLoss;

    /// <summary>H, where it has a weight.</summary>
    public double Entropy;

    /// <summary>The KL; under a projection the mean part of KL(π_θ ‖ π̃).</summary>
    public double Divergence;

    /// <summary>The greatest KL; NaN if any is NaN.</summary>
    public float MaxDivergence;

    /// <summary>The decoupled KL's part of the mean.</summary>
    public double MeanDivergence;

    /// <summary>Its part of the covariance.</summary>
    public double CovarianceDivergence;

    /// <summary>(ρ − 1) − ln ρ.</summary>
    public double RatioDivergence;

    /// <summary>Samples in which the drift is active.</summary>
    public int Clipped;

    /// <summary>The KL by task, in the pass's own memory until the next one; null where there is one task.</summary>
    public KlSums[]? KlByTask;

    /// <summary>The KL over all of them.</summary>
    public readonly KlSums Kl => new() { Rows = Rows, Sum = Divergence, Max = MaxDivergence };

    /// <summary>Mean of (ρ − 1) − ln ρ: an estimate of KL(old ‖ new) that is never negative.</summary>
    public readonly double MeanRatioDivergence => RatioDivergence / Rows;

    /// <summary>Whether the losses are numbers. A KL need not be: a region that the policy has left brings it back.</summary>
    public readonly bool HasFiniteLosses =>
        double.IsFinite(PolicyLoss) && double.IsFinite(ValueLoss) && double.IsFinite(MeanDivergence) && double.IsFinite(CovarianceDivergence);

    /// <summary>What is not finite, of the gradient's norm and the losses.</summary>
    public readonly string Describe(string minibatch, double norm) =>
        !double.IsFinite(norm) ? Is($"the norm of the gradient of {minibatch}", norm)
        : !double.IsFinite(PolicyLoss) ? Is($"the policy loss of {minibatch}", PolicyLoss)
        : !double.IsFinite(ValueLoss) ? Is($"the value loss of {minibatch}", ValueLoss)
        : Is($"the KL of {minibatch}", MeanDivergence + CovarianceDivergence);

    private static string Is(string what, double value) => string.Create(CultureInfo.InvariantCulture, $"{what} is {value}");

    /// <summary>Adds those of other samples.</summary>
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
