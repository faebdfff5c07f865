namespace Ratchet.Environments.Checking;

/// <summary>
/// Looks for the usual mistakes in a simulator, before a training runs into them: it plays episodes with random actions and compares
/// instances, replays, snapshots and actions with each other. Each mistake is reported in one sentence with its mend.
/// </summary>
/// <example><code>
/// CheckReport report = EnvironmentCheck.Run(new EnvironmentDefinition("tank", () => new Tank(), timeLimit: 200));
/// Console.WriteLine(report);
/// </code></example>
public static class EnvironmentCheck
{
    /// <summary>Makes some simulators of the task and checks them.</summary>
    /// <param name="definition">The task.</param>
    /// <param name="episodes">To play at random; more of them find rarer mistakes.</param>
    /// <param name="seed">Of all randomness.</param>
    /// <remarks>What the definition's factory throws goes through: there is then nothing to check.</remarks>
    public static CheckReport Run(EnvironmentDefinition definition, int episodes = 10, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentOutOfRangeException.ThrowIfLessThan(episodes, 1);
        var findings = new List<Finding>();
        var log = new PlayLog();
        using var bench = new Workbench(definition, seed);
        bool complete = true;
        try
        {
            findings.AddRange(DefinitionCheck.Run(bench));
            findings.AddRange(log.Play(bench, episodes));
            findings.AddRange(EndCheck.Run(bench, log));
            findings.AddRange(ScaleCheck.Run(bench, log));
            Finding[] chance = [.. DeterminismCheck.Run(bench)];
            findings.AddRange(chance);
            // The rest compares one run with another: it takes a simulator that repeats itself.
            complete = chance.All(finding => finding.Severity == Severity.Warning);
            if (complete)
            {
                Finding[] snapshots = [.. SnapshotCheck.Run(bench)];
                findings.AddRange(snapshots);
                if (snapshots.All(finding => finding.Severity == Severity.Warning))
                    findings.AddRange(StateCheck.Run(bench));
                findings.AddRange(ActionCheck.Run(bench));
                findings.AddRange(AllocationCheck.Run(bench));
            }
        }
        catch (FatalFindingException exception)
        {
            findings.Add(exception.Finding);
            complete = false;
        }

        return new CheckReport(definition.Name, log.Episodes, log.Steps, complete, findings);
    }
}
