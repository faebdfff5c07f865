using Ratchet.BlackBox.CovarianceAdaptation;
using Xunit;

namespace Ratchet.BlackBox.Tests.CovarianceAdaptation;

public sealed class StrategyParametersTests
{
    // From the formulas of the tutorial, worked out independently, to the digits given.
    [Theory]
    [InlineData(5, 8, 4, 2.6002, 0.4502, 0.3651, 0.04729, 0.04786, 1.3651, 1.988, 2.394, 3.781, 2.12852)]
    [InlineData(10, 10, 5, 3.1673, 0.2950, 0.2844, 0.01528, 0.02355, 1.2844, 1.649, 2.544, 4.081, 3.08473)]
    [InlineData(20, 12, 6, 3.7295, 0.1718, 0.1994, 0.00437, 0.00922, 1.1994, 1.474, 2.667, 5.351, 4.41677)]
    [InlineData(40, 15, 7, 4.5409, 0.0930, 0.1320, 0.00117, 0.00341, 1.1320, 1.343, 2.801, 7.308, 6.28522)]
    public void The_defaults_are_those_of_the_tutorial(
        int n, int lambda, int mu, double effective, double path, double sigma, double one, double many, double damping, double scale, double data, double definite, double norm)
    {
        var parameters = new StrategyParameters(n);
        Assert.Equal((lambda, mu), (parameters.Population, parameters.Parents));
        Assert.Equal(effective, parameters.EffectiveParents, 5e-5);
        Assert.Equal(path, parameters.PathRate, 5e-5);
        Assert.Equal(sigma, parameters.SigmaRate, 5e-5);
        Assert.Equal(one, parameters.RankOneRate, 5e-6);
        Assert.Equal(many, parameters.RankMuRate, 5e-6);
        Assert.Equal(damping, parameters.Damping, 5e-5);
        Assert.Equal(scale, parameters.NegativeSums.Scale, 5e-4);
        Assert.Equal(data, parameters.NegativeSums.Data, 5e-4);
        Assert.Equal(definite, parameters.NegativeSums.PositiveDefinite, 5e-4);
        Assert.Equal(norm, parameters.ExpectedNorm, 5e-6);
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(5, null)]
    [InlineData(10, 3)]
    [InlineData(10, 2)]
    [InlineData(40, 15)]
    [InlineData(3, 1000)]
    public void Positive_weights_sum_to_one_and_negative_ones_to_the_least_of_their_bounds(int n, int? lambda)
    {
        foreach (bool diagonal in (bool[])[false, true])
        {
            var parameters = new StrategyParameters(n, lambda, diagonal: diagonal);
            double[] weights = parameters.Weights.ToArray();
            (double scale, double data, double definite) = parameters.NegativeSums;
            Assert.Equal(1, weights.Take(parameters.Parents).Sum(), 1e-12);
            Assert.Equal(Math.Min(scale, Math.Min(data, definite)), -weights.Skip(parameters.Parents).Sum(), 1e-12);
            Assert.True(weights.Zip(weights.Skip(1)).All(pair => pair.First >= pair.Second));
            // C stays positive definite: what the old C keeps is no less than what negative weights may take off it, n c_μ Σ |w⁻|.
            double one = parameters.RankOneRate, many = parameters.RankMuRate;
            Assert.True(one > 0 && many >= 0 && one + many <= 1);
            Assert.True(1 - one - many >= (n * many * -weights.Skip(parameters.Parents).Sum()) - 1e-12);
        }
    }

    [Fact]
    public void Without_active_update_the_worse_half_has_no_weight()
    {
        var parameters = new StrategyParameters(10, active: false);
        Assert.All(parameters.Weights[parameters.Parents..].ToArray(), weight => Assert.Equal(0, weight));
        Assert.Equal(new StrategyParameters(10).Weights[..5].ToArray(), parameters.Weights[..5].ToArray());
    }

    // (n + 2) / 3 = 4 for n = 10.
    [Fact]
    public void A_diagonal_covariance_is_learnt_faster()
    {
        StrategyParameters full = new(10), diagonal = new(10, diagonal: true);
        Assert.Equal(4 * full.RankOneRate, diagonal.RankOneRate, 1e-15);
        Assert.Equal(4 * full.RankMuRate, diagonal.RankMuRate, 1e-15);
    }

    // 1 / (10 n (c₁ + c_μ)): n = 10: 1 / (100 · 0.03883) = 0.26; n = 200: μ_eff = 5.65, c₁ = 4.93e-5, c_μ = 1.997e-4: 2.008; n = 1000: μ_eff = 7.03, c₁ = 1.99e-6, c_μ = 1.079e-5: 7.8.
    [Theory]
    [InlineData(10, 1)]
    [InlineData(200, 2)]
    [InlineData(1000, 7)]
    public void A_decomposition_waits_until_it_is_worth_its_cost(int n, int expected) => Assert.Equal(expected, new StrategyParameters(n).DecompositionInterval);
}
