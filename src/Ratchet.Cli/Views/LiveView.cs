using System.Diagnostics;
using Ratchet.Studies.Records;
using Ratchet.Training;
using Ratchet.Training.Runs;
using Spectre.Console;

namespace Ratchet.Cli.Views;

/// <summary>A calm live display: a few lines that change in place, ten times a second at most.</summary>
internal sealed class LiveView(IAnsiConsole console, TextWriter error) : IRunView
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly LiveScreen _screen = new(console);
    private readonly Sparkline _returns = new();
    private readonly Stopwatch _sinceFrame = new();
    private readonly List<string> _warnings = [];
    private (EvaluationResult Result, long Steps)? _evaluation;
    private RunProgress? _finished;
    private bool _hasUpdate;

    public RunOutcome Show(Func<RunOutcome> execute)
    {
        RunOutcome outcome;
        console.Cursor.Hide();
        try
        {
            outcome = execute();
        }
        finally
        {
            console.Cursor.Show();
            // Between the frames they would be drawn over.
            foreach (string message in _warnings)
                error.WriteLine(Wording.Warning(message));
        }

        if (_finished is { } progress)
            console.MarkupLineInterpolated($"{Wording.Finished(progress)}\n[dim]{Wording.Next(progress)}[/]");
        return outcome;
    }

    public void OnStart(RunProgress progress)
    {
        if (progress.IsResumed)
            ReadReturns(progress.Path);
        _sinceFrame.Start();
        Draw(progress);
    }

    public void OnIteration(RunProgress progress, ReadOnlySpan<byte> line)
    {
        _hasUpdate = true;
        _returns.Add(progress.Metrics.MeanReturn);
        if (_sinceFrame.Elapsed >= Pause)
            Draw(progress);
    }

    public void OnEvaluation(RunProgress progress, EvaluationResult result, ReadOnlySpan<byte> line)
    {
        _evaluation = (result, progress.Metrics.Steps);
        Draw(progress);
    }

    public void OnFinished(RunProgress progress, ReadOnlySpan<byte> line)
    {
        Draw(progress);
        _finished = progress;
    }

    public void OnWarning(string message) => _warnings.Add(message);

    /// <summary>The spark line of a resumed run begins where the run did.</summary>
    private void ReadReturns(string path)
    {
        try
        {
            foreach (double value in RunRecord.Read(path, name => name == MetricNames.Return).Iterations[MetricNames.Return])
                _returns.Add(value);
        }
        catch (RunException)
        {
            // A display is no reason to end a run: what is wrong with the file is the reader's to say who needs it.
        }
    }

    private void Draw(RunProgress progress)
    {
        _hasUpdate |= progress.Metrics.Iteration > 0 && !progress.IsResumed;
        // The size is looked up each time: terminals are resized. A line that fills the width would make some of them begin another one.
        _screen.Show(new LiveFrame(progress, _returns, _hasUpdate, _evaluation).Render(console.Profile.Width - 1, console.Profile.Height));
        _sinceFrame.Restart();
    }
}
