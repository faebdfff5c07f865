using System.CommandLine;
using System.Globalization;
using Ratchet.Cli.Views;
using Ratchet.Environments;
using Ratchet.Environments.Wrappers;
using Ratchet.Numerics;
using Ratchet.Training;

namespace Ratchet.Cli.Commands;

/// <summary>
/// Options that several commands have. Values are taken as text and read with the same sentences as the settings, instead of the parser's
/// "Cannot parse argument … as expected type 'System.Int32'".
/// </summary>
internal static class SharedOptions
{
    /// <summary>More than any machine has.</summary>
    public const int MostThreads = 1024;

    public static Argument<string> Environment() => new("environment") { Description = "An environment, as 'ratchet list' shows them." };

    public static Argument<string> Folder() => new("dir") { Description = "The folder of a run." };

    public static Option<bool> Json(string description) => new("--json") { Description = description };

    public static Option<bool> Quiet() => new("--quiet") { Description = "Prints errors and warnings only." };

    /// <summary>How a run is shown.</summary>
    /// <exception cref="UserException">Two ways were asked for.</exception>
    public static RunOutput ReadOutput(bool json, bool quiet) =>
        json && quiet ? throw new UserException("--json prints every line and --quiet none: give one of them.") : json ? RunOutput.Json : quiet ? RunOutput.Quiet : RunOutput.Text;

    public static Option<string?> Threads() => new("--threads")
    {
        Description = "Threads to work with (default: one for each processor); results do not depend on it.",
        HelpName = "n",
    };

    public static Option<string?> Python() => new("--python")
    {
        Description = "The Python interpreter for environments named gym:… (default: python3).",
        HelpName = "name or path",
    };

    public static Option<string?> Wrap() => new("--wrap")
    {
        Description = "Wrappers around the environment, innermost first, such as frame-stack=4,sticky-actions=0.25; 'ratchet list wrappers' shows them.",
        HelpName = "list",
    };

    public static Option<string> Seed() => new("--seed") { Description = "Seed of all randomness (default: 1).", HelpName = "n", DefaultValueFactory = _ => "1" };

    /// <summary>Workers that run this interpreter.</summary>
    public static WorkerOptions ReadWorkers(string? python)
    {
        WorkerOptions options = python is null ? new() : new() { Python = python };
        options.Validate();
        return options;
    }

    /// <summary>The number of threads; one for each processor when none is given.</summary>
    public static int ReadThreads(string? text) => text is null ? System.Environment.ProcessorCount : ReadWhole("threads", text, 1, MostThreads);

    /// <summary>An environment in its wrappers.</summary>
    /// <exception cref="UserException">There is none of that name.</exception>
    /// <exception cref="OptionException">A wrapper is unknown, or its value is wrong.</exception>
    public static EnvironmentDefinition ReadEnvironment(string name, string? wrap, string? python)
    {
        EnvironmentDefinition definition = Tasks.Find(name, ReadWorkers(python));
        try
        {
            return EnvironmentWrappers.Apply(definition, wrap ?? "");
        }
        catch (ArgumentException exception)
        {
            throw new OptionException("wrap", exception.Message, exception);
        }
    }

    /// <summary>A seed.</summary>
    /// <exception cref="OptionException">It is none.</exception>
    public static ulong ReadSeed(string text) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value)
        ? value
        : throw new OptionException("seed", $"seed is '{text}'; it must be {Settings.Find("seed").Legal}.");

    /// <summary>A whole number within bounds, in digits or in a notation such as 1e3, as the settings take it.</summary>
    /// <exception cref="OptionException">It is none.</exception>
    public static int ReadWhole(string name, string text, int low, int high) =>
        int.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out int value) && value >= low && value <= high
            ? value
            : throw new OptionException(name, $"{name} is '{text}'; it must be a whole number between {low} and {high}.");
}
