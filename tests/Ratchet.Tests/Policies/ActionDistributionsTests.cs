using Ratchet.Numerics;
using Ratchet.Policies;
using Xunit;

namespace Ratchet.Tests.Policies;

/// <summary>Which distribution acts in which space, and what comes out of it.</summary>
public sealed unsafe class ActionDistributionsTests
{
    [Fact]
    public void Every_space_has_a_distribution_of_its_own()
    {
        Assert.IsType<Categorical>(Create(PolicyDistribution.Automatic, new DiscreteSpace(4)));
        Assert.IsType<DiagonalGaussian>(Create(PolicyDistribution.Automatic, new BoxSpace(4)));
        Assert.IsType<MultiCategorical>(Create(PolicyDistribution.Automatic, new MultiDiscreteSpace(4, 2)));
        Assert.IsType<BernoulliVector>(Create(PolicyDistribution.Automatic, new MultiBinarySpace(4)));
    }

    public static TheoryData<PolicyDistribution, Space, string> Misfits => new()
    {
        { PolicyDistribution.Beta, new BoxSpace([0, 0], [1, double.PositiveInfinity]), "distribution beta needs actions from a box with finite bounds; the actions here are from a box of 2 entries without finite bounds." },
        { PolicyDistribution.Beta, new DiscreteSpace(3), "distribution beta needs actions from a box with finite bounds; the actions here are 1 of 3." },
        { PolicyDistribution.SquashedGaussian, new BoxSpace(1), "distribution squashed-gaussian needs actions from a box with finite bounds; the actions here are from a box of 1 entry without finite bounds." },
        { PolicyDistribution.FullGaussian, new BoxSpace(33, -1, 1), "distribution full-gaussian needs actions from a box of at most 32 entries; the actions here are from a box of 33 entries with finite bounds." },
        { PolicyDistribution.Gaussian, new MultiBinarySpace(1), "distribution gaussian needs actions from a box; the actions here are 1 switch." },
        { PolicyDistribution.Categorical, new MultiDiscreteSpace(2, 3), "distribution categorical needs one discrete action; the actions here are 2 discrete actions at once." },
        { PolicyDistribution.MultiCategorical, new DiscreteSpace(2), "distribution multi-categorical needs several discrete actions at once; the actions here are 1 of 2." },
        { PolicyDistribution.Bernoulli, new BoxSpace(2, 0, 1), "distribution bernoulli needs switches; the actions here are from a box of 2 entries with finite bounds." },
    };

    [Theory]
    [MemberData(nameof(Misfits))]
    public void What_does_not_fit_is_refused_with_one_sentence(PolicyDistribution family, Space space, string message)
    {
        var exception = Assert.Throws<OptionException>(() => new ActorCritic(new NetworkOptions { Distribution = family }, new BoxSpace(1), space));
        Assert.Equal(("distribution", message), (exception.Option, exception.Message));
    }

    // From 3 to 11: 0 ↦ 3, ¼ ↦ 5, 1 ↦ 11.
    [Theory]
    [InlineData(0, 3)]
    [InlineData(0.25f, 5)]
    [InlineData(1, 11)]
    public void A_beta_sample_is_a_share_of_the_way_through_the_box(float sample, float expected) =>
        Assert.Equal(expected, ToEnvironment(PolicyDistribution.Beta, ActionBound.ClipAndRescale, sample), 1e-5f);

    [Theory]
    [InlineData(-0.7f)]
    [InlineData(2.5f)]
    public void A_squashed_sample_goes_through_tanh_whatever_the_bound_of_gaussians_is(float sample) =>
        Assert.Equal(7 + (4 * Math.Tanh(sample)), ToEnvironment(PolicyDistribution.SquashedGaussian, ActionBound.Clip, sample), 1e-5);

    [Fact]
    public void A_full_gaussian_is_bounded_like_a_diagonal_one() =>
        Assert.Equal(9, ToEnvironment(PolicyDistribution.FullGaussian, ActionBound.ClipAndRescale, 0.5f), 1e-5);

    private static ActionDistribution Create(PolicyDistribution family, Space space) => ActionDistributions.Create(family, space);

    private static float ToEnvironment(PolicyDistribution family, ActionBound bound, float sample)
    {
        var policy = new ActorCritic(new NetworkOptions { Hidden = [], Distribution = family, ActionBound = bound }, new BoxSpace(1), new BoxSpace(1, 3, 11));
        float action;
        ActionBounds.ToEnvironment(policy, &sample, 1, 1, new Span<float>(&action, 1));
        return action;
    }
}
