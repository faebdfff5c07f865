using System.Runtime.InteropServices;
using Ratchet.Numerics;

namespace Ratchet.Tests.Numerics;

/// <summary>Blocks of test numbers, and their bits.</summary>
internal static class Numbers
{
    /// <summary>Uniform on [−2, 2), from a fixed stream.</summary>
    public static AlignedBuffer<float> Random(int length, uint stream)
    {
        var buffer = new AlignedBuffer<float>(length);
        var random = new RandomStream(5, StreamPurpose.User, stream);
        foreach (ref float value in buffer.Span)
            value = (float)random.NextUniform(-2, 2);
        return buffer;
    }

    /// <summary>The same numbers in a block of their own.</summary>
    public static AlignedBuffer<float> Copy(AlignedBuffer<float> source)
    {
        var copy = new AlignedBuffer<float>(source.Length);
        source.Span.CopyTo(copy.Span);
        return copy;
    }

    public static int[] Bits(ReadOnlySpan<float> numbers) => MemoryMarshal.Cast<float, int>(numbers).ToArray();
}
