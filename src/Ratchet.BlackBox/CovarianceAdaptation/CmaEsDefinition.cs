using Ratchet.BlackBox.Methods;

namespace Ratchet.BlackBox.CovarianceAdaptation;

/// <summary>CMA-ES among the <see cref="SearchMethods"/>, with its restarts as one of its settings.</summary>
internal static class CmaEsDefinition
{
    private static readonly (string, RestartStrategy)[] Strategies = [("none", RestartStrategy.None), ("ipop", RestartStrategy.Ipop), ("bipop", RestartStrategy.Bipop)];

    public static SearchMethodDefinition Define() =>
        new OptionsDefinition<RestartOptions>(
            "cma-es", "a Gaussian whose mean, step and covariance follow the better half of its candidates (Hansen)", new() { Strategy = RestartStrategy.None }, Create)
            .Number("sigma", "deviation of the first candidates, 0.3 of the range that is searched", o => o.Search.Sigma, (o, value) => With(o, o.Search with { Sigma = value })).AsDeviation()
            .Whole(
                "population", "candidates in a generation, 0 for 4 + ⌊3 ln n⌋", o => o.Search.Population ?? 0,
                (o, value) => With(o, o.Search with { Population = value == 0 ? null : value }))
            .Flag("active", "whether the worse half takes variance away", o => o.Search.Active, (o, value) => With(o, o.Search with { Active = value }))
            .Flag("diagonal", "whether the covariance is diagonal", o => o.Search.Diagonal, (o, value) => With(o, o.Search with { Diagonal = value }))
            .Word("restarts", "what follows a run that has stopped", Strategies, o => o.Strategy, (o, value) => o with { Strategy = value });

    private static RestartOptions With(RestartOptions options, CmaEsOptions search) => options with { Search = search };

    private static SearchMethod Create(RestartOptions options, ulong seed, ReadOnlySpan<double> start)
    {
        CmaEsOptions search = options.Search with { Seed = seed };
        return options.Strategy == RestartStrategy.None ? new CmaEs(search, start) : new RestartingCmaEs(With(options, search), start);
    }
}
