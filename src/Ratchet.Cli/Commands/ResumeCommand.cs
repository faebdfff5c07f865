using System.CommandLine;
using Ratchet.Training;
using Ratchet.Training.Runs;

namespace Ratchet.Cli.Commands;

/// <summary><c>ratchet resume</c>: goes on with a run from nothing but its folder.</summary>
internal static class ResumeCommand
{
    public static Command Create(Surroundings surroundings)
    {
        Argument<string> folder = SharedOptions.Folder();
        Option<string?> threads = SharedOptions.Threads();
        Option<bool> json = SharedOptions.Json("Prints one JSON line for each iteration, evaluation point, and the end."), quiet = SharedOptions.Quiet();
        var command = new Command("resume", "Goes on with a run, with the settings in its folder.") { folder, threads, json, quiet };
        command.SetAction(result =>
        {
            string path = result.GetRequiredValue(folder);
            RunOptions options = RunFolder.ReadOptions(path);
            return TrainingSession.Run(
                surroundings, path, options, Tasks.Find(options), SharedOptions.ReadThreads(result.GetValue(threads)), SharedOptions.ReadOutput(result.GetValue(json), result.GetValue(quiet)));
        });
        return command;
    }
}
