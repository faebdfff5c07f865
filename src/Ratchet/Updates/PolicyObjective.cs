using Ratchet.Policies;

namespace Ratchet.Updates;

/// <summary>
/// What a step minimises over the policy, as a composition of parts:
/// <code>
/// L = −mean[ surrogate(ρ, A) − drift(ρ, A) ] + β · mean KL − c_ent · mean H
/// </code>
/// </summary>
internal sealed class PolicyObjective
{
    /// <summary>What is improved; null for none (a fixup step minimises the KL alone).</summary>
    public RatioFunction? Surrogate { get; init; }

    /// <summary>What a change costs; null for none.</summary>
    public RatioFunction? Drift { get; init; }

    /// <summary>Whether the KL to the behaviour policy is computed.</summary>
    public bool NeedsDivergence { get; init; }

    /// <summary>Direction of that KL.</summary>
    public KlDirection Direction { get; init; }

    /// <summary>β, the weight of the KL.</summary>
    public double KlWeight { get; set; }

    /// <summary>c_ent, the weight of the entropy.</summary>
    public double EntropyWeight { get; init; }
}

/// <summary>
/// The value loss of a step: c_vf · mean (R − V)², or with clipping c_vf · mean max((R − V)², (R − V_clip)²),
/// V_clip = V_old + clip(V − V_old, ± range).
/// </summary>
/// <param name="Weight">c_vf.</param>
/// <param name="ClipRange">Range of the clipping; 0 for none.</param>
internal sealed record ValueObjective(double Weight, double ClipRange);

/// <summary>Sums over the samples of a minibatch.</summary>
internal struct MinibatchSums
{
    public int Rows;
    public double PolicyLoss;
    public double ValueLoss;
    public double Entropy;
    public double Divergence;
    public float MaxDivergence;
    public double RatioDivergence;
    public int Clipped;

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
        RatioDivergence += other.RatioDivergence;
        Clipped += other.Clipped;
    }

    /// <summary>The greater of two, NaN if either is NaN.</summary>
    public static float Greater(float a, float b) => float.IsNaN(a) || a > b ? a : b;
}
