using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Ratchet.Cli.Commands;
using Ratchet.Environments;
using Ratchet.Gymnasium;
using Ratchet.Training;

namespace Ratchet.Cli;

/// <summary>The <c>ratchet</c> command: parses, runs, and turns whatever is the user's error into one sentence and exit code 2.</summary>
internal sealed class Application(Surroundings surroundings)
{
    public int Run(IReadOnlyList<string> arguments)
    {
        try
        {
            ParseResult result = Parse(arguments);
            RequireUnderstood(result);
            return result.Invoke(new InvocationConfiguration
            {
                Output = surroundings.Output,
                Error = surroundings.Error,
                EnableDefaultExceptionHandler = false,
                // Signals are the business of the commands that have something to save.
                ProcessTerminationTimeout = null,
            });
        }
        catch (Exception exception) when (UserException.IsUsers(exception))
        {
            Tell(exception);
            return ExitCode.UserError;
        }
    }

    private void Tell(Exception exception)
    {
        try
        {
            surroundings.Error.WriteLine($"ratchet: {OneLine(exception.Message)}");
            if (PythonException.In(exception) is { } python)
                surroundings.Error.WriteLine(python.Traceback);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Standard error is closed or its disk is full: the exit code says it.
        }
    }

    private ParseResult Parse(IReadOnlyList<string> arguments)
    {
        // Not a RootCommand: that one is named after the executable's file.
        var root = new Command("ratchet", "Ratchet: policy optimisation that does not slip back.")
        {
            new HelpOption(),
            new VersionOption(),
            TrainCommand.Create(surroundings),
            ResumeCommand.Create(surroundings),
            EvaluateCommand.Create(surroundings),
            ExportCommand.Create(surroundings),
            ReplayCommand.Create(surroundings),
            ReportCommand.Create(surroundings),
            StepCommand.Create(surroundings),
            CheckEnvironmentCommand.Create(surroundings),
            CheckDriftCommand.Create(surroundings),
            CheckRuleCommand.Create(surroundings),
            DriftFigureCommand.Create(surroundings),
            DoctorCommand.Create(surroundings),
            VerifyResumeCommand.Create(surroundings),
            RandomCommand.Create(surroundings),
            StudyCommand.Create(surroundings),
            DashboardCommand.Create(surroundings),
            MinimiseCommand.Create(surroundings),
            TetrisCommand.Create(surroundings),
            TetrisFigureCommand.Create(surroundings),
            DiscoverCommand.Create(surroundings),
            DistilCommand.Create(surroundings),
            CompareCommand.Create(surroundings),
            ListCommand.Create(surroundings),
        };
        return root.Parse(arguments, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
    }

    private static void RequireUnderstood(ParseResult result)
    {
        if (result.Action?.ClearsParseErrors == true)
            return;
        Command command = result.CommandResult.Command;
        // A misspelt option would else be taken for an argument that happens to begin with dashes.
        string? stray = result.Tokens.FirstOrDefault(token => token.Type == TokenType.Argument && token.Value.StartsWith("--", StringComparison.Ordinal))?.Value;
        if (stray is not null)
            throw Unknown("option", stray, command.Options.Select(option => option.Name));
        if (command.Subcommands.Count > 0)
            throw result.UnmatchedTokens is [string name, ..]
                ? Unknown("command", name, command.Subcommands.Select(known => known.Name))
                : new UserException($"no command given; commands are {string.Join(", ", command.Subcommands.Select(known => known.Name))}; see 'ratchet --help'.");
        if (result.UnmatchedTokens is [string extra, ..])
            throw extra.StartsWith('-')
                ? Unknown("option", extra, command.Options.Select(option => option.Name))
                : new UserException($"'{command.Name}' does not know what to do with '{extra}'; see 'ratchet {command.Name} --help'.");
        if (command.Arguments.FirstOrDefault(argument => argument.Arity.MinimumNumberOfValues > 0 && result.GetResult(argument) is not { Tokens.Count: > 0 }) is { } missing)
            throw new UserException($"'{command.Name}' needs <{missing.Name}>; see 'ratchet {command.Name} --help'.");
        if (result.Errors is [ParseError error, ..])
            throw new UserException($"{error.Message} See 'ratchet {command.Name} --help'.");
    }

    private static UserException Unknown(string what, string name, IEnumerable<string> known)
    {
        string[] names = [.. known];
        return NearestName.Find(name, names) is { } nearest
            ? new UserException($"unknown {what} '{name}'; did you mean '{nearest}'?")
            : new UserException($"unknown {what} '{name}'; known are {string.Join(", ", names)}.");
    }

    private static string OneLine(string message) => string.Join(' ', message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
