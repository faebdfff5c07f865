using Ratchet.Numerics;

namespace Ratchet.BlackBox.Methods;

/// <summary>The settings of PoWER.</summary>
public sealed record PowerOptions : ISearchOptions
{
    /// <summary>Candidates in a generation, 1 … 1,000,000.</summary>
    public int Population { get; init; } = 10;

    /// <summary>Candidates that are remembered: the best ever seen, 1 … 100,000; 10 … 25 are usual.</summary>
    public int Memory { get; init; } = 10;

    /// <summary>
    /// Whether Q is the return less the least one among those remembered and those of the generation: the step then does not depend on where the returns have their zero.
    /// If not, Q is the return as it is, and what is below zero counts as zero.
    /// </summary>
    public bool ShiftsReturns { get; init; } = true;

    /// <summary>The deviation of the candidates.</summary>
    public Decay Deviation { get; init; } = new(1);

    /// <summary>Seed of the perturbations.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Checks every field.</summary>
    /// <exception cref="OptionException">One is out of its range.</exception>
    public void Validate()
    {
        OptionRange.Check(Population, 1, 1_000_000, "population");
        OptionRange.Check(Memory, 1, 100_000, "memory");
        Deviation.Validate("deviation");
    }

    /// <summary>The keys of <see cref="SearchMethods"/> for these fields.</summary>
    internal static SearchMethodDefinition Define() =>
        new OptionsDefinition<PowerOptions>("power", "PoWER: the mean of the best candidates ever, weighted by their returns (Kober and Peters 2008)", new(),
            (options, seed, start) => new Power(options with { Seed = seed }, start))
            .Whole("population", "candidates in a generation", o => o.Population, (o, value) => o with { Population = value })
            .Whole("memory", "candidates that are remembered", o => o.Memory, (o, value) => o with { Memory = value })
            .Flag("shift-returns", "whether the least return counts as zero", o => o.ShiftsReturns, (o, value) => o with { ShiftsReturns = value })
            .Decay("deviation", "σ of the candidates", o => o.Deviation, (o, value) => o with { Deviation = value }).AsDeviation();
}
