using Ratchet.Environments.Wrappers;
using Ratchet.Training;
using Xunit;

namespace Ratchet.Cli.Tests;

public sealed class ListTests
{
    [Fact]
    public void Names_every_environment_wrapper_rule_and_key_with_its_meaning_on_one_line()
    {
        Command.Result result = Command.Run("list");
        Assert.Equal(0, result.ExitCode);
        foreach (string name in Tasks.All.Definitions.Select(definition => definition.Name))
            Assert.Contains(result.Lines, line => line.StartsWith($"  {name} ", StringComparison.Ordinal));
        foreach ((string _, string summary, string example) in EnvironmentWrappers.All)
            Assert.Contains(result.Lines, line => line.StartsWith($"  {example} ", StringComparison.Ordinal) && line.Contains(summary, StringComparison.Ordinal));
        foreach ((string name, string summary) in Rules.All)
            Assert.Contains(result.Lines, line => line.StartsWith($"  {name} ", StringComparison.Ordinal) && line.Contains(summary, StringComparison.Ordinal));
        foreach (Setting setting in Settings.All)
            Assert.Contains(result.Lines, line => line.StartsWith($"  {setting.Key} ", StringComparison.Ordinal) && line.Contains(setting.Summary, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("train", "--help")]
    [InlineData("evaluate", "--help")]
    [InlineData("--version")]
    public void Help_and_version_are_no_errors(params string[] arguments)
    {
        Command.Result result = Command.Run(arguments);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.NotEqual("", result.Output);
    }
}
