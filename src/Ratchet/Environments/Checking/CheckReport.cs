using System.Globalization;
using System.Text;

namespace Ratchet.Environments.Checking;

/// <summary>What <see cref="EnvironmentCheck"/> found.</summary>
/// <param name="Environment">Name of the task.</param>
/// <param name="Episodes">Played with random actions before the closer looks.</param>
/// <param name="Steps">Of those episodes.</param>
/// <param name="IsComplete">False when a finding left nothing that the other checks could have worked with.</param>
/// <param name="Findings">All of them, in the order of the checks; empty when nothing is wrong.</param>
public sealed record CheckReport(string Environment, int Episodes, long Steps, bool IsComplete, IReadOnlyList<Finding> Findings)
{
    /// <summary>Whether training on the task would give wrong results, or none.</summary>
    public bool HasErrors => Findings.Any(finding => finding.Severity == Severity.Error);

    /// <summary>A line for each finding and one that sums up.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (Finding finding in Findings)
            text.AppendLine(finding.ToString());
        int errors = Findings.Count(finding => finding.Severity == Severity.Error), warnings = Findings.Count - errors;
        string rest = IsComplete ? "" : "; the other checks were not made";
        text.Append(CultureInfo.InvariantCulture, $"{Environment}: {Counted(errors, "error")}, {Counted(warnings, "warning")} ({Counted(Episodes, "episode")}, {Counted(Steps, "step")} at random{rest})");
        return text.ToString();
    }

    private static string Counted(long count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count:#,0} {noun}{(count == 1 ? "" : "s")}");
}
