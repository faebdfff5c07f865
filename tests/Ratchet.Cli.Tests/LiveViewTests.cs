using Ratchet.Cli.Views;
using Ratchet.Environments.ClassicControl;
using Ratchet.Training;
using Ratchet.Training.Runs;
using Spectre.Console;
using Xunit;

namespace Ratchet.Cli.Tests;

public sealed class LiveViewTests
{
    public static TheoryData<int, int> Sizes => new() { { 200, 50 }, { 91, 24 }, { 60, 24 }, { 43, 24 }, { 30, 10 }, { 17, 6 }, { 5, 3 }, { 1, 1 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void No_line_is_longer_than_the_terminal_is_wide(int width, int height)
    {
        foreach (IReadOnlyList<StyledLine> frame in Frames("fixpo", width, height))
            Assert.All(frame, line => Assert.InRange(line.Length, 0, width));
    }

    [Fact]
    public void A_wide_terminal_shows_progress_time_return_speed_and_the_greatest_KL_against_its_bound()
    {
        IReadOnlyList<StyledLine>[] frames = [.. Frames("fixpo", 91, 24)];
        string[] lines = [.. frames[^1].Select(line => line.ToString())];
        Assert.StartsWith("cartpole with fixpo, seed 1 in ", lines[0], StringComparison.Ordinal);
        Assert.Matches("^  steps +2,048   ━{36} of 2,048$", Line("steps "));
        Assert.Matches("^  return +[0-9.]+   [▁▂▃▄▅▆▇█]+$", Line("return"));
        Assert.Matches("^  steps/s +[0-9,]+   0:00 left, 0:0[0-9] so far$", Line("steps/s"));
        Assert.Matches("^  max KL +[0-9.e-]+   ━*─* of ε 0.2$", Line("max KL"));

        string Line(string name) => lines.Single(line => line.StartsWith($"  {name}", StringComparison.Ordinal));
    }

    /// <summary>Before the first update, and before the first episode has ended, there is no number to show.</summary>
    [Fact]
    public void What_is_not_known_yet_is_a_dash()
    {
        string[] lines = [.. Frames("fixpo", 91, 24).First().Select(line => line.ToString())];
        Assert.Matches("^  return +–   $", lines.Single(line => line.StartsWith("  return", StringComparison.Ordinal)));
        Assert.Matches("^  max KL +–   ─{36} of ε 0.2$", lines.Single(line => line.Contains("max KL ", StringComparison.Ordinal) && line.Contains('ε', StringComparison.Ordinal)));
    }

    // 40 columns: what is before the pictures takes 2 + 10 + 2 + 6 + 3; the 17 that are left hold a bar of 8 and " of ε 0.2", but not " of 2,048" behind it: both rows lose their notes together.
    [Theory]
    [InlineData(60, true)]
    [InlineData(40, false)]
    public void Bars_get_shorter_before_they_lose_their_notes(int width, bool hasNotes)
    {
        string steps = Frames("fixpo", width, 24).Last().Select(line => line.ToString()).Single(line => line.StartsWith("  steps ", StringComparison.Ordinal));
        Assert.Equal(hasNotes, steps.Contains("of 2,048", StringComparison.Ordinal));
        Assert.InRange(steps.Count(character => character is '━' or '─'), 8, 36);
    }

    [Fact]
    public void A_rule_without_a_promise_says_so()
    {
        string[] lines = [.. Frames("ppo", 91, 24).Last().Select(line => line.ToString())];
        Assert.Contains(lines, line => line.Contains("no bound promised", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("violations", StringComparison.Ordinal));
    }

    [Fact]
    public void A_line_that_does_not_fit_ends_in_an_ellipsis()
    {
        StyledLine line = new StyledLine().Add("abc").Add("def");
        Assert.Equal("abcdef", line.Fit(6).ToString());
        Assert.Equal("abcd…", line.Fit(5).ToString());
        Assert.Equal("…", line.Fit(1).ToString());
        Assert.Equal("", line.Fit(0).ToString());
    }

    // Two lines of 60 and 10 characters take two rows of a terminal of 80 columns, and three of one that became 40 wide.
    [Fact]
    public void A_frame_takes_the_place_of_the_last_one_even_where_that_was_wrapped()
    {
        (IAnsiConsole console, StringWriter output) = Terminal(80, 24);
        var screen = new LiveScreen(console);
        StyledLine[] lines = [new StyledLine().Add(new string('a', 60)), new StyledLine().Add(new string('b', 10))];
        screen.Show(lines);
        Assert.DoesNotContain("\e[1A", Written(), StringComparison.Ordinal);
        screen.Show(lines);
        Assert.Contains("\e[2A", Written(), StringComparison.Ordinal);
        console.Profile.Width = 40;
        screen.Show([.. lines.Select(line => line.Fit(39))]);
        Assert.Contains("\e[3A", Written(), StringComparison.Ordinal);
        screen.Show([.. lines.Select(line => line.Fit(39))]);
        Assert.Contains("\e[2A", Written(), StringComparison.Ordinal);

        string Written()
        {
            string text = output.ToString();
            output.GetStringBuilder().Clear();
            return text;
        }
    }

    // A grid that is laid out anew for every width: 60 characters in one row of 80 columns, then in rows of 19.
    [Fact]
    public void What_is_laid_out_for_a_width_takes_the_place_of_what_was_laid_out_for_another()
    {
        (IAnsiConsole console, StringWriter output) = Terminal(80, 24);
        var screen = new LiveScreen(console);
        screen.Show((_, _) => new Text(new string('a', 60)));
        Assert.Contains(new string('a', 60), output.ToString(), StringComparison.Ordinal);
        console.Profile.Width = 20;
        output.GetStringBuilder().Clear();
        screen.Show((_, _) => new Text(new string('a', 60)));
        Assert.Contains("\e[3A", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(4, output.ToString().Count(letter => letter == '\n'));
        Assert.DoesNotContain(new string('a', 20), output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_low_terminal_shows_the_first_lines()
    {
        (IAnsiConsole console, StringWriter output) = Terminal(80, 4);
        new LiveScreen(console).Show([.. Enumerable.Range(0, 9).Select(i => new StyledLine().Add($"line {i}"))]);
        Assert.Contains("line 2", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("line 3", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_resumed_run_shows_its_returns_from_the_beginning()
    {
        using var folder = new TemporaryFolder();
        (IAnsiConsole console, StringWriter output) = Terminal(100, 24);
        using (var first = Training(folder.Sub("run"), "ppo"))
            first.Execute(new Recorder((_, _) => { }), CancellationToken.None, until: 1024);
        using (var second = Training(folder.Sub("run"), "ppo"))
        {
            var view = new LiveView(console, TextWriter.Null);
            view.Show(() => second.Execute(view, CancellationToken.None, until: 1024));
        }

        Assert.Matches("[▁▂▃▄▅▆▇█]{2}", output.ToString());
    }

    [Fact]
    public void Quiet_prints_nothing_and_does_not_go_with_json()
    {
        using var folder = new TemporaryFolder();
        Command.Result quiet = Command.Run(Command.ShortTraining(folder.Sub("run"), "--quiet"));
        Assert.Equal((0, "", ""), (quiet.ExitCode, quiet.Output, quiet.Error));
        Command.Result again = Command.Run("resume", folder.Sub("run"), "--quiet");
        Assert.Equal((0, "", ""), (again.ExitCode, again.Output, again.Error));
        Command.Result both = Command.Run("resume", folder.Sub("run"), "--quiet", "--json");
        Assert.Equal((2, "", "ratchet: --json prints every line and --quiet none: give one of them.\n"), (both.ExitCode, both.Output, both.Error));
    }

    private static List<IReadOnlyList<StyledLine>> Frames(string rule, int width, int height)
    {
        using var folder = new TemporaryFolder();
        using TrainingRun run = Training(folder.Sub("run"), rule);
        var frames = new List<IReadOnlyList<StyledLine>>();
        var returns = new Sparkline();
        run.Execute(
            new Recorder((progress, hasUpdate) =>
            {
                if (hasUpdate)
                    returns.Add(progress.Metrics.MeanReturn);
                frames.Add(new LiveFrame(progress, returns, hasUpdate, evaluation: null).Render(width, height));
            }),
            CancellationToken.None);
        return frames;
    }

    private static TrainingRun Training(string path, string rule) => new(
        path, Settings.Apply(Presets.For("cartpole", rule), ["steps=2048", "environments=8", "horizon=64", "minibatch=128", "epochs=2", "hidden=8"]), CartPole.Definition, threads: 1);

    private static (IAnsiConsole Console, StringWriter Output) Terminal(int width, int height)
    {
        var output = new StringWriter { NewLine = "\n" };
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(output) });
        (console.Profile.Width, console.Profile.Height) = (width, height);
        return (console, output);
    }

    private sealed class Recorder(Action<RunProgress, bool> see) : IRunObserver
    {
        public void OnStart(RunProgress progress) => see(progress, false);

        public void OnIteration(RunProgress progress, ReadOnlySpan<byte> line) => see(progress, true);

        public void OnEvaluation(RunProgress progress, EvaluationResult result, ReadOnlySpan<byte> line)
        {
        }

        public void OnFinished(RunProgress progress, ReadOnlySpan<byte> line)
        {
        }
    }
}
