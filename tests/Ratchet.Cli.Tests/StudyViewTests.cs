using Ratchet.Cli.Views;
using Ratchet.Environments;
using Ratchet.Studies.Definitions;
using Ratchet.Studies.Execution;
using Spectre.Console;
using Xunit;

namespace Ratchet.Cli.Tests;

public sealed class StudyViewTests
{
    [Theory]
    [InlineData(100)]
    [InlineData(60)]
    public void The_live_table_has_every_cell_and_the_runs_at_work_and_fits_its_terminal(int width)
    {
        string text = Drawn(Progress(), width, height: 30), flowing = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.All(text.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, width));
        // Of dpo-control's 60 runs three are done, one has failed and one runs.
        foreach (string part in (string[])["dpo-control", "3 of 90 done", "1 running", "1 failed", "cartpole", "acrobot", "pendulum", "▸1 2/10", "✗1 0/10", "1/10", "acrobot/dpo/20001", "51,200", "12,800 steps/s"])
            Assert.Contains(part, flowing, StringComparison.Ordinal);
    }

    /// <summary>What a terminal cannot hold would be cut at its top, where the progress of the whole stands.</summary>
    [Fact]
    public void A_table_of_more_rows_than_the_terminal_has_keeps_its_head_and_what_is_at_work()
    {
        StudyDefinition study = BuiltInStudies.Find("cartpole-rules");
        var progress = new StudyProgress(study, study.Until, 2);
        StudyRun[] runs = [.. study.Plan(options => EnvironmentRegistry.BuiltIn.Find(options.Training.Environment))];
        foreach (StudyRun run in runs)
            progress.Add(run, StudyRunState.Left, 0, null);
        StudyRun current = runs[^1];
        progress.Begin(current).Set(51_200, 12_800);
        string[] lines = Drawn(progress, 80, height: 15).TrimEnd().Split('\n');
        Assert.InRange(lines.Length, 10, 14);
        Assert.StartsWith("cartpole-rules", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains(current.Rule, StringComparison.Ordinal) && line.Contains("▸1", StringComparison.Ordinal));
        // 15 less 6 lines around and the run at work leave 8: 7 rules and the count of the other 9 of 16.
        Assert.Contains(lines, line => line.Trim() == "… 9 more");
        Assert.Equal(7, lines.Count(line => line.TrimEnd().EndsWith("/3", StringComparison.Ordinal)));
    }

    [Fact]
    public void Plain_lines_tell_of_each_run_that_ends_and_of_each_that_fails()
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var view = new StudyPlainView(output, error);
        StudyProgress progress = Progress();
        StudyRun run = progress.Current[0].Run;
        view.OnRunEnded(progress, run, RunEnd.Reached);
        view.OnRunEnded(progress, run, new RunEnd(RunEndKind.Failed, "the arm broke."));
        Assert.StartsWith("acrobot/dpo/20001 done; 3 done, 1 running, 85 left, 1 failed; ", output.ToString(), StringComparison.Ordinal);
        Assert.Equal("ratchet: acrobot/dpo/20001 failed: the arm broke. The others go on; --retry tries it again.\n", error.ToString());
    }

    private static string Drawn(StudyProgress progress, int width, int height)
    {
        using var output = new StringWriter { NewLine = "\n" };
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        console.Profile.Width = width;
        console.Write(StudyLiveView.Frame(progress, width, height));
        return output.ToString();
    }

    private static StudyProgress Progress()
    {
        StudyDefinition study = BuiltInStudies.Find("dpo-control");
        var progress = new StudyProgress(study, study.Until, 2);
        foreach (StudyRun run in study.Plan(options => EnvironmentRegistry.BuiltIn.Find(options.Training.Environment)))
        {
            StudyRunState state = run.Name switch
            {
                "cartpole/ppo/20001" or "acrobot/dpo/20002" or "acrobot/dpo/20003" => StudyRunState.Done,
                "pendulum/ppo/20001" => StudyRunState.Failed,
                _ => StudyRunState.Left,
            };
            progress.Add(run, state, 0, state == StudyRunState.Done ? (10, 200_000) : null);
        }

        StudyRun current = study.Plan(options => EnvironmentRegistry.BuiltIn.Find(options.Training.Environment)).Single(run => run.Name == "acrobot/dpo/20001");
        progress.Begin(current).Set(51_200, 12_800);
        return progress;
    }
}
