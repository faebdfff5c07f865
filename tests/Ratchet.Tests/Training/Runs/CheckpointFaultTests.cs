using System.Buffers.Binary;
using System.Text;
using Ratchet.Environments;
using Ratchet.Storage;
using Ratchet.Training;
using Ratchet.Training.Runs;
using Xunit;

namespace Ratchet.Tests.Training.Runs;

/// <summary>Checkpoints that are not what they should be: damage costs time, another file is an error, and neither costs the run.</summary>
public sealed class CheckpointFaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Run => _folder.Sub("run");

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Damages => ["truncated", "to half its header", "empty", "a flipped bit in the numbers", "a flipped bit in the header", "a flipped bit of the length", "an oversized header", "zeros at the beginning"];

    [Theory]
    [MemberData(nameof(Damages))]
    public void A_damaged_checkpoint_is_put_aside_and_the_run_ends_with_the_same_bits(string damage)
    {
        byte[] end = EndOfAnUninterruptedRun();
        SmallRun.Train(Run, stopAfter: 5);
        byte[] damaged = Damage(damage, File.ReadAllBytes(SmallRun.Checkpoint(Run)));
        File.WriteAllBytes(SmallRun.Checkpoint(Run), damaged);
        string error = Assert.Throws<SnapshotException>(() => RunFolder.ReadCheckpoint(Run)).Message;
        Assert.StartsWith($"{SmallRun.Checkpoint(Run)} is damaged: ", error, StringComparison.Ordinal);
        Assert.EndsWith("Resume the run to go on from the checkpoint before it.", error, StringComparison.Ordinal);

        string warning = Assert.Single(SmallRun.Train(Run));
        Assert.StartsWith(SmallRun.Checkpoint(Run), warning, StringComparison.Ordinal);
        Assert.Contains("It is kept as checkpoint.damaged-1.safetensors; the run goes on from checkpoint.previous.safetensors", warning, StringComparison.Ordinal);
        Assert.Equal(damaged, File.ReadAllBytes(_folder.Sub("run/checkpoint.damaged-1.safetensors")));
        Assert.Equal(end, File.ReadAllBytes(SmallRun.Checkpoint(Run)));
        Assert.Equal(SmallRun.Iterations + 1, File.ReadLines(_folder.Sub("run/metrics.jsonl")).Count());
    }

    [Fact]
    public void A_damaged_checkpoint_of_a_finished_run_is_made_again_by_the_same_command()
    {
        byte[] end = EndOfAnUninterruptedRun();
        SmallRun.Train(Run);
        File.WriteAllBytes(SmallRun.Checkpoint(Run), end[..^9]);
        Assert.Single(SmallRun.Train(Run));
        Assert.Equal(end, File.ReadAllBytes(SmallRun.Checkpoint(Run)));
        File.Delete(SmallRun.Checkpoint(Run));
        Assert.Empty(SmallRun.Train(Run));
        Assert.Equal(end, File.ReadAllBytes(SmallRun.Checkpoint(Run)));
    }

    [Fact]
    public void Two_damaged_checkpoints_are_one_error_that_names_both_and_nothing_is_moved()
    {
        SmallRun.Train(Run, stopAfter: 5);
        File.WriteAllBytes(SmallRun.Checkpoint(Run), File.ReadAllBytes(SmallRun.Checkpoint(Run))[..^1]);
        File.WriteAllBytes(SmallRun.Previous(Run), []);
        string error = Assert.Throws<SnapshotException>(() => SmallRun.Train(Run)).Message;
        Assert.Contains($"{SmallRun.Checkpoint(Run)} is damaged: ", error, StringComparison.Ordinal);
        Assert.Contains($"{SmallRun.Previous(Run)} is damaged: it is empty.", error, StringComparison.Ordinal);
        Assert.Contains("or remove both to begin the run anew", error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Run, "*damaged*"));

        File.Delete(SmallRun.Checkpoint(Run));
        File.Delete(SmallRun.Previous(Run));
        SmallRun.Train(Run);
        Assert.Equal(EndOfAnUninterruptedRun(), File.ReadAllBytes(SmallRun.Checkpoint(Run)));
    }

    [Fact]
    public void The_only_checkpoint_damaged_is_an_error_that_says_how_to_begin_anew()
    {
        SmallRun.Train(Run, stopAfter: 1);
        File.Delete(SmallRun.Previous(Run));
        File.WriteAllBytes(SmallRun.Checkpoint(Run), File.ReadAllBytes(SmallRun.Checkpoint(Run))[..100]);
        string error = Assert.Throws<SnapshotException>(() => SmallRun.Train(Run)).Message;
        Assert.EndsWith("There is no other checkpoint: put the file back, or remove it to begin the run anew.", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("seed=2", "is of another run, with seed 2; the run in this folder has 1")]
    [InlineData("discount=0.5", "is of another run, with discount 0.5; the run in this folder has 0.98")]
    [InlineData("hidden=8,8", "is of another run, with hidden 8,8; the run in this folder has 8")]
    public void Another_run_s_checkpoint_is_an_error_and_no_fallback(string setting, string message)
    {
        SmallRun.Train(Run, stopAfter: 5);
        SmallRun.Train(_folder.Sub("other"), stopAfter: 2, Settings.Apply(SmallRun.Options, [setting]));
        RequireForeign(File.ReadAllBytes(SmallRun.Checkpoint(_folder.Sub("other"))), message);
    }

    [Fact]
    public void A_checkpoint_of_another_task_is_an_error_and_no_fallback()
    {
        SmallRun.Train(Run, stopAfter: 5);
        RunOptions acrobot = SmallRun.Options with { Training = SmallRun.Options.Training with { Environment = "acrobot" } };
        SmallRun.Train(_folder.Sub("other"), stopAfter: 2, acrobot);
        RequireForeign(File.ReadAllBytes(SmallRun.Checkpoint(_folder.Sub("other"))), "is of another run, with environment acrobot; the run in this folder has cartpole");
    }

    [Fact]
    public void A_checkpoint_of_another_version_is_an_error_with_both_numbers_and_no_fallback()
    {
        SmallRun.Train(Run, stopAfter: 5);
        Snapshot snapshot = RunFolder.ReadCheckpoint(Run)!;
        snapshot.Metadata["version"] = "7";
        RequireForeign(Bytes(snapshot), $"has the checkpoint format 7; ratchet {Machine.Version} reads format 1: go on with the version of ratchet that wrote it");
    }

    [Fact]
    public void A_start_is_no_checkpoint()
    {
        SmallRun.Train(Run, stopAfter: 5);
        Snapshot snapshot = RunFolder.ReadCheckpoint(Run)!;
        snapshot.Metadata["kind"] = "start";
        RequireForeign(Bytes(snapshot), "is a file of the kind 'start'; this must be a checkpoint");
    }

    [Fact]
    public void A_safetensors_file_of_another_program_is_an_error_and_no_fallback()
    {
        SmallRun.Train(Run, stopAfter: 5);
        RequireForeign(WithHeader("""{"__metadata__":{"format":"pt"},"weight":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", data: 8), "is a safetensors file of another program");
        RequireForeign(WithHeader("""{"weight":{"dtype":"BF16","shape":[4],"data_offsets":[0,8]}}""", data: 8), "is not a whole safetensors file: the entry 'weight' has the dtype 'BF16'; expected F32, F64 or U64.");
    }

    [Theory]
    [InlineData("PK\u0003\u0004 whatever an archive of PyTorch has in it, or another program's file.")]
    [InlineData("{\"time/iterations\": 1, \"time/total_timesteps\": 64, \"time/time_elapsed\": 0.01, \"rollout/episodes\": 0}\n")]
    public void A_file_that_is_no_safetensors_at_all_is_an_error_and_no_fallback(string content)
    {
        SmallRun.Train(Run, stopAfter: 5);
        RequireForeign(Encoding.UTF8.GetBytes(content), "is not a whole safetensors file: the header's length is ");
    }

    [Fact]
    public void Equal_runs_have_equal_checkpoints_that_say_which_run_they_are_of()
    {
        byte[] end = EndOfAnUninterruptedRun();
        SmallRun.Train(Run, stopAfter: 3);
        SmallRun.Train(Run, options: SmallRun.Options with { CheckpointInterval = 5, EvaluationEpisodes = 3 });
        Assert.Equal(end, File.ReadAllBytes(SmallRun.Checkpoint(Run)));
        Snapshot snapshot = RunFolder.ReadCheckpoint(Run)!;
        Assert.Equal("checkpoint", snapshot.Metadata["kind"]);
        Assert.Equal("1", snapshot.Metadata["version"]);
        Assert.StartsWith("{\"environment\":\"cartpole\",\"rule\":\"fixpo\",\"settings\":{", snapshot.Metadata["run"], StringComparison.Ordinal);
        Assert.DoesNotContain("checkpoint-interval", snapshot.Metadata["run"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_stop_before_the_first_iteration_loses_nothing()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        using (var run = new TrainingRun(Run, SmallRun.Options, EnvironmentRegistry.BuiltIn.Find("cartpole"), threads: 1))
            Assert.Equal(RunOutcome.Stopped, run.Execute(new StoppingObserver(), stop.Token));
        SmallRun.Train(Run);
        Assert.Equal(EndOfAnUninterruptedRun(), File.ReadAllBytes(SmallRun.Checkpoint(Run)));
    }

    private byte[] EndOfAnUninterruptedRun()
    {
        SmallRun.Train(_folder.Sub("uninterrupted"));
        return File.ReadAllBytes(SmallRun.Checkpoint(_folder.Sub("uninterrupted")));
    }

    private void RequireForeign(byte[] file, string message)
    {
        File.WriteAllBytes(SmallRun.Checkpoint(Run), file);
        Dictionary<string, byte[]> before = Contents();
        string error = Assert.Throws<SnapshotException>(() => SmallRun.Train(Run)).Message;
        Assert.StartsWith(SmallRun.Checkpoint(Run), error, StringComparison.Ordinal);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Equal(before, Contents());
    }

    private Dictionary<string, byte[]> Contents() => Directory.GetFiles(Run).ToDictionary(file => file, File.ReadAllBytes);

    private static byte[] Damage(string damage, byte[] file)
    {
        switch (damage)
        {
            case "truncated":
                return file[..(file.Length / 2)];
            case "to half its header":
                return file[..200];
            case "empty":
                return [];
            case "a flipped bit in the numbers":
                file[^77] ^= 4;
                return file;
            case "a flipped bit in the header":
                file[300] ^= 4;
                return file;
            case "a flipped bit of the length":
                file[1] ^= 64;
                return file;
            case "an oversized header":
                BinaryPrimitives.WriteUInt64LittleEndian(file, 1UL << 60);
                return file;
            default:
                file.AsSpan(0, 512).Clear();
                return file;
        }
    }

    private static byte[] Bytes(Snapshot snapshot)
    {
        using var stream = new MemoryStream();
        SafeTensors.Write(stream, snapshot);
        return stream.ToArray();
    }

    private static byte[] WithHeader(string header, int data)
    {
        byte[] file = new byte[8 + header.Length + data];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)header.Length);
        Encoding.ASCII.GetBytes(header, file.AsSpan(8));
        return file;
    }
}
