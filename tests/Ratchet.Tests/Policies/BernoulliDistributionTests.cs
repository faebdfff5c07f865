using Ratchet.Policies;
using Xunit;

namespace Ratchet.Tests.Policies;

/// <summary>What is particular to switches: numbers by hand, frequencies, extreme logits.</summary>
public sealed class BernoulliDistributionTests
{
    // z = ln 3: p = ¾. ln π(1) = ln ¾ = −0.2876821; H = 0.5623351; KL(½ ‖ ¾) = ½ ln(½/¾) + ½ ln(½/¼) = 0.1438410, KL(¾ ‖ ½) = ln 2 − H = 0.1308121.
    [Fact]
    public void A_case_by_hand()
    {
        var batch = new DistributionBatch(new BernoulliVector(1), 1);
        (batch.Outputs[0], batch.OldOutputs[0], batch.Actions[0]) = (1.0986123f, 0, 1);
        batch.Refresh();
        Assert.Equal(-0.2876821, batch.LogProbability()[0], 1e-6);
        Assert.Equal(0.5623351, batch.Entropy()[0], 1e-6);
        Assert.Equal(0.1438410, batch.Divergence(KlDirection.OldToNew)[0], 1e-6);
        Assert.Equal(0.1308121, batch.Divergence(KlDirection.NewToOld)[0], 1e-6);
        batch.Mode();
        Assert.Equal(1f, batch.Actions[0]);
    }

    // A share of n draws has the deviation √(p (1 − p) / n); two switches of a sample are independent.
    [Fact]
    public void Switches_are_on_as_often_as_their_probabilities_say()
    {
        const int rows = 40_000;
        float[] logits = [-3, -0.4f, 0, 2];
        var batch = new DistributionBatch(new BernoulliVector(4), rows);
        for (int i = 0; i < rows; i++)
            logits.CopyTo(batch.Outputs[(i * batch.OutputStride)..]);
        batch.Refresh();
        batch.Sample(DistributionTests.Streams(rows));
        double both = 0;
        for (int d = 0; d < 4; d++)
        {
            double p = 1 / (1 + Math.Exp(-logits[d])), share = 0;
            for (int i = 0; i < rows; i++)
                share += batch.Actions[(d * batch.Stride) + i] / rows;
            Assert.Equal(p, share, 4 * Math.Sqrt(p * (1 - p) / rows));
        }

        for (int i = 0; i < rows; i++)
            both += batch.Actions[batch.Stride + i] * batch.Actions[(2 * batch.Stride) + i] / rows;
        double expected = 0.5 / (1 + Math.Exp(0.4));
        Assert.Equal(expected, both, 4 * Math.Sqrt(expected * (1 - expected) / rows));
    }

    // At z = 200 the switch is on but for e^−200: ln π(0) = −200, H ≈ 0, nothing is infinite.
    [Fact]
    public void Extreme_logits_stay_finite()
    {
        var batch = new DistributionBatch(new BernoulliVector(1), 1);
        (batch.Outputs[0], batch.OldOutputs[0], batch.Actions[0]) = (200, -200, 0);
        batch.Refresh();
        Assert.Equal(-200f, batch.LogProbability()[0]);
        Assert.Equal(0, batch.Entropy()[0], 1e-30);
        // Under the old one the switch is off, for which the new one has e^−200.
        Assert.Equal(200, batch.Divergence(KlDirection.OldToNew)[0], 1e-3);
    }
}
