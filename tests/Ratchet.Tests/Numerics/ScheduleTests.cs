using Ratchet.Numerics;
using Xunit;

namespace Ratchet.Tests.Numerics;

public sealed class ScheduleTests
{
    private const long Length = 1000;

    // At 0, a quarter, half, three quarters and the end of 1000 steps. linear(2, 6) is 2 + 4p. exponential(1, 16) is 16^p: 1, 2, 4, 8, 16.
    // A length of 500 steps doubles p until 1, and one of 2000 halves it: 16^(1/8) = √√2. Pieces begin at their step, that step included.
    [Theory]
    [InlineData("0.25", new[] { 0.25, 0.25, 0.25, 0.25, 0.25 })]
    [InlineData("linear(2, 6)", new[] { 2.0, 3, 4, 5, 6 })]
    [InlineData("linear(6, 2)", new[] { 6.0, 5, 4, 3, 2 })]
    [InlineData("linear(2, 6, 500)", new[] { 2.0, 4, 6, 6, 6 })]
    [InlineData("linear(2, 6, 2e3)", new[] { 2.0, 2.5, 3, 3.5, 4 })]
    [InlineData("linear(-1, 1)", new[] { -1.0, -0.5, 0, 0.5, 1 })]
    [InlineData("exponential(1, 16)", new[] { 1.0, 2, 4, 8, 16 })]
    [InlineData("exponential(16, 1)", new[] { 16.0, 8, 4, 2, 1 })]
    [InlineData("exponential(1, 16, 500)", new[] { 1.0, 4, 16, 16, 16 })]
    [InlineData("exponential(1, 16, 4000)", new[] { 1.0, 1.189207115002721, 1.414213562373095, 1.681792830507429, 2 })]
    [InlineData("piecewise(0.1)", new[] { 0.1, 0.1, 0.1, 0.1, 0.1 })]
    [InlineData("piecewise(0.1, 250: 0.2, 501: 0.3, 750.5: 0.05)", new[] { 0.1, 0.2, 0.2, 0.3, 0.05 })]
    public void It_has_the_value_of_its_formula_at_every_time(string text, double[] values)
    {
        Schedule schedule = Parse(text);
        for (int i = 0; i < values.Length; i++)
            Assert.Equal(values[i], schedule.At(Clock(i * Length / 4)), 1e-14);
        Assert.Equal(values.Min(), schedule.Least, 0.0);
        Assert.True(values.Max() <= schedule.Greatest);
    }

    // Both ends to the bit: a rule that is promised 0 at the end gets 0, and one that is promised 1e-8 is not refused 9.999e-9.
    [Theory]
    [InlineData("linear(3e-4, 0)")]
    [InlineData("linear(0.998, 0.9997)")]
    [InlineData("linear(0.1, 0.1)")]
    [InlineData("exponential(0.1, 1e-8)")]
    [InlineData("exponential(1e-8, 100, 777)")]
    [InlineData("exponential(0.3, 0.3)")]
    public void It_begins_and_ends_exactly_and_never_leaves_its_bounds(string text)
    {
        Schedule schedule = Parse(text);
        Assert.Contains(schedule.At(Clock(0)), (double[])[schedule.Least, schedule.Greatest]);
        Assert.Contains(schedule.At(Clock(Length)), (double[])[schedule.Least, schedule.Greatest]);
        double first = schedule.At(Clock(0)), last = schedule.At(Clock(Length)), previous = first;
        for (long step = 1; step <= Length + 10; step++)
        {
            double value = schedule.At(Clock(step));
            Assert.InRange(value, schedule.Least, schedule.Greatest);
            Assert.True(first <= last ? value >= previous : value <= previous, $"step {step}");
            previous = value;
        }
    }

    [Theory]
    [InlineData("3e-4", "0.0003")]
    [InlineData(" 7 ", "7")]
    [InlineData("linear( 3e-4 ,0 )", "linear(0.0003, 0)")]
    [InlineData("linear(3e-4, 0, 12.3e6)", "linear(0.0003, 0, 12300000)")]
    [InlineData("exponential(0.1,0.01)", "exponential(0.1, 0.01)")]
    [InlineData("exponential(0.1,0.01,5e5)", "exponential(0.1, 0.01, 500000)")]
    [InlineData("piecewise(0.1, 5e5: 0.03,1e6 :0.01)", "piecewise(0.1, 500000: 0.03, 1000000: 0.01)")]
    public void Its_text_reads_back_as_the_same_schedule(string text, string written)
    {
        Schedule schedule = Parse(text);
        Assert.Equal(written, schedule.ToString());
        Assert.Equal(schedule, Parse(written));
        Assert.Equal(schedule.GetHashCode(), Parse(written).GetHashCode());
        Assert.Equal(schedule.IsConstant, !written.Contains('(', StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("0,1")]
    [InlineData("linear")]
    [InlineData("linear()")]
    [InlineData("linear(1)")]
    [InlineData("linear(1, 2")]
    [InlineData("linear(1, 2))")]
    [InlineData("linear(1, 2, 0)")]
    [InlineData("linear(1, 2, -5)")]
    [InlineData("linear(1, 2, 3, 4)")]
    [InlineData("linear(1, NaN)")]
    [InlineData("linear(1, 1e999)")]
    [InlineData("linear(1, 2, )")]
    [InlineData("Linear(1, 2)")]
    [InlineData("cosine(1, 2)")]
    [InlineData("exponential(1, 0)")]
    [InlineData("exponential(-1, -2)")]
    [InlineData("piecewise()")]
    [InlineData("piecewise(1, 2)")]
    [InlineData("piecewise(1, 5: 2, 5: 3)")]
    [InlineData("piecewise(1, 5: 2, 4: 3)")]
    [InlineData("piecewise(1, 0: 2)")]
    [InlineData("piecewise(1, 5: 2: 3)")]
    [InlineData("piecewise(1, 5: Infinity)")]
    public void What_is_no_schedule_is_not_read(string text) => Assert.Null(Schedule.Parse(text));

    [Fact]
    public void Schedules_are_equal_when_they_say_the_same()
    {
        Assert.Equal<Schedule>(0.1, Schedule.Constant(0.1));
        Assert.Equal(Schedule.Piecewise(1, (5, 2), (7, 3)), Schedule.Piecewise(1, (5, 2), (7, 3)));
        Schedule[] different =
        [
            0.1, 0.2, Schedule.Linear(0.1, 0.2), Schedule.Linear(0.1, 0.2, 5), Schedule.Exponential(0.1, 0.2), Schedule.Exponential(0.1, 0.2, 5), Schedule.Linear(0.2, 0.1),
            Schedule.Piecewise(0.1), Schedule.Piecewise(0.1, (5, 0.2)), Schedule.Piecewise(0.1, (6, 0.2)), Schedule.Piecewise(0.1, (5, 0.2), (6, 0.3)),
        ];
        Assert.Equal(different.Length, different.Distinct().Count());
    }

    [Fact]
    public void What_can_not_be_scheduled_is_refused_in_code_too()
    {
        Assert.Throws<ArgumentException>(() => Schedule.Exponential(0, 1));
        Assert.Throws<ArgumentException>(() => Schedule.Exponential(1, double.NaN));
        Assert.Throws<ArgumentException>(() => Schedule.Piecewise(1, (5, 2), (5, 3)));
        Assert.Throws<ArgumentException>(() => Schedule.Piecewise(1, (double.NaN, 2)));
    }

    // A number that is none at any time of the run fails the check of an option, wherever it stands.
    [Fact]
    public void No_NaN_passes_a_range()
    {
        Schedule[] schedules =
        [
            double.NaN, Schedule.Linear(double.NaN, 1), Schedule.Linear(1, double.NaN), Schedule.Piecewise(double.NaN, (5, 1)), Schedule.Piecewise(1, (5, double.NaN), (6, 1)),
        ];
        foreach (Schedule schedule in schedules)
            Assert.Throws<OptionException>(() => OptionRange.Check(schedule, 0, 2, "option"));
    }

    [Fact]
    public void Progress_is_the_share_of_the_steps_and_stops_at_one()
    {
        var clock = new RunClock();
        Assert.Equal((0, 0), (clock.Steps, clock.Progress));
        foreach ((long steps, double progress) in ((long, double)[])[(0, 0), (250, 0.25), (1000, 1), (1500, 1)])
        {
            clock.Set(steps, 1000);
            Assert.Equal((steps, progress), (clock.Steps, clock.Progress));
        }
    }

    private static Schedule Parse(string text) => Schedule.Parse(text) ?? throw new ArgumentException($"'{text}' is no schedule.");

    private static RunClock Clock(long steps)
    {
        var clock = new RunClock();
        clock.Set(steps, Length);
        return clock;
    }
}
