using Ratchet.Environments;
using Ratchet.Policies;
using Ratchet.Storage;
using Ratchet.Training;
using Ratchet.Training.Runs;
using Xunit;

namespace Ratchet.Tests.Training.Runs;

/// <summary>Checkpoints that are kept for ever: a function of the run alone, and of no weight for the run itself.</summary>
public sealed class KeptCheckpointTests : IDisposable
{
    /// <summary>Eight iterations of 64 steps: the points 200 and 400 are passed by iteration 4 (256 steps) and 7 (448).</summary>
    private static readonly RunOptions Options = SmallRun.Options with { KeepCheckpoints = 200 };

    private static readonly string[] Files = ["checkpoint-000000256.safetensors", "checkpoint-000000448.safetensors"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void One_is_kept_by_the_iteration_that_passes_each_point()
    {
        SmallRun.Train(_folder.Sub("run"), options: Options);
        Assert.Equal([256, 448], RunFolder.KeptCheckpointsOf(_folder.Sub("run")));
        Assert.Equal(Files, Directory.GetFiles(_folder.Sub("run"), "checkpoint-*").Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void It_is_the_checkpoint_of_a_run_that_stopped_there()
    {
        SmallRun.Train(_folder.Sub("run"), options: Options);
        SmallRun.Train(_folder.Sub("stopped"), stopAfter: 4, options: Options);
        Assert.Equal(File.ReadAllBytes(SmallRun.Checkpoint(_folder.Sub("stopped"))), Kept("run", 0));
        Assert.Equal(256, RunFolder.StepsOfCheckpoint(_folder.Sub("stopped")));
    }

    [Fact]
    public void Resumed_and_killed_runs_keep_the_same_bytes()
    {
        SmallRun.Train(_folder.Sub("peace"), options: Options);
        RunOptions rarely = Options with { CheckpointInterval = 1000 };
        SmallRun.Train(_folder.Sub("other"), stopAfter: 2, options: Options);
        // Dead after the first one was kept, with a last checkpoint from before it; and once more behind the second.
        Die(rarely, after: 5);
        Die(rarely, after: 7);
        Assert.Equal(Kept("peace", 0), Kept("other", 0));
        SmallRun.Train(_folder.Sub("other"), options: rarely);
        Assert.Equal(Kept("peace", 0), Kept("other", 0));
        Assert.Equal(Kept("peace", 1), Kept("other", 1));
        Assert.Equal(File.ReadAllBytes(SmallRun.Checkpoint(_folder.Sub("peace"))), File.ReadAllBytes(SmallRun.Checkpoint(_folder.Sub("other"))));
    }

    [Fact]
    public void The_training_is_the_same_with_and_without_and_may_go_on_with_other_points()
    {
        SmallRun.Train(_folder.Sub("with"), options: Options);
        SmallRun.Train(_folder.Sub("without"), stopAfter: 3);
        SmallRun.Train(_folder.Sub("without"), options: Options with { KeepCheckpoints = 64 });
        Assert.Equal([256, 320, 384, 448, 512], RunFolder.KeptCheckpointsOf(_folder.Sub("without")));
        Assert.Equal(File.ReadAllBytes(SmallRun.Checkpoint(_folder.Sub("with"))), File.ReadAllBytes(SmallRun.Checkpoint(_folder.Sub("without"))));
    }

    [Fact]
    public void A_run_of_before_the_setting_goes_on()
    {
        SmallRun.Train(_folder.Sub("run"), stopAfter: 3);
        string file = Path.Combine(_folder.Sub("run"), "config.json");
        string[] lines = File.ReadAllLines(file);
        Assert.Contains(lines, line => line.Contains("\"keep-checkpoints\": 0", StringComparison.Ordinal));
        File.WriteAllLines(file, lines.Where(line => !line.Contains("keep-checkpoints", StringComparison.Ordinal)));
        SmallRun.Train(_folder.Sub("run"), options: RunFolder.ReadOptions(_folder.Sub("run")));
        Assert.Equal(512, RunFolder.StepsOfCheckpoint(_folder.Sub("run")));
        Assert.Empty(RunFolder.KeptCheckpointsOf(_folder.Sub("run")));
    }

    [Fact]
    public void Its_policy_is_read_by_the_steps_or_by_the_file()
    {
        SmallRun.Train(_folder.Sub("run"), options: Options);
        EnvironmentDefinition task = EnvironmentRegistry.BuiltIn.Find("cartpole");
        float[] early = RunFolder.ReadPolicy(_folder.Sub("run"), task, 256).Parameters.ToArray(), late = RunFolder.ReadPolicy(_folder.Sub("run"), task).Parameters.ToArray();
        Assert.NotEqual(early, late);
        Assert.Equal(early, Policy.Read(Path.Combine(_folder.Sub("run"), Files[0])).Parameters.ToArray());
        var missing = Assert.Throws<RunException>(() => RunFolder.ReadPolicy(_folder.Sub("run"), task, 300));
        Assert.EndsWith("has kept no checkpoint of 300 steps.", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_is_damaged_or_of_another_run_is_refused()
    {
        SmallRun.Train(_folder.Sub("run"), options: Options);
        SmallRun.Train(_folder.Sub("other"), options: Settings.Apply(Options, "seed=9"));
        EnvironmentDefinition task = EnvironmentRegistry.BuiltIn.Find("cartpole");
        File.Copy(Path.Combine(_folder.Sub("other"), Files[0]), Path.Combine(_folder.Sub("run"), Files[0]), overwrite: true);
        Assert.Contains("is of another run, with seed 9", Assert.Throws<SnapshotException>(() => RunFolder.ReadPolicy(_folder.Sub("run"), task, 256)).Message, StringComparison.Ordinal);
        byte[] bytes = Kept("run", 1);
        bytes[^1] ^= 1;
        File.WriteAllBytes(Path.Combine(_folder.Sub("run"), Files[1]), bytes);
        Assert.True(Assert.Throws<SnapshotException>(() => RunFolder.ReadPolicy(_folder.Sub("run"), task, 448)).IsDamage);
    }

    [Fact]
    public void A_new_run_does_not_begin_among_the_kept_checkpoints_of_another()
    {
        SmallRun.Train(_folder.Sub("run"), options: Options);
        Directory.CreateDirectory(_folder.Sub("new"));
        File.Copy(Path.Combine(_folder.Sub("run"), Files[0]), Path.Combine(_folder.Sub("new"), Files[0]));
        Assert.Contains($"has a {Files[0]} without a config.json", Assert.Throws<RunException>(() => SmallRun.Train(_folder.Sub("new"), options: Options)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("checkpoint-000250000.safetensors", 250_000L)]
    [InlineData("checkpoint-123456789012.safetensors", 123_456_789_012L)]
    [InlineData("checkpoint-250000.safetensors", null)]
    [InlineData("checkpoint-0000250000.safetensors", null)]
    [InlineData("checkpoint-00000025x.safetensors", null)]
    [InlineData("checkpoint.safetensors", null)]
    [InlineData("checkpoint.damaged-1.safetensors", null)]
    public void A_name_tells_the_steps(string name, long? steps)
    {
        Assert.Equal(steps, KeptCheckpoints.StepsOf(name));
        if (steps is { } known)
            Assert.Equal(name, KeptCheckpoints.NameOf(known));
    }

    private byte[] Kept(string run, int index) => File.ReadAllBytes(Path.Combine(_folder.Sub(run), Files[index]));

    private void Die(RunOptions options, long after)
    {
        using var run = new TrainingRun(_folder.Sub("other"), options, EnvironmentRegistry.BuiltIn.Find("cartpole"), threads: 1);
        Assert.Throws<DeathOfARun>(() => run.Execute(new StoppingObserver { DieAfter = after }, CancellationToken.None));
    }
}
