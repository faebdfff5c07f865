using Ratchet.Numerics;

namespace Ratchet.Policies;

/// <summary>The families of action distributions.</summary>
public enum PolicyDistribution
{
    /// <summary>What fits the action space: Gaussian for a box, categorical, multi-categorical and Bernoulli for the discrete ones.</summary>
    Automatic,

    /// <summary>Independent normal numbers, one log σ for all states; for boxes.</summary>
    Gaussian,

    /// <summary>Normal numbers with a full covariance, one Cholesky factor for all states; for boxes of at most 32 entries.</summary>
    FullGaussian,

    /// <summary>The tanh of normal numbers, its density that of the squashed action; for bounded boxes.</summary>
    SquashedGaussian,

    /// <summary>Beta distributions with α, β &gt; 1 that depend on the state; for bounded boxes.</summary>
    Beta,

    /// <summary>One of n actions.</summary>
    Categorical,

    /// <summary>Several independent choices.</summary>
    MultiCategorical,

    /// <summary>Several independent switches.</summary>
    Bernoulli,
}

/// <summary>How the numbers that a Gaussian policy samples become actions of a box [low, high].</summary>
public enum ActionBound
{
    /// <summary>low + (high − low)(clip(a, −1, 1) + 1)/2: the policy works in [−1, 1].</summary>
    ClipAndRescale,

    /// <summary>clip(a, low, high).</summary>
    Clip,

    /// <summary>low + (high − low)(tanh a + 1)/2.</summary>
    TanhAndRescale,

    /// <summary>a itself, wherever it lies: for environments that clamp what they are sent and charge for all of it, as Gym's MuJoCo tasks do.</summary>
    None,
}

/// <summary>The shape and the start of an actor-critic.</summary>
public sealed record NetworkOptions
{
    /// <summary>Widths of the hidden layers, each 1 … 4096; 64, 64 is usual.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [64, 64];

    /// <summary>Nonlinearity of the hidden layers; tanh is usual.</summary>
    public Activation Activation { get; init; } = Activation.Tanh;

    /// <summary>One trunk with a policy head and a value head, instead of two networks; off is usual.</summary>
    public bool Shared { get; init; }

    /// <summary>Gain of the orthogonal start of hidden layers, 0 … 10; √2 is usual.</summary>
    public double HiddenGain { get; init; } = 1.4142135623730951;

    /// <summary>Gain of the policy head, 0 … 10; 0.01 is usual.</summary>
    public double PolicyGain { get; init; } = 0.01;

    /// <summary>Gain of the value head, 0 … 10; 1 is usual.</summary>
    public double ValueGain { get; init; } = 1;

    /// <summary>Start of the Gaussian's log σ, −10 … 5; −0.5 or 0 are usual.</summary>
    public double InitialLogDeviation { get; init; }

    /// <summary>Lowest log σ, −20 … 5; a floor of −10 keeps the KL finite.</summary>
    public double LogDeviationFloor { get; init; } = -10;

    /// <summary>Highest log σ, −5 … 10; 2 is usual.</summary>
    public double LogDeviationCeiling { get; init; } = 2;

    /// <summary>Family of action distributions; automatic is usual: Gaussian for a box, and what fits a discrete space.</summary>
    public PolicyDistribution Distribution { get; init; }

    /// <summary>How the numbers that a gaussian or full-gaussian samples become actions of a box; none hands them on as they are, to an environment that clamps them itself.</summary>
    public ActionBound ActionBound { get; init; } = ActionBound.ClipAndRescale;

    /// <summary>Normalises observations with the running mean and variance; on for MuJoCo.</summary>
    public bool NormalizeObservations { get; init; }

    /// <summary>Normalised observations are clipped to ± this, 1 … 1000; 10 is usual.</summary>
    public double ObservationClip { get; init; } = 10;

    /// <summary>Checks every field and how they fit together.</summary>
    /// <exception cref="OptionException">A field is out of its range, or does not fit another.</exception>
    public void Validate()
    {
        OptionRange.Check(Hidden.Count, 0, 8, "hidden");
        foreach (int width in Hidden)
            OptionRange.Check(width, 1, 4096, "hidden");
        OptionRange.Check(HiddenGain, 0, 10, "hidden-gain");
        OptionRange.Check(PolicyGain, 0, 10, "policy-gain");
        OptionRange.Check(ValueGain, 0, 10, "value-gain");
        OptionRange.Check(InitialLogDeviation, -10, 5, "initial-log-deviation");
        OptionRange.Check(LogDeviationFloor, -20, 5, "log-deviation-floor");
        OptionRange.Check(LogDeviationCeiling, -5, 10, "log-deviation-ceiling");
        OptionRange.Check(LogDeviationCeiling, LogDeviationFloor, 10, "log-deviation-ceiling");
        // Else the first step would jump to the nearer bound, and no step could come back.
        OptionRange.Check(InitialLogDeviation, LogDeviationFloor, LogDeviationCeiling, "initial-log-deviation");
        OptionRange.Check(ObservationClip, 1, 1000, "observation-clip");
    }
}
