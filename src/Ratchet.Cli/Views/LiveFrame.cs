using Ratchet.Numerics;
using Ratchet.Training;
using Ratchet.Training.Metrics;
using Ratchet.Training.Runs;
using Ratchet.Updates.Rules;
using Spectre.Console;

namespace Ratchet.Cli.Views;

/// <summary>
/// One picture of a run for a terminal of any width: rows of a name, a value and what explains it, as a bar, a spark line or words. Where there is little room the bars
/// become shorter, then they lose their notes, then they go; names and values stay to the last.
/// </summary>
internal sealed class LiveFrame
{
    private const int Indent = 2;
    private const int AfterName = 2;
    private const int AfterValue = 3;
    private const int LongestBar = 36;
    private const int ShortestBar = 8;

    private static readonly Style Dim = new(decoration: Decoration.Dim), Bold = new(decoration: Decoration.Bold);

    private readonly List<Row> _rows = [];
    private readonly StyledLine _title;

    /// <summary>A picture of where a run stands.</summary>
    /// <param name="progress">Where it stands.</param>
    /// <param name="returns">The returns so far.</param>
    /// <param name="hasUpdate">Whether this process has done an update: before, there is none to tell of.</param>
    /// <param name="evaluation">The last evaluation point and its step.</param>
    public LiveFrame(RunProgress progress, Sparkline returns, bool hasUpdate, (EvaluationResult Result, long Steps)? evaluation)
    {
        TrainingOptions options = progress.Options.Training;
        _title = new StyledLine().Add(options.Environment, Bold).Add(" with ").Add(options.Rule, Bold).Add($", seed {options.Seed} ").Add($"in {progress.Path}", Dim);
        AddProgress(progress, returns);
        AddDivergence(progress, hasUpdate);
        if (evaluation is var (result, steps))
            AddWords("evaluated", Wording.Value(result.Stochastic.MeanReturn), $"sampled; most probable {Wording.Value(result.Deterministic.MeanReturn)}; step {Wording.Count(steps)}");
    }

    /// <summary>Its lines for a terminal: none is longer than the width, and the most important come first.</summary>
    public IReadOnlyList<StyledLine> Render(int width, int height)
    {
        int names = _rows.Max(row => row.Name.Length), values = _rows.Max(row => row.Value.Length);
        int before = Indent + names + AfterName + values + AfterValue;
        var layout = Layout.Of(width - before, _rows.Max(row => row.Bar is null ? 0 : row.Note.Length));
        var lines = new List<StyledLine> { _title.Fit(width) };
        bool isRoomy = height > _rows.Count + 3;
        if (isRoomy)
            lines.Add(new StyledLine());
        foreach (Row row in _rows)
        {
            StyledLine line = new StyledLine().Add(new string(' ', Indent)).Add(row.Name.PadRight(names + AfterName), Dim).Add(row.Value.PadLeft(values));
            lines.Add(AddPicture(line, row, layout).Fit(width));
        }

        if (isRoomy)
            lines.Add(new StyledLine());
        return lines;
    }

    private static StyledLine AddPicture(StyledLine line, Row row, Layout layout)
    {
        if (layout.Bar == 0)
            return line;
        line.Add(new string(' ', AfterValue));
        if (row.Spark is { } spark)
            return line.Add(spark.Render(layout.Bar), new Style(Color.Green));
        if (row.Bar is not { } share)
            return line.Add(row.Note, Dim);
        int full = double.IsFinite(share) ? (int)Math.Clamp((share * layout.Bar) + 0.5, 0, layout.Bar) : 0;
        line.Add(new string('━', full), new Style(row.Colour)).Add(new string('─', layout.Bar - full), Dim);
        return layout.HasNotes ? line.Add($" {row.Note}", Dim) : line;
    }

    private void AddProgress(RunProgress progress, Sparkline returns)
    {
        double share = (double)progress.Metrics.Steps / progress.TotalSteps;
        AddBar("steps", Wording.Count(progress.Metrics.Steps), share, Color.Blue, $"of {Wording.Count(progress.TotalSteps)}");
        _rows.Add(new Row("return", Wording.Value(progress.Metrics.Iteration > 0 ? progress.Metrics.MeanReturn : double.NaN)) { Spark = returns });
        AddWords("steps/s", Wording.Count(progress.StepsPerSecond), $"{Wording.Time(progress.SecondsLeft)} left, {Wording.Time(progress.Seconds)} so far");
    }

    private void AddDivergence(RunProgress progress, bool hasUpdate)
    {
        IterationMetrics metrics = progress.Metrics;
        TrainingTotals totals = progress.Totals;
        TrainingOptions options = progress.Options.Training;
        var clock = new RunClock();
        clock.Set(metrics.Steps, progress.TotalSteps);
        NeighbourhoodKind promise = options.Parts.Neighbourhood;
        double maxKl = hasUpdate ? metrics.MaxKl : double.NaN, meanKl = hasUpdate ? metrics.MeanKl : double.NaN;
        if (promise == NeighbourhoodKind.MaxKl)
            AddBound("max KL", maxKl, options.Region.EpsilonKl.At(clock), "ε");
        else
            AddWords("max KL", Wording.Value(maxKl), "no bound promised");
        if (promise == NeighbourhoodKind.MeanKl)
            AddBound("mean KL", meanKl, options.Region.MeanKl.At(clock), "δ");
        AddWords("next batch", Wording.Value(hasUpdate ? metrics.NextBatchMaxKl : double.NaN), "max KL out of sample");
        if (promise == NeighbourhoodKind.MaxKl)
            AddWords(
                "violations", Wording.Count(totals.Violations),
                $"in {Wording.Count(totals.Updates)} updates; {Wording.Count(totals.FixupSteps)} fixup, {Wording.Count(totals.PrimarySteps)} primary steps");
    }

    private void AddBound(string name, double value, double bound, string symbol) =>
        AddBar(name, Wording.Value(value), value / bound, value > bound ? Color.Red : Color.Yellow, $"of {symbol} {Wording.Exact(bound)}");

    private void AddBar(string name, string value, double share, Color colour, string note) => _rows.Add(new Row(name, value) { Bar = share, Colour = colour, Note = note });

    private void AddWords(string name, string value, string words) => _rows.Add(new Row(name, value) { Note = words });

    /// <param name="Name">What it is.</param>
    /// <param name="Value">The number.</param>
    private sealed record Row(string Name, string Value)
    {
        /// <summary>The share of a bar that is full; null for none.</summary>
        public double? Bar { get; init; }

        public Color Colour { get; init; }

        public Sparkline? Spark { get; init; }

        /// <summary>Words behind the bar, or in its place.</summary>
        public string Note { get; init; } = "";
    }

    /// <param name="Bar">How long bars are; 0 where there is no room behind the values.</param>
    /// <param name="HasNotes">Whether their notes stand behind them.</param>
    private readonly record struct Layout(int Bar, bool HasNotes)
    {
        public static Layout Of(int room, int longestNote)
        {
            int withNotes = Math.Min(LongestBar, room - 1 - longestNote);
            return withNotes >= ShortestBar ? new(withNotes, true) : room >= ShortestBar ? new(Math.Min(LongestBar, room), false) : new(0, false);
        }
    }
}
