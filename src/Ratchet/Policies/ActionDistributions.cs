using Ratchet.Numerics;

namespace Ratchet.Policies;

/// <summary>Which distribution acts in which space.</summary>
internal static class ActionDistributions
{
    /// <summary>The distribution of that family over an action space.</summary>
    /// <exception cref="OptionException">The family does not fit the space.</exception>
    public static ActionDistribution Create(PolicyDistribution family, Space space) => (Resolve(family, space), space) switch
    {
        (PolicyDistribution.Categorical, DiscreteSpace discrete) => new Categorical(discrete.Count),
        (PolicyDistribution.MultiCategorical, MultiDiscreteSpace choices) => new MultiCategorical([.. choices.Counts]),
        (PolicyDistribution.Bernoulli, MultiBinarySpace switches) => new BernoulliVector(switches.Size),
        (PolicyDistribution.Gaussian, BoxSpace box) => new DiagonalGaussian(box.Size),
        (PolicyDistribution.FullGaussian, BoxSpace { Size: <= FullGaussian.MaxSize } box) => new FullGaussian(box.Size),
        (PolicyDistribution.SquashedGaussian, BoxSpace box) when IsBounded(box) => new SquashedGaussian(box.Size),
        (PolicyDistribution.Beta, BoxSpace box) when IsBounded(box) => new Beta(box.Size),
        _ => throw new OptionException("distribution", $"distribution {Name(family)} needs {Domain(family)}; the actions here are {Describe(space)}."),
    };

    /// <summary>The family that <see cref="Create"/> takes for automatic.</summary>
    public static PolicyDistribution Resolve(PolicyDistribution family, Space space) => (family, space) switch
    {
        (not PolicyDistribution.Automatic, _) => family,
        (_, DiscreteSpace) => PolicyDistribution.Categorical,
        (_, MultiDiscreteSpace) => PolicyDistribution.MultiCategorical,
        (_, MultiBinarySpace) => PolicyDistribution.Bernoulli,
        _ => PolicyDistribution.Gaussian,
    };

    private static bool IsBounded(BoxSpace box) => box.Low.All(double.IsFinite) && box.High.All(double.IsFinite);

    private static string Name(PolicyDistribution family) => family switch
    {
        PolicyDistribution.FullGaussian => "full-gaussian",
        PolicyDistribution.SquashedGaussian => "squashed-gaussian",
        PolicyDistribution.MultiCategorical => "multi-categorical",
        _ => family.ToString().ToLowerInvariant(),
    };

    private static string Domain(PolicyDistribution family) => family switch
    {
        PolicyDistribution.Gaussian => "actions from a box",
        PolicyDistribution.FullGaussian => $"actions from a box of at most {FullGaussian.MaxSize} entries",
        PolicyDistribution.SquashedGaussian or PolicyDistribution.Beta => "actions from a box with finite bounds",
        PolicyDistribution.Categorical => "one discrete action",
        PolicyDistribution.MultiCategorical => "several discrete actions at once",
        PolicyDistribution.Bernoulli => "switches",
        _ => "actions from a box, or discrete ones",
    };

    private static string Describe(Space space) => space switch
    {
        DiscreteSpace discrete => $"1 of {discrete.Count}",
        MultiDiscreteSpace choices => $"{choices.Size} discrete actions at once",
        MultiBinarySpace switches => $"{switches.Size} {(switches.Size == 1 ? "switch" : "switches")}",
        BoxSpace box => $"from a box of {box.Size} {(box.Size == 1 ? "entry" : "entries")} {(IsBounded(box) ? "with" : "without")} finite bounds",
        _ => $"a {space.GetType().Name}",
    };
}
