using Ratchet.Numerics;

namespace Ratchet.BlackBox.CovarianceAdaptation;

/// <summary>Settings of CMA-ES. All but <see cref="Sigma"/> are best left as they are.</summary>
public sealed record CmaEsOptions
{
    /// <summary>Most candidates of a generation.</summary>
    internal const int MostPopulation = 1_000_000;

    /// <summary>σ₀, the deviation of the first generation in every coordinate: the optimum should lie within about 3 σ₀ of the start, so 0.3 of the range that is searched.</summary>
    public double Sigma { get; init; } = 0.3;

    /// <summary>λ, 2 … 1,000,000; null for 4 + ⌊3 ln n⌋. A larger one searches more globally, and bears more noise.</summary>
    public int? Population { get; init; }

    /// <summary>Whether the worse half of a generation takes variance away from where it lies (active CMA).</summary>
    public bool Active { get; init; } = true;

    /// <summary>Whether C is diagonal (sep-CMA-ES): time and memory grow as n rather than n², and it knows no dependence between coordinates.</summary>
    public bool Diagonal { get; init; }

    /// <summary>Where candidates may lie; null for everywhere. σ √C_ii stays within a third of a side.</summary>
    public Box? Bounds { get; init; }

    /// <summary>Seed of the candidates.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Range of f that counts as none, 0 to go on (<see cref="StopReason.TolFun"/>).</summary>
    public double TolFun { get; init; } = 1e-11;

    /// <summary>Range of the best f of many generations that counts as none, 0 to go on (<see cref="StopReason.TolFunHist"/>).</summary>
    public double TolFunHist { get; init; } = 1e-12;

    /// <summary>Deviation that counts as none, 0 to go on (<see cref="StopReason.TolX"/>).</summary>
    public double TolX { get; init; } = 1e-11;

    /// <summary>Growth of a deviation that counts as divergence (<see cref="StopReason.TolFacUpX"/>).</summary>
    public double TolFacUpX { get; init; } = 1e3;

    /// <summary>Growth of σ against the longest axis of C that counts as creeping (<see cref="StopReason.TolUpSigma"/>).</summary>
    public double TolUpSigma { get; init; } = 1e20;

    /// <summary>Condition of C that leaves no digits to work with (<see cref="StopReason.ConditionCov"/>).</summary>
    public double MaxCondition { get; init; } = 1e14;

    /// <summary>Generations on end in which all f may be equal (<see cref="StopReason.FlatFitness"/>).</summary>
    public int FlatGenerations { get; init; } = 1;

    /// <summary>Most generations; null for 100 + 150 (n + 3)² / √λ (<see cref="StopReason.MaxGenerations"/>).</summary>
    public int? MaxGenerations { get; init; }

    /// <summary>Checks every field.</summary>
    /// <exception cref="OptionException">One is out of its range.</exception>
    public void Validate()
    {
        OptionRange.Check(Sigma, 1e-50, 1e50, "sigma");
        OptionRange.Check(Population ?? 2, 2, MostPopulation, "population");
        OptionRange.Check(TolFun, 0, 1e300, "tol-fun");
        OptionRange.Check(TolFunHist, 0, 1e300, "tol-fun-hist");
        OptionRange.Check(TolX, 0, 1e300, "tol-x");
        OptionRange.Check(TolFacUpX, 1, double.PositiveInfinity, "tol-fac-up-x");
        OptionRange.Check(TolUpSigma, 1, double.PositiveInfinity, "tol-up-sigma");
        OptionRange.Check(MaxCondition, 1, double.PositiveInfinity, "max-condition");
        OptionRange.Check(FlatGenerations, 0, int.MaxValue, "flat-generations");
        OptionRange.Check(MaxGenerations ?? 1, 1, int.MaxValue, "max-generations");
    }

    /// <summary>Checks every field against a dimension.</summary>
    internal void Validate(int dimension)
    {
        Validate();
        // A square of 20,000 is 3 GB, and its decomposition takes hours.
        if (!Diagonal && dimension > 20_000)
            throw new OptionException("diagonal", $"{dimension} numbers are too many for a full covariance matrix; set diagonal.");
        if (Bounds is { } box && box.Dimension != dimension)
            throw new OptionException("bounds", $"bounds has {box.Dimension} sides; a point has {dimension} numbers.");
    }
}
