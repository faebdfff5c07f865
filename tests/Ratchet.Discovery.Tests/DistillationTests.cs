using Ratchet.Discovery.Analysis;
using Ratchet.Discovery.Families;
using Ratchet.Discovery.Recipes;
using Ratchet.Environments;
using Ratchet.Updates.Drifts;
using Xunit;

namespace Ratchet.Discovery.Tests;

public sealed class DistillationTests
{
    private static readonly (float, float)[] Grid =
        [.. from ratio in Enumerable.Range(0, 60) from advantage in Enumerable.Range(-10, 21) select (0.2f + (0.03f * ratio), 0.25f * advantage)];

    [Fact]
    public void What_has_the_form_is_found_again()
    {
        Distillation dpo = Distillation.ToDpo(new DpoDrift(1.5, 0.4), Grid);
        Assert.Equal(1.5, dpo.Form.Alpha, 1e-3);
        Assert.Equal(0.4, dpo.Form.Beta, 1e-3);
        Assert.Equal((0, 0), (dpo.Form.LowerClip, dpo.Form.UpperClip));
        Assert.InRange(dpo.Explained, 0.999999, 1);

        var form = new ClosedForm(0.1, 0.25, 0.7, 0.3);
        Distillation four = Distillation.ToFourNumbers(form.Create(), Grid);
        Assert.Equal(form.LowerClip, four.Form.LowerClip, 0.01);
        Assert.Equal(form.UpperClip, four.Form.UpperClip, 0.01);
        Assert.Equal(form.Alpha, four.Form.Alpha, 0.02);
        Assert.Equal(form.Beta, four.Form.Beta, 0.02);
        Assert.InRange(four.Explained, 0.9999, 1);
    }

    /// <summary>An update sees r ∂f/∂r: by ∂f/∂r alone, which is A/r here, a single action whose probability has all but vanished would outweigh all others.</summary>
    [Fact]
    public void Ratios_next_to_zero_do_not_decide_the_fit()
    {
        Distillation with = Distillation.ToFourNumbers(new PpoClipDrift { Range = 0.2f }, [.. Grid, (1e-12f, -1)]), without = Distillation.ToFourNumbers(new PpoClipDrift { Range = 0.2f }, Grid);
        Assert.InRange(with.Explained, 0.5, without.Explained);
        Assert.Equal(without.Form.UpperClip, with.Form.UpperClip, 0.02);
    }

    [Fact]
    public void The_slope_is_that_of_the_formula()
    {
        var form = new ClosedForm(0.15, 0.3, 0.8, 0.5);
        Drift drift = form.Create();
        float[] value = [0], slope = [0];
        foreach ((float ratio, float advantage) in Grid)
        {
            drift.Evaluate([ratio], [advantage], value, slope);
            Assert.Equal(ratio * slope[0], Distillation.SlopeOf(form, ratio, advantage), 1e-4 * (1 + Math.Abs(ratio * slope[0])));
        }
    }

    [Fact]
    public void A_form_that_does_not_fit_explains_less()
    {
        Distillation dpo = Distillation.ToDpo(new PpoClipDrift { Range = 0.2f }, Grid);
        Assert.InRange(dpo.Explained, 0, 0.97);
        Assert.True(Distillation.ToFourNumbers(new PpoClipDrift { Range = 0.2f }, Grid).Explained > dpo.Explained);
    }

    [Fact]
    public void A_recording_drift_keeps_pairs_evenly_and_changes_nothing()
    {
        var recording = new RecordingDrift(new DpoDrift(), 10);
        float[] values = new float[7], slopes = new float[7], expected = new float[7], expectedSlopes = new float[7];
        float number = 0;
        for (int block = 0; block < 20; block++)
        {
            float[] ratios = [.. Enumerable.Range(0, 7).Select(_ => number++)], advantages = new float[7];
            Array.Fill(advantages, 1f);
            recording.Evaluate(ratios, advantages, values, slopes);
            new DpoDrift().Evaluate(ratios, advantages, expected, expectedSlopes);
            Assert.Equal(expected, values);
            Assert.Equal(expectedSlopes, slopes);
        }

        // 140 pairs with room for 10: every 16th.
        Assert.Equal(Enumerable.Range(0, 9).Select(i => 16f * i), recording.Visited.ToArray().Select(pair => pair.Ratio));
    }

    [Fact]
    public void A_training_visits_ratios_around_one()
    {
        InnerTask[] tasks = [SmallRecipe.Recipe.Tasks[0]];
        IReadOnlyList<(float Ratio, float Advantage)> visited = Visits.Of(new DpoDrift(), tasks, EnvironmentRegistry.BuiltIn, seed: 3, most: 500);
        Assert.InRange(visited.Count, 250, 500);
        Assert.InRange(visited.Average(pair => pair.Ratio), 0.9, 1.1);
        Assert.Contains(visited, pair => pair.Advantage < -0.5);
        Assert.Contains(visited, pair => pair.Advantage > 0.5);
        Assert.Equal(visited, Visits.Of(new DpoDrift(), tasks, EnvironmentRegistry.BuiltIn, seed: 3, most: 500));
    }
}
