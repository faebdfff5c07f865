using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Storage;
using Ratchet.Tests.Training;
using Ratchet.Training;
using Ratchet.Training.Runs;
using Xunit;

namespace Ratchet.Tests.Fuzzing;

/// <summary>The readers of a run's files under mutated ones. <c>eng/fuzz.sh</c> reads millions.</summary>
public sealed class FuzzTests
{
    [Fact]
    public void Any_checkpoint_file_is_read_or_refused_cleanly()
    {
        (byte[] header, byte[] data) = Split(Bytes(SmallCheckpoint()));
        var mutation = new Mutation([[.. header, .. data]]);
        new FuzzedReader
        {
            Name = "safetensors",
            Make = (ref RandomStream random) => mutation.Next(ref random),
            Read = file => SafeTensors.Read(FuzzedReader.File, new MemoryStream(file)),
            IsClean = exception => exception is SnapshotException,
        }.Fuzz();
    }

    /// <summary>The checksum would refuse nearly all of them: here it is made right again, so that what lies behind it is reached, up to the trainer that loads it.</summary>
    [Fact]
    public void Any_checkpoint_with_a_right_checksum_is_loaded_or_refused_cleanly()
    {
        (byte[] header, byte[] data) = Split(Bytes(SmallCheckpoint()));
        var mutation = new Mutation([header[sizeof(ulong)..]]);
        var numbers = new Mutation([data]);
        using var pool = new WorkerPool(1);
        using IVectorEnvironment environments = EnvironmentRegistry.BuiltIn.Find("cartpole").Vectorize(SmallOptions.Training.Environments, pool);
        using var trainer = new Trainer(SmallOptions.Training, environments, pool);
        new FuzzedReader
        {
            Name = "checkpoint",
            Make = (ref RandomStream random) =>
            {
                int what = random.NextBelow(3);
                return Seal(what > 0 ? mutation.Next(ref random) : header[sizeof(ulong)..], what == 1 ? data : numbers.Next(ref random));
            },
            Read = file =>
            {
                Snapshot snapshot = SafeTensors.Read(FuzzedReader.File, new MemoryStream(file));
                CheckpointIdentity.Require(FuzzedReader.File, snapshot, CheckpointIdentity.Checkpoint, SmallOptions);
                try
                {
                    trainer.Load(snapshot);
                }
                catch (SnapshotException exception)
                {
                    throw new SnapshotException($"{FuzzedReader.File}: {exception.Message}");
                }
            },
            IsClean = exception => exception is SnapshotException,
        }.Fuzz();
    }

    [Fact]
    public void Any_configuration_is_read_or_refused_cleanly()
    {
        RunOptions schedules = Settings.Apply(SmallOptions, ["learning-rate=linear(3e-4, 0)", "wrap=frame-stack=4,sticky-actions=0.25", "hidden=64,64"]);
        RunOptions drift = Settings.Apply(Presets.For("pendulum", "drift"), ["drift=relu((r-1)*A - 2*tanh((r-1)*A/2))", "discount=piecewise(0.9, 1000: 0.99)"]);
        var mutation = new Mutation([.. ((RunOptions[])[SmallOptions, schedules, drift, Presets.For("hopper", "v-mpo")]).Select(options => RunConfiguration.Write(options, threads: 2))]);
        new FuzzedReader
        {
            Name = "config",
            Make = (ref RandomStream random) => mutation.Next(ref random),
            Read = file => RunConfiguration.Read(FuzzedReader.File, file),
            IsClean = exception => exception is RunException,
            // A drift of one's own is tried out on a grid.
            MostAllocated = 16 << 20,
        }.Fuzz();
    }

    [Fact]
    public void Any_metrics_are_read_or_refused_cleanly()
    {
        using var folder = new TemporaryFolder();
        SmallRun.Train(folder.Path, options: SmallRun.Options with { EvaluationInterval = 128, EvaluationEpisodes = 2 });
        var mutation = new Mutation([[.. File.ReadAllBytes(folder.Sub("metrics.jsonl")).AsSpan(..4000)], Encoding.UTF8.GetBytes(string.Concat(File.ReadLines(folder.Sub("metrics.jsonl")).TakeLast(2).Select(line => line + "\n")))]);
        new FuzzedReader
        {
            Name = "metrics",
            Make = (ref RandomStream random) => mutation.Next(ref random),
            Read = file =>
            {
                RunFolder.FinishedLine(new MemoryStream(file));
                KeptLines kept = KeptLines.Read(FuzzedReader.File, new MemoryStream(file), lines: 2);
                Assert.InRange(kept.Seconds, 0, double.MaxValue);
                Assert.InRange(kept.Length, 0, file.Length);
            },
            IsClean = exception => exception is RunException,
        }.Fuzz();
    }

    [Fact]
    public void Any_policy_description_is_read_or_refused_cleanly()
    {
        var mutation = new Mutation([.. ((string[])["cartpole", "pendulum", "minatar-breakout"]).Select(Describe)]);
        new FuzzedReader
        {
            Name = "policy",
            Make = (ref RandomStream random) => mutation.Next(ref random),
            Read = file => new PolicyDescriptionReader(FuzzedReader.File).Read(Encoding.UTF8.GetString(file)),
            IsClean = exception => exception is SnapshotException,
        }.Fuzz();
    }

    /// <summary>Weights need no checksum, since other programs edit them; so the description and the arrays are reached by any edit.</summary>
    [Fact]
    public void Any_file_of_weights_is_loaded_or_refused_cleanly()
    {
        using var weights = new MemoryStream();
        SafeTensors.Write(weights, PolicyWeights.ToSnapshot(PolicyState.Read(FuzzedReader.File, SmallCheckpoint())), withChecksum: false);
        (byte[] header, byte[] data) = Split(weights.ToArray());
        var mutation = new Mutation([header[sizeof(ulong)..]]);
        var numbers = new Mutation([data]);
        new FuzzedReader
        {
            Name = "weights",
            Make = (ref RandomStream random) =>
            {
                int what = random.NextBelow(3);
                return Join(what > 0 ? mutation.Next(ref random) : header[sizeof(ulong)..], what == 1 ? data : numbers.Next(ref random));
            },
            Read = file => PolicyWeights.Read(FuzzedReader.File, SafeTensors.Read(FuzzedReader.File, new MemoryStream(file))),
            IsClean = exception => exception is SnapshotException,
        }.Fuzz();
    }

    private static RunOptions SmallOptions { get; } =
        Settings.Apply(Presets.For("cartpole", "fixpo"), ["environments=2", "horizon=4", "minibatch=4", "hidden=2", "steps=8"]);

    private static Snapshot SmallCheckpoint()
    {
        Snapshot snapshot = Save(SmallOptions);
        CheckpointIdentity.Stamp(snapshot, CheckpointIdentity.Checkpoint, SmallOptions);
        return snapshot;
    }

    private static Snapshot Save(RunOptions options)
    {
        using var pool = new WorkerPool(1);
        using IVectorEnvironment environments = EnvironmentRegistry.BuiltIn.Find(options.Training.Environment).Vectorize(options.Training.Environments, pool);
        using var trainer = new Trainer(options.Training, environments, pool);
        var snapshot = new Snapshot();
        trainer.Save(snapshot);
        return snapshot;
    }

    private static byte[] Describe(string environment) => Encoding.UTF8.GetBytes(Save(Settings.Apply(Presets.For(environment, "ppo"), ["hidden=4"])).Metadata["policy"]);

    private static byte[] Bytes(Snapshot snapshot)
    {
        using var stream = new MemoryStream();
        SafeTensors.Write(stream, snapshot);
        return stream.ToArray();
    }

    private static (byte[] Header, byte[] Data) Split(byte[] file)
    {
        int end = sizeof(ulong) + (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        return (file[..end], file[end..]);
    }

    private static byte[] Join(byte[] header, byte[] data) => [.. BitConverter.GetBytes((ulong)header.Length), .. header, .. data];

    /// <summary>A file of this header, with its length and checksum right where it has a place for them.</summary>
    private static byte[] Seal(byte[] header, byte[] data)
    {
        byte[] file = Join(header, data);
        if (header.Length < SafeTensors.ChecksumStart.Length + SafeTensors.ChecksumLength)
            return file;
        Span<byte> place = file.AsSpan(sizeof(ulong) + SafeTensors.ChecksumStart.Length, SafeTensors.ChecksumLength);
        place.Fill((byte)'0');
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(file)), place);
        return file;
    }
}
