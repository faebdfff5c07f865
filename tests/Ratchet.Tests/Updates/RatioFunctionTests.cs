using Ratchet.Tests.Updates.ReadingEditions;
using Ratchet.Updates;
using Ratchet.Updates.Drifts;
using Ratchet.Updates.Surrogates;
using Xunit;

namespace Ratchet.Tests.Updates;

public sealed unsafe class RatioFunctionTests
{
    private const float Epsilon = 0.2f;

    public static TheoryData<float, float> Grid()
    {
        var data = new TheoryData<float, float>();
        foreach (float ratio in (float[])[0, 0.01f, 0.5f, 0.79f, 0.81f, 0.999f, 1, 1.001f, 1.19f, 1.21f, 2, 50])
            foreach (float advantage in (float[])[-3, -1, -0.01f, 0, 0.01f, 1, 3])
                data.Add(ratio, advantage);
        return data;
    }

    [Theory]
    [MemberData(nameof(Grid))]
    public void Surrogate_minus_drift_is_the_clipped_objective(float ratio, float advantage)
    {
        (float value, _, _) = Objective(ratio, advantage);
        double expected = -PpoLoss.Policy([Math.Log(ratio)], [0], [advantage], Epsilon);
        Assert.Equal(expected, value, 1e-5 * (1 + Math.Abs(expected)));
    }

    [Theory]
    [MemberData(nameof(Grid))]
    public void The_drift_is_never_negative_and_zero_and_flat_around_the_old_policy(float ratio, float advantage)
    {
        (float value, float slope, int active) = Evaluate(new PpoClipDrift { Range = Epsilon }, ratio, advantage);
        Assert.True(value >= 0);
        if (Math.Abs(ratio - 1) < Epsilon)
            Assert.Equal((0f, 0f, 0), (value, slope, active));
    }

    [Theory]
    [MemberData(nameof(Grid))]
    public void Slopes_are_finite_differences(float ratio, float advantage)
    {
        const float H = 1e-3f;
        double difference = (Objective(ratio + H, advantage).Value - (double)Objective(ratio - H, advantage).Value) / (2 * H);
        Assert.Equal(difference, Objective(ratio, advantage).Slope, 2e-2 * (1 + Math.Abs(advantage)));
    }

    private static (float Value, float Slope, int Active) Objective(float ratio, float advantage)
    {
        (float gain, float gainSlope, _) = Evaluate(new ImportanceSampledAdvantage(), ratio, advantage);
        (float drift, float driftSlope, int active) = Evaluate(new PpoClipDrift { Range = Epsilon }, ratio, advantage);
        return (gain - drift, gainSlope - driftSlope, active);
    }

    private static (float Value, float Slope, int Active) Evaluate(RatioFunction function, float ratio, float advantage)
    {
        float value = 0, slope = 0;
        int active = function.Accumulate(1, &ratio, &advantage, 1, &value, &slope);
        return (value, slope, active);
    }
}
