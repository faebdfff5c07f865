using Ratchet.Discovery.Analysis;
using Ratchet.Updates.Drifts;
using Xunit;

namespace Ratchet.Discovery.Tests;

public sealed class DriftFeaturesTests
{
    // PPO with ε = 0.2: no rollback; from 1.2 on nothing of the push is left, 0.8 of (1, 2]; the mirror image of itself.
    [Fact]
    public void Ppo_clips_at_once_and_alike_on_both_sides()
    {
        var features = DriftFeatures.Of(new PpoClipDrift { Range = 0.2f });
        Assert.Equal((0, 0), (features.RollbackShare, features.RollbackOnset));
        Assert.Equal(0.8, features.Caution, 0.02);
        Assert.Equal(1, features.CautionSteps, 1e-6);
        Assert.Equal(double.PositiveInfinity, features.Crossing);
        // Where 1 − ε and 1 + ε fall onto points of the grid, rounding decides on which side they are.
        Assert.Equal(0, features.Asymmetry, 0.011);
        Assert.Equal(0, features.Spikes);
    }

    // Facts, §2.2: at A = −1 DPO pulls back below 0.5593. The slices of A = 1 and 3 cross where sech²((r − 1)/2) = 3 sech²(3 (r − 1)/2).
    [Fact]
    public void Dpo_pulls_back_is_cautious_and_its_slices_cross()
    {
        var features = DriftFeatures.Of(new DpoDrift());
        Assert.Equal(0.5593, features.RollbackOnset, 0.01);
        Assert.InRange(features.RollbackShare, 0.4, 0.8);
        Assert.InRange(features.Caution, 0.1, 0.6);
        Assert.InRange(features.CautionSteps, 0, 0.05);
        Assert.InRange(features.Asymmetry, 0.1, 10);
        Assert.Equal(0, features.Spikes);
        double r = 1;
        while (3 / Math.Pow(Math.Cosh(1.5 * (r - 1)), 2) >= 1 / Math.Pow(Math.Cosh(0.5 * (r - 1)), 2))
            r += 0.001;
        Assert.Equal(r, features.Crossing, 0.011);
    }

    [Fact]
    public void A_gradient_left_alone_has_no_feature()
    {
        var features = DriftFeatures.Of(DriftFormula.Parse("0*r"));
        Assert.Equal(new DriftFeatures(0, 0, 0, 0, double.PositiveInfinity, 0, 0), features);
    }

    [Fact]
    public void Spikes_near_the_old_policy_are_seen()
    {
        // Steep just below r = 1 where A > 0, which neither PPO nor DPO is.
        var features = DriftFeatures.Of(DriftFormula.Parse("where(A >= 0, square(relu(1 - r))*A*10, 0)"));
        Assert.Equal(20 * 0.04, features.Spikes, 0.21);
    }
}
