using System.Diagnostics;
using Ratchet.Training;
using Ratchet.Training.Runs;

namespace Ratchet.Cli.Views;

/// <summary>Plain lines for logs: one every two seconds at first, then one for each hundredth of the time so far, so that the log of a run of days is read too.</summary>
internal sealed class PlainView(TextWriter output, TextWriter error) : IRunView
{
    private const double LeastPause = 2;
    private const double PauseShare = 0.01;

    private readonly Stopwatch _sinceLine = new();

    public void OnStart(RunProgress progress)
    {
        TrainingOptions options = progress.Options.Training;
        string start = progress.IsResumed ? $", going on at step {Wording.Count(progress.Metrics.Steps)}" : "";
        output.WriteLine($"{options.Environment} with {options.Rule}, seed {options.Seed}, {Wording.Count(progress.TotalSteps)} steps{start}, in {progress.Path}");
        _sinceLine.Start();
    }

    public void OnIteration(RunProgress progress, ReadOnlySpan<byte> line)
    {
        if (_sinceLine.Elapsed.TotalSeconds < Math.Max(LeastPause, PauseShare * progress.Seconds))
            return;
        _sinceLine.Restart();
        output.WriteLine(
            $"steps {Wording.Count(progress.Metrics.Steps)}  return {Wording.Value(progress.Metrics.MeanReturn)}"
            + $"  max KL {Wording.Value(progress.Metrics.MaxKl)}{Wording.Bound(progress.Options)}"
            + $"  {Wording.Count(progress.StepsPerSecond)} steps/s  {Wording.Time(progress.SecondsLeft)} left");
    }

    public void OnEvaluation(RunProgress progress, EvaluationResult result, ReadOnlySpan<byte> line) => output.WriteLine(
        $"steps {Wording.Count(progress.Metrics.Steps)}  evaluation: actions sampled {Wording.Value(result.Stochastic.MeanReturn)}"
        + $", most probable ones {Wording.Value(result.Deterministic.MeanReturn)}");

    public void OnFinished(RunProgress progress, ReadOnlySpan<byte> line)
    {
        output.WriteLine(Wording.Finished(progress));
        output.WriteLine(Wording.Next(progress));
    }

    public void OnWarning(string message) => error.WriteLine(Wording.Warning(message));
}
