using Ratchet.BlackBox.Policies;
using Ratchet.Cli.Views;
using Ratchet.Environments;
using Ratchet.Interchange.Onnx;
using Ratchet.Interchange.TensorBoard;
using Ratchet.Training;
using Ratchet.Training.Runs;

namespace Ratchet.Cli;

/// <summary>One process's work on a run: its view, its signals, its exit code.</summary>
internal static class TrainingSession
{
    private const string ShowCursor = "\e[?25h";

    public static int Run(Surroundings surroundings, string path, RunOptions options, EnvironmentDefinition definition, int threads, RunOutput output, WarmStart? from = null)
    {
        // Read first: a wrong RATCHET_ISA would else surface in the middle of building the networks.
        _ = Machine.InstructionSet;
        var outputs = new RunOutputs
        {
            Metrics = new TensorBoardEvents(),
            Exporter = new OnnxExporter(new OnnxOptions { Environment = options.Training.Environment }),
            Searches = PolicySearches.All,
            Hung = End,
        };
        using var run = new TrainingRun(path, options, definition, threads, from, outputs);
        if (run.FinishedLine is { } finished)
        {
            if (output != RunOutput.Quiet)
                surroundings.Output.WriteLine(output == RunOutput.Json ? finished : $"The run in {path} is finished; nothing was changed.");
            return ExitCode.Success;
        }

        // The display of a process that is ended at once will not come to show the cursor again.
        using var stop = new StopSignals(() => surroundings.Output.Write(surroundings.IsTerminal ? ShowCursor : ""));
        IRunView view = RunViews.Choose(surroundings, output);
        RunOutcome outcome = view.Show(() => run.Execute(view, stop.Token));
        if (outcome == RunOutcome.Finished)
            return ExitCode.Success;
        // Where the terminal has gone, there is nobody to tell.
        using var error = new LastingWriter(surroundings.Error, _ => { });
        error.WriteLine($"ratchet: stopped; 'ratchet resume {Wording.Argument(path)}' goes on.");
        return stop.ExitCode;

        // The thread in the simulator cannot be ended; what is on the disk is whole at every moment.
        void End(EnvironmentException hung)
        {
            if (surroundings.IsTerminal)
                surroundings.Output.Write($"{ShowCursor}\n");
            using (var error = new LastingWriter(surroundings.Error, _ => { }))
                error.WriteLine($"ratchet: {hung.Message}; the process ends, the run's last checkpoint is good.");
            System.Environment.Exit(ExitCode.UserError);
        }
    }
}
