using Ratchet.Training;
using Ratchet.Training.Runs;

namespace Ratchet.Dashboard.Tests.Browser;

/// <summary>A real training that goes on beside the test, a few iterations a second, until it is disposed.</summary>
internal sealed class LiveRun : IRunObserver, IAsyncDisposable
{
    private const int PauseMilliseconds = 100;

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _training;

    public LiveRun(RunsFolder runs, string run)
    {
        RunOptions options = Settings.Apply(RunsFolder.Short("cartpole"), "steps=100000000");
        _training = Task.Run(() => runs.Train(run, options, this, _stop.Token));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _training;
        _stop.Dispose();
    }

    void IRunObserver.OnStart(RunProgress progress)
    {
    }

    void IRunObserver.OnIteration(RunProgress progress, ReadOnlySpan<byte> line) => _stop.Token.WaitHandle.WaitOne(PauseMilliseconds);

    void IRunObserver.OnEvaluation(RunProgress progress, EvaluationResult result, ReadOnlySpan<byte> line)
    {
    }

    void IRunObserver.OnFinished(RunProgress progress, ReadOnlySpan<byte> line)
    {
    }
}
