using Ratchet.Studies.Definitions;
using Ratchet.Studies.Execution;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Ratchet.Cli.Views;

/// <summary>A live table of tasks and rules, and the runs that are being trained; drawn twice a second.</summary>
internal sealed class StudyLiveView(IAnsiConsole console, TextWriter error) : IStudyView
{
    private const int WideBar = 24, NarrowBar = 8;
    private const int WideTerminal = 80;

    /// <summary>The head, in two lines where it is wrapped, two empty lines, the names of columns, and the line of the cursor.</summary>
    private const int LinesAround = 6;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly List<string> _messages = [];
    private StudyProgress? _progress;

    public StudyOutcome Show(Func<StudyOutcome> execute)
    {
        // The runs have threads of their own; this one draws.
        Task<StudyOutcome> study = Task.Factory.StartNew(execute, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            console.Cursor.Hide();
            try
            {
                var screen = new LiveScreen(console);
                while (Task.WaitAny([study], Pause) < 0)
                    Draw(screen);
                Draw(screen);
            }
            finally
            {
                console.Cursor.Show();
            }
        }
        catch (IOException)
        {
            // The terminal has gone: hours of training matter more than their picture.
        }

        try
        {
            return study.GetAwaiter().GetResult();
        }
        finally
        {
            // Within the display they would be drawn over.
            foreach (string message in _messages)
                error.WriteLine(message);
        }
    }

    public void OnStart(StudyProgress progress) => Volatile.Write(ref _progress, progress);

    public void OnRunStarted(StudyProgress progress, StudyRun run)
    {
    }

    public void OnRunEnded(StudyProgress progress, StudyRun run, RunEnd end)
    {
        if (end.Kind == RunEndKind.Failed)
            _messages.Add(StudyWording.Failed(run, end.Message));
    }

    public void OnReuse(string folder, int count) => console.MarkupLineInterpolated($"[dim]{StudyWording.Reused(folder, count)}[/]");

    public void OnEnd(StudyFolder folder, string page) => console.MarkupLineInterpolated($"{StudyWording.Took(folder)}\n[dim]{StudyWording.Results(page)}[/]");

    public void OnWarning(string message) => _messages.Add(Wording.Warning(message));

    /// <summary>The picture of a moment.</summary>
    /// <param name="progress">Where the study stands.</param>
    /// <param name="width">Of the terminal, in characters.</param>
    /// <param name="height">Of the terminal, in lines. What is too high would lose its head.</param>
    internal static IRenderable Frame(StudyProgress progress, int width, int height)
    {
        int bar = width >= WideTerminal ? WideBar : NarrowBar;
        RunCounts total = progress.Total;
        int all = total.Done + total.Running + total.Left + total.Failed;
        string failed = total.Failed > 0 ? $", [red]{total.Failed} failed[/]" : "";
        string left = total is { Left: 0, Running: 0 } ? "" : $"{Wording.Time(progress.SecondsLeft)} left, ";
        return new Rows(
            new Markup($"[bold]{Markup.Escape(progress.Study.Name)}[/] {Bar((double)total.Done / all, "green", bar)} {total.Done} of {all} done, {total.Running} running{failed} [dim]{left}{Wording.Time(progress.Seconds)} so far[/]"),
            new Padder(Cells(progress, height - progress.Current.Count - LinesAround), new Padding(0, 1, 0, 1)),
            Current(progress, bar));
    }

    private void Draw(LiveScreen screen)
    {
        if (Volatile.Read(ref _progress) is { } progress)
            screen.Show((width, height) => Frame(progress, width, height));
    }

    /// <summary>Tasks down and rules across, or the other way round where there are more rules than tasks: terminals are longer than wide.</summary>
    private static Grid Cells(StudyProgress progress, int room)
    {
        string[] tasks = [.. progress.Study.Tasks.Select(task => task.Name)], rules = [.. progress.Study.Rules.Select(rule => rule.Name)];
        return rules.Length > tasks.Length ? Cells(rules, tasks, (rule, task) => progress.Cell(task, rule), room) : Cells(tasks, rules, progress.Cell, room);
    }

    private static Grid Cells(string[] down, string[] across, Func<string, string, RunCounts> cell, int room)
    {
        var grid = new Grid();
        grid.AddColumn(new GridColumn().NoWrap().PadLeft(2).PadRight(2));
        foreach (string _ in across)
            grid.AddColumn(new GridColumn().RightAligned().PadRight(2));
        grid.AddRow([new Text(""), .. across.Select(name => new Markup($"[dim]{Markup.Escape(name)}[/]"))]);
        string[] shown = Shown(down, row => [.. across.Select(name => cell(row, name))], room);
        foreach (string row in shown)
            grid.AddRow([new Text(row), .. across.Select(name => Cell(cell(row, name)))]);
        if (shown.Length < down.Length)
            grid.AddRow([new Markup($"[dim]… {down.Length - shown.Length} more[/]"), .. across.Select(_ => new Text(""))]);
        return grid;
    }

    /// <summary>All rows where there is room; otherwise, in their order, those where something runs, then those that failed, are to come, and are done.</summary>
    private static string[] Shown(string[] rows, Func<string, RunCounts[]> cells, int room)
    {
        if (rows.Length <= room)
            return rows;
        HashSet<string> kept = [.. rows.OrderBy(row => Rank(cells(row))).Take(Math.Max(room - 1, 1))];
        return Array.FindAll(rows, kept.Contains);

        static int Rank(RunCounts[] row) => row.Any(cell => cell.Running > 0) ? 0 : row.Any(cell => cell.Failed > 0) ? 1 : row.Any(cell => cell.Left > 0) ? 2 : row.Any(cell => cell.Done > 0) ? 3 : 4;
    }

    /// <summary>Done of all; those that run and those that failed beside it.</summary>
    private static Markup Cell(RunCounts cell)
    {
        int all = cell.Done + cell.Running + cell.Left + cell.Failed;
        if (all == 0)
            return new Markup("[dim]–[/]");
        string running = cell.Running > 0 ? $"[blue]▸{cell.Running}[/] " : "", failed = cell.Failed > 0 ? $"[red]✗{cell.Failed}[/] " : "";
        string done = cell.Done == all ? $"[green]{cell.Done}[/]" : $"{cell.Done}";
        return new Markup($"{failed}{running}{done}[dim]/{all}[/]");
    }

    private static Grid Current(StudyProgress progress, int bar)
    {
        var grid = new Grid();
        grid.AddColumn(new GridColumn().NoWrap().PadLeft(2).PadRight(2));
        grid.AddColumn(new GridColumn().NoWrap().PadRight(2));
        grid.AddColumn(new GridColumn().NoWrap().RightAligned().PadRight(2));
        grid.AddColumn(new GridColumn().NoWrap().RightAligned().PadRight(0));
        foreach (CurrentRun current in progress.Current)
        {
            long steps = current.Gauge.Steps;
            grid.AddRow(
                new Text(current.Run.Name), new Markup(Bar((double)steps / progress.Until, "blue", bar)), new Text(Wording.Count(steps)),
                new Markup($"[dim]{Wording.Count(current.Gauge.StepsPerSecond)} steps/s[/]"));
        }

        return grid;
    }

    private static string Bar(double share, string colour, int width)
    {
        int full = double.IsFinite(share) ? (int)Math.Clamp(share * width + 0.5, 0, width) : 0;
        return $"[{colour}]{new string('━', full)}[/][dim]{new string('─', width - full)}[/]";
    }
}
