using Ratchet.Numerics;

namespace Ratchet.BlackBox.Methods;

/// <summary>
/// The settings of augmented random search, with the paper's letters; defaults are those published for Hopper. Its four variants are two choices:
/// <em>V1</em> sees observations as they are, <em>V2</em> normalised by the mean and variance of all observations so far, which is the business of the policy and not of the search;
/// and <em>-t</em> follows only the b best of N directions, where without it b = N.
/// </summary>
public sealed record AugmentedRandomSearchOptions : ISearchOptions
{
    /// <summary>N, directions in a generation, 1 … 100,000: twice as many candidates.</summary>
    public int Directions { get; init; } = 8;

    /// <summary>b, the directions that count, 1 … N.</summary>
    public int Best { get; init; } = 4;

    /// <summary>α, the step.</summary>
    public Decay StepSize { get; init; } = new(0.01);

    /// <summary>ν, the deviation of a perturbation.</summary>
    public Decay Noise { get; init; } = new(0.025);

    /// <summary>Whether the step is divided by σ_R, the deviation of the returns that count; without it and with b = N it is basic random search.</summary>
    public bool DividesByDeviation { get; init; } = true;

    /// <summary>Seed of the perturbations.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Checks every field.</summary>
    /// <exception cref="OptionException">One is out of its range.</exception>
    public void Validate()
    {
        OptionRange.Check(Directions, 1, 100_000, "directions");
        OptionRange.Check(Best, 1, Directions, "best");
        StepSize.Validate("step-size");
        Noise.Validate("noise");
    }

    /// <summary>The keys of <see cref="SearchMethods"/> for these fields.</summary>
    internal static SearchMethodDefinition Define() =>
        new OptionsDefinition<AugmentedRandomSearchOptions>("ars", "augmented random search: the b best of N mirrored directions (Mania, Guy and Recht 2018)", new(),
            (options, seed, start) => new AugmentedRandomSearch(options with { Seed = seed }, start))
            .Whole("directions", "N, mirrored directions in a generation", o => o.Directions, (o, value) => o with { Directions = value })
            .Whole("best", "b, directions that count", o => o.Best, (o, value) => o with { Best = value })
            .Decay("step-size", "α", o => o.StepSize, (o, value) => o with { StepSize = value })
            .Decay("noise", "ν, the deviation of the candidates", o => o.Noise, (o, value) => o with { Noise = value })
            .Flag("divide-by-deviation", "whether the step is divided by the deviation of the returns", o => o.DividesByDeviation, (o, value) => o with { DividesByDeviation = value });
}
