using Ratchet.Updates.Drifts;
using Xunit;

namespace Ratchet.Tests.Updates.Drifts;

public sealed class DriftCheckTests
{
    // Flat on the whole side where the clip does not act, and up to the clip on the other.
    [Fact]
    public void Ppos_drift_is_sound_and_flat_up_to_its_clip()
    {
        DriftReport report = DriftCheck.Run(new PpoClipDrift { Range = 0.2f });
        Assert.Empty(report.Violations);
        Assert.Equal(0.2, report.PositiveAdvantage.Radius, 1e-6);
        Assert.Equal(0.2, report.NegativeAdvantage.Radius, 1e-6);
        Assert.Equal((0, double.PositiveInfinity), (report.PositiveAdvantage.Low, report.NegativeAdvantage.High));
    }

    [Fact]
    public void Dpos_drift_is_sound_and_sets_in_at_once()
    {
        DriftReport report = DriftCheck.Run(new DpoDrift());
        Assert.Empty(report.Violations);
        Assert.Equal((0, 0), (report.PositiveAdvantage.Low, report.PositiveAdvantage.Radius));
        Assert.Equal((double.PositiveInfinity, 0), (report.NegativeAdvantage.High, report.NegativeAdvantage.Radius));
    }

    // For A < 0 and r > c the term is (r − c) A: below zero from c on, and most at the greatest r of the grid and the lowest A:
    // (1000 − 3) · −10 = −9970.
    [Fact]
    public void Dual_clip_is_no_drift_and_the_place_is_told()
    {
        DriftViolation violation = Assert.Single(DriftCheck.Run(new DualClipDrift(0.2, 3)).Violations);
        Assert.Equal(DriftCondition.NonNegative, violation.Condition);
        Assert.Equal((1000, -10, -9970), (violation.Ratio, violation.Advantage, violation.Value), Close);
        Assert.InRange(violation.NearestRatio, 3, 3.05);
        Assert.True(violation.NearestAdvantage < 0);
    }

    [Theory]
    [InlineData("relu((r-1)*A - 2*tanh((r-1)*A/2))")]
    [InlineData("r*log(r) - r + 1")]
    [InlineData("r - 1 - log(r)")]
    [InlineData("0.5 * square(log(r))")]
    [InlineData("0")]
    [InlineData("relu(abs(r - 1) - 0.1)")]
    [InlineData("abs(A) * (r-1)^4")]
    public void Sound_formulas_pass(string formula) => Assert.Empty(DriftCheck.Run(DriftFormula.Parse(formula)).Violations);

    [Theory]
    [InlineData("(r-1)*A", DriftCondition.NonNegative, DriftCondition.FlatAtOne)]
    [InlineData("square(r-1) + 0.1", DriftCondition.ZeroAtOne)]
    [InlineData("square(r - 1.1)", DriftCondition.ZeroAtOne, DriftCondition.FlatAtOne)]
    [InlineData("-square(r-1)", DriftCondition.NonNegative)]
    [InlineData("square(r-1) / (r-1)", DriftCondition.Finite, DriftCondition.NonNegative)]
    [InlineData("square(sqrt(r - 0.5))", DriftCondition.Finite, DriftCondition.ZeroAtOne, DriftCondition.FlatAtOne)]
    [InlineData("where(r > 2, 1, 0)", DriftCondition.Derivative)]
    public void Unsound_formulas_fail_by_their_condition(string formula, params DriftCondition[] conditions) =>
        Assert.Equal(conditions, DriftCheck.Run(DriftFormula.Parse(formula)).Violations.Select(violation => violation.Condition));

    // Flat on [0.9, 1.1] for either sign of A.
    [Fact]
    public void The_flat_radius_of_a_symmetric_drift_is_that_of_both_signs()
    {
        DriftReport report = DriftCheck.Run(DriftFormula.Parse("relu(abs(r - 1) - 0.1)"));
        Assert.Equal((0.1, 0.1), (report.PositiveAdvantage.Radius, report.NegativeAdvantage.Radius), (a, b) => Math.Abs(a.Item1 - b.Item1) < 1e-5 && Math.Abs(a.Item2 - b.Item2) < 1e-5);
    }

    [Fact]
    public void A_report_reads_as_sentences()
    {
        string report = DriftCheck.Run(new DualClipDrift()).ToString();
        Assert.Contains("error: negative: -9970, at r = 1000, A = -10, the worst of ", report, StringComparison.Ordinal);
        Assert.Contains("no drift of mirror learning", report, StringComparison.Ordinal);
    }

    private static bool Close((double A, double B, double C) a, (double A, double B, double C) b) =>
        Math.Abs(a.A - b.A) < 0.01 && Math.Abs(a.B - b.B) < 0.01 && Math.Abs(a.C - b.C) < 0.1;
}
