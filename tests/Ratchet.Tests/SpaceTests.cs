using Xunit;

namespace Ratchet.Tests;

public sealed class SpaceTests
{
    [Fact]
    public void A_box_keeps_its_bounds_whatever_becomes_of_the_arrays_it_was_given()
    {
        double[] low = [-1, -2], high = [1, 2];
        var box = new BoxSpace(low, high);
        low[0] = high[1] = 99;
        Assert.Equal([-1, -2], box.Low);
        Assert.Equal([1, 2], box.High);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public void A_discrete_space_without_elements_is_refused(int count) =>
        Assert.Equal($"A discrete space has at least 1 element; found {count}.", Assert.Throws<ArgumentException>(() => new DiscreteSpace(count)).Message);

    [Fact]
    public void Discrete_spaces_of_one_size_are_equal() => Assert.Equal(new DiscreteSpace(3), new DiscreteSpace(3));
}
