using Ratchet.Numerics;

namespace Ratchet.BlackBox.Methods;

/// <summary>The settings of reward-weighted regression.</summary>
public sealed record RewardWeightedOptions : ISearchOptions
{
    /// <summary>Candidates in a generation, 2 … 1,000,000.</summary>
    public int Population { get; init; } = 50;

    /// <summary>β of w = exp(β (U − max U)), 0 … 1e9: of returns as they are, or of those normalised to 0 … 1.</summary>
    public double Beta { get; init; } = 10;

    /// <summary>Whether the returns of a generation are brought to 0 … 1 first; if not, β is one over a temperature in the unit of the returns.</summary>
    public bool NormalizesReturns { get; init; } = true;

    /// <summary>The deviation of the first generation, 1e-9 … 1e9.</summary>
    public double Deviation { get; init; } = 1;

    /// <summary>What is learned of the spread.</summary>
    public CovarianceKind Covariance { get; init; } = CovarianceKind.Diagonal;

    /// <summary>Seed of the perturbations.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Checks every field.</summary>
    /// <exception cref="OptionException">One is out of its range.</exception>
    public void Validate()
    {
        OptionRange.Check(Population, 2, 1_000_000, "population");
        OptionRange.Check(Beta, 0, 1e9, "beta");
        OptionRange.Check(Deviation, 1e-9, 1e9, "deviation");
    }

    /// <summary>The keys of <see cref="SearchMethods"/> for these fields.</summary>
    internal static SearchMethodDefinition Define() =>
        new OptionsDefinition<RewardWeightedOptions>("rwr", "reward-weighted regression: a Gaussian fitted with weights exponential in the returns (Peters and Schaal 2007)", new(),
            (options, seed, start) => new RewardWeightedRegression(options with { Seed = seed }, start))
            .Whole("population", "candidates in a generation", o => o.Population, (o, value) => o with { Population = value })
            .Number("beta", "of the weights exp(β U)", o => o.Beta, (o, value) => o with { Beta = value })
            .Flag("normalize-returns", "whether the returns of a generation are brought to 0 … 1", o => o.NormalizesReturns, (o, value) => o with { NormalizesReturns = value })
            .Number("deviation", "σ of the first generation", o => o.Deviation, (o, value) => o with { Deviation = value }).AsDeviation()
            .Kind("covariance", "what is learned of the spread", o => o.Covariance, (o, value) => o with { Covariance = value });
}
