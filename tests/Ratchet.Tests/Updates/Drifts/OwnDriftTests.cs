using Ratchet.Numerics;
using Ratchet.Updates.Drifts;
using Xunit;

namespace Ratchet.Tests.Updates.Drifts;

/// <summary>A drift that a user writes as a class.</summary>
public sealed class OwnDriftTests
{
    // (r − 1)² = r² − 2r + 1
    private sealed class Square(float slopeError = 0) : Drift
    {
        public override void Evaluate(ReadOnlySpan<float> ratios, ReadOnlySpan<float> advantages, Span<float> values, Span<float> slopes)
        {
            for (int i = 0; i < ratios.Length; i++)
                (values[i], slopes[i]) = ((ratios[i] - 1) * (ratios[i] - 1), (2 * (ratios[i] - 1)) + (slopeError * (ratios[i] - 1)));
        }
    }

    [Fact]
    public void It_gives_the_bits_of_the_same_formula()
    {
        foreach (int rows in (int[])[1, 17, 64, 100])
            Assert.Equal(DriftColumn.Bits(DriftFormula.Parse("square(r - 1)"), rows), DriftColumn.Bits(new Square(), rows));
    }

    [Fact]
    public void It_is_checked() => Assert.True(DriftCheck.Run(new Square()).IsSound);

    [Fact]
    public void A_slope_that_is_not_the_derivative_is_found()
    {
        DriftViolation violation = Assert.Single(DriftCheck.Run(new Square(slopeError: 0.2f)).Violations);
        Assert.Equal(DriftCondition.Derivative, violation.Condition);
    }

    [Fact]
    public void Columns_of_different_lengths_are_refused() =>
        Assert.Throws<ArgumentException>(() => new DpoDrift().Evaluate(new float[3], new float[2], new float[3], new float[3]));
}
