using Ratchet.Studies.Figures;
using Xunit;

namespace Ratchet.Studies.Tests.Figures;

public class ParabolaTests
{
    [Fact]
    public void Points_on_a_parabola_are_fitted_exactly()
    {
        double[] x = [1, 2, 3, 4, 5, 6, 7, 8];
        Assert.True(Parabola.TryFit(x, Array.ConvertAll(x, value => 3 - (2 * value) + (0.5 * value * value)), out Parabola? fit));
        (double mean, double half) = fit!.At(10);
        Assert.Equal(33, mean, 1e-9);
        Assert.Equal(0, half, 1e-6);
    }

    /// <summary>
    /// y = 0 but for ±1 in turn at u = −1, −1/3, 1/3, 1, twice each, so that the fit is 0 and the residuals sum to 8 squares: σ̂² = 8/5. With Σu² = 40/9 and Σu⁴ = 328/81 of
    /// 8 points, [(VᵀV)⁻¹]₀₀ = Σu⁴ / (8 Σu⁴ − (Σu²)²) = (328/81) / (2624/81 − 1600/81) = 328/1024, so that half the interval at u = 0 is t √(8/5 · 328/1024) with t = 2.5706.
    /// </summary>
    [Fact]
    public void The_interval_is_that_of_the_mean_by_least_squares()
    {
        Assert.True(Parabola.TryFit([-3, -3, -1, -1, 1, 1, 3, 3], [1, -1, 1, -1, 1, -1, 1, -1], out Parabola? fit));
        (double mean, double half) = fit!.At(0);
        Assert.Equal(0, mean, 1e-12);
        Assert.Equal(2.5706 * Math.Sqrt(1.6 * 328 / 1024), half, 0.003);
    }

    // Abramowitz and Stegun, table 26.10.
    [Theory]
    [InlineData(5, 2.571)]
    [InlineData(10, 2.228)]
    [InlineData(30, 2.042)]
    [InlineData(120, 1.980)]
    public void Quantiles_are_those_of_the_tables(int freedom, double quantile) => Assert.Equal(quantile, Parabola.StudentQuantile(freedom), 0.0025);

    [Fact]
    public void Few_points_or_few_values_have_no_fit()
    {
        Assert.False(Parabola.TryFit([1, 2, 3, 4, 5, 6, 7], [1, 2, 3, 4, 5, 6, 7], out _));
        Assert.False(Parabola.TryFit([1, 1, 1, 2, 2, 2, 3, 3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9], out _));
    }
}
