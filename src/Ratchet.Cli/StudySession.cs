using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Ratchet.BlackBox.Policies;
using Ratchet.Cli.Views;
using Ratchet.Interchange.Onnx;
using Ratchet.Interchange.TensorBoard;
using Ratchet.Studies.Definitions;
using Ratchet.Studies.Execution;
using Ratchet.Studies.Reports;
using Ratchet.Studies.Sweeps;
using Ratchet.Training;
using Ratchet.Training.Runs;

namespace Ratchet.Cli;

/// <summary>One process's work on a study: its view, its signals, its exit code.</summary>
internal static class StudySession
{
    private static ThreadWorker Threads { get; } = new(Tasks.Find, options => new RunOutputs
    {
        Metrics = new TensorBoardEvents(),
        Exporter = new OnnxExporter(new OnnxOptions { Environment = options.Training.Environment }),
        Searches = PolicySearches.All,
    });

    public static int Run(Surroundings surroundings, StudyRequest request, IStudyView view)
    {
        // Read first: a wrong RATCHET_ISA would else surface in the middle of building the networks.
        _ = Machine.InstructionSet;
        // All that is wrong with the study shows before its folder is touched.
        request.Study.Plan(Tasks.Find, view.OnWarning);
        StudyResults.RequireFigures(request.Study);
        using StudyFolder folder = StudyFolder.Open(request.Folder, request.Study);
        StudyRun[] runs = [.. folder.Definition.Plan(Tasks.Find).Where(request.Includes)];
        foreach (string other in request.Reuse)
            view.OnReuse(other, RunReuse.TakeOver(folder, runs, other, view.OnWarning).Count);
        IRunWorker worker = request.Processes ? new ProcessWorker((run, until) => StartOf(folder, run, until)) : Threads;
        var executor = new StudyExecutor(folder, worker, request.Workers, view);

        using var stop = new StopSignals();
        StudyOutcome outcome = view.Show(() => Train(executor, folder, runs, request.Retry, stop.Token));
        if (outcome == StudyOutcome.Finished)
        {
            view.OnEnd(folder, StudyResults.Write(folder.Path));
            int code = runs.Any(run => StudyFiles.HasFailed(folder.Path, run)) ? ExitCode.Found : ExitCode.Success;
            return SelectionOf(folder) is { } selection ? Math.Max(code, Run(surroundings, request.For(selection), view)) : code;
        }

        // Where the terminal has gone, there is nobody to tell.
        using var error = new LastingWriter(surroundings.Error, _ => { });
        error.WriteLine(stop.ExitCode == ExitCode.Success
            ? "ratchet: runs are left that another process is working on; the same command goes on when it has ended."
            : $"ratchet: stopped; 'ratchet study {Wording.Argument(folder.Path)}' goes on.");
        return stop.ExitCode == ExitCode.Success ? ExitCode.Found : stop.ExitCode;
    }

    /// <summary>A sweep is trained rung by rung, other studies at once. Where a part of it was asked for, it waits on its rung for the rest: nobody is left out unheard.</summary>
    private static StudyOutcome Train(StudyExecutor executor, StudyFolder folder, StudyRun[] runs, bool retry, CancellationToken stop)
    {
        if (folder.Definition.Sweep is null)
            return executor.Execute(runs, retry, stop);
        var search = SweepSearch.In(folder.Path, folder.Definition);
        var outcome = StudyOutcome.Finished;
        for (int i = 0; i < search.Rungs && outcome == StudyOutcome.Finished; i++)
        {
            SweepRung rung = search.Rung(i);
            outcome = executor.Execute([.. runs.Where(run => rung.Trials.Contains(run.Rule, StringComparer.Ordinal))], retry, stop, rung.Steps);
            if (!SweepResult.IsEnded(folder.Path, folder.Definition, rung))
                break;
        }

        return outcome;
    }

    /// <summary>The study of a sweep's best trials, and its folder within the sweep's.</summary>
    private static (string Folder, StudyDefinition Study)? SelectionOf(StudyFolder folder) =>
        folder.Definition.Sweep is not null && SweepResult.Read(folder.Path, folder.Definition) is { IsDone: true } && SweepSearch.In(folder.Path, folder.Definition).Selection() is { } selection
            ? (Path.Combine(folder.Path, "selection"), selection)
            : null;

    /// <summary>The work of a process that <see cref="ProcessWorker"/> started.</summary>
    public static int RunOne(Surroundings surroundings, string folder, string run, long until)
    {
        // A terminal sends its signals to all of its processes; this one stops when the study tells it to, by the end of its input.
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => context.Cancel = true);
        ChildRun.Serve(folder, run, until, Threads, surroundings.Input, surroundings.Output);
        return ExitCode.Success;
    }

    /// <summary>This very program with other arguments.</summary>
    private static ProcessStartInfo StartOf(StudyFolder folder, StudyRun run, long until)
    {
        var start = new ProcessStartInfo(System.Environment.ProcessPath!);
        // Under 'dotnet' the program is the assembly, which is its first argument.
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(System.Environment.GetCommandLineArgs()[0]);
        foreach (string argument in (string[])["study", "run", folder.Path, "--run", run.Name, "--until", until.ToString(CultureInfo.InvariantCulture)])
            start.ArgumentList.Add(argument);
        return start;
    }
}
