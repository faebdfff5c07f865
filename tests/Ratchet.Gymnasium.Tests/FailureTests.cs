using System.Diagnostics;
using System.Text;
using Ratchet.Environments;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.Gymnasium.Tests;

/// <summary>Whatever an environment or its process does wrong is told with the environment and the step, and no worker goes on.</summary>
public sealed class FailureTests : NeedsPython
{
    // Instance 2 of three, in the second of two workers with two instances each, does it at step 3 of its second episode.
    [Theory]
    [InlineData("raise", "raised ValueError: the gripper has lost the cube")]
    [InlineData("undecodable", "raised ValueError: no file ?")]
    [InlineData("system-exit", "raised SystemExit: leaving")]
    [InlineData("exit", "died with its worker process")]
    [InlineData("abort", "died with its worker process")]
    [InlineData("nan", "returned NaN in observation entry 1; expected finite numbers")]
    [InlineData("infinity", "returned Infinity in observation entry 1; expected finite numbers")]
    [InlineData("shape", "returned an observation of shape (3,); its space has (2,)")]
    [InlineData("nested", "returned an observation of shape (1, 2); its space has (2,)")]
    [InlineData("type", "returned an observation of")]
    [InlineData("nan-reward", "returned NaN in the reward; expected finite numbers")]
    [InlineData("no-reward", "returned None as its reward; expected one number")]
    [InlineData("four", "returned 4 values from step; expected observation, reward, terminated, truncated, info")]
    [InlineData("none", "returned a NoneType from step")]
    public void A_step_that_goes_wrong_names_the_instance_and_the_step(string how, string message)
    {
        foreach (bool arrays in (bool[])[false, true])
        {
            string name = Toy("Fails", arrays, $"how={how}&instance=1");
            using var run = new VectorRun(name, 4, Options with { Count = 2 });
            int[] workers = run.Workers;
            run.Reset();
            run.Step(7);
            string found = Assert.Throws<EnvironmentException>(run.Step).Message;
            Assert.StartsWith($"environment '{name}' (instance 1, step 3) {message}", found, StringComparison.Ordinal);
            Assert.DoesNotContain(workers, Runs);
            Assert.Throws<InvalidOperationException>(run.Step);
        }
    }

    [Theory]
    [InlineData("raise", "raised ValueError: the gripper has lost the cube")]
    [InlineData("exit", "died with its worker process")]
    [InlineData("bare", "from reset; expected an observation and an info dict")]
    [InlineData("change-spaces", "changed its spaces, to")]
    public void A_reset_that_goes_wrong_names_the_instance(string how, string message)
    {
        using var run = new VectorRun(Toy("Fails", arguments: $"how={how}&instance=2&at=reset"), 3, Options);
        run.Reset();
        run.Step(4);
        string found = Assert.Throws<EnvironmentException>(run.Step).Message;
        Assert.Contains("(instance 2, reset) ", found, StringComparison.Ordinal);
        Assert.Contains(message, found, StringComparison.Ordinal);
    }

    [Fact]
    public void The_second_workers_instances_are_counted_on()
    {
        using var run = new VectorRun(Toy("Fails", arguments: "how=raise&instance=0"), 5, Options with { Count = 2 });
        run.Reset();
        run.Step(7);
        // Both workers fail in their first instance, 0 and 2: the first one is told.
        Assert.Contains("(instance 0, step 3)", Assert.Throws<EnvironmentException>(run.Step).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_traceback_is_that_of_the_environment_alone()
    {
        using var run = new VectorRun(Toy("Fails", arguments: "how=raise"), 1, Options);
        run.Reset();
        run.Step(7);
        string traceback = PythonException.In(Assert.Throws<EnvironmentException>(run.Step))!.Traceback;
        Assert.StartsWith("Traceback (most recent call last):\n", traceback, StringComparison.Ordinal);
        Assert.Contains("in fail", traceback, StringComparison.Ordinal);
        Assert.EndsWith("ValueError: the gripper has lost the cube", traceback, StringComparison.Ordinal);
        Assert.DoesNotContain("worker", traceback, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hang", "time.sleep(1000)")]
    [InlineData("spin", "while self.how == \"spin\":")]
    [InlineData("hold", null)] // nothing of Python runs any more: it is ended by force
    public void An_environment_that_hangs_is_ended_and_where_it_was_is_told(string how, string? line)
    {
        using var run = new VectorRun(Toy("Fails", arguments: $"how={how}&instance=0"), 4, Options with { Count = 2, Timeout = 1.5 });
        int[] workers = run.Workers;
        run.Reset();
        run.Step(7);
        EnvironmentException failure = Assert.Throws<EnvironmentException>(run.Step);
        Assert.Contains("(instance 0, step 3) gave no answer within 1.5 s", failure.Message, StringComparison.Ordinal);
        Assert.Contains(line ?? "", PythonException.In(failure)?.Traceback ?? "", StringComparison.Ordinal);
        Assert.DoesNotContain(workers, Runs);
    }

    [Fact]
    public void A_worker_that_is_killed_is_told_with_its_instances()
    {
        using var run = new VectorRun(Toy("Toy"), 5, Options with { Count = 2 });
        int[] workers = run.Workers;
        run.Reset();
        run.Step(2);
        Process.GetProcessById(workers[1]).Kill();
        string message = Assert.Throws<EnvironmentException>(run.Step).Message;
        Assert.Contains("(instances 2 to 4, step 3) died with its worker process", message, StringComparison.Ordinal);
        Assert.True(OperatingSystem.IsWindows() || message.Contains("(signal 9)", StringComparison.Ordinal), message);
        Assert.DoesNotContain(workers, Runs);
    }

    [Fact]
    public void What_a_process_said_last_is_shown_when_it_dies()
    {
        using var run = new VectorRun(Toy("Fails", arguments: "how=exit"), 1, Options);
        run.Reset();
        run.Step(7);
        EnvironmentException failure = Assert.Throws<EnvironmentException>(run.Step);
        Assert.Contains("exit code 3", failure.Message, StringComparison.Ordinal);
        Assert.Equal("out of luck", PythonException.In(failure)!.Traceback);
    }

    [Theory]
    [InlineData("how=raise&at=make", "raised ValueError: the gripper has lost the cube")]
    [InlineData("how=exit&at=make", "could not be made: it died with its worker process")]
    [InlineData("how=other-spaces&instance=1", "has other spaces")]
    public void Environments_that_cannot_be_made_are_told_and_no_worker_is_left(string arguments, string message)
    {
        EnvironmentException failure = Assert.Throws<EnvironmentException>(() => new VectorRun(Toy("Fails", arguments: arguments), 3, Options));
        Assert.StartsWith("environment 'gym:toys:Fails-v0", failure.Message, StringComparison.Ordinal);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_package_that_was_not_imported_is_asked_for()
    {
        string message = Assert.Throws<EnvironmentException>(GymnasiumEnvironments.Define("gym:ALE/Pong-v5", Options).Create).Message;
        Assert.EndsWith("(name the module that registers it too, as in gym:ale_py:ALE/Pong-v5)", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_known_id_that_lacks_something_else_is_not_suggested()
    {
        string name = Toy("Fails", arguments: "how=dependency&at=make");
        string message = Assert.Throws<EnvironmentException>(GymnasiumEnvironments.Define(name, Options).Create).Message;
        Assert.Equal($"environment '{name}' could not be made: Box2D is not installed", message);
    }

    [Fact]
    public void An_unknown_id_is_told_in_Gymnasiums_words_with_the_nearest_one_and_without_a_traceback()
    {
        EnvironmentException failure = Assert.Throws<EnvironmentException>(GymnasiumEnvironments.Define("gym:CartPol-v1", Options).Create);
        Assert.Equal("environment 'gym:CartPol-v1' could not be made: Environment `CartPol-v1` doesn't exist. (did you mean 'CartPole-v1'?)", failure.Message);
        Assert.Null(PythonException.In(failure));
    }

    [Fact]
    public void An_interpreter_that_is_none_is_named_with_the_setting()
    {
        WorkerOptions options = Options with { Python = "no-such-python" };
        Assert.Equal(
            "the Python interpreter 'no-such-python' cannot be started; name another one with --python or the setting 'python'.",
            Assert.Throws<EnvironmentException>(GymnasiumEnvironments.Define("gym:CartPole-v1", options).Create).Message);
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The rest needs Unix commands.");
        // One says nothing, the other something that is no frame.
        foreach (string command in (string[])["true", "echo"])
            Assert.StartsWith(
                $"'{command}' did not start as a Python interpreter",
                Assert.Throws<EnvironmentException>(GymnasiumEnvironments.Define("gym:CartPole-v1", options with { Python = command }).Create).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_worker_of_another_version_is_refused()
    {
        string[] modules = ["ratchet_spaces", "ratchet_environments", "ratchet_worker"];
        byte[][] sources = [.. modules.Select(module => Encoding.UTF8.GetBytes(
            Encoding.UTF8.GetString(PythonWorker.ReadSource(module)).Replace("\nPROTOCOL = 1\n", "\nPROTOCOL = 2\n", StringComparison.Ordinal)))];
        using PythonWorker worker = PythonWorker.Start(Options, sources);
        Assert.Contains("speaks version 2 of the protocol, this program version 1", Assert.Throws<EnvironmentException>(worker.AwaitGreeting).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_single_environment_names_what_went_wrong_too()
    {
        using var environment = (GymnasiumEnvironment)GymnasiumEnvironments.Define(Toy("Fails", arguments: "how=raise"), Options).Create();
        RandomStream random = Stream();
        environment.Reset(ref random);
        environment.Reset(ref random);
        environment.Step([0], ref random);
        environment.Step([0], ref random);
        EnvironmentException failure = Assert.Throws<EnvironmentException>(() => environment.Step([0], ref random));
        Assert.Equal("raised ValueError: the gripper has lost the cube", failure.Message);
        Assert.NotNull(PythonException.In(failure));
    }
}
