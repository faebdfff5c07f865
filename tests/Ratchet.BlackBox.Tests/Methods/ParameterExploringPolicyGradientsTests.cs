using Ratchet.BlackBox.Methods;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.BlackBox.Tests.Methods;

public sealed class ParameterExploringPolicyGradientsTests
{
    private static readonly double[] Start = [1, -1];

    // One pair a generation. First r⁺ = 4, r⁻ = 1: r* = 4, b = 2.5; Δm = 0.2 · 3 / (8 − 5) ε = 0.2 ε, and the mean of the pair is b: σ stays.
    // Then r⁺ = 3, r⁻ = 1: r* = 4, b = 2.5 still; Δm = 0.2 · 2 / (8 − 4) ε = 0.1 ε, Δσ = 0.1 · (2 − 2.5) / (4 − 2.5) · (ε² − σ²) / σ.
    [Fact]
    public void Symmetric_steps_by_hand()
    {
        var search = new ParameterExploringPolicyGradients(new() { Population = 2 }, Start);
        double[] epsilon = Epsilon(search);
        search.Tell([4, 1]);
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(Start[i] + (0.2 * epsilon[i]), search.Center[i], 1e-12);
            Assert.Equal(2, search.Deviation(i), 1e-12);
        }

        double[] before = search.Center.ToArray();
        epsilon = Epsilon(search);
        search.Tell([3, 1]);
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(before[i] + (0.1 * epsilon[i]), search.Center[i], 1e-12);
            Assert.Equal(2 - (0.1 / 3 * ((epsilon[i] * epsilon[i]) - 4) / 2), search.Deviation(i), 1e-12);
        }
    }

    // One candidate a generation. First r = 3 = b: no step. Then r = 5: Δm = 0.2 · 2 ε, Δσ = 0.1 · 2 (ε² − σ²) / σ, and b moves to 3.2; then r = 3.2: no step.
    [Fact]
    public void Plain_steps_by_hand()
    {
        var search = new ParameterExploringPolicyGradients(new() { Population = 1, Symmetric = false }, Start);
        Assert.False(search.HasPairs);
        search.Tell([3]);
        Assert.Equal(Start, search.Center.ToArray());
        double[] epsilon = Epsilon(search);
        search.Tell([5]);
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(Start[i] + (0.4 * epsilon[i]), search.Center[i], 1e-12);
            double step = 0.2 * ((epsilon[i] * epsilon[i]) - 4) / 2;
            Assert.Equal(Math.Clamp(2 + step, 1, 4), search.Deviation(i), 1e-12);
        }

        double[] before = search.Center.ToArray();
        search.Tell([3.2]);
        Assert.Equal(before, search.Center.ToArray(), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    // Two pairs, (2, 0) and (0, 2), r* = 2: Δm = 0.2 · ½ (2/2 ε₀ − 2/2 ε₁).
    [Fact]
    public void A_generation_takes_the_mean_of_its_steps()
    {
        var search = new ParameterExploringPolicyGradients(new() { Population = 4 }, Start);
        double[] first = Epsilon(search), second = Epsilon(search, 2);
        search.Tell([2, 0, 0, 2]);
        for (int i = 0; i < 2; i++)
            Assert.Equal(Start[i] + (0.1 * (first[i] - second[i])), search.Center[i], 1e-12);
    }

    [Fact]
    public void A_deviation_stays_positive_whatever_is_told()
    {
        var search = new ParameterExploringPolicyGradients(new() { Population = 2, DeviationRate = 100 }, Start);
        double before = search.Deviation(0);
        for (int generation = 0; generation < 50; generation++)
        {
            search.Tell(generation % 2 == 0 ? [1, 0] : [-1e9, -1e8]);
            Assert.InRange(search.Deviation(0), before / 2.0000001, before * 2.0000001);
            before = search.Deviation(0);
        }
    }

    [Fact]
    public void Wrong_settings_are_refused()
    {
        Assert.Contains("even", Assert.Throws<OptionException>(() => new ParameterExploringPolicyGradients(new() { Population = 3 }, Start)).Message, StringComparison.Ordinal);
        Assert.Throws<OptionException>(() => new ParameterExploringPolicyGradients(new() { BaselineRate = 0 }, Start));
    }

    private static double[] Epsilon(SearchMethod search, int index = 0) => [.. SearchLoop.Candidate(search, index).Zip(search.Center.ToArray(), (candidate, center) => candidate - center)];
}
