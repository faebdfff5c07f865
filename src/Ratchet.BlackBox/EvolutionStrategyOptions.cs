using Ratchet.BlackBox.Methods;
using Ratchet.Numerics;

namespace Ratchet.BlackBox;

/// <summary>An evolution strategy's settings.</summary>
public sealed record EvolutionStrategyOptions
{
    /// <summary>
    /// The settings of the published Humanoid run (Salimans et al. 2017, <c>openai/evolution-strategies-starter</c>): at least 10,000 episodes a generation, σ 0.02,
    /// L2 0.005, Adam's step 0.01.
    /// </summary>
    public static EvolutionStrategyOptions Humanoid { get; } = new() { Pairs = 5000, Sigma = new(0.02), LearningRate = new(0.01), L2 = 0.005 };

    /// <summary>Mirrored pairs in a generation, 1 … 100,000: twice as many candidates.</summary>
    public int Pairs { get; init; } = 16;

    /// <summary>σ, the deviation of a perturbation.</summary>
    public Decay Sigma { get; init; } = new(0.04);

    /// <summary>Adam's step.</summary>
    public Decay LearningRate { get; init; } = new(0.01);

    /// <summary>Adam's β₁, 0 … 1.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Adam's β₂, 0 … 1.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Adam's ε.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Share of the centre that a generation takes off it, 0 … 1.</summary>
    public double WeightDecay { get; init; }

    /// <summary>
    /// λ of a penalty ½ λ |m|² that is taken off the shaped fitness, 0 … 1000, on the scale of the authors' code, whose estimate of the gradient lacks the 1/σ: Adam climbs
    /// along g − λ m / σ.
    /// </summary>
    public double L2 { get; init; }

    /// <summary>What is made of the fitness.</summary>
    public FitnessShaping Shaping { get; init; } = FitnessShaping.CentredRank;

    /// <summary>Seed of the perturbations.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Checks every field.</summary>
    /// <exception cref="OptionException">One is out of its range.</exception>
    public void Validate()
    {
        OptionRange.Check(Pairs, 1, 100_000, "pairs");
        Sigma.Validate("sigma");
        LearningRate.Validate("learning-rate");
        OptionRange.Check(Beta1, 0, 0.999999, "beta1");
        OptionRange.Check(Beta2, 0, 0.999999, "beta2");
        OptionRange.Check(Epsilon, 1e-20, 1, "epsilon");
        OptionRange.Check(WeightDecay, 0, 1, "weight-decay");
        OptionRange.Check(L2, 0, 1000, "l2");
    }

    /// <summary>The keys of <see cref="SearchMethods"/> for these fields.</summary>
    internal static SearchMethodDefinition Define() =>
        new OptionsDefinition<EvolutionStrategyOptions>("es", "evolution strategy with mirrored candidates, ranks and Adam (Salimans et al. 2017)", new(),
            (options, seed, start) => new EvolutionStrategy(options with { Seed = seed }, start))
            .Preset("humanoid", EvolutionStrategyOptions.Humanoid)
            .Whole("pairs", "mirrored pairs in a generation", o => o.Pairs, (o, value) => o with { Pairs = value })
            .Decay("sigma", "σ of the candidates", o => o.Sigma, (o, value) => o with { Sigma = value })
            .Decay("learning-rate", "Adam's step", o => o.LearningRate, (o, value) => o with { LearningRate = value })
            .Number("beta1", "Adam's β₁", o => o.Beta1, (o, value) => o with { Beta1 = value })
            .Number("beta2", "Adam's β₂", o => o.Beta2, (o, value) => o with { Beta2 = value })
            .Number("epsilon", "Adam's ε", o => o.Epsilon, (o, value) => o with { Epsilon = value })
            .Number("weight-decay", "share of the centre that a generation takes off it", o => o.WeightDecay, (o, value) => o with { WeightDecay = value })
            .Number("l2", "penalty on the square of the centre, inside the gradient", o => o.L2, (o, value) => o with { L2 = value })
            .Word("shaping", "what is made of the fitness",
                [("centred-rank", FitnessShaping.CentredRank), ("z-score", FitnessShaping.ZScore), ("pairwise-rank", FitnessShaping.PairwiseRank)],
                o => o.Shaping, (o, value) => o with { Shaping = value });
}
