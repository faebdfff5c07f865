using Ratchet.Numerics;
using Xunit;

namespace Ratchet.Tests.Numerics;

public sealed unsafe class AlignedBufferTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(17)]
    public void A_block_is_zero_and_begins_at_a_multiple_of_64_bytes(int length)
    {
        var buffer = new AlignedBuffer<float>(length);
        Assert.Equal(0, (nint)buffer.Pointer % 64);
        Assert.Equal(new float[length], buffer.Span.ToArray());
    }

    // 2²¹ rows of 2¹¹ + 2 numbers are 2³² + 2²², which is 2²² in 32 bits.
    [Fact]
    public void A_block_whose_length_overflows_is_refused_instead_of_being_short() =>
        Assert.Throws<InsufficientMemoryException>(() => new AlignedBuffer<byte>(1 << 21, (1 << 11) + 2));
}
