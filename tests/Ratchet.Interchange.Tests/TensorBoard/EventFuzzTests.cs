using Google.Protobuf;
using Ratchet.Interchange.Protos;
using Ratchet.Interchange.TensorBoard;
using Ratchet.Numerics;
using Ratchet.Tests.Fuzzing;
using Ratchet.Training;
using Ratchet.Training.Runs;
using Xunit;

namespace Ratchet.Interchange.Tests.TensorBoard;

/// <summary>The reader of event files under mutated ones: with wrong checksums, and with right ones over records that are no events.</summary>
public sealed class EventFuzzTests
{
    [Fact]
    public void Any_event_file_is_cut_back_or_refused_cleanly()
    {
        byte[][] records =
        [
            new Event { WallTime = 1, FileVersion = EventReader.FileVersion }.ToByteArray(),
            .. ((int[])[64, 128, 192]).Select(step => new Event { WallTime = 2, Step = step, Summary = new Summary { Value = { new Summary.Types.Scalar { Tag = "rollout/ep_rew_mean", SimpleValue = step } } } }.ToByteArray()),
        ];
        var files = new Mutation([File(records)]);
        var data = new Mutation(records);
        new FuzzedReader
        {
            Name = "tensorboard",
            Make = (ref RandomStream random) =>
            {
                if (random.NextBelow(3) == 0)
                    return files.Next(ref random);
                byte[][] edited = [.. records];
                int index = random.NextBelow(edited.Length);
                edited[index] = data.Edit(edited[index], ref random);
                return File(edited);
            },
            Read = file => Assert.InRange(KeptEvents.Measure(FuzzedReader.File, new MemoryStream(file), steps: 128), 0, file.Length),
            IsClean = exception => exception is RunException,
            // A record of the greatest length may be announced, and its room taken.
            MostAllocated = 2 << 20,
        }.Fuzz();
    }

    private static byte[] File(byte[][] records) => [.. records.SelectMany(Sealed)];

    private static byte[] Sealed(byte[] data)
    {
        byte[] record = new byte[data.Length + EventRecord.Overhead];
        data.CopyTo(record, EventRecord.HeaderSize);
        EventRecord.Seal(record);
        return record;
    }
}
