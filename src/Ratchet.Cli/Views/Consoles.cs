using Spectre.Console;

namespace Ratchet.Cli.Views;

/// <summary>Makes the console for tables and live displays.</summary>
internal static class Consoles
{
    /// <summary>Wide enough for a listing with one entry a line, which is what scripts want.</summary>
    private const int RedirectedWidth = 400;

    public static IAnsiConsole Create(Surroundings surroundings)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(surroundings.Output),
            Ansi = surroundings.IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = surroundings.IsTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        if (!surroundings.IsTerminal)
            console.Profile.Width = RedirectedWidth;
        return console;
    }
}
