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
}
