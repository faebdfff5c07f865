using Ratchet.Policies;
using Ratchet.Policies.Projections;

namespace Ratchet.Updates;

/// <summary>
/// What a step minimises over the policy, as a composition of parts:
/// <code>
/// L = −mean[ surrogate(ρ, A) − drift(ρ, A) ] + β · mean KL − c_ent · mean H
/// L = −mean[ Ψ ln π ] + …                                                     where it is a likelihood
/// L = … + α_μ · mean KL_μ + α_Σ · mean KL_Σ + …                               where the KL is decoupled
/// L = −mean[ surrogate(ρ̃, A) ] + α · mean KL(π_θ ‖ sg[π̃])                       of the projected policy π̃
/// </code>
/// </summary>
/// <param name="tasks">How many tasks the batch has: with several, the KL of each has a weight of its own.</param>
internal sealed unsafe class PolicyObjective(int tasks = 1)
{
    /// <summary>What is improved; null for none (a fixup step minimises the KL alone).</summary>
    public RatioFunction? Surrogate { get; init; }

    /// <summary>Whether ln π is weighted itself, by the advantages or by <see cref="RowWeights"/>; there is no surrogate of the ratio then.</summary>
    public bool Likelihood { get; init; }

    /// <summary>Weights of ln π over the rows of the batch; null for the advantages.</summary>
    public float* RowWeights { get; set; }

    /// <summary>What a change costs; null for none.</summary>
    public RatioFunction? Drift { get; init; }

    /// <summary>Through which projection of the network's policy all of it is seen; null for none.</summary>
    public KlProjection? Projection { get; init; }

    /// <summary>α, the weight of the mean part of KL(π_θ ‖ sg[π̃]).</summary>
    public double RegressionWeight { get; set; }

    /// <summary>Whether the KL to the behaviour policy, or to the reference, is computed.</summary>
    public bool NeedsDivergence { get; init; }

    /// <summary>Whether its two parts are, instead (<see cref="ActionDistribution.DecoupledDivergence"/>).</summary>
    public bool NeedsDecoupledDivergence { get; init; }

    /// <summary>Columns over the rows of the batch of the distributions that the KL is to; null for the behaviour policy.</summary>
    public float* ReferenceColumns { get; set; }

    /// <summary>Free parameters of these.</summary>
    public float* ReferenceFree { get; set; }

    /// <summary>Direction of that KL.</summary>
    public KlDirection Direction { get; init; }

    /// <summary>β, the weight of the KL.</summary>
    public double KlWeight { get; set; }

    /// <summary>β of each task; empty where there is one.</summary>
    public double[] TaskKlWeights { get; } = tasks > 1 ? new double[tasks] : [];

    /// <summary>Makes every weight of the KL at least so great.</summary>
    public void RaiseKlWeights(double floor)
    {
        KlWeight = KlWeight < floor ? floor : KlWeight;
        foreach (ref double weight in TaskKlWeights.AsSpan())
            weight = weight < floor ? floor : weight;
    }

    /// <summary>α_μ, the weight of the KL's part of the mean.</summary>
    public double MeanKlWeight { get; set; }

    /// <summary>α_Σ, the weight of its part of the covariance.</summary>
    public double CovarianceKlWeight { get; set; }

    /// <summary>c_ent, the weight of the entropy.</summary>
    public double EntropyWeight { get; set; }
}
