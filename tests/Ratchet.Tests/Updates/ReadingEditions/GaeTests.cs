using Xunit;

namespace Ratchet.Tests.Updates.ReadingEditions;

/// <summary>The hand cases of the trust-region facts, §9 item 1: r = (1, 1, 1), V = V′ = 2, γ = 0.9, λ = 0.8, so γλ = 0.72.</summary>
public sealed class GaeTests
{
    private static readonly double[] Rewards = [1, 1, 1];
    private static readonly double[] Values = [2, 2, 2];

    // δ_2 = 1 − 2 = −1; δ_0 = δ_1 = 1 + 0.9·2 − 2 = 0.8; A_1 = 0.8 − 0.72 = 0.08; A_0 = 0.8 + 0.72·0.08 = 0.8576.
    [Fact]
    public void Terminated_at_the_end_bootstraps_nothing() =>
        AssertClose([0.8576, 0.08, -1], Of(terminated: [false, false, true], truncated: [false, false, false]));

    // δ = 0.8 everywhere; A_1 = 0.8 + 0.72·0.8 = 1.376; A_0 = 0.8 + 0.72·1.376 = 1.79072.
    [Fact]
    public void Truncated_at_the_end_bootstraps_from_the_successor() =>
        AssertClose([1.79072, 1.376, 0.8], Of(terminated: [false, false, false], truncated: [false, false, true]));

    [Fact]
    public void Cut_at_the_end_is_like_truncated() =>
        AssertClose([1.79072, 1.376, 0.8], Of(terminated: [false, false, false], truncated: [false, false, false]));

    [Fact]
    public void Terminated_wins_over_truncated() =>
        AssertClose([0.8576, 0.08, -1], Of(terminated: [false, false, true], truncated: [false, false, true]));

    // A_1 = δ_1 = 0.8 since the trace is cut there; A_0 = 0.8 + 0.72·0.8 = 1.376; the next episode's step stands alone.
    [Fact]
    public void Truncated_in_the_middle_cuts_the_trace() =>
        AssertClose([1.376, 0.8, 0.8], Of(terminated: [false, false, false], truncated: [false, true, false]));

    // The discounted rewards with the value of the end: R_2 = 1 + 0.9·2 = 2.8, R_1 = 1 + 0.9·2.8 = 3.52, R_0 = 1 + 0.9·3.52 = 4.168.
    [Fact]
    public void At_lambda_one_the_return_is_Monte_Carlo() =>
        AssertClose([4.168, 3.52, 2.8], Gae.Returns(Of([false, false, false], [false, false, true], lambda: 1), Values));

    [Fact]
    public void At_lambda_zero_the_advantage_is_the_temporal_difference() =>
        AssertClose([0.8, 0.8, 0.8], Of([false, false, false], [false, false, true], lambda: 0));

    private static double[] Of(bool[] terminated, bool[] truncated, double lambda = 0.8) =>
        Gae.Advantages(Rewards, Values, Values, terminated, truncated, gamma: 0.9, lambda);

    private static void AssertClose(double[] expected, double[] actual)
    {
        for (int t = 0; t < expected.Length; t++)
            Assert.Equal(expected[t], actual[t], 1e-12);
    }
}
