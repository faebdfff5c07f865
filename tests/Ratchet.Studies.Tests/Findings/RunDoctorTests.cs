using Ratchet.Environments;
using Ratchet.Environments.ClassicControl;
using Ratchet.Studies.Findings;
using Ratchet.Training.Runs;
using Ratchet.Updates;
using Xunit;

namespace Ratchet.Studies.Tests.Findings;

/// <summary>Real trainings, healthy and with a fault in their task or their settings; each fault is found, and nothing else is.</summary>
public sealed class RunDoctorTests
{
    [Theory]
    [InlineData("ppo")]
    [InlineData("fixpo")]
    [InlineData("trpo")]
    public void A_run_that_learns_gets_nothing_but_the_note_on_its_speed(string rule)
    {
        using var run = ShortRun.Train(CartPole.Definition, rule, "cartpole", 30_000);
        Finding note = Assert.Single(RunDoctor.Examine(run.Record));
        Assert.Equal(("speed", FindingSeverity.Note), (note.Name, note.Severity));
    }

    [Fact]
    public void Continuous_actions_and_normalised_observations_are_healthy_too()
    {
        using var run = ShortRun.Train(MountainCarContinuous.Definition, "fixpo", "mountain-car-continuous", 60_000, ["normalize-observations=true", "return-scaling=critic-targets"]);
        Assert.Equal(["speed"], Names(run));
    }

    /// <summary>A run that has only begun tells too little for any fault.</summary>
    [Fact]
    public void A_run_of_a_few_iterations_has_no_faults()
    {
        using var run = ShortRun.Train(CartPole.Definition, "ppo", "cartpole", 1024);
        Assert.Equal(["speed"], Names(run));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_vector_environment_without_final_observations_is_found(bool writesNextFirst)
    {
        using var run = ShortRun.Train(FaultyTasks.VectorizedByHand(writesNextFirst), "ppo", "cartpole", 4096);
        Finding found = Only(run);
        Assert.Equal(("missing-final-observation", FindingSeverity.Fault), (found.Name, found.Severity));
        // Every truncation lacked it.
        Assert.Equal(found.Evidence[0].Value, found.Evidence[1].Value);
    }

    [Theory]
    [InlineData(1e4)]
    [InlineData(1e-3)]
    public void Observations_in_unfit_units_are_found(double factor)
    {
        using var run = ShortRun.Train(FaultyTasks.Scaled(factor), "ppo", "cartpole", 15_000);
        Assert.Equal("observation-scale", Only(run).Name);
    }

    [Theory]
    [InlineData("reward-scale=1e-5")]
    [InlineData("reward-scale=1e4")]
    public void Rewards_in_unfit_units_are_found(string wrapper)
    {
        using var run = ShortRun.Train(CartPole.Definition, "ppo", "cartpole", 15_000, [$"wrap={wrapper}"]);
        Assert.Equal("return-scale", Only(run).Name);
    }

    // σ = e⁵ = 148: of the samples, a share of about 2/(148·√(2π)) = 0.5 % lies within ± 1.
    [Fact]
    public void Samples_far_wider_than_the_actions_are_found()
    {
        using var run = ShortRun.Train(Pendulum.Definition, "ppo", "pendulum", 15_000, ["initial-log-deviation=5", "log-deviation-ceiling=6", "learning-rate=1e-6"]);
        Assert.Equal("actions-at-bound", Only(run).Name);
    }

    [Fact]
    public void Episodes_that_never_end_are_found()
    {
        using var run = ShortRun.Train(FaultyTasks.Endless, "ppo", "cartpole", 40_960);
        Assert.Equal("no-episode-ends", Only(run).Name);
    }

    [Fact]
    public void A_reward_that_no_action_changes_is_found()
    {
        using var run = ShortRun.Train(FaultyTasks.CoinToss, "ppo", "cartpole", 40_960);
        Assert.Equal("return-stalled", Only(run).Name);
    }

    [Fact]
    public void A_schedule_that_ends_before_the_run_does_is_found()
    {
        using var run = ShortRun.Train(CartPole.Definition, "ppo", "cartpole", 30_000, ["learning-rate=linear(1e-3, 0, 15000)"]);
        Finding found = Only(run);
        Assert.Equal("learning-rate-zero", found.Name);
        // 59 updates of 512 steps; update 31 begins at step 15,360 with a rate of 0, and 29 of 59 are 49 %.
        Assert.Contains("49 %", found.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_was_stopped_is_no_fault_and_says_how_it_goes_on()
    {
        using var run = ShortRun.Train(CartPole.Definition, "ppo", "cartpole", 30_000, until: 15_000);
        File.SetLastWriteTimeUtc(RunFolder.MetricsFileOf(run.Path), DateTime.UtcNow.AddMinutes(-1));
        Finding stopped = Assert.Single(RunDoctor.Examine(run.Record), finding => finding.Name != "speed");
        Assert.Equal(("stopped", FindingSeverity.Note), (stopped.Name, stopped.Severity));
        Assert.Contains("15,360 of 30,208 steps", stopped.Sentence, StringComparison.Ordinal);
        Assert.Contains($"ratchet resume {run.Path}", stopped.Mend, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_a_process_holds_is_not_taken_for_one_that_was_stopped()
    {
        using var run = ShortRun.Train(CartPole.Definition, "ppo", "cartpole", 30_000, until: 15_000);
        File.SetLastWriteTimeUtc(RunFolder.MetricsFileOf(run.Path), DateTime.UtcNow.AddMinutes(-1));
        using (new FileStream(Path.Combine(run.Path, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
            Assert.Equal(["speed"], Names(run));
    }

    // 1e38 is a number in floats; the square of an error of that size is none.
    [Fact]
    public void A_run_that_failed_says_how_its_step_is_run_again()
    {
        string folder = Directory.CreateTempSubdirectory("ratchet-test-").FullName;
        try
        {
            string path = Path.Combine(folder, "run");
            var options = Ratchet.Training.Settings.Apply(Ratchet.Training.Presets.For("cartpole", "ppo"), ["wrap=reward-scale=1e38", "steps=4096"]);
            using (var training = new TrainingRun(path, options, CartPole.Definition, threads: 1))
                Assert.Throws<NonFiniteException>(() => training.Execute(new NoObserver(), CancellationToken.None));
            Finding failed = Assert.Single(RunDoctor.Examine(Ratchet.Studies.Records.RunRecord.Read(path)));
            Assert.Equal(("failed", FindingSeverity.Fault), (failed.Name, failed.Severity));
            Assert.Contains($"ratchet replay {Path.Combine(path, "failure.safetensors")}", failed.Mend, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string[] Names(ShortRun run) => [.. RunDoctor.Examine(run.Record).Select(finding => finding.Name)];

    private static Finding Only(ShortRun run) => Assert.Single(RunDoctor.Examine(run.Record), finding => finding.Name != "speed");

    private sealed class NoObserver : IRunObserver
    {
        public void OnStart(RunProgress progress)
        {
        }

        public void OnIteration(RunProgress progress, ReadOnlySpan<byte> line)
        {
        }

        public void OnEvaluation(RunProgress progress, Ratchet.Training.EvaluationResult result, ReadOnlySpan<byte> line)
        {
        }

        public void OnFinished(RunProgress progress, ReadOnlySpan<byte> line)
        {
        }
    }
}
