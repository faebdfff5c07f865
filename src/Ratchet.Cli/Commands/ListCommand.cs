using System.CommandLine;
using Ratchet.Cli.Views;
using Ratchet.Environments;
using Ratchet.Environments.Wrappers;
using Ratchet.Training;

namespace Ratchet.Cli.Commands;

/// <summary><c>ratchet list</c>: the names that the other commands take.</summary>
internal static class ListCommand
{
    /// <summary>Not one environment but as many as Python has installed; the sizes are known when one is made.</summary>
    private static readonly string[] Gymnasium = ["gym:NAME", "?", "?", "?", "?", "Any environment of Gymnasium, in Python; --python names the interpreter."];

    private static readonly string[] Parts = ["environments", "wrappers", "rules", "settings"];

    public static Command Create(Surroundings surroundings)
    {
        var part = new Argument<string?>("part")
        {
            Description = "environments, wrappers, rules or settings (default: all of them).",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<bool> json = SharedOptions.Json("Prints one JSON object.");
        var command = new Command("list", "Lists environments, wrappers, rules, and the keys of --set with their legal values.") { part, json };
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
        "environments" => new TextTable(
            ["Environments", "observation", "actions", "steps", "solved at", ""], [.. Tasks.All.Definitions.Select(definition => Row(EnvironmentEntry.Of(definition))), Gymnasium]),
        "wrappers" => new TextTable(["Wrappers, for --wrap", ""], [.. EnvironmentWrappers.All.Select(wrapper => (string[])[wrapper.Example, wrapper.Summary])]),
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
        string rule = setting.Part is { } part ? $" (with {part})" : "";
        return setting.Kind is SettingKind.Number or SettingKind.List ? setting.Summary + rule : $"{setting.Summary} It is {setting.Legal}.{rule}";
    }
}
