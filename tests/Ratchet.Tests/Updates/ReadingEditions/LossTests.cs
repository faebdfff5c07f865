using Xunit;

namespace Ratchet.Tests.Updates.ReadingEditions;

/// <summary>The oracles themselves, on numbers that a pencil gives.</summary>
public sealed class LossTests
{
    private static readonly double[] Even = [0, 0, 0, 0];
    private static readonly double[] Ratios = [Math.Log(1.5), Math.Log(1.5), Math.Log(0.5), Math.Log(0.5)];
    private static readonly double[] Signs = [1, -1, 1, -1];

    // ε = 0.2; ρ = 1.5: A = 1 → min(1.5, 1.2) = 1.2, A = −1 → min(−1.5, −1.2) = −1.5; ρ = 0.5: A = 1 → min(0.5, 0.8) = 0.5,
    // A = −1 → min(−0.5, −0.8) = −0.8. Sum −0.6, mean −0.15, loss 0.15.
    [Fact]
    public void Clipped_surrogate_is_the_pessimistic_one() => Assert.Equal(0.15, PpoLoss.Policy(Ratios, Even, Signs, 0.2), 1e-12);

    // −(1.5 − 1.5 + 0.5 − 0.5) / 4 = 0.
    [Fact]
    public void FixPO_surrogate_is_not_clipped() => Assert.Equal(0, FixPoLoss.Policy(Ratios, Even, Signs), 1e-12);

    // At ρ = 1 both surrogates are −mean A = −(1 + 2 + 3)/3 = −2.
    [Fact]
    public void Surrogates_agree_at_the_old_policy()
    {
        Assert.Equal(-2, PpoLoss.Policy([-1, -2, -3], [-1, -2, -3], [1, 2, 3], 0.2), 1e-12);
        Assert.Equal(-2, FixPoLoss.Policy([-1, -2, -3], [-1, -2, -3], [1, 2, 3]), 1e-12);
    }

    // The surrogate is 0 as above; β = 4 and KLs 0.1, 0.2, 0.3, 0.4 of mean 0.25 leave 1. A mean KL of 0.25 is within [0.2, 0.45], 1.5 to
    // either side of 0.3: β stays; at a target of 0.4 it is below 0.4 / 1.5 = 0.267: β/2; at 0.1 it is above 0.15: 2β, but 6 at most.
    [Fact]
    public void Penalised_surrogate_pays_for_the_KL()
    {
        Assert.Equal(1, PpoKlLoss.Policy(Ratios, Even, Signs, [0.1, 0.2, 0.3, 0.4], beta: 4), 1e-12);
        Assert.Equal(4, PpoKlLoss.NextBeta(4, 0.25, target: 0.3, 1, 6));
        Assert.Equal(2, PpoKlLoss.NextBeta(4, 0.25, target: 0.4, 1, 6));
        Assert.Equal(6, PpoKlLoss.NextBeta(4, 0.25, target: 0.1, 1, 6));
    }

    // V = 1, V_old = 0, ε = 0.2 → Vclip = 0.2. R = 1: max(0, 0.64) = 0.64; R = −1: max(4, 1.44) = 4. Mean 2.32; unclipped (0 + 4)/2 = 2.
    [Fact]
    public void Clipped_value_loss_takes_the_larger_error()
    {
        Assert.Equal(2.32, PpoLoss.ClippedValue([1, 1], [0, 0], [1, -1], 0.2), 1e-12);
        Assert.Equal(2.32, FixPoLoss.Value([1, 1], [0, 0], [1, -1]), 1e-12);
        Assert.Equal(2, PpoLoss.Value([1, 1], [1, -1]), 1e-12);
    }

    // 1 + 0.5·2 − 0.01·3 = 1.97; with β = 4 and mean KL 0.1: 2.37.
    [Fact]
    public void Totals_weigh_their_parts()
    {
        Assert.Equal(1.97, PpoLoss.Total(1, 2, PpoLoss.Entropy([2, 4]), 0.5, 0.01), 1e-12);
        Assert.Equal(2.37, FixPoLoss.Total(1, 2, 3, FixPoLoss.Divergence([0.05, 0.15]), 0.5, 0.01, beta: 4), 1e-12);
    }

    // ε_KL = 0.5, C_β = 3: max KL 0.1 → 0.5 − 0.3 = 0.2, β = 2 → 0.4. At the old policy the gradient is ε_KL (§9 item 3).
    [Fact]
    public void Multiplier_follows_the_maximum()
    {
        Assert.Equal(0.2, FixPoLoss.MultiplierGradient([0.05, 0.1], 0.5, 3), 1e-12);
        Assert.Equal(0.4, FixPoLoss.Multiplier(2, [0.05, 0.1], 0.5, 3), 1e-12);
        Assert.Equal(0.5, FixPoLoss.MultiplierGradient([0, 0], 0.5, 3), 1e-12);
    }
}
