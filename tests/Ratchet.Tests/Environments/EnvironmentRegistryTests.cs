using Ratchet.Environments;
using Ratchet.Environments.ClassicControl;
using Xunit;

namespace Ratchet.Tests.Environments;

public class EnvironmentRegistryTests
{
    [Fact]
    public void FindsEachBuiltInTask() => Assert.All(
        EnvironmentRegistry.BuiltIn.Definitions, definition => Assert.Same(definition, EnvironmentRegistry.BuiltIn.Find(definition.Name)));

    [Theory]
    [InlineData("cartpol", "unknown environment 'cartpol'; did you mean 'cartpole'?")]
    [InlineData("CartPole-v1", "unknown environment 'CartPole-v1'; did you mean 'cartpole'?")]
    [InlineData("mountaincar", "unknown environment 'mountaincar'; did you mean 'mountain-car'?")]
    public void NamesTheNearestKnownTask(string name, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => EnvironmentRegistry.BuiltIn.Find(name)).Message);

    [Fact]
    public void NamesAllTasksWhereNoneIsNear() => Assert.Equal(
        "unknown environment 'chess'; known are cartpole, pendulum.",
        Assert.Throws<ArgumentException>(() => new EnvironmentRegistry([CartPole.Definition, Pendulum.Definition]).Find("chess")).Message);

    [Fact]
    public void HoldsTheBuiltInTasksAndMore()
    {
        var registry = new EnvironmentRegistry([.. EnvironmentRegistry.BuiltIn.Definitions, CartPole.Definition with { Name = "mine" }]);
        Assert.Equal("mine", registry.Find("mine").Name);
        Assert.Equal("cartpole", registry.Find("cartpole").Name);
    }

    [Fact]
    public void RefusesTwoTasksOfOneName() =>
        Assert.Throws<ArgumentException>(() => new EnvironmentRegistry([CartPole.Definition, CartPole.Definition]));

    // kitten → sitten → sittin → sitting: three edits, one more than a name of six letters may miss.
    [Theory]
    [InlineData("kitten", "sitting", null)]
    [InlineData("kitten", "sitten", "sitten")]
    [InlineData("ab", "ba", "ba")]
    [InlineData("", "a", "a")]
    [InlineData("", "abc", null)]
    public void NearestNameAllowsATypingErrorOrTwo(string name, string known, string? expected) =>
        Assert.Equal(expected, NearestName.Find(name, [known]));

    [Fact]
    public void NearestNameTakesTheFirstOfEquals() => Assert.Equal("cat", NearestName.Find("bat", ["horse", "cat", "rat"]));
}
