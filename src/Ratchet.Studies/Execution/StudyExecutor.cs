using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Ratchet.Studies.Definitions;

namespace Ratchet.Studies.Execution;

/// <summary>How <see cref="StudyExecutor.Execute"/> ended.</summary>
public enum StudyOutcome
{
    /// <summary>Every run that was asked for is done, or has failed.</summary>
    Finished,

    /// <summary>Runs are left: a stop was requested, or another process holds them.</summary>
    Stopped,
}

/// <summary>
/// Trains the runs of a study, one on each core. What a run leaves does not depend on the number of workers, on their kind, or on when the study was stopped, killed and
/// started again: every run is an ordinary one, with one thread.
/// </summary>
/// <param name="folder">The study's folder.</param>
/// <param name="worker">How a run is trained.</param>
/// <param name="workers">How many are trained at a time, at least 1.</param>
/// <param name="observer">Sees the study go on.</param>
public sealed class StudyExecutor(StudyFolder folder, IRunWorker worker, int workers, IStudyObserver observer)
{
    private const int TriesForARunInUse = 20;
    private static readonly TimeSpan PauseForARunInUse = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ClockInterval = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Stopwatch _clock = new();
    private double _coreSeconds;
    private long _until;
    private int _atWork;
    private double _lastChange;

    /// <summary>Trains the runs that are left.</summary>
    /// <param name="runs">Runs of the study, in the order of <see cref="StudyDefinition.Plan"/>.</param>
    /// <param name="retry">Whether runs that failed are tried again.</param>
    /// <param name="stop">Requests the stop: runs finish their iteration, and write a checkpoint.</param>
    /// <param name="until">Environment steps until which they are trained now; null for the study's.</param>
    /// <exception cref="Exception">What <see cref="IRunWorker.Train"/> throws: the disk is full, or the like. The other runs were stopped with checkpoints.</exception>
    public StudyOutcome Execute(IReadOnlyList<StudyRun> runs, bool retry, CancellationToken stop, long? until = null)
    {
        ArgumentNullException.ThrowIfNull(runs);
        _until = until ?? folder.Definition.Until;
        StudyProgress progress = Survey(runs, retry, out List<StudyRun> left);
        observer.OnStart(progress);
        if (left.Count == 0)
            return StudyOutcome.Finished;
        _clock.Start();
        KeepTime();
        var queue = new RunQueue(left, progress);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Exception? failure = null;
        using (new Timer(_ => KeepTime(), null, ClockInterval, ClockInterval))
        {
            Thread[] threads = [.. Enumerable.Range(0, Math.Min(workers, left.Count)).Select(_ => new Thread(Work))];
            foreach (Thread thread in threads)
                thread.Start();
            foreach (Thread thread in threads)
                thread.Join();
        }

        KeepTime();
        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);
        return progress.Total is { Left: 0 } ? StudyOutcome.Finished : StudyOutcome.Stopped;

        void Work()
        {
            try
            {
                while (!ending.IsCancellationRequested && queue.Take() is { } run)
                    Train(run, progress, ending.Token);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref failure, exception, null);
                ending.Cancel();
            }
        }
    }

    private StudyProgress Survey(IReadOnlyList<StudyRun> runs, bool retry, out List<StudyRun> left)
    {
        var progress = new StudyProgress(folder.Definition, _until, workers);
        left = [];
        foreach (StudyRun run in runs)
        {
            StudyRunState state = StudyFiles.StateOf(folder.Path, run, _until);
            if (state == StudyRunState.Failed && retry)
            {
                folder.ForgetFailure(run);
                state = StudyRunState.Left;
            }

            progress.Add(run, state, RunTail.StepsOf(folder.RunPath(run)), RunTail.PaceOf(folder.RunPath(run)));
            if (state == StudyRunState.Left)
                left.Add(run);
        }

        return progress;
    }

    private void Train(StudyRun run, StudyProgress progress, CancellationToken stop)
    {
        RunGauge gauge = progress.Begin(run);
        lock (_gate)
        {
            CountTime(+1);
            observer.OnRunStarted(progress, run);
        }

        RunEnd end = RunEnd.Stopped;
        try
        {
            end = TrainWhenFree(run, gauge, stop);
            if (end.Kind == RunEndKind.Failed)
                folder.KeepFailure(run, new StudyFailure(RunTail.StepsOf(folder.RunPath(run)), end.Message));
        }
        finally
        {
            progress.End(run, end, RunTail.PaceOf(folder.RunPath(run)));
            lock (_gate)
            {
                CountTime(-1);
                observer.OnRunEnded(progress, run, end);
            }

            KeepTime();
        }
    }

    /// <summary>A process that was killed may leave one of its own behind, which still writes its checkpoint.</summary>
    private RunEnd TrainWhenFree(StudyRun run, RunGauge gauge, CancellationToken stop)
    {
        for (int tries = 1; ; tries++)
        {
            RunEnd end = worker.Train(run, folder.RunPath(run), _until, gauge, Warn, stop);
            if (end.Kind != RunEndKind.InUse || tries == TriesForARunInUse || stop.WaitHandle.WaitOne(PauseForARunInUse))
                return end;
        }

        void Warn(string message)
        {
            lock (_gate)
                observer.OnWarning($"{run.Name}: {message}");
        }
    }

    private void KeepTime()
    {
        lock (_gate)
        {
            CountTime(0);
            try
            {
                folder.KeepTime(_clock.Elapsed.TotalSeconds, _coreSeconds);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                observer.OnWarning($"the time of the study could not be kept: {exception.Message}");
            }
        }
    }

    /// <summary>Adds the seconds of the workers that were at work since it was called last.</summary>
    private void CountTime(int change)
    {
        double now = _clock.Elapsed.TotalSeconds;
        _coreSeconds += _atWork * (now - _lastChange);
        _lastChange = now;
        _atWork += change;
    }
}
