using System.Diagnostics;
using Ratchet.Numerics;
using Ratchet.Training;
using Ratchet.Training.Metrics;
using Ratchet.Training.Runs;
using Ratchet.Updates.Rules;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Ratchet.Cli.Views;

/// <summary>A calm live display: a few lines that change in place, ten times a second at most.</summary>
internal sealed class LiveView(IAnsiConsole console, TextWriter error) : IRunView
{
    private const int BarWidth = 36;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Sparkline _returns = new();
    private readonly Stopwatch _sinceFrame = new();
    private readonly List<string> _warnings = [];
    private LiveDisplayContext? _display;
    private EvaluationResult? _evaluation;
    private long _evaluationSteps;
    private RunProgress? _finished;

    public RunOutcome Show(Func<RunOutcome> execute)
    {
        RunOutcome outcome;
        try
        {
            outcome = console.Live(new Text("")).Start(context =>
            {
                _display = context;
                return execute();
            });
        }
        finally
        {
            // Within the display they would be drawn over.
            foreach (string message in _warnings)
                error.WriteLine(Wording.Warning(message));
        }

        if (_finished is { } progress)
            console.MarkupLineInterpolated($"{Wording.Finished(progress)}\n[dim]{Wording.Next(progress)}[/]");
        return outcome;
    }

    public void OnStart(RunProgress progress)
    {
        _sinceFrame.Start();
        Draw(progress);
    }

    public void OnIteration(RunProgress progress, ReadOnlySpan<byte> line)
    {
        _returns.Add(progress.Metrics.MeanReturn);
        if (_sinceFrame.Elapsed >= Pause)
            Draw(progress);
    }

    public void OnEvaluation(RunProgress progress, EvaluationResult result, ReadOnlySpan<byte> line)
    {
        (_evaluation, _evaluationSteps) = (result, progress.Metrics.Steps);
        Draw(progress);
    }

    public void OnFinished(RunProgress progress, ReadOnlySpan<byte> line)
    {
        Draw(progress);
        _finished = progress;
    }

    public void OnWarning(string message) => _warnings.Add(message);

    private void Draw(RunProgress progress)
    {
        _display?.UpdateTarget(Frame(progress));
        _display?.Refresh();
        _sinceFrame.Restart();
    }

    private Rows Frame(RunProgress progress)
    {
        var lines = new Grid();
        lines.AddColumn(new GridColumn().NoWrap().PadLeft(2).PadRight(2));
        lines.AddColumn(new GridColumn().NoWrap().RightAligned().PadRight(3));
        lines.AddColumn(new GridColumn().NoWrap().PadRight(0));
        AddProgress(lines, progress);
        AddDivergence(lines, progress);
        if (_evaluation is { } result)
            AddRow(lines, "evaluated", Wording.Value(result.Stochastic.MeanReturn), $"[dim]sampled; most probable {Wording.Value(result.Deterministic.MeanReturn)}; step {Wording.Count(_evaluationSteps)}[/]");
        TrainingOptions options = progress.Options.Training;
        return new Rows(
            new Markup($"[bold]{Markup.Escape(options.Environment)}[/] with [bold]{options.Rule}[/], seed {options.Seed} [dim]in {Markup.Escape(progress.Path)}[/]"),
            new Padder(lines, new Padding(0, 1, 0, 1)));
    }

    private void AddProgress(Grid lines, RunProgress progress)
    {
        double share = (double)progress.Metrics.Steps / progress.TotalSteps;
        AddRow(lines, "steps", Wording.Count(progress.Metrics.Steps), $"{Bar(share, "blue")} [dim]of {Wording.Count(progress.TotalSteps)}[/]");
        AddRow(lines, "return", Wording.Value(progress.Metrics.Iteration > 0 ? progress.Metrics.MeanReturn : double.NaN), $"[green]{_returns.Render(BarWidth)}[/]");
        AddRow(lines, "steps/s", Wording.Count(progress.StepsPerSecond), $"[dim]{Wording.Time(progress.SecondsLeft)} left, {Wording.Time(progress.Seconds)} so far[/]");
    }

    private static void AddDivergence(Grid lines, RunProgress progress)
    {
        IterationMetrics metrics = progress.Metrics;
        TrainingTotals totals = progress.Totals;
        TrainingOptions options = progress.Options.Training;
        var clock = new RunClock();
        clock.Set(metrics.Steps, progress.TotalSteps);
        double epsilon = options.Region.EpsilonKl.At(clock);
        bool promised = options.Parts.Neighbourhood == NeighbourhoodKind.MaxKl;
        string room = promised ? $"{Bar(metrics.MaxKl / epsilon, metrics.MaxKl <= epsilon ? "yellow" : "red")} [dim]of ε {Wording.Exact(epsilon)}[/]" : "[dim]no bound promised[/]";
        AddRow(lines, "max KL", Wording.Value(metrics.MaxKl), room);
        if (options.Parts.Neighbourhood == NeighbourhoodKind.MeanKl)
        {
            double delta = options.Region.MeanKl.At(clock);
            AddRow(lines, "mean KL", Wording.Value(metrics.MeanKl), $"{Bar(metrics.MeanKl / delta, metrics.MeanKl <= delta ? "yellow" : "red")} [dim]of δ {Wording.Exact(delta)}[/]");
        }

        AddRow(lines, "next batch", Wording.Value(metrics.NextBatchMaxKl), "[dim]max KL out of sample[/]");
        if (promised)
            AddRow(
                lines, "violations", Wording.Count(totals.Violations),
                $"[dim]in {Wording.Count(totals.Updates)} updates; {Wording.Count(totals.FixupSteps)} fixup, {Wording.Count(totals.PrimarySteps)} primary steps[/]");
    }

    private static void AddRow(Grid lines, string name, string value, string markup) =>
        lines.AddRow(new Markup($"[dim]{name}[/]"), new Text(value), new Markup(markup));

    private static string Bar(double share, string colour)
    {
        int full = double.IsFinite(share) ? (int)Math.Clamp(share * BarWidth + 0.5, 0, BarWidth) : 0;
        return $"[{colour}]{new string('━', full)}[/][dim]{new string('─', BarWidth - full)}[/]";
    }
}
