using System.CommandLine;
using System.Globalization;
using Ratchet.Cli.Views;
using Ratchet.Environments;
using Ratchet.Training;
using Spectre.Console;

namespace Ratchet.Cli.Commands;

/// <summary><c>ratchet list</c>: the names that the other commands take.</summary>
internal static class ListCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var command = new Command("list", "Lists environments, rules, and the keys of --set with their legal values.");
        command.SetAction(_ =>
        {
            Write(surroundings, "Environments", Tasks.All.Definitions.Select(definition => (definition.Name, Describe(definition))));
            Write(surroundings, "Rules", Rules.All);
            Write(surroundings, "Keys of --set", Settings.All.Select(setting => (setting.Key, Describe(setting))));
            return ExitCode.Success;
        });
        return command;
    }

    private static void Write(Surroundings surroundings, string title, IEnumerable<(string Name, string Text)> rows)
    {
        (string Name, string Text)[] entries = [.. rows];
        if (surroundings.IsTerminal)
            WriteWrapped(Consoles.Create(surroundings), title, entries);
        else
            WriteLines(surroundings.Output, title, entries);
    }

    /// <summary>One entry a line, which is what scripts want.</summary>
    private static void WriteLines(TextWriter output, string title, (string Name, string Text)[] rows)
    {
        int width = rows.Max(row => row.Name.Length);
        output.WriteLine(title);
        foreach ((string name, string text) in rows)
            output.WriteLine($"  {name.PadRight(width)}  {text}");
        output.WriteLine();
    }

    private static void WriteWrapped(IAnsiConsole console, string title, (string Name, string Text)[] rows)
    {
        console.MarkupLineInterpolated($"[bold]{title}[/]");
        var grid = new Grid();
        grid.AddColumn(new GridColumn().NoWrap().PadLeft(2).PadRight(2));
        grid.AddColumn(new GridColumn().PadRight(0));
        foreach ((string name, string text) in rows)
            grid.AddRow(new Text(name, new Style(Color.Blue)), new Text(text));
        console.Write(grid);
        console.WriteLine();
    }

    private static string Describe(EnvironmentDefinition definition)
    {
        string limit = definition.TimeLimit is { } steps ? string.Create(CultureInfo.InvariantCulture, $"; at most {steps} steps") : "";
        string threshold = definition.RewardThreshold is { } value ? string.Create(CultureInfo.InvariantCulture, $"; solved at a return of {value}") : "";
        return $"{definition.Summary}{limit}{threshold}.";
    }

    private static string Describe(Setting setting)
    {
        string rule = setting.Rule is null ? "" : $" ({setting.Rule} only)";
        return setting.Kind is SettingKind.Number or SettingKind.List ? setting.Summary + rule : $"{setting.Summary} It is {setting.Legal}.{rule}";
    }
}
