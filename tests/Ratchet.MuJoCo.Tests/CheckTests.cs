using Ratchet.Environments.Checking;
using Xunit;

namespace Ratchet.MuJoCo.Tests;

/// <summary>The tasks have none of the mistakes that a check finds.</summary>
public sealed class CheckTests : NeedsMuJoCo
{
    [Theory]
    [MemberData(nameof(Tasks))]
    public void A_task_has_no_error(string task)
    {
        CheckReport report = EnvironmentCheck.Run(MuJoCoTasks.All.Single(definition => definition.Name == task), episodes: 2);
        Assert.True(report.IsComplete && !report.HasErrors, report.ToString());
    }
}
