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
}
