namespace Ratchet.BlackBox.CovarianceAdaptation;

/// <summary>
/// Why a search stopped. All but the last two are the criteria of CMA-ES (Hansen's tutorial, B.3, with the numbers of pycma); f is what is minimised, −fitness,
/// s_i = σ √C_ii the deviation of coordinate i, g the generation, n the dimension, λ the population.
/// </summary>
public enum StopReason
{
    /// <summary>It has not.</summary>
    None,

    /// <summary>g reached its limit, 100 + 150 (n + 3)² / √λ unless another is set.</summary>
    MaxGenerations,

    /// <summary>The best f of the last 10 + ⌈30 n / λ⌉ generations, and all f of the present one, lie within <see cref="CmaEsOptions.TolFun"/>.</summary>
    TolFun,

    /// <summary>The best f of the last 10 + ⌈30 n / λ⌉ generations lie within <see cref="CmaEsOptions.TolFunHist"/>.</summary>
    TolFunHist,

    /// <summary>Every s_i and every σ |p_c,i| is below <see cref="CmaEsOptions.TolX"/>.</summary>
    TolX,

    /// <summary>Some s_i is above <see cref="CmaEsOptions.TolFacUpX"/> σ₀: it diverges, or σ₀ was far too small.</summary>
    TolFacUpX,

    /// <summary>σ / σ₀ is above <see cref="CmaEsOptions.TolUpSigma"/> times the longest axis of C: it creeps.</summary>
    TolUpSigma,

    /// <summary>The condition of C is above <see cref="CmaEsOptions.MaxCondition"/>.</summary>
    ConditionCov,

    /// <summary>Neither the medians nor the best values get better: see <see cref="Termination"/>.</summary>
    Stagnation,

    /// <summary>All f of a generation were equal, more generations on end than <see cref="CmaEsOptions.FlatGenerations"/>.</summary>
    FlatFitness,

    /// <summary>A tenth of a deviation along an axis of C changes no bit of the mean.</summary>
    NoEffectAxis,

    /// <summary>A fifth of a deviation along a coordinate changes no bit of the mean.</summary>
    NoEffectCoord,

    /// <summary>Whoever drives the search saw the value that was asked for.</summary>
    Target,

    /// <summary>Another generation would have gone beyond the evaluations that were granted.</summary>
    Budget,
}

/// <summary>A search that knows when going on is of no use; it may be asked and told all the same.</summary>
public interface ITerminating
{
    /// <summary>Why it has come to its end; <see cref="StopReason.None"/> until then.</summary>
    StopReason Stop { get; }
}
