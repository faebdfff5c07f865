using System.CommandLine;
using Ratchet.Cli.Views;
using Ratchet.Environments;
using Ratchet.Training;

namespace Ratchet.Cli.Commands;

/// <summary><c>ratchet list</c>: the names that the other commands take.</summary>
internal static class ListCommand
{
    private static readonly string[] Parts = ["environments", "rules", "settings"];

    public static Command Create(Surroundings surroundings)
    {
        var part = new Argument<string?>("part")
        {
            Description = "environments, rules or settings (default: all three).",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<bool> json = SharedOptions.Json("Prints one JSON object.");
        var command = new Command("list", "Lists environments, rules, and the keys of --set with their legal values.") { part, json };
        command.SetAction(result =>
        {
            string[] parts = result.GetValue(part) is { } name ? [Require(name)] : Parts;
            if (result.GetValue(json))
                surroundings.Output.WriteLine(ListJson.Write(parts));
            else
                foreach (string shown in parts)
                    Table(shown).Write(surroundings);
            return ExitCode.Success;
        });
        return command;
    }

    private static string Require(string name)
    {
        if (Parts.Contains(name))
            return name;
        throw new UserException(NearestName.Find(name, Parts) is { } nearest
            ? $"unknown list '{name}'; did you mean '{nearest}'?"
            : $"unknown list '{name}'; known are {string.Join(", ", Parts)}.");
    }

    private static TextTable Table(string part) => part switch
    {
        "environments" => new TextTable(["Environments", "observation", "actions", "steps", "solved at", ""], [.. Tasks.All.Definitions.Select(definition => Row(EnvironmentEntry.Of(definition)))]),
        "rules" => new TextTable(["Rules", ""], [.. Rules.All.Select(rule => (string[])[rule.Name, rule.Summary])]),
        _ => new TextTable(["Keys of --set", ""], [.. Settings.All.Select(setting => (string[])[setting.Key, Describe(setting)])]),
    };

    private static string[] Row(EnvironmentEntry entry) =>
    [
        entry.Definition.Name,
        entry.ObservationSpace is { } observation ? SpaceWording.Observation(observation) : "?",
        entry.ActionSpace is { } action ? SpaceWording.Action(action) : "?",
        entry.Definition.TimeLimit is { } limit ? Wording.Exact(limit) : "–",
        entry.Definition.RewardThreshold is { } threshold ? Wording.Exact(threshold) : "–",
        entry.Problem is null ? $"{entry.Definition.Summary}." : $"{entry.Definition.Summary}. Not here: {entry.Problem}",
    ];

    private static string Describe(Setting setting)
    {
        string rule = setting.Rule is null ? "" : $" ({setting.Rule} only)";
        return setting.Kind is SettingKind.Number or SettingKind.List ? setting.Summary + rule : $"{setting.Summary} It is {setting.Legal}.{rule}";
    }
}
