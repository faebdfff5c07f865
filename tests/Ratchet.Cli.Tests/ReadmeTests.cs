using System.Globalization;
using System.Text;
using Ratchet.Cli.Views;
using Ratchet.Environments;
using Ratchet.MuJoCo;
using Ratchet.Tests.Project;
using Xunit;

namespace Ratchet.Cli.Tests;

public sealed class ReadmeTests
{
    [Fact]
    public void The_table_of_environments_in_the_project_s_readme_is_that_of_the_command()
    {
        Assert.SkipUnless(MuJoCoLibrary.IsAvailable, "The spaces of the MuJoCo tasks are those of its models.");
        var table = new StringBuilder("| environment | | observation | actions | steps at most | solved at |\n|---|---|---|---|---|---|\n");
        // The minimal action sets are variants of other rows: a sentence below the table tells of them.
        foreach (EnvironmentEntry entry in Tasks.All.Definitions.Where(task => !task.Name.EndsWith("-minimal", StringComparison.Ordinal)).Select(EnvironmentEntry.Of))
        {
            (string observation, string action) = (SpaceWording.Observation(entry.ObservationSpace!), SpaceWording.Action(entry.ActionSpace!));
            EnvironmentDefinition task = entry.Definition;
            table.Append(CultureInfo.InvariantCulture, $"| `{task.Name}` | {task.Summary} | {observation} | {action} | {task.TimeLimit} | {task.RewardThreshold} |\n");
        }

        GeneratedText.RequireBlock("README.md", "environments", table.ToString());
    }

    [Fact]
    public void Every_command_stands_in_the_project_s_readme()
    {
        string readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        string[] commands = [.. Command.Run("--help").Lines.SkipWhile(line => line != "Commands:").Skip(1).Where(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.Trim().Split(' ')[0])];
        Assert.Contains("train", commands);
        Assert.All(commands, command => Assert.Contains($"| `./ratchet {command}", readme, StringComparison.Ordinal));
    }
}
