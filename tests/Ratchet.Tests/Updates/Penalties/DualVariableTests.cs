using Ratchet.Updates.Penalties;
using Xunit;

namespace Ratchet.Tests.Updates.Penalties;

public sealed class DualVariableTests
{
    // FixPO's β lies in [0, ceiling], V-MPO's variables in [1e-8, ∞): slopes without end drive them to the ends and no further.
    [Fact]
    public void It_stays_within_its_interval()
    {
        var multiplier = new DualVariable(1, least: 0, greatest: 2);
        var temperature = new DualVariable(1);
        Push(1);
        Assert.Equal((0.0, DualVariable.Floor), (multiplier.Value, temperature.Value));
        Push(-1);
        Assert.Equal(2, multiplier.Value);
        Assert.True(temperature.Value > 2);

        void Push(double slope)
        {
            for (int i = 0; i < 2000; i++)
            {
                multiplier.Step(slope, 0.01);
                temperature.Step(slope, 0.01);
            }
        }
    }

    // A steady slope g has m̂ = g and v̂ = g² after any number of steps: Adam moves by its learning rate a step, whatever g is.
    [Theory]
    [InlineData(-0.3, 1.5)]
    [InlineData(200, 0.5)]
    public void A_steady_slope_moves_it_by_the_learning_rate_a_step(double slope, double expected)
    {
        var variable = new DualVariable(1);
        for (int i = 0; i < 50; i++)
            variable.Step(slope, 0.01);
        Assert.Equal(expected, variable.Value, 1e-6);
    }

    [Fact]
    public void It_is_projected_to_its_floor_and_comes_back()
    {
        var variable = new DualVariable(0.05);
        for (int i = 0; i < 20; i++)
            variable.Step(1, 0.01);
        Assert.Equal(1e-8, variable.Value);
        for (int i = 0; i < 20; i++)
            variable.Step(-1, 0.01);
        Assert.True(variable.Value > 0.01);
    }

    [Fact]
    public void A_restored_one_goes_on_with_the_same_bits()
    {
        DualVariable one = new(1), other = new(3);
        one.Step(0.2, 0.01);
        var state = new double[DualVariable.StateSize];
        one.Save(state);
        other.Load(state);
        one.Step(-0.7, 0.01);
        other.Step(-0.7, 0.01);
        Assert.Equal(one.Value, other.Value);
    }
}
