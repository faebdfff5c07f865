using Ratchet.Numerics;

namespace Ratchet.BlackBox.Methods;

/// <summary>The settings of PI² and PI²-CMA.</summary>
public sealed record PathIntegralOptions : ISearchOptions
{
    /// <summary>Candidates in a generation, 2 … 1,000,000.</summary>
    public int Population { get; init; } = 20;

    /// <summary>h: the worst candidate has e^−h of the weight of the best, 0 … 700.</summary>
    public double H { get; init; } = 10;

    /// <summary>Whether a candidate is judged at every step by what it still gathers, where the rewards are told; if not, by its return alone.</summary>
    public bool OverTime { get; init; } = true;

    /// <summary>Whether the covariance is learned: PI²-CMA.</summary>
    public bool LearnsCovariance { get; init; }

    /// <summary>What is learned of the spread; without learning it is isotropic.</summary>
    public CovarianceKind Covariance { get; init; } = CovarianceKind.Full;

    /// <summary>The deviation of the candidates; where the covariance is learned, that of the first generation.</summary>
    public Decay Deviation { get; init; } = new(1);

    /// <summary>Seed of the perturbations.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Checks every field.</summary>
    /// <exception cref="OptionException">One is out of its range.</exception>
    public void Validate()
    {
        OptionRange.Check(Population, 2, 1_000_000, "population");
        OptionRange.Check(H, 0, 700, "h");
        Deviation.Validate("deviation");
        if (LearnsCovariance && Deviation.Factor < 1)
            throw new OptionException("deviation", $"deviation is {Deviation}; where the covariance is learned, its factor must be 1.");
    }

    /// <summary>The keys of <see cref="SearchMethods"/> for these fields.</summary>
    internal static SearchMethodDefinition Define(string name, bool learns)
    {
        string summary = learns ? "PI²-CMA: PI² that also learns the covariance (Stulp and Sigaud 2012)" : "PI²: policy improvement with path integrals (Theodorou, Buchli and Schaal 2010)";
        OptionsDefinition<PathIntegralOptions> definition = new OptionsDefinition<PathIntegralOptions>(name, summary, new() { LearnsCovariance = learns },
            (options, seed, start) => new PathIntegralSearch(options with { Seed = seed }, start))
            .Whole("population", "candidates in a generation", o => o.Population, (o, value) => o with { Population = value })
            .Number("h", "the worst candidate has e^−h of the weight of the best", o => o.H, (o, value) => o with { H = value })
            .Flag("over-time", "whether candidates are judged at every step by what they still gather", o => o.OverTime, (o, value) => o with { OverTime = value })
            .Decay("deviation", "σ of the candidates", o => o.Deviation, (o, value) => o with { Deviation = value }).AsDeviation();
        return learns ? definition.Kind("covariance", "what is learned of the spread", o => o.Covariance, (o, value) => o with { Covariance = value }) : definition;
    }
}
