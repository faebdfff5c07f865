using System.Diagnostics;
using System.Globalization;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.Tests.Fuzzing;

/// <summary>A reader of files that are not trusted: whatever it is given, it reads it, or throws one of its own errors, which names the file; in bounded memory.</summary>
internal sealed class FuzzedReader
{
    /// <summary>Of the file that the reader is told of: every error names it.</summary>
    public const string File = "run/file";

    private const ulong Seed = 20_261_121;
    private const int LongestMessage = 2000;
    private const long MostHeap = 64 << 20;

    public required string Name { get; init; }

    /// <summary>A file that nearly is what it should be.</summary>
    public required Maker Make { get; init; }

    /// <summary>Reads it as <see cref="File"/>.</summary>
    public required Action<byte[]> Read { get; init; }

    /// <summary>Whether an exception is one that the reader documents.</summary>
    public required Func<Exception, bool> IsClean { get; init; }

    /// <summary>Bytes that reading may allocate at most: so many, and 100 for each of the file's.</summary>
    public long MostAllocated { get; init; } = 1 << 19;

    public delegate byte[] Maker(ref RandomStream random);

    /// <summary>Reads some thousand files, or as many as <c>RATCHET_FUZZ_INPUTS</c> says; the same ones every time.</summary>
    public void Fuzz()
    {
        long inputs = long.Parse(Environment.GetEnvironmentVariable("RATCHET_FUZZ_INPUTS") ?? "20000", CultureInfo.InvariantCulture);
        long heap = GC.GetTotalMemory(forceFullCollection: true), read = 0, greatest = 0;
        long start = Stopwatch.GetTimestamp();
        for (long i = 0; i < inputs; i++)
        {
            var random = new RandomStream(Seed + (ulong)(i >> 32), StreamPurpose.User, (uint)i);
            byte[] input = Make(ref random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Exception? error = Try(input);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (error is null)
                read++;
            else if (!IsClean(error) || !error.Message.Contains(File, StringComparison.Ordinal) || error.Message.Length > LongestMessage)
                Assert.Fail($"Input {i} of the {Name} reader, {Convert.ToBase64String(input)}, made it throw {error}");
            greatest = Math.Max(greatest, allocated);
            if (allocated > MostAllocated + 100L * input.Length)
                Assert.Fail($"Input {i} of the {Name} reader, {Convert.ToBase64String(input)}, made it allocate {allocated} bytes.");
        }

        TimeSpan time = Stopwatch.GetElapsedTime(start);
        long kept = GC.GetTotalMemory(forceFullCollection: true) - heap;
        Assert.InRange(kept, long.MinValue, MostHeap);
        // Else the mutations are too wild to come far into the reader, or too tame.
        Assert.InRange(read, inputs / 1000, inputs * 9 / 10);
        Report(string.Create(
            CultureInfo.InvariantCulture,
            $"{Name,-12} {inputs,9:n0} inputs: {read,7:n0} read, {inputs - read,9:n0} refused cleanly, 0 otherwise; at most {greatest / 1024.0:n0} KiB allocated for one; {time.TotalSeconds:n0} s"));
    }

    private Exception? Try(byte[] input)
    {
        try
        {
            Read(input);
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    private static void Report(string line)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        if (Environment.GetEnvironmentVariable("RATCHET_FUZZ_REPORT") is { } report)
            System.IO.File.AppendAllText(report, line + "\n");
    }
}
