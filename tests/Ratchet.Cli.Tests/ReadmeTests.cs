using System.Globalization;
using System.Text;
using Ratchet.Environments;
using Ratchet.Tests.Project;
using Xunit;

namespace Ratchet.Cli.Tests;

public sealed class ReadmeTests
{
    [Fact]
    public void The_table_of_environments_in_the_project_s_readme_is_that_of_the_command()
    {
        var table = new StringBuilder("| environment | | steps at most | solved at |\n|---|---|---|---|\n");
        foreach (EnvironmentDefinition task in Tasks.All.Definitions)
            table.Append(CultureInfo.InvariantCulture, $"| `{task.Name}` | {task.Summary} | {task.TimeLimit} | {task.RewardThreshold} |\n");
        GeneratedText.RequireBlock("README.md", "environments", table.ToString());
    }
}
