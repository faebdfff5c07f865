using System.Diagnostics;
using Ratchet.Environments;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.Gymnasium.Tests;

/// <summary>Nothing is left running, however the program ends; and the command trains.</summary>
public sealed class ProcessTests : NeedsPython, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ratchet-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_an_environment_started_ends_with_its_worker()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no process groups.");
        var environment = (GymnasiumEnvironment)GymnasiumEnvironments.Define(Toy("Child"), Options).Create();
        int child = ChildOf(environment);
        Assert.True(Runs(child));
        environment.Dispose();
        await RequireEnd(child);

        static int ChildOf(GymnasiumEnvironment environment)
        {
            RandomStream random = Stream();
            return (int)environment.Reset(ref random)[1];
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task A_worker_that_dies_is_told_although_a_process_of_its_environment_lives_on()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no fork.");
        using var run = new VectorRun(Toy("Forks"), 1, Options);
        run.Reset();
        int child = (int)run.Observations[1];
        run.Step(2);
        Assert.True(Runs(child));
        EnvironmentException failure = await Task.Run(() => Assert.Throws<EnvironmentException>(run.Step), TestContext.Current.CancellationToken);
        Assert.Contains("(instance 0, step 3) died with its worker process", failure.Message, StringComparison.Ordinal);
        Assert.Contains("(signal 9)", failure.Message, StringComparison.Ordinal);
        await RequireEnd(child);
    }

    [Theory]
    [InlineData("Toy", "")] // ends with the next request
    [InlineData("Child", "")] // sleeps in a step for some of the actions, with a process of its own
    [InlineData("Fails", "how=spin")] // holds the interpreter
    public async Task A_program_that_is_killed_leaves_no_worker(string toy, string arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks for processes in /proc.");
        using Process program = Start("train", Toy(toy, arguments: arguments), "--out", Path.Combine(_folder, "run"), "--steps", "1000000000", "--set", "environments=4", "--set", "workers=2", "--set", "minibatch=32", "--set", "horizon=16", "--json");
        int[] workers = [];
        for (int i = 0; i < 600 && workers.Length < 2; i++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
            workers = ChildrenOf(program.Id);
        }

        Assert.Equal(2, workers.Length);
        await Task.Delay(1000, TestContext.Current.CancellationToken);
        workers = [.. workers, .. workers.SelectMany(ChildrenOf)];
        program.Kill();
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        await RequireEnd(workers);
    }

    [Fact]
    public async Task Train_evaluate_and_resume_run_an_environment_by_its_name()
    {
        string run = Path.Combine(_folder, "run");
        string[] small = ["--set", "environments=4", "--set", "horizon=64", "--set", "minibatch=64", "--set", "hidden=16", "--set", "workers=2", "--set", "checkpoint-interval=0"];
        using (Process train = Start(["train", "gym:CartPole-v1?arrays=false", "--steps", "100000000", "--out", run, "--json", .. small]))
        {
            await train.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            await train.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            Signal(train, "TERM");
            await train.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(143, train.ExitCode);
        }

        Assert.Contains("\"gym:CartPole-v1?arrays=false\"", File.ReadAllText(Path.Combine(run, "config.json")), StringComparison.Ordinal);
        using (Process evaluate = Start("evaluate", run, "--episodes", "5", "--json"))
        {
            string output = await evaluate.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await evaluate.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, evaluate.ExitCode);
            Assert.Contains("\"eval/mean_reward\"", output, StringComparison.Ordinal);
        }

        int lines = File.ReadLines(Path.Combine(run, "metrics.jsonl")).Count();
        using (Process resume = Start("resume", run, "--json"))
        {
            string? line = await resume.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            Assert.Contains($"\"time/iterations\":{lines + 1}", line, StringComparison.Ordinal);
            Signal(resume, "INT");
            await resume.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(130, resume.ExitCode);
        }
    }

    [Fact]
    public async Task The_command_shows_one_sentence_and_then_the_traceback()
    {
        using Process train = Start("train", Toy("Fails", arguments: "how=raise&at=make"), "--out", Path.Combine(_folder, "run"));
        string error = await train.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await train.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, train.ExitCode);
        string[] lines = error.TrimEnd().Split('\n');
        Assert.StartsWith("ratchet: environment 'gym:toys:Fails-v0", lines[0], StringComparison.Ordinal);
        Assert.Equal("Traceback (most recent call last):", lines[1]);
        Assert.Equal("ValueError: the gripper has lost the cube", lines[^1]);
        Assert.False(Directory.Exists(Path.Combine(_folder, "run")));
    }

    private static void Signal(Process process, string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        kill.WaitForExit();
    }

    private static int[] ChildrenOf(int id) =>
    [
        .. from folder in Directory.GetDirectories("/proc")
           let process = Path.GetFileName(folder)
           where process.All(char.IsAsciiDigit)
           let stat = Read(Path.Combine(folder, "stat"))
           // pid (name) state parent …
           where stat is not null && stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1] == $"{id}"
           select int.Parse(process),
    ];

    private static string? Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static Process Start(params string[] arguments)
    {
        // A shell starts its background jobs with SIGINT ignored, and children inherit that: the tests may be such a job.
        string[] command = [.. OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", "dotnet"] : (string[])["dotnet"], Path.Combine(AppContext.BaseDirectory, "Ratchet.Cli.dll"), .. arguments];
        if (arguments[0] == "train")
            command = [.. command, "--python", Options.Python];
        return Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true })!;
    }
}
