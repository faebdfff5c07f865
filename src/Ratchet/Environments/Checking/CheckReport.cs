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

    /// <summary>One line that sums up.</summary>
    public string Summary
    {
        get
        {
            int errors = Findings.Count(finding => finding.Severity == Severity.Error);
            string rest = IsComplete ? "" : "; what would have come after was not checked";
            return $"{Environment}: {Counted(errors, "error")}, {Counted(Findings.Count - errors, "warning")} in {Counted(Episodes, "random episode")} of {Counted(Steps, "step")}{rest}.";
        }
    }

    /// <summary>A line for each finding, and the <see cref="Summary"/>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (Finding finding in Findings)
            text.Append(finding).Append('\n');
        return text.Append(Summary).ToString();
    }

    private static string Counted(long count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count:#,0} {noun}{(count == 1 ? "" : "s")}");
}
