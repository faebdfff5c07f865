using Ratchet.Numerics;

namespace Ratchet.BlackBox.Methods;

/// <summary>The cross-entropy method's settings.</summary>
public sealed record CrossEntropyOptions : ISearchOptions
{
    /// <summary>The settings with which Szita and Lőrincz (2006) learned Tetris, without noise: 100 candidates, 10 elites, variance 100. They reached 21,252 lines.</summary>
    public static CrossEntropyOptions Tetris { get; } = new() { Population = 100, EliteFraction = 0.1, Deviation = 10 };

    /// <summary>The same with Z_t = 4: 72,705 lines.</summary>
    public static CrossEntropyOptions TetrisConstantNoise { get; } = Tetris with { Noise = ExtraNoise.Constant(4) };

    /// <summary>The same with Z_t = max(5 − t/10, 0): 348,895 lines.</summary>
    public static CrossEntropyOptions TetrisDecreasingNoise { get; } = Tetris with { Noise = ExtraNoise.Decreasing(5, 0.1) };

    /// <summary>N, candidates in a generation, 2 … 1,000,000.</summary>
    public int Population { get; init; } = 100;

    /// <summary>ρ, the share of the candidates that the next distribution is fitted to, above 0 and at most 1; one at least.</summary>
    public double EliteFraction { get; init; } = 0.1;

    /// <summary>The deviation of the first generation, 1e-9 … 1e9.</summary>
    public double Deviation { get; init; } = 1;

    /// <summary>What is learned of the spread.</summary>
    public CovarianceKind Covariance { get; init; } = CovarianceKind.Diagonal;

    /// <summary>Z_t, added to the variances.</summary>
    public ExtraNoise Noise { get; init; } = ExtraNoise.None;

    /// <summary>a of m ← a m_new + (1 − a) m, above 0 and at most 1.</summary>
    public double MeanRate { get; init; } = 1;

    /// <summary>The same for the variances.</summary>
    public double VarianceRate { get; init; } = 1;

    /// <summary>Seed of the perturbations.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Candidates that the next distribution is fitted to: ρN, rounded.</summary>
    public int Elites => (int)Math.Round(EliteFraction * Population) is > 1 and var elites ? elites : 1;

    /// <summary>Checks every field.</summary>
    /// <exception cref="OptionException">One is out of its range.</exception>
    public void Validate()
    {
        OptionRange.Check(Population, 2, 1_000_000, "population");
        OptionRange.Check(EliteFraction, 1e-6, 1, "elite-fraction");
        OptionRange.Check(Deviation, 1e-9, 1e9, "deviation");
        OptionRange.Check(MeanRate, 1e-6, 1, "mean-rate");
        OptionRange.Check(VarianceRate, 1e-6, 1, "variance-rate");
        ArgumentNullException.ThrowIfNull(Noise);
    }

    /// <summary>The keys of <see cref="SearchMethods"/> for these fields.</summary>
    internal static SearchMethodDefinition Define() =>
        new OptionsDefinition<CrossEntropyOptions>("cem", "cross-entropy method: a Gaussian fitted to the elites, with noise on the variance (Szita and Lőrincz 2006)", new(),
            (options, seed, start) => new CrossEntropyMethod(options with { Seed = seed }, start))
            .Preset("tetris", CrossEntropyOptions.Tetris)
            .Preset("tetris-constant", CrossEntropyOptions.TetrisConstantNoise)
            .Preset("tetris-decreasing", CrossEntropyOptions.TetrisDecreasingNoise)
            .Whole("population", "candidates in a generation", o => o.Population, (o, value) => o with { Population = value })
            .Number("elite-fraction", "share of the candidates that the next Gaussian is fitted to", o => o.EliteFraction, (o, value) => o with { EliteFraction = value })
            .Number("deviation", "σ of the first generation", o => o.Deviation, (o, value) => o with { Deviation = value }).AsDeviation()
            .Kind("covariance", "what is learned of the spread", o => o.Covariance, (o, value) => o with { Covariance = value })
            .Noise("noise", "Z_t, added to the variances after generation t", (o, value) => o with { Noise = value })
            .Number("mean-rate", "how far the mean goes towards that of the elites", o => o.MeanRate, (o, value) => o with { MeanRate = value })
            .Number("variance-rate", "how far the variance goes towards that of the elites", o => o.VarianceRate, (o, value) => o with { VarianceRate = value });
}
