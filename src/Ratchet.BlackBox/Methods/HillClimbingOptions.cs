using Ratchet.Numerics;

namespace Ratchet.BlackBox.Methods;

/// <summary>The settings of hill climbing.</summary>
public sealed record HillClimbingOptions : ISearchOptions
{
    /// <summary>
    /// Candidates in a generation, 1 … 1,000,000. The radius settles where every second generation succeeds: with 8 that is a chance of 1 − ½^(1/8) = 0.083 a candidate, near the
    /// fifth that Rechenberg's rule aims at; with 1 it is a half, and steps become too short to get far.
    /// </summary>
    public int Population { get; init; } = 8;

    /// <summary>The deviation of the first candidates.</summary>
    public double Radius { get; init; } = 1;

    /// <summary>What the radius is multiplied by after a better point was found, 1 … 100.</summary>
    public double Growth { get; init; } = 2;

    /// <summary>What it is multiplied by after none was found, 0.01 … 1.</summary>
    public double Shrinkage { get; init; } = 0.5;

    /// <summary>The radius does not fall below, 1e-150 … radius: above zero, so that a search in noise does not stand still.</summary>
    public double LeastRadius { get; init; } = 1e-12;

    /// <summary>The radius does not rise above, radius … 1e12.</summary>
    public double GreatestRadius { get; init; } = 1e6;

    /// <summary>Seed of the perturbations.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Checks every field.</summary>
    /// <exception cref="OptionException">One is out of its range.</exception>
    public void Validate()
    {
        OptionRange.Check(Population, 1, 1_000_000, "population");
        OptionRange.Check(Radius, 1e-12, 1e6, "radius");
        OptionRange.Check(Growth, 1, 100, "growth");
        OptionRange.Check(Shrinkage, 0.01, 1, "shrinkage");
        OptionRange.Check(LeastRadius, 1e-150, Radius, "least-radius");
        OptionRange.Check(GreatestRadius, Radius, 1e12, "greatest-radius");
    }

    /// <summary>The keys of <see cref="SearchMethods"/> for these fields.</summary>
    internal static SearchMethodDefinition Define() =>
        new OptionsDefinition<HillClimbingOptions>("hill-climbing", "the best point ever and what is around it: the floor", new(),
            (options, seed, start) => new HillClimbing(options with { Seed = seed }, start))
            .Whole("population", "candidates in a generation", o => o.Population, (o, value) => o with { Population = value })
            .Number("radius", "σ of the first generation", o => o.Radius, (o, value) => o with { Radius = value }).AsDeviation()
            .Number("growth", "of the radius after a success", o => o.Growth, (o, value) => o with { Growth = value })
            .Number("shrinkage", "of the radius after a failure", o => o.Shrinkage, (o, value) => o with { Shrinkage = value })
            .Number("least-radius", "the radius does not fall below", o => o.LeastRadius, (o, value) => o with { LeastRadius = value })
            .Number("greatest-radius", "the radius does not rise above", o => o.GreatestRadius, (o, value) => o with { GreatestRadius = value });
}
