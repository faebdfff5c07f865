using Ratchet.Numerics;
using Ratchet.Training;

namespace Ratchet.BlackBox.Methods;

/// <summary>The search methods by name: a method is its class, its options and one entry here.</summary>
public static class SearchMethods
{
    private static readonly (string Text, CovarianceKind Value)[] Kinds = [("isotropic", CovarianceKind.Isotropic), ("diagonal", CovarianceKind.Diagonal), ("full", CovarianceKind.Full)];

    private static readonly (string Text, FitnessShaping Value)[] Shapings =
        [("centred-rank", FitnessShaping.CentredRank), ("z-score", FitnessShaping.ZScore), ("pairwise-rank", FitnessShaping.PairwiseRank)];

    private static readonly (string Text, DifferenceScheme Value)[] Schemes =
        [("one-sided", DifferenceScheme.OneSided), ("central", DifferenceScheme.Central), ("random", DifferenceScheme.RandomDirections)];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<SearchMethodDefinition> All { get; } =
    [
        CrossEntropy(), Evolution(), AugmentedRandom(), PowerMethod(), PathIntegral("pi2", learns: false), PathIntegral("pi2-cma", learns: true), RewardWeighted(), Differences(), ParameterExploring(), Climbing(),
    ];

    /// <summary>The method of that name.</summary>
    /// <exception cref="OptionException">There is none; the message names the nearest one.</exception>
    public static SearchMethodDefinition Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.FirstOrDefault(method => method.Name == name) ?? throw UnknownName.Option("method", name, All.Select(method => method.Name));
    }

    /// <summary>Makes a search: <c>Create("cem", start, seed: 1, ["population=50", "noise=decreasing(5, 0.1)"])</c>.</summary>
    /// <inheritdoc cref="SearchMethodDefinition.Create"/>
    /// <param name="name">Of the method.</param>
    public static SearchMethod Create(string name, ReadOnlySpan<double> start, ulong seed, IEnumerable<string> settings) => Find(name).Create(start, seed, settings);

    private static SearchMethodDefinition CrossEntropy() =>
        new OptionsDefinition<CrossEntropyOptions>("cem", "cross-entropy method: a Gaussian fitted to the elites, with noise on the variance (Szita and Lőrincz 2006)", new(), (options, seed, start) => new CrossEntropyMethod(options with { Seed = seed }, start))
            .Preset("tetris", CrossEntropyOptions.Tetris)
            .Preset("tetris-constant", CrossEntropyOptions.TetrisConstantNoise)
            .Preset("tetris-decreasing", CrossEntropyOptions.TetrisDecreasingNoise)
            .Whole("population", "candidates in a generation", o => o.Population, (o, value) => o with { Population = value })
            .Number("elite-fraction", "share of the candidates that the next Gaussian is fitted to", o => o.EliteFraction, (o, value) => o with { EliteFraction = value })
            .Number("deviation", "σ of the first generation", o => o.Deviation, (o, value) => o with { Deviation = value })
            .Word("covariance", "what is learned of the spread", Kinds, o => o.Covariance, (o, value) => o with { Covariance = value })
            .Noise("noise", "Z_t, added to the variances after generation t", (o, value) => o with { Noise = value })
            .Number("mean-rate", "how far the mean goes towards that of the elites", o => o.MeanRate, (o, value) => o with { MeanRate = value })
            .Number("variance-rate", "how far the variance goes towards that of the elites", o => o.VarianceRate, (o, value) => o with { VarianceRate = value });

    private static SearchMethodDefinition Evolution() =>
        new OptionsDefinition<EvolutionStrategyOptions>("es", "evolution strategy with mirrored candidates, ranks and Adam (Salimans et al. 2017)", new(), (options, seed, start) => new EvolutionStrategy(options with { Seed = seed }, start))
            .Preset("humanoid", EvolutionStrategyOptions.Humanoid)
            .Whole("pairs", "mirrored pairs in a generation", o => o.Pairs, (o, value) => o with { Pairs = value })
            .Decay("sigma", "σ of the candidates", o => o.Sigma, (o, value) => o with { Sigma = value })
            .Decay("learning-rate", "Adam's step", o => o.LearningRate, (o, value) => o with { LearningRate = value })
            .Number("beta1", "Adam's β₁", o => o.Beta1, (o, value) => o with { Beta1 = value })
            .Number("beta2", "Adam's β₂", o => o.Beta2, (o, value) => o with { Beta2 = value })
            .Number("epsilon", "Adam's ε", o => o.Epsilon, (o, value) => o with { Epsilon = value })
            .Number("weight-decay", "share of the centre that a generation takes off it", o => o.WeightDecay, (o, value) => o with { WeightDecay = value })
            .Number("l2", "penalty on the square of the centre, inside the gradient", o => o.L2, (o, value) => o with { L2 = value })
            .Word("shaping", "what is made of the fitness", Shapings, o => o.Shaping, (o, value) => o with { Shaping = value });

    private static SearchMethodDefinition AugmentedRandom()
    {
        OptionsDefinition<AugmentedRandomSearchOptions> ars = new("ars", "augmented random search: the b best of N mirrored directions (Mania, Guy and Recht 2018)", new(), (options, seed, start) => new AugmentedRandomSearch(options with { Seed = seed }, start));
        foreach (ArsPreset preset in ArsPresets.All)
            ars.Preset(preset.Task, preset.Options);
        return ars
            .Whole("directions", "N, mirrored directions in a generation", o => o.Directions, (o, value) => o with { Directions = value })
            .Whole("best", "b, directions that count", o => o.Best, (o, value) => o with { Best = value })
            .Decay("step-size", "α", o => o.StepSize, (o, value) => o with { StepSize = value })
            .Decay("noise", "ν, the deviation of the candidates", o => o.Noise, (o, value) => o with { Noise = value })
            .Flag("divide-by-deviation", "whether the step is divided by the deviation of the returns", o => o.DividesByDeviation, (o, value) => o with { DividesByDeviation = value });
    }

    private static SearchMethodDefinition PowerMethod() =>
        new OptionsDefinition<PowerOptions>("power", "PoWER: the mean of the best candidates ever, weighted by their returns (Kober and Peters 2008)", new(), (options, seed, start) => new Power(options with { Seed = seed }, start))
            .Whole("population", "candidates in a generation", o => o.Population, (o, value) => o with { Population = value })
            .Whole("memory", "candidates that are remembered", o => o.Memory, (o, value) => o with { Memory = value })
            .Flag("shift-returns", "whether the least return counts as zero", o => o.ShiftsReturns, (o, value) => o with { ShiftsReturns = value })
            .Decay("deviation", "σ of the candidates", o => o.Deviation, (o, value) => o with { Deviation = value });

    private static SearchMethodDefinition PathIntegral(string name, bool learns)
    {
        string summary = learns ? "PI²-CMA: PI² that also learns the covariance (Stulp and Sigaud 2012)" : "PI²: policy improvement with path integrals (Theodorou, Buchli and Schaal 2010)";
        OptionsDefinition<PathIntegralOptions> definition = new OptionsDefinition<PathIntegralOptions>(name, summary, new() { LearnsCovariance = learns }, (options, seed, start) => new PathIntegralSearch(options with { Seed = seed }, start))
            .Whole("population", "candidates in a generation", o => o.Population, (o, value) => o with { Population = value })
            .Number("h", "the worst candidate has e^−h of the weight of the best", o => o.H, (o, value) => o with { H = value })
            .Flag("over-time", "whether candidates are judged at every step by what they still gather", o => o.OverTime, (o, value) => o with { OverTime = value })
            .Decay("deviation", "σ of the candidates", o => o.Deviation, (o, value) => o with { Deviation = value });
        return learns ? definition.Word("covariance", "what is learned of the spread", Kinds, o => o.Covariance, (o, value) => o with { Covariance = value }) : definition;
    }

    private static SearchMethodDefinition RewardWeighted() =>
        new OptionsDefinition<RewardWeightedOptions>("rwr", "reward-weighted regression: a Gaussian fitted with weights exponential in the returns (Peters and Schaal 2007)", new(), (options, seed, start) => new RewardWeightedRegression(options with { Seed = seed }, start))
            .Whole("population", "candidates in a generation", o => o.Population, (o, value) => o with { Population = value })
            .Number("beta", "of the weights exp(β U)", o => o.Beta, (o, value) => o with { Beta = value })
            .Flag("normalize-returns", "whether the returns of a generation are brought to 0 … 1", o => o.NormalizesReturns, (o, value) => o with { NormalizesReturns = value })
            .Number("deviation", "σ of the first generation", o => o.Deviation, (o, value) => o with { Deviation = value })
            .Word("covariance", "what is learned of the spread", Kinds, o => o.Covariance, (o, value) => o with { Covariance = value });

    private static SearchMethodDefinition Differences() =>
        new OptionsDefinition<FiniteDifferencesOptions>("finite-differences", "gradient ascent along differences", new(), (options, seed, start) => new FiniteDifferences(options with { Seed = seed }, start))
            .Word("scheme", "how the gradient is estimated", Schemes, o => o.Scheme, (o, value) => o with { Scheme = value })
            .Number("distance", "ε, how far the candidates stand from the centre", o => o.Distance, (o, value) => o with { Distance = value })
            .Decay("learning-rate", "α", o => o.LearningRate, (o, value) => o with { LearningRate = value })
            .Flag("normalize-gradient", "whether α is the length of the step", o => o.NormalizesGradient, (o, value) => o with { NormalizesGradient = value })
            .Whole("directions", "random directions; 0 for twice as many as numbers in a point", o => o.Directions, (o, value) => o with { Directions = value });

    private static SearchMethodDefinition ParameterExploring() =>
        new OptionsDefinition<ParameterExploringOptions>("pepg", "parameter-exploring policy gradients: a gradient step on a Gaussian's mean and deviations (Sehnke et al. 2010)", new(), (options, seed, start) => new ParameterExploringPolicyGradients(options with { Seed = seed }, start))
            .Whole("population", "candidates in a generation", o => o.Population, (o, value) => o with { Population = value })
            .Flag("symmetric", "whether candidates come as mirrored pairs", o => o.Symmetric, (o, value) => o with { Symmetric = value })
            .Number("mean-rate", "α of the means", o => o.MeanRate, (o, value) => o with { MeanRate = value })
            .Number("deviation-rate", "α of the deviations", o => o.DeviationRate, (o, value) => o with { DeviationRate = value })
            .Number("deviation", "the first σ", o => o.Deviation, (o, value) => o with { Deviation = value })
            .Number("baseline-rate", "how far a generation moves the baseline", o => o.BaselineRate, (o, value) => o with { BaselineRate = value });

    private static SearchMethodDefinition Climbing() =>
        new OptionsDefinition<HillClimbingOptions>("hill-climbing", "the best point ever and what is around it: the floor", new(), (options, seed, start) => new HillClimbing(options with { Seed = seed }, start))
            .Whole("population", "candidates in a generation", o => o.Population, (o, value) => o with { Population = value })
            .Number("radius", "σ of the first generation", o => o.Radius, (o, value) => o with { Radius = value })
            .Number("growth", "of the radius after a success", o => o.Growth, (o, value) => o with { Growth = value })
            .Number("shrinkage", "of the radius after a failure", o => o.Shrinkage, (o, value) => o with { Shrinkage = value })
            .Number("least-radius", "the radius does not fall below", o => o.LeastRadius, (o, value) => o with { LeastRadius = value })
            .Number("greatest-radius", "the radius does not rise above", o => o.GreatestRadius, (o, value) => o with { GreatestRadius = value });
}
