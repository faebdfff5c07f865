using Ratchet.Numerics;

namespace Ratchet.Updates.Searches;

/// <summary>A search without gradients.</summary>
public enum SearchKind
{
    /// <summary>Cross-entropy method.</summary>
    CrossEntropy,

    /// <summary>CMA-ES.</summary>
    CovarianceAdaptation,

    /// <summary>Evolution strategy with mirrored sampling, ranks and Adam (Salimans et al. 2017).</summary>
    EvolutionStrategy,

    /// <summary>Augmented random search (Mania, Guy, Recht 2018).</summary>
    AugmentedRandomSearch,

    /// <summary>PoWER.</summary>
    Power,

    /// <summary>PI2.</summary>
    PathIntegral,

    /// <summary>PI2-CMA.</summary>
    PathIntegralCovariance,

    /// <summary>Reward-weighted regression.</summary>
    RewardWeightedRegression,

    /// <summary>Finite differences.</summary>
    FiniteDifferences,

    /// <summary>Parameter-exploring policy gradients.</summary>
    ParameterExploring,

    /// <summary>Hill climbing.</summary>
    HillClimbing,
}

/// <summary>How CMA-ES begins anew.</summary>
public enum SearchRestarts
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>With twice the population each time.</summary>
    Ipop,

    /// <summary>With large and small populations in turns, by what each has spent.</summary>
    Bipop,
}

/// <summary>A search over the parameters of the policy: the numbers that its methods share, and those of single ones.</summary>
public sealed record SearchOptions
{
    /// <summary>Which method searches.</summary>
    public SearchKind Method { get; init; } = SearchKind.AugmentedRandomSearch;

    /// <summary>Candidates of a generation, mirrored ones counted twice, 0 … 1e6; 0 takes the method's own number.</summary>
    public int Population { get; init; }

    /// <summary>Deviation of the first perturbations (ν of ars, σ of the others), 1e-9 … 1e6; 0.02 to 0.05 are usual for ars and es, 0.3 for cma-es, 1 for cem.</summary>
    public double Deviation { get; init; } = 0.03;

    /// <summary>Step of the methods that follow a gradient (α of ars and pepg, Adam's of es), 0 … 1e3; 0.01 to 0.03 are usual.</summary>
    public double Rate { get; init; } = 0.02;

    /// <summary>Best candidates that a generation learns from (directions of ars, roll-outs in PoWER's memory), 0 … 1e6; 0 takes all of ars, and a tenth of cem.</summary>
    public int Elites { get; init; }

    /// <summary>Added to cem's variance, less noise-decrease a generation and never below 0, 0 … 1e6; 0 is none.</summary>
    public double Noise { get; init; }

    /// <summary>What the noise loses a generation, 0 … 1e6; 0 keeps it constant.</summary>
    public double NoiseDecrease { get; init; }

    /// <summary>Adapts the whole covariance matrix (cem, cma-es, pi2-cma) and not its diagonal alone; memory and time grow with the square and the cube of the parameters.</summary>
    public bool FullCovariance { get; init; } = true;

    /// <summary>How cma-es begins anew when it has converged: none, ipop or bipop.</summary>
    public SearchRestarts Restarts { get; init; }

    /// <summary>h of pi2 and β of rwr, by which a better return weighs more, 1e-3 … 1e6; 10 is usual.</summary>
    public double Temperature { get; init; } = 10;

    /// <summary>l2 of es, the share of the parameters that is taken off its gradient, 0 … 1; 0.005 is usual.</summary>
    public double Decay { get; init; }

    /// <summary>Taken off every reward while candidates are compared, so that staying alive is worth nothing, −1e6 … 1e6; 1 for Hopper, Walker2d and Ant, 5 for Humanoid (Mania et al. 2018).</summary>
    public double RewardShift { get; init; }

    /// <summary>Episodes of a candidate, of which it has the mean return, 1 … 1e6; 1 is usual.</summary>
    public int Episodes { get; init; } = 1;

    /// <summary>Candidates of a generation (mirrored pairs, in methods that have them) begin in the same states and meet the same noise; on is usual.</summary>
    public bool CommonRandomNumbers { get; init; } = true;

    /// <summary>Searches the biases of the layers too; off for the linear policies that were published.</summary>
    public bool Biases { get; init; } = true;

    /// <summary>Checks every field.</summary>
    /// <exception cref="OptionException">One is out of its range.</exception>
    public void Validate()
    {
        OptionRange.Check(Population, 0, 1_000_000, "population");
        OptionRange.Check(Deviation, 1e-9, 1e6, "search-deviation");
        OptionRange.Check(Rate, 0, 1000, "search-rate");
        OptionRange.Check(Elites, 0, 1_000_000, "elites");
        int most = Method == SearchKind.AugmentedRandomSearch ? (Population + 1) / 2 : Population;
        if (Population > 0 && (Method is SearchKind.AugmentedRandomSearch or SearchKind.CrossEntropy) && Elites > most)
            throw new OptionException("elites", $"elites is {Elites}; it must be at most {most}, the {(Method == SearchKind.AugmentedRandomSearch ? "directions, half of the population" : "population")}.");
        OptionRange.Check(Noise, 0, 1e6, "search-noise");
        OptionRange.Check(NoiseDecrease, 0, 1e6, "noise-decrease");
        OptionRange.Check(Temperature, 1e-3, 1e6, "temperature");
        OptionRange.Check(Decay, 0, 1, "search-decay");
        OptionRange.Check(RewardShift, -1e6, 1e6, "reward-shift");
        OptionRange.Check(Episodes, 1, 1_000_000, "candidate-episodes");
    }
}
