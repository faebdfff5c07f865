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

    [Fact]
    public void Boxes_are_equal_when_their_bounds_are()
    {
        Assert.Equal(new BoxSpace([-1, -1], [1, 1]), new BoxSpace(2, low: -1, high: 1));
        Assert.Equal(new BoxSpace([-1, -1], [1, 1]).GetHashCode(), new BoxSpace(2, low: -1, high: 1).GetHashCode());
        Assert.NotEqual(new BoxSpace([-1, -2], [1, 1]), new BoxSpace(2, low: -1, high: 1));
        Assert.NotEqual(new BoxSpace([-1, -1], [1, 2]), new BoxSpace(2, low: -1, high: 1));
        Assert.NotEqual(new BoxSpace(3, low: -1, high: 1), new BoxSpace(2, low: -1, high: 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public void A_discrete_space_without_elements_is_refused(int count) =>
        Assert.Equal($"A discrete space has at least 1 element; found {count}.", Assert.Throws<ArgumentException>(() => new DiscreteSpace(count)).Message);

    [Fact]
    public void Discrete_spaces_of_one_size_are_equal() => Assert.Equal(new DiscreteSpace(3), new DiscreteSpace(3));

    [Fact]
    public void Several_choices_have_a_mask_entry_for_each_choice_and_switches_have_none()
    {
        var choices = new MultiDiscreteSpace(2, 5, 3);
        Assert.Equal((3, 10, 5), (choices.Size, choices.MaskSize, choices.ChoicesOf(1)));
        var switches = new MultiBinarySpace(4);
        Assert.Equal((4, 0, 2), (switches.Size, switches.MaskSize, switches.ChoicesOf(3)));
        Assert.Equal((1, 6, 6), (new DiscreteSpace(6).Size, new DiscreteSpace(6).MaskSize, new DiscreteSpace(6).ChoicesOf(0)));
        Assert.Equal((0, 0), (new BoxSpace(6).MaskSize, new BoxSpace(6).ChoicesOf(0)));
    }

    [Fact]
    public void Several_choices_are_equal_when_their_counts_are()
    {
        int[] counts = [2, 5];
        var space = new MultiDiscreteSpace(counts);
        Assert.Equal(new MultiDiscreteSpace(2, 5), space);
        Assert.Equal(new MultiDiscreteSpace(2, 5).GetHashCode(), space.GetHashCode());
        Assert.NotEqual(new MultiDiscreteSpace(5, 2), space);
        counts[0] = 9;
        Assert.Equal(2, space.Counts[0]);
    }

    [Fact]
    public void Spaces_without_a_choice_are_refused()
    {
        Assert.Equal("A multi-discrete space has at least one entry, and each at least 1 choice; found [2, 0].", Assert.Throws<ArgumentException>(() => new MultiDiscreteSpace(2, 0)).Message);
        Assert.Throws<ArgumentException>(() => new MultiDiscreteSpace());
        Assert.Equal("A multi-binary space has at least 1 entry; found 0.", Assert.Throws<ArgumentException>(() => new MultiBinarySpace(0)).Message);
    }
}
