using Spectre.Console;

namespace Ratchet.Cli.Views;

/// <summary>Makes the console for tables and live displays.</summary>
internal static class Consoles
{
    /// <summary>A console on the terminal; its colours and width are found out.</summary>
    public static IAnsiConsole Create(Surroundings surroundings) =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(surroundings.Output) });
}
