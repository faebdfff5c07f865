using Ratchet.BlackBox.CovarianceAdaptation;
using Ratchet.Numerics;
using Ratchet.Training;

namespace Ratchet.BlackBox.Methods;

/// <summary>The search methods by name: a method is its class, its options and one entry here.</summary>
public static class SearchMethods
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<SearchMethodDefinition> All { get; } =
    [
        CrossEntropyOptions.Define(),
        CmaEsDefinition.Define(),
        EvolutionStrategyOptions.Define(),
        AugmentedRandomSearchOptions.Define(),
        PowerOptions.Define(),
        PathIntegralOptions.Define("pi2", learns: false),
        PathIntegralOptions.Define("pi2-cma", learns: true),
        RewardWeightedOptions.Define(),
        FiniteDifferencesOptions.Define(),
        ParameterExploringOptions.Define(),
        HillClimbingOptions.Define(),
    ];

    /// <summary>The method of that name.</summary>
    /// <exception cref="OptionException">There is none; the message names the nearest one.</exception>
    public static SearchMethodDefinition Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.FirstOrDefault(method => method.Name == name) ?? throw UnknownName.Option("method", name, All.Select(method => method.Name));
    }

    /// <summary>Makes a search: <c>Create("cem", start, seed: 1, ["population=50", "noise=decreasing(5, 0.1)"])</c>.</summary>
    /// <param name="name">Of the method.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="seed">Of its random numbers.</param>
    /// <param name="settings">Texts key=value, in any order, each key once.</param>
    /// <exception cref="OptionException">A text is not understood or a value out of its range; the message names what and what would be right.</exception>
    public static SearchMethod Create(string name, ReadOnlySpan<double> start, ulong seed, IEnumerable<string> settings) => Find(name).Create(start, seed, settings);
}
