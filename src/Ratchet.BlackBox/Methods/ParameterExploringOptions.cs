using Ratchet.Numerics;

namespace Ratchet.BlackBox.Methods;

/// <summary>The settings of parameter-exploring policy gradients.</summary>
public sealed record ParameterExploringOptions : ISearchOptions
{
    /// <summary>Candidates in a generation, 1 … 1,000,000, an even number where they are symmetric.</summary>
    public int Population { get; init; } = 20;

    /// <summary>Whether candidates come as pairs m ± ε, and steps are scaled by the best return seen; if not, steps have the unit of the returns.</summary>
    public bool Symmetric { get; init; } = true;

    /// <summary>α of the means, above 0 and at most 1e6; 0.2 is usual with pairs.</summary>
    public double MeanRate { get; init; } = 0.2;

    /// <summary>α of the deviations, 0 … 1e6; 0.1 is usual with pairs.</summary>
    public double DeviationRate { get; init; } = 0.1;

    /// <summary>The first σ, 1e-9 … 1e9.</summary>
    public double Deviation { get; init; } = 2;

    /// <summary>How much of the way a generation moves the baseline to its mean return, above 0 and at most 1.</summary>
    public double BaselineRate { get; init; } = 0.1;

    /// <summary>Seed of the perturbations.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Checks every field.</summary>
    /// <exception cref="OptionException">One is out of its range.</exception>
    public void Validate()
    {
        OptionRange.Check(Population, 1, 1_000_000, "population");
        if (Symmetric && Population % 2 != 0)
            throw new OptionException("population", $"population is {Population}; where candidates are symmetric, it must be even.");
        OptionRange.Check(MeanRate, 1e-12, 1e6, "mean-rate");
        OptionRange.Check(DeviationRate, 0, 1e6, "deviation-rate");
        OptionRange.Check(Deviation, 1e-9, 1e9, "deviation");
        OptionRange.Check(BaselineRate, 1e-6, 1, "baseline-rate");
    }

    /// <summary>The keys of <see cref="SearchMethods"/> for these fields.</summary>
    internal static SearchMethodDefinition Define() =>
        new OptionsDefinition<ParameterExploringOptions>("pepg", "parameter-exploring policy gradients: a gradient step on a Gaussian's mean and deviations (Sehnke et al. 2010)", new(),
            (options, seed, start) => new ParameterExploringPolicyGradients(options with { Seed = seed }, start))
            .Whole("population", "candidates in a generation", o => o.Population, (o, value) => o with { Population = value })
            .Flag("symmetric", "whether candidates come as mirrored pairs", o => o.Symmetric, (o, value) => o with { Symmetric = value })
            .Number("mean-rate", "α of the means", o => o.MeanRate, (o, value) => o with { MeanRate = value })
            .Number("deviation-rate", "α of the deviations", o => o.DeviationRate, (o, value) => o with { DeviationRate = value })
            .Number("deviation", "the first σ", o => o.Deviation, (o, value) => o with { Deviation = value }).AsDeviation()
            .Number("baseline-rate", "how far a generation moves the baseline", o => o.BaselineRate, (o, value) => o with { BaselineRate = value });
}
