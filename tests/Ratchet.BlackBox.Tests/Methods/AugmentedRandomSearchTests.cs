using Ratchet.BlackBox.Methods;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.BlackBox.Tests.Methods;

public sealed class AugmentedRandomSearchTests
{
    private static readonly double[] Start = [1, 2, 3];

    // N = 2, b = 1, returns (3, 1) and (2, 0): direction 0 is best by max(r⁺, r⁻) = 3; σ_R of 3 and 1 is 1; M += 0.1 / (1 · 1) · (3 − 1) δ₀.
    [Fact]
    public void One_step_of_V1_t_by_hand()
    {
        var search = new AugmentedRandomSearch(new() { Directions = 2, Best = 1, StepSize = new(0.1), Noise = new(0.5) }, Start);
        double[] direction = Direction(search, 0, 0.5);
        search.Tell([3, 1, 2, 0]);
        for (int i = 0; i < 3; i++)
            Assert.Equal(Start[i] + (0.2 * direction[i]), search.Center[i], 1e-12);
    }

    // b = N = 2: σ_R of 3, 1, 2, 0 is √((2.25 + 0.25 + 0.25 + 2.25) / 4) = √1.25; both differences are 2.
    [Fact]
    public void One_step_of_V1_by_hand()
    {
        var search = new AugmentedRandomSearch(new() { Directions = 2, Best = 2, StepSize = new(0.1), Noise = new(0.5) }, Start);
        double[] first = Direction(search, 0, 0.5), second = Direction(search, 1, 0.5);
        search.Tell([3, 1, 2, 0]);
        for (int i = 0; i < 3; i++)
            Assert.Equal(Start[i] + (0.1 / (2 * Math.Sqrt(1.25)) * 2 * (first[i] + second[i])), search.Center[i], 1e-12);
    }

    [Fact]
    public void Candidates_are_mirror_images_nu_away()
    {
        var search = new AugmentedRandomSearch(new() { Noise = new(0.25) }, Start);
        Assert.True(search.HasPairs);
        for (int i = 0; i < 3; i++)
            Assert.Equal(2 * Start[i], SearchLoop.Candidate(search, 6)[i] + SearchLoop.Candidate(search, 7)[i], 1e-12);
    }

    [Fact]
    public void The_unit_and_the_zero_of_the_returns_do_not_matter()
    {
        double[] fitness = [5, 1, 2, 8, 3, 3, 9, 0, 1, 1, 4, 2, 7, 7, 6, 5];
        AugmentedRandomSearch search = new(new(), Start), other = new(new(), Start);
        search.Tell(fitness);
        other.Tell([.. fitness.Select(value => (100 * value) - 7000)]);
        for (int i = 0; i < 3; i++)
            Assert.Equal(search.Center[i], other.Center[i], 1e-12);
    }

    [Fact]
    public void Equal_returns_move_nothing_and_of_equal_directions_the_first_counts()
    {
        var search = new AugmentedRandomSearch(new() { Directions = 2, Best = 1 }, Start);
        search.Tell([4, 4, 4, 4]);
        Assert.Equal(Start, search.Center.ToArray());
        double[] direction = Direction(search, 0, 0.025);
        search.Tell([0, 4, 4, 0]);
        // σ_R of 0 and 4 is 2: M += 0.01 / 2 · (0 − 4) δ₀.
        for (int i = 0; i < 3; i++)
            Assert.Equal(Start[i] - (0.02 * direction[i]), search.Center[i], 1e-12);
    }

    // On F(x) = −|x − c|² the estimate Σ (r⁺ − r⁻) δ / (2Nν) is −2 Σ ((φ − c)·δ) δ / N: free of ν, and −2 (φ − c) in the mean, since E[δ δᵀ] = I.
    // The standard error of a coordinate is at most 2 √2 |φ − c| / √N = 2.83 · 3.74 / √20,000 = 0.075.
    [Fact]
    public void The_mean_of_the_antithetic_estimate_is_the_gradient_of_a_quadratic_for_any_nu()
    {
        const int directions = 20_000;
        double[] Estimate(double nu)
        {
            AugmentedRandomSearchOptions options = new() { Directions = directions, Best = directions, DividesByDeviation = false, StepSize = new(1), Noise = new(nu) };
            var search = new AugmentedRandomSearch(options, Start);
            SearchLoop.Advance(search, point => -point.Sum(x => x * x));
            return [.. search.Center.ToArray().Zip(Start, (after, before) => (after - before) / (2 * nu))];
        }

        double[] narrow = Estimate(0.01), wide = Estimate(10);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(narrow[i], wide[i], 1e-6);
            Assert.Equal(-2 * Start[i], narrow[i], 0.3);
        }
    }

    [Fact]
    public void More_best_than_directions_are_refused() =>
        Assert.Contains("best", Assert.Throws<OptionException>(() => new AugmentedRandomSearch(new() { Directions = 2, Best = 3 }, Start)).Message, StringComparison.Ordinal);

    private static double[] Direction(SearchMethod search, int direction, double nu) =>
        [.. SearchLoop.Candidate(search, 2 * direction).Zip(search.Center.ToArray(), (candidate, center) => (candidate - center) / nu)];
}
