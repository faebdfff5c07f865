using Ratchet.Environments;
using Ratchet.Studies.Definitions;
using Ratchet.Training;
using Ratchet.Training.Runs;

namespace Ratchet.Studies.Execution;

/// <summary>Trains runs on threads of this process. A simulator that crashes takes the whole process with it; the study then goes on where it was.</summary>
/// <param name="find">The environment of a run, without the wrappers that its settings name.</param>
/// <param name="outputs">What a run writes beside its own files; null for nothing.</param>
public sealed class ThreadWorker(Func<RunOptions, EnvironmentDefinition> find, Func<RunOptions, RunOutputs>? outputs = null) : IRunWorker
{
    /// <inheritdoc/>
    public RunEnd Train(StudyRun run, string path, long until, RunGauge gauge, Action<string> warn, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(run);
        // On a thread of its own, because one that hangs in a simulator cannot be ended: it is left behind, and the worker goes on without it.
        var end = new TaskCompletionSource<RunEnd>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                end.TrySetResult(TrainHere(run, path, until, gauge, warn, hung => end.TrySetResult(new RunEnd(RunEndKind.Failed, hung.Message)), stop));
            }
            catch (Exception exception)
            {
                end.TrySetException(exception);
            }
        })
        { IsBackground = true, Name = run.Name };
        thread.Start();
        return end.Task.GetAwaiter().GetResult();
    }

    private RunEnd TrainHere(StudyRun run, string path, long until, RunGauge gauge, Action<string> warn, Action<EnvironmentException> hung, CancellationToken stop)
    {
        try
        {
            RunOutputs written = outputs?.Invoke(run.Options) ?? new RunOutputs();
            using var training = new TrainingRun(path, run.Options, find(run.Options), threads: 1, outputs: written with { Hung = hung });
            var observer = new GaugeObserver(gauge, warn);
            RunOutcome outcome = training.Execute(observer, stop, until);
            return outcome != RunOutcome.Stopped || observer.Steps >= until ? RunEnd.Reached : RunEnd.Stopped;
        }
        catch (RunException exception) when (exception.IsInUse)
        {
            return RunEnd.InUse;
        }
        catch (Exception exception) when (!IsOfMachine(exception))
        {
            return new RunEnd(RunEndKind.Failed, exception.Message);
        }
    }

    /// <summary>Whether an error is the machine's, a full disk say, and not the run's: the next run would meet it too.</summary>
    private static bool IsOfMachine(Exception exception) => exception
        is IOException or UnauthorizedAccessException or OutOfMemoryException or RunException { InnerException: IOException or UnauthorizedAccessException };

    private sealed class GaugeObserver(RunGauge gauge, Action<string> warn) : IRunObserver
    {
        private RunProgress? _progress;

        public long Steps => _progress?.Metrics.Steps ?? 0;

        public void OnStart(RunProgress progress)
        {
            _progress = progress;
            Set(progress);
        }

        public void OnIteration(RunProgress progress, ReadOnlySpan<byte> line) => Set(progress);

        public void OnEvaluation(RunProgress progress, EvaluationResult result, ReadOnlySpan<byte> line)
        {
        }

        public void OnFinished(RunProgress progress, ReadOnlySpan<byte> line) => Set(progress);

        public void OnWarning(string message) => warn(message);

        private void Set(RunProgress progress) => gauge.Set(progress.Metrics.Steps, progress.StepsPerSecond);
    }
}
