using System.Buffers.Binary;
using Ratchet.Interchange.Protos;
using Ratchet.Interchange.TensorBoard;
using Ratchet.Training;
using Ratchet.Training.Runs;
using Xunit;

namespace Ratchet.Interchange.Tests.TensorBoard;

public sealed class EventFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ratchet-events-").FullName;

    private string FilePath => Path.Combine(_folder, TensorBoardEvents.FileName);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // As every event file of TensorFlow begins: 24 bytes of data (9 of wall_time, 15 of file_version), whose length has the checksum a3 7f 4b 22.
    [Fact]
    public void A_file_begins_as_those_of_TensorFlow_do()
    {
        Write(0);
        byte[] file = File.ReadAllBytes(FilePath);
        Assert.Equal([0x18, 0, 0, 0, 0, 0, 0, 0, 0xa3, 0x7f, 0x4b, 0x22, 0x09], file[..13]);
        Assert.Equal("\u001a\u000dbrain.Event:2"u8, file.AsSpan(21, 15));
        Assert.Equal(40, file.Length);
        ReadEvent first = Assert.Single(EventReading.Read(FilePath));
        Assert.Equal((0, "brain.Event:2"), (first.Step, first.FileVersion));
    }

    // Steps 10 to 50 are there; a run that goes on from the checkpoint at 30 keeps three of them, and writes the others anew.
    [Fact]
    public void What_lies_beyond_the_checkpoint_is_cut_off()
    {
        Write(0, 10, 20, 30, 40, 50);
        Write(30, 40);
        Assert.Equal([0, 10, 20, 30, 40], Steps());
        Write(35, 60);
        Assert.Equal([0, 10, 20, 30, 60], Steps());
        Write(0, 10);
        Assert.Equal([0, 10], Steps());
    }

    [Fact]
    public void A_folder_in_its_place_is_named()
    {
        Directory.CreateDirectory(FilePath);
        Assert.StartsWith($"{FilePath} is a folder, where a run has a file", Assert.Throws<RunException>(() => Write(0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Both_events_of_a_step_are_kept()
    {
        Write(0, 10, 20, 20, 30);
        Write(20);
        Assert.Equal([0, 10, 20, 20], Steps());
    }

    /// <summary>Killed anywhere in a write, a run finds every whole event; cut in its first event, the file is a new one.</summary>
    [Fact]
    public void A_record_that_was_cut_off_is_dropped()
    {
        Write(0, 10, 20);
        byte[] whole = File.ReadAllBytes(FilePath);
        int record = (whole.Length - 40) / 2;
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(FilePath, whole[..length]);
            Write(20, 30);
            long[] expected = length < 40 + record ? [0, 30] : [0, 10, 30];
            Assert.Equal(expected, Steps());
        }
    }

    [Fact]
    public void A_last_record_whose_bytes_never_reached_the_disk_is_dropped()
    {
        Write(0, 10, 20);
        Damage(file => file[^6] ^= 1);
        Write(20, 30);
        Assert.Equal([0, 10, 30], Steps());
    }

    [Fact]
    public void Damage_after_the_checkpoint_is_dropped_with_what_follows()
    {
        Write(0, 10, 20, 30);
        Damage(file => file[40 + ((file.Length - 40) / 3)] ^= 1); // the length of the record of step 20
        Write(10, 20);
        Assert.Equal([0, 10, 20], Steps());
    }

    [Theory]
    [InlineData(0, "has a record whose length has a wrong checksum (at byte 0)")]
    [InlineData(15, "has a record with a wrong checksum (at byte 0)")]
    [InlineData(45, "has a record whose length has a wrong checksum (at byte 40)")]
    [InlineData(60, "has a record with a wrong checksum (at byte 40)")]
    public void Damage_before_the_checkpoint_is_refused_with_its_place(int at, string message)
    {
        Write(0, 10, 20, 30);
        Damage(file => file[at] ^= 4);
        Assert.Equal(
            $"{FilePath} {message}: remove the file, and the run goes on with a new one; metrics.jsonl has the same numbers.",
            Assert.Throws<RunException>(() => Write(30)).Message);
    }

    [Fact]
    public void A_record_that_claims_to_be_huge_takes_no_memory()
    {
        Write(0, 10);
        byte[] record = new byte[EventRecord.Overhead];
        BinaryPrimitives.WriteUInt64LittleEndian(record, 1UL << 62);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8), Crc32C.Masked(record.AsSpan(0, 8)));
        File.AppendAllBytes(FilePath, record);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("has a record of 4611686018427387904 bytes, more than 1048576 (at byte", Assert.Throws<RunException>(() => Write(20)).Message, StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Theory]
    [InlineData("{\"time/iterations\":1}\n{\"time/iterations\":2}\n", "has a record whose length has a wrong checksum")]
    [InlineData(null, "does not begin with 'brain.Event:2'")]
    public void A_file_that_is_something_else_is_refused(string? text, string message)
    {
        if (text is not null)
        {
            File.WriteAllText(FilePath, text);
        }
        else
        {
            byte[] record = [.. new byte[EventRecord.HeaderSize], 0x10, 5, .. new byte[EventRecord.FooterSize]]; // step = 5
            EventRecord.Seal(record);
            File.WriteAllBytes(FilePath, record);
        }

        Assert.Contains(message, Assert.Throws<RunException>(() => Write(20)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_with_good_checksums_that_is_no_event_is_refused()
    {
        Write(0, 10);
        byte[] record = [.. new byte[EventRecord.HeaderSize], 0x2a, 100, 1, .. new byte[EventRecord.FooterSize]]; // a summary of 100 bytes, of which one is there
        EventRecord.Seal(record);
        File.AppendAllBytes(FilePath, record);
        Assert.Contains("has a record that is no event", Assert.Throws<RunException>(() => Write(20)).Message, StringComparison.Ordinal);
    }

    // Bytes turned over, cut out and put in anywhere: the file is taken or refused, nothing else happens, and what is kept can be read.
    [Fact]
    public void Whatever_the_file_holds_there_is_one_error_or_none()
    {
        Write(0, [.. Enumerable.Range(1, 20).Select(i => 10L * i)]);
        byte[] whole = File.ReadAllBytes(FilePath);
        var random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 3000; i++)
        {
            byte[] file = [.. whole];
            int at = random.Next(file.Length);
            switch (random.Next(3))
            {
                case 0: file[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: file = [.. file[..at], .. file[(at + random.Next(file.Length - at))..]]; break;
                default: file = [.. file[..at], .. file[random.Next(file.Length)..]]; break;
            }

            long steps = 10 * random.Next(1, 21);
            try
            {
                using var stream = new MemoryStream(file);
                long kept = KeptEvents.Measure(FilePath, stream, steps);
                File.WriteAllBytes(FilePath, file[..(int)kept]);
                Assert.All(Steps(), step => Assert.InRange(step, 0, steps));
            }
            catch (RunException exception)
            {
                Assert.StartsWith(FilePath, exception.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.InRange(refused, 300, 2700);
    }

    private void Write(long from, params long[] steps)
    {
        using var file = new EventFile(FilePath, from, wallTime: 1.8e9);
        foreach (long step in steps)
            file.Append(new Event { WallTime = 1.8e9, Step = step, Summary = new Summary { Value = { new Summary.Types.Scalar { Tag = "a/b", SimpleValue = 0 } } } });
    }

    private IEnumerable<long> Steps() => EventReading.Read(FilePath).Select(read => read.Step);

    private void Damage(Action<byte[]> change)
    {
        byte[] file = File.ReadAllBytes(FilePath);
        change(file);
        File.WriteAllBytes(FilePath, file);
    }
}
