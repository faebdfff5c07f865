using System.CommandLine;
using Ratchet.Cli.Views;
using Ratchet.Environments;
using Ratchet.Environments.Checking;
using Spectre.Console;

namespace Ratchet.Cli.Commands;

/// <summary><c>ratchet check-environment</c>: finds the usual mistakes of a simulator.</summary>
internal static class CheckEnvironmentCommand
{
    private const int MostEpisodes = 10_000;

    public static Command Create(Surroundings surroundings)
    {
        Argument<string> environment = SharedOptions.Environment();
        var episodes = new Option<string>("--episodes") { Description = "Episodes of random play (default: 10); more find rarer mistakes.", HelpName = "n", DefaultValueFactory = _ => "10" };
        Option<string> seed = SharedOptions.Seed();
        Option<string?> wrap = SharedOptions.Wrap(), python = SharedOptions.Python();
        Option<bool> json = SharedOptions.Json("Prints one JSON object.");
        var command = new Command(
            "check-environment",
            "Finds the usual mistakes of a simulator, each in a sentence with its mend; exit code 1 when one is an error. In C#, EnvironmentCheck.Run does it for your own.")
        {
            environment, episodes, seed, wrap, python, json,
        };
        command.SetAction(result =>
        {
            int count = SharedOptions.ReadWhole("episodes", result.GetRequiredValue(episodes), 1, MostEpisodes);
            ulong seedValue = SharedOptions.ReadSeed(result.GetRequiredValue(seed));
            EnvironmentDefinition definition = SharedOptions.ReadEnvironment(result.GetRequiredValue(environment), result.GetValue(wrap), result.GetValue(python));
            CheckReport report = EnvironmentCheck.Run(definition, count, seedValue);
            Write(surroundings, report, result.GetValue(json));
            return report.HasErrors ? ExitCode.Found : ExitCode.Success;
        });
        return command;
    }

    private static void Write(Surroundings surroundings, CheckReport report, bool json)
    {
        if (json)
            surroundings.Output.WriteLine(ToJson(report));
        else if (surroundings.IsTerminal)
            WriteColoured(Consoles.Create(surroundings), report);
        else
            surroundings.Output.WriteLine(report);
    }

    private static void WriteColoured(IAnsiConsole console, CheckReport report)
    {
        var grid = new Grid();
        grid.AddColumn(new GridColumn().NoWrap().PadLeft(0).PadRight(2));
        grid.AddColumn(new GridColumn().PadLeft(0).PadRight(0));
        foreach (Finding finding in report.Findings)
        {
            bool error = finding.Severity == Severity.Error;
            grid.AddRow(new Text(error ? "error" : "warning", new Style(error ? Color.Red : Color.Yellow)), new Text(finding.Message));
        }

        if (report.Findings.Count > 0)
            console.Write(grid);
        console.WriteLine(report.Summary, report.Findings.Count == 0 ? new Style(Color.Green) : null);
    }

    private static string ToJson(CheckReport report) => JsonText.Write(json =>
    {
        json.WriteString("environment", report.Environment);
        json.WriteNumber("episodes", report.Episodes);
        json.WriteNumber("steps", report.Steps);
        json.WriteBoolean("complete", report.IsComplete);
        json.WriteStartArray("findings");
        foreach (Finding finding in report.Findings)
        {
            json.WriteStartObject();
            json.WriteString("severity", finding.Severity == Severity.Error ? "error" : "warning");
            json.WriteString("topic", finding.Topic);
            json.WriteString("message", finding.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
