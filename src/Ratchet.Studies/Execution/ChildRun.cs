using Ratchet.Studies.Definitions;
using Ratchet.Training.Runs;

namespace Ratchet.Studies.Execution;

/// <summary>The other end of <see cref="ProcessWorker"/>: one run of a study, in the process that was started for it.</summary>
public static class ChildRun
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Trains a run, tells of it on the output, and stops with a checkpoint when the input ends.</summary>
    /// <param name="path">The study's folder.</param>
    /// <param name="run">TASK/RULE/SEED.</param>
    /// <param name="until">The budget, in environment steps.</param>
    /// <param name="worker">Trains it.</param>
    /// <param name="input">Ends when the run is to stop.</param>
    /// <param name="output">Is told of the run.</param>
    /// <exception cref="StudyException">The folder holds no study that has such a run.</exception>
    public static void Serve(string path, string run, long until, IRunWorker worker, TextReader input, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(worker);
        ArgumentNullException.ThrowIfNull(output);
        StudyRun found = Find(StudyFiles.ReadDefinition(path), run) ?? throw new StudyException($"the study in '{path}' has no run '{run}'.");
        using var stop = new CancellationTokenSource();
        new Thread(() => StopAtTheEnd(input, stop)) { IsBackground = true }.Start();
        var gauge = new RunGauge();
        TextWriter safe = TextWriter.Synchronized(output);
        using (new Timer(_ => Tell(safe, RunMessages.Progress(gauge)), null, Interval, Interval))
        {
            string last;
            try
            {
                last = RunMessages.End(worker.Train(found, StudyFiles.RunPath(path, run), until, gauge, warning => Tell(safe, RunMessages.Warning(warning)), stop.Token));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or OutOfMemoryException or RunException)
            {
                last = RunMessages.Error(exception);
            }

            Tell(safe, RunMessages.Progress(gauge));
            Tell(safe, last);
        }
    }

    private static StudyRun? Find(StudyDefinition study, string name)
    {
        foreach ((StudyTask task, StudyRule rule) in study.Cells)
            foreach (ulong seed in study.Seeds)
                if (rule.RunsOn(task, seed) && new StudyRun(task.Name, rule.Name, seed, study.OptionsOf(task, rule, seed)) is var run && run.Name == name)
                    return run;
        return null;
    }

    private static void StopAtTheEnd(TextReader input, CancellationTokenSource stop)
    {
        try
        {
            while (input.Read() >= 0)
            {
            }

            stop.Cancel();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The run has ended before its input.
        }
    }

    private static void Tell(TextWriter output, string line)
    {
        try
        {
            output.WriteLine(line);
            output.Flush();
        }
        catch (IOException)
        {
            // Whoever asked has gone; the end of the input stops the run.
        }
    }
}
