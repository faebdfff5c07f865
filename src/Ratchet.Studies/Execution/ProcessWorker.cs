using System.Diagnostics;
using Ratchet.Studies.Definitions;

namespace Ratchet.Studies.Execution;

/// <summary>
/// Trains every run as a process of its own, which a simulator that crashes takes alone with it. The process is told to stop by the end of its standard input, so that it
/// stops, with a checkpoint, when this process is killed too.
/// </summary>
/// <param name="start">The process that trains a run to a budget and tells of it as <see cref="ChildRun"/> does.</param>
public sealed class ProcessWorker(Func<StudyRun, long, ProcessStartInfo> start) : IRunWorker
{
    private const int LongestError = 400;

    // How a process ends that Ctrl+C or the end of the terminal ended before it could listen: SIGHUP, SIGINT, and STATUS_CONTROL_C_EXIT.
    private const int HungUp = 129;
    private const int Interrupted = 130;
    private const int InterruptedOnWindows = unchecked((int)0xC000013A);

    /// <inheritdoc/>
    public RunEnd Train(StudyRun run, string path, long until, RunGauge gauge, Action<string> warn, CancellationToken stop)
    {
        ProcessStartInfo information = start(run, until);
        information.RedirectStandardInput = information.RedirectStandardOutput = information.RedirectStandardError = true;
        using Process process = Process.Start(information) ?? throw new IOException($"the process of {run.Name} could not be started.");
        Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        RunEnd? end = null;
        using (stop.Register(() => CloseInput(process)))
        {
            while (process.StandardOutput.ReadLine() is { } line)
                end = RunMessages.Read(line, gauge, warn) ?? end;
            process.WaitForExit();
        }

        if (end is not null)
            return end;
        // A terminal signals all of its processes: one that was just starting has not failed, and a study that ends fails none.
        return stop.IsCancellationRequested || process.ExitCode is HungUp or Interrupted or InterruptedOnWindows
            ? RunEnd.Stopped
            : new RunEnd(RunEndKind.Failed, $"the process of the run ended with exit code {process.ExitCode}{Last(error.Result)}");
    }

    private static void CloseInput(Process process)
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException)
        {
            // It has ended.
        }
    }

    private static string Last(string error)
    {
        string text = string.Join(' ', error.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length == 0 ? "." : $": {(text.Length <= LongestError ? text : $"…{text[^LongestError..]}")}";
    }
}
