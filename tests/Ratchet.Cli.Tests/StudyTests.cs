using System.Globalization;
using System.Text;
using System.Text.Json;
using Ratchet.Cli.Torture;
using Ratchet.Studies.Definitions;
using Ratchet.Studies.Execution;
using Ratchet.Tests.Project;
using Xunit;

namespace Ratchet.Cli.Tests;

/// <summary><c>ratchet study</c>, from the outside.</summary>
public sealed class StudyTests
{
    private const string Settings = "\"environments\": 4, \"horizon\": 16, \"minibatch\": 32, \"hidden\": [8], \"checkpoint-interval\": 0";

    [Fact]
    public void The_list_has_every_study_and_show_prints_one_that_can_be_edited_and_read_again()
    {
        JsonElement list = JsonDocument.Parse(Command.Run("study", "list", "--json").Output).RootElement.GetProperty("studies");
        Assert.Contains("fixpo-mujoco", list.EnumerateArray().Select(study => study.GetProperty("name").GetString()));
        using var folder = new TemporaryFolder();
        foreach (JsonElement study in list.EnumerateArray())
        {
            string name = study.GetProperty("name").GetString()!;
            Assert.Contains(Command.Run("study", "list").Lines, line => line.Contains(name, StringComparison.Ordinal));
            Command.Result shown = Command.Run("study", "show", name);
            Assert.Equal((0, ""), (shown.ExitCode, shown.Error));
            File.WriteAllText(folder.Sub("edited.json"), shown.Output);
            Assert.Equal(0, Command.Run("study", "show", folder.Sub("edited.json")).ExitCode);
        }
    }

    [Theory]
    [InlineData("unknown study 'cartpole-rule'; did you mean 'cartpole-rules'?", "study", "cartpole-rule")]
    [InlineData("there is no file 'nowhere.json'.", "study", "nowhere.json")]
    [InlineData("'study' needs <study>; see 'ratchet study --help'.", "study")]
    [InlineData("'study show' needs the name of a study; see 'ratchet study --help'.", "study", "show")]
    [InlineData("'study' does not know what to do with 'more'; see 'ratchet study --help'.", "study", "cartpole-rules", "more")]
    [InlineData("seeds has 1, which is a seed for tuning; those for test are 20000 and above.", "study", "cartpole-rules", "--seeds", "1-3")]
    [InlineData("seeds is '3-1'; it must be such as 20001-20010, or 20001,20005.", "study", "cartpole-rules", "--seeds", "3-1")]
    [InlineData("until is '2e5'; it must be a whole number of environment steps, at most the 100000 of a run.", "study", "cartpole-rules", "--until", "2e5")]
    [InlineData("the study has no rule 'poo'; did you mean 'ppo'?", "study", "cartpole-rules", "--rules", "fixpo,poo")]
    [InlineData("the study has no task 'acrobot'; it has cartpole.", "study", "cartpole-rules", "--tasks", "acrobot")]
    [InlineData("workers is '0'; it must be a whole number between 1 and 1024.", "study", "cartpole-rules", "--workers", "0")]
    [InlineData("unknown option '--worker'; did you mean '--workers'?", "study", "cartpole-rules", "--worker", "2")]
    public void What_is_wrong_is_told_in_one_sentence_before_anything_is_made(string message, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        Command.Result result = Command.Run(arguments is ["study", _, "--seeds" or "--until", _] ? [.. arguments, "--out", folder.Sub("out")] : arguments);
        Assert.Equal((2, $"ratchet: {message}\n"), (result.ExitCode, result.Error));
        Assert.False(Directory.Exists(folder.Sub("out")));
    }

    [Fact]
    public void Every_run_is_the_folder_that_train_makes()
    {
        using var folder = new TemporaryFolder();
        Command.Result result = Command.Run("study", Write(folder, 256), "--out", folder.Sub("study"), "--json");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        JsonElement[] lines = [.. result.Lines.Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(["start", "end"], ((JsonElement[])[lines[0], lines[^1]]).Select(line => line.GetProperty("event").GetString()));
        Assert.Equal(4, lines.Count(line => line.GetProperty("event").GetString() == "run-end" && line.GetProperty("state").GetString() == "done"));
        RequirePlain(folder, "study", 256);

        Command.Result again = Command.Run("study", folder.Sub("study"));
        Assert.Equal(0, again.ExitCode);
        Assert.StartsWith("small: 4 runs, 256 steps each; 4 done, 0 left, 0 failed\n", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_that_are_processes_leave_the_same()
    {
        using var folder = new TemporaryFolder();
        using RatchetProcess study = RatchetProcess.Start("study", Write(folder, 256), "--out", folder.Sub("study"), "--processes", "--workers", "2");
        Command.Result result = await study.End();
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        RequirePlain(folder, "study", 256);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_study_that_was_killed_goes_on_and_ends_with_the_same(bool processes)
    {
        using var folder = new TemporaryFolder();
        string[] arguments = ["study", Write(folder, 1600), "--out", folder.Sub("study"), "--json", .. processes ? ["--processes"] : (string[])[]];
        for (int kill = 0; kill < 2; kill++)
        {
            using RatchetProcess study = RatchetProcess.Start(arguments);
            await study.ReadLineWith("run-start");
            await study.ReadLineWith(kill == 0 ? "run-start" : "run-end");
            Assert.True(study.Kill());
        }

        using RatchetProcess last = RatchetProcess.Start(arguments);
        Command.Result result = await last.End();
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        RequirePlain(folder, "study", 1600);
        Assert.Empty(Directory.EnumerateFiles(folder.Sub("study"), "*.failed.json", SearchOption.AllDirectories));
        Assert.Equal(3, StudyFiles.ReadClock(folder.Sub("study")).Processes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_first_interrupt_stops_every_run_with_a_checkpoint(bool processes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Signals are sent as Linux has them.");
        using var folder = new TemporaryFolder();
        string file = Write(folder, 1_000_000);
        using RatchetProcess study = RatchetProcess.Start(["study", file, "--out", folder.Sub("study"), "--json", "--workers", "2", .. processes ? ["--processes"] : (string[])[]]);
        await study.ReadLineWith("run-start");
        await study.ReadLineWith("run-start");
        string[] begun = [folder.Sub("study/runs/cartpole/fixpo/20001"), folder.Sub("study/runs/cartpole/ppo/20001")];
        while (!begun.All(run => File.Exists(Path.Combine(run, "checkpoint.safetensors"))))
            await Task.Delay(20, TestContext.Current.CancellationToken);
        await study.Signal("INT");
        Command.Result result = await study.End();
        Assert.Equal((130, $"ratchet: stopped; 'ratchet study {folder.Sub("study")}' goes on.\n"), (result.ExitCode, result.Error));
        Assert.All(begun, run => Assert.InRange(RunSteps(run), 64, 999_999));
        Assert.Empty(Directory.EnumerateFiles(folder.Sub("study"), "*.failed.json", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_process_that_dies_costs_its_run_and_no_other()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Children are found as Linux has them.");
        using var folder = new TemporaryFolder();
        using RatchetProcess study = RatchetProcess.Start("study", Write(folder, 6400), "--out", folder.Sub("study"), "--json", "--workers", "1", "--processes");
        await study.ReadLineWith("run-start");
        string first = folder.Sub("study/runs/cartpole/ppo/20001");
        while (!File.Exists(Path.Combine(first, "checkpoint.safetensors")))
            await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.True(KillProcessOf("cartpole/ppo/20001", folder.Path));
        Command.Result result = await study.End();
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("the process of the run ended with exit code 137", StudyFiles.ReadFailure(folder.Sub("study"), "cartpole/ppo/20001")!.Message, StringComparison.Ordinal);
        Assert.Contains("\"done\":3,\"running\":0,\"left\":0,\"failed\":1", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Tasks_rules_and_seeds_choose_what_is_trained_now()
    {
        using var folder = new TemporaryFolder();
        string file = Write(folder, 128);
        Assert.Equal(0, Command.Run("study", file, "--out", folder.Sub("study"), "--rules", "ppo", "--quiet").ExitCode);
        Assert.Equal(["ppo"], Directory.GetDirectories(folder.Sub("study/runs/cartpole")).Select(Path.GetFileName));
        Command.Result rest = Command.Run("study", file, "--out", folder.Sub("study"), "--seeds", "20002-20003");
        // Of the two seeds, one is new; ppo has the other one already.
        Assert.StartsWith("small: 4 runs, 128 steps each; 1 done, 3 left, 0 failed\n", rest.Output, StringComparison.Ordinal);
        Assert.StartsWith("small: 6 runs, 128 steps each; 5 done, 1 left, 0 failed\n", Command.Run("study", folder.Sub("study")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_of_another_study_are_taken_over()
    {
        using var folder = new TemporaryFolder();
        string file = Write(folder, 128);
        Assert.Equal(0, Command.Run("study", file, "--out", folder.Sub("first")).ExitCode);
        Command.Result result = Command.Run("study", file, "--out", folder.Sub("second"), "--reuse", folder.Sub("first"));
        Assert.Equal($"4 runs taken over from {folder.Sub("first")}", result.Lines[0]);
        Assert.Equal("small: 4 runs, 128 steps each; 4 done, 0 left, 0 failed", result.Lines[1]);
    }

    [Fact]
    public void A_sweep_finds_the_same_with_any_number_of_workers_and_when_runs_of_it_were_lost()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.Sub("sweep.json"), $$"""
            { "name": "search", "tasks": ["cartpole"], "seeds": "101-102", "purpose": "tuning", "steps": 512,
              "settings": { {{Settings}} },
              "sweep": { "rule": "ppo", "settings": { "learning-rate": { "from": 1e-4, "to": 1e-1, "scale": "log" } }, "search": "random", "trials": 6,
                         "halving": { "factor": 2, "start": 128 }, "selection": { "best": 2, "seeds": "10001" } } }
            """);
        Command.Result one = Command.Run("study", folder.Sub("sweep.json"), "--out", folder.Sub("one"), "--workers", "1", "--quiet");
        Assert.Equal((0, ""), (one.ExitCode, one.Error));
        string trials = File.ReadAllText(folder.Sub("one/results/trials.csv"));
        // 6 trials until 128 steps, 3 until 256, 2 until 512.
        Assert.Equal([512, 512, 256, 128, 128, 128], trials.TrimEnd('\n').Split('\n').Skip(1).Select(line => int.Parse(line.Split(',')[2], CultureInfo.InvariantCulture)));
        Assert.Equal(2, Directory.GetDirectories(folder.Sub("one/selection/runs/cartpole")).Length);

        Assert.Equal(0, Command.Run("study", folder.Sub("sweep.json"), "--out", folder.Sub("two"), "--workers", "2", "--quiet").ExitCode);
        Assert.Equal(trials, File.ReadAllText(folder.Sub("two/results/trials.csv")));

        Directory.Delete(folder.Sub("two/runs/cartpole/trial-002"), recursive: true);
        Directory.Delete(folder.Sub("two/runs/cartpole/trial-005/101"), recursive: true);
        Assert.Equal(0, Command.Run("study", folder.Sub("two"), "--quiet").ExitCode);
        Assert.Equal(trials, File.ReadAllText(folder.Sub("two/results/trials.csv")));
    }

    [Fact]
    public void A_sweep_of_which_a_part_was_asked_for_waits_on_its_rung_for_the_rest()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.Sub("sweep.json"), $$"""
            { "name": "search", "tasks": ["cartpole"], "seeds": "101", "purpose": "tuning", "steps": 256, "settings": { {{Settings}} },
              "sweep": { "rule": "ppo", "settings": { "learning-rate": [1e-4, 1e-3, 1e-2, 1e-1] }, "search": "grid",
                         "halving": { "factor": 2, "start": 128 }, "selection": { "best": 1, "seeds": "10001" } } }
            """);
        Assert.Equal(0, Command.Run("study", folder.Sub("sweep.json"), "--out", folder.Sub("study"), "--rules", "trial-001", "--quiet").ExitCode);
        Assert.Equal(128, RunSteps(folder.Sub("study/runs/cartpole/trial-001/101")));
        Assert.False(File.Exists(folder.Sub("study/results/trials.csv")));
        Assert.False(Directory.Exists(folder.Sub("study/selection")));

        Assert.Equal(0, Command.Run("study", folder.Sub("study"), "--quiet").ExitCode);
        Assert.Equal(5, File.ReadAllLines(folder.Sub("study/results/trials.csv")).Length);
        Assert.True(Directory.Exists(folder.Sub("study/selection")));
    }

    [Fact]
    public void A_figure_that_there_is_not_is_told_of_before_anything_is_trained()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.Sub("study.json"), """{ "name": "small", "tasks": ["cartpole"], "rules": ["ppo"], "seeds": "20001", "purpose": "test", "steps": 128, "figures": ["entropi"] }""");
        Command.Result result = Command.Run("study", folder.Sub("study.json"), "--out", folder.Sub("out"));
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("ratchet: The definition asks for figures that there are not: entropi; known are ", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.Sub("out")));
    }

    [Fact]
    public void The_example_of_the_page_of_sweeps_can_be_planned()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "sweeps.md"));
        int start = page.IndexOf("```json\n", StringComparison.Ordinal) + "```json\n".Length;
        StudyDefinition study = StudyReader.Read("sweeps.md", Encoding.UTF8.GetBytes(page[start..page.IndexOf("```", start, StringComparison.Ordinal)]));
        Assert.Equal(27, study.Plan(Tasks.Find).Count);
    }

    [Fact]
    public void The_example_of_the_page_makes_the_runs_that_the_page_tells_of()
    {
        using var folder = new TemporaryFolder();
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "studies.md"));
        int start = page.IndexOf("```json\n", StringComparison.Ordinal) + "```json\n".Length;
        File.WriteAllText(folder.Sub("clip.json"), page[start..page.IndexOf("```", start, StringComparison.Ordinal)]);
        string study = folder.Sub("studies/clip-on-cartpole");
        Command.Result result = Command.Run("study", folder.Sub("clip.json"), "--out", study);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.StartsWith("clip-on-cartpole: 9 runs, 2,048 of 4,096 steps each; 0 done, 9 left, 0 failed\n", result.Output, StringComparison.Ordinal);
        string[] runs = [.. Directory.EnumerateFiles(study, "config.json", SearchOption.AllDirectories).Select(Path.GetDirectoryName).OfType<string>()];
        Assert.Equal(9, runs.Length);
        Assert.All(runs, run => Assert.Equal(2048, RunSteps(run)));
        foreach (string file in (string[])["study.json", "clock.json", "results/report.html"])
            Assert.True(File.Exists(Path.Combine(study, file)), file);
    }

    [Theory]
    [InlineData("fixpo-mujoco")]
    [InlineData("fixpo-ablations")]
    [InlineData("dpo-minatar")]
    [InlineData("dpo-control")]
    [InlineData("cartpole-rules")]
    [InlineData("sweep-ppo-cartpole")]
    [InlineData("sweep-fixpo-pendulum")]
    public void The_page_has_every_study_that_comes_along_with_its_number_of_runs(string name) => Assert.Contains(
        $"| `{name}` | {BuiltInStudies.Find(name).RunCount} |", File.ReadAllText(Path.Combine(Repository.Root, "docs", "studies.md")), StringComparison.Ordinal);

    private static string Write(TemporaryFolder folder, int steps)
    {
        string file = folder.Sub("small.json");
        File.WriteAllText(file, $$"""
            { "name": "small", "tasks": ["cartpole"], "rules": ["ppo", "fixpo"], "seeds": "20001-20002", "purpose": "test", "steps": {{steps}}, "settings": { {{Settings}} } }
            """);
        return file;
    }

    private static void RequirePlain(TemporaryFolder folder, string study, int steps)
    {
        foreach (string rule in (string[])["ppo", "fixpo"])
        {
            foreach (string seed in (string[])["20001", "20002"])
            {
                string plain = folder.Sub($"plain-{rule}-{seed}");
                Assert.Equal(0, Command.Run(
                    "train", "cartpole", "--rule", rule, "--seed", seed, "--steps", $"{steps}", "--set", "environments=4", "--set", "horizon=16", "--set", "minibatch=32", "--set", "hidden=8",
                    "--set", "checkpoint-interval=0", "--out", plain).ExitCode);
                Assert.Null(RunComparison.Difference(plain, folder.Sub($"{study}/runs/cartpole/{rule}/{seed}")));
            }
        }
    }

    private static long RunSteps(string run) => (long)Ratchet.Training.Runs.RunFolder.ReadCheckpoint(run)!.Words("progress", 2)[1];

    private static bool KillProcessOf(string run, string folder)
    {
        foreach (System.Diagnostics.Process process in System.Diagnostics.Process.GetProcesses())
        {
            string file = $"/proc/{process.Id}/cmdline";
            string command = "";
            try
            {
                command = File.ReadAllText(file);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It has ended, or is another user's.
            }

            if (command.Contains(folder, StringComparison.Ordinal) && command.Contains(run, StringComparison.Ordinal))
            {
                process.Kill();
                return true;
            }
        }

        return false;
    }
}
