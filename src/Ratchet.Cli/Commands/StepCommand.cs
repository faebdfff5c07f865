using System.CommandLine;
using Ratchet.Environments;

namespace Ratchet.Cli.Commands;

/// <summary><c>ratchet step</c>: drives a simulator from a state through actions, so that it can be held against another implementation.</summary>
internal static class StepCommand
{
    public static Command Create(Surroundings surroundings)
    {
        Argument<string> environment = SharedOptions.Environment();
        Option<string?> python = SharedOptions.Python();
        Option<bool> json = SharedOptions.Json("JSON lines; the only format there is.");
        var command = new Command(
            "step",
            "Reads {\"state\": …, \"actions\": [[…], …]} from standard input and prints one JSON line a step: observation, reward, terminated, truncated, state.")
        {
            environment, python, json,
        };
        command.SetAction(result =>
        {
            EnvironmentDefinition definition = Tasks.Find(result.GetRequiredValue(environment), SharedOptions.ReadWorkers(result.GetValue(python)));
            IEnvironment simulator = definition.Create();
            using var disposable = simulator as IDisposable;
            StepProtocol.Run(simulator, definition.Name, surroundings.Input, surroundings.Output);
            return ExitCode.Success;
        });
        return command;
    }
}
