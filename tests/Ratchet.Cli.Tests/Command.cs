namespace Ratchet.Cli.Tests;

/// <summary>Runs the command within the test's process.</summary>
internal static class Command
{
    /// <summary>What it printed and returned.</summary>
    public sealed record Result(int ExitCode, string Output, string Error)
    {
        public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public static Result Run(params string[] arguments) => RunWithInput("", arguments);

    public static Result RunWithInput(string input, params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        int exitCode = new Application(new Surroundings(new StringReader(input), output, error, IsTerminal: false)).Run(arguments);
        return new Result(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>A short training in a folder.</summary>
    public static string[] ShortTraining(string folder, params string[] more) =>
        ["train", "cartpole", "--steps", "256", "--set", "environments=4", "--set", "horizon=16", "--set", "minibatch=32", "--set", "hidden=8", "--out", folder, .. more];
}
