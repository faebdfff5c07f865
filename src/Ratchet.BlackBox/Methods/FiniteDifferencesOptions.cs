using Ratchet.Numerics;

namespace Ratchet.BlackBox.Methods;

/// <summary>How a gradient is estimated from differences.</summary>
public enum DifferenceScheme
{
    /// <summary>g_i = (J(m + ε e_i) − J(m)) / ε: n + 1 candidates, error O(ε).</summary>
    OneSided,

    /// <summary>g_i = (J(m + ε e_i) − J(m − ε e_i)) / 2ε: 2n candidates, error O(ε²).</summary>
    Central,

    /// <summary>g = (ΔΘᵀ ΔΘ)⁻¹ ΔΘᵀ ΔJ over Gaussian directions ΔΘ of deviation ε: one more candidate than directions.</summary>
    RandomDirections,
}

/// <summary>The settings of finite differences.</summary>
public sealed record FiniteDifferencesOptions : ISearchOptions
{
    /// <summary>How the gradient is estimated.</summary>
    public DifferenceScheme Scheme { get; init; } = DifferenceScheme.Central;

    /// <summary>ε, how far the candidates stand from m, 1e-12 … 1e6.</summary>
    public double Distance { get; init; } = 0.01;

    /// <summary>α of m ← m + α g.</summary>
    public Decay LearningRate { get; init; } = new(0.1);

    /// <summary>Whether α is the length of the step, m ← m + α g / |g|: the unit of the returns then does not matter.</summary>
    public bool NormalizesGradient { get; init; }

    /// <summary>Random directions, at least as many as numbers in a point; 0 for twice as many.</summary>
    public int Directions { get; init; }

    /// <summary>Seed of the perturbations.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Checks every field.</summary>
    /// <exception cref="OptionException">One is out of its range.</exception>
    public void Validate()
    {
        OptionRange.Check(Distance, 1e-12, 1e6, "distance");
        LearningRate.Validate("learning-rate");
        OptionRange.Check(Directions, 0, 1_000_000, "directions");
    }

    /// <summary>The keys of <see cref="SearchMethods"/> for these fields.</summary>
    internal static SearchMethodDefinition Define() =>
        new OptionsDefinition<FiniteDifferencesOptions>("finite-differences", "gradient ascent along differences", new(),
            (options, seed, start) => new FiniteDifferences(options with { Seed = seed }, start))
            .Word("scheme", "how the gradient is estimated",
                [("one-sided", DifferenceScheme.OneSided), ("central", DifferenceScheme.Central), ("random", DifferenceScheme.RandomDirections)],
                o => o.Scheme, (o, value) => o with { Scheme = value })
            .Number("distance", "ε, how far the candidates stand from the centre", o => o.Distance, (o, value) => o with { Distance = value })
            .Decay("learning-rate", "α", o => o.LearningRate, (o, value) => o with { LearningRate = value })
            .Flag("normalize-gradient", "whether α is the length of the step", o => o.NormalizesGradient, (o, value) => o with { NormalizesGradient = value })
            .Whole("directions", "random directions; 0 for twice as many as numbers in a point", o => o.Directions, (o, value) => o with { Directions = value });
}
