using Ratchet.BlackBox.CovarianceAdaptation;
using Ratchet.BlackBox.Methods;
using Ratchet.Updates.Searches;

namespace Ratchet.BlackBox.Policies;

/// <summary>Makes a search of the settings of a run; what a run does not set has the method's own defaults.</summary>
internal static class PolicyMethods
{
    public static SearchMethod Create(SearchOptions search, ReadOnlySpan<double> start, ulong seed) => search.Method switch
    {
        SearchKind.CrossEntropy => new CrossEntropyMethod(CrossEntropy(search, seed), start),
        SearchKind.CovarianceAdaptation => CovarianceAdaptation(search, seed, start),
        SearchKind.EvolutionStrategy => new EvolutionStrategy(
            new() { Pairs = PairsOf(search, 20), Sigma = new(search.Deviation), LearningRate = new(search.Rate), L2 = search.Decay, Shaping = FitnessShaping.CentredRank, Seed = seed }, start),
        SearchKind.AugmentedRandomSearch => new AugmentedRandomSearch(AugmentedRandomSearch(search, seed), start),
        SearchKind.Power => new Power(new PowerOptions { Deviation = new(search.Deviation), Seed = seed } is var power && search.Population > 0 ? power with { Population = search.Population } : power, start),
        SearchKind.PathIntegral or SearchKind.PathIntegralCovariance => new PathIntegralSearch(PathIntegral(search, seed), start),
        SearchKind.RewardWeightedRegression => new RewardWeightedRegression(RewardWeighted(search, seed), start),
        SearchKind.FiniteDifferences => new FiniteDifferences(
            new() { Scheme = DifferenceScheme.RandomDirections, Distance = search.Deviation, LearningRate = new(search.Rate), NormalizesGradient = true, Directions = search.Population, Seed = seed }, start),
        SearchKind.ParameterExploring => new ParameterExploringPolicyGradients(
            new() { Population = 2 * PairsOf(search, 10), Deviation = search.Deviation, MeanRate = search.Rate, DeviationRate = search.Rate / 2, Seed = seed }, start),
        _ => new HillClimbing(new HillClimbingOptions { Radius = search.Deviation, Seed = seed } is var climbing && search.Population > 0 ? climbing with { Population = search.Population } : climbing, start),
    };

    private static int PairsOf(SearchOptions search, int usual) => search.Population > 0 ? (search.Population + 1) / 2 : usual;

    private static CrossEntropyOptions CrossEntropy(SearchOptions search, ulong seed)
    {
        int population = search.Population > 0 ? search.Population : 100;
        return new CrossEntropyOptions
        {
            Population = population,
            EliteFraction = search.Elites > 0 ? (double)search.Elites / population : 0.1,
            Deviation = search.Deviation,
            Covariance = search.FullCovariance ? CovarianceKind.Full : CovarianceKind.Diagonal,
            Noise = ExtraNoise.Decreasing(search.Noise, search.NoiseDecrease),
            Seed = seed,
        };
    }

    private static SearchMethod CovarianceAdaptation(SearchOptions search, ulong seed, ReadOnlySpan<double> start)
    {
        var options = new CmaEsOptions { Sigma = search.Deviation, Population = search.Population > 0 ? search.Population : null, Diagonal = !search.FullCovariance, Seed = seed };
        return search.Restarts == SearchRestarts.None
            ? new CmaEs(options, start)
            : new RestartingCmaEs(new RestartOptions { Search = options, Strategy = search.Restarts == SearchRestarts.Ipop ? RestartStrategy.Ipop : RestartStrategy.Bipop }, start);
    }

    private static AugmentedRandomSearchOptions AugmentedRandomSearch(SearchOptions search, ulong seed)
    {
        int directions = PairsOf(search, 8);
        return new AugmentedRandomSearchOptions
        {
            Directions = directions,
            Best = search.Elites > 0 && search.Elites < directions ? search.Elites : directions,
            StepSize = new(search.Rate),
            Noise = new(search.Deviation),
            Seed = seed,
        };
    }

    private static PathIntegralOptions PathIntegral(SearchOptions search, ulong seed)
    {
        var options = new PathIntegralOptions { Deviation = new(search.Deviation), LearnsCovariance = search.Method == SearchKind.PathIntegralCovariance, H = search.Temperature, Covariance = search.FullCovariance ? CovarianceKind.Full : CovarianceKind.Diagonal, Seed = seed };
        return search.Population > 0 ? options with { Population = search.Population } : options;
    }

    private static RewardWeightedOptions RewardWeighted(SearchOptions search, ulong seed)
    {
        var options = new RewardWeightedOptions { Deviation = search.Deviation, Beta = search.Temperature, Seed = seed };
        return search.Population > 0 ? options with { Population = search.Population } : options;
    }
}
