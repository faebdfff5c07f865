using Ratchet.Environments;
using Xunit;

namespace Ratchet.Gymnasium.Tests;

public sealed class GymnasiumNameTests
{
    [Theory]
    [InlineData("gym:CartPole-v1", "CartPole-v1", "{}")]
    [InlineData("gym:module.part:Name-v0", "module.part:Name-v0", "{}")]
    [InlineData("gym:ALE/Breakout-v5?frameskip=4&x=0.5", "ALE/Breakout-v5", """{"frameskip":4,"x":0.5}""")]
    [InlineData("gym:A-v0?a=true&b=False&c=None&d=word&e=[1,2]&f=\"3\"", "A-v0", """{"a":true,"b":false,"c":null,"d":"word","e":[1,2],"f":"3"}""")]
    [InlineData("gym:A-v0?path=a%26b%3Dc&empty=", "A-v0", """{"path":"a\u0026b=c","empty":""}""")]
    public void A_name_holds_the_id_and_the_arguments(string name, string id, string arguments) =>
        Assert.Equal(new GymnasiumName(id, arguments), GymnasiumName.Parse(name));

    [Theory]
    [InlineData("gym:")]
    [InlineData("gym:?x=1")]
    [InlineData("gym:A-v0?x")]
    [InlineData("gym:A-v0?=1")]
    public void A_malformed_name_is_refused(string name) =>
        Assert.Contains($"'{name}'", Assert.Throws<EnvironmentException>(() => GymnasiumEnvironments.Define(name, new WorkerOptions())).Message, StringComparison.Ordinal);

    [Fact]
    public void The_definition_has_the_whole_name_and_leaves_the_time_limit_to_Gymnasium()
    {
        EnvironmentDefinition definition = GymnasiumEnvironments.Define("gym:A-v0?x=1", new WorkerOptions());
        Assert.Equal("gym:A-v0?x=1", definition.Name);
        Assert.Null(definition.TimeLimit);
    }
}
