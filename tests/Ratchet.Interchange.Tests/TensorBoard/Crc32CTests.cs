using System.Text;
using Ratchet.Interchange.TensorBoard;
using Xunit;

namespace Ratchet.Interchange.Tests.TensorBoard;

public sealed class Crc32CTests
{
    // RFC 3720, B.4: 32 zeros, 32 ones, 0 to 31 upwards, 31 to 0 downwards; "123456789" is the check value of the catalogues.
    [Fact]
    public void The_examples_of_the_standard()
    {
        Assert.Equal(0x8A9136AAu, Crc32C.Of(new byte[32]));
        Assert.Equal(0x62A8AB43u, Crc32C.Of([.. Enumerable.Repeat((byte)0xff, 32)]));
        Assert.Equal(0x46DD794Eu, Crc32C.Of([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));
        Assert.Equal(0x113FDB5Cu, Crc32C.Of([.. Enumerable.Range(0, 32).Select(i => (byte)(31 - i))]));
        Assert.Equal(0xE3069283u, Crc32C.Of("123456789"u8));
        Assert.Equal(0u, Crc32C.Of([]));
    }

    // Eight bytes at a time and one at a time are the same division.
    [Fact]
    public void Any_length_is_the_division_bit_by_bit()
    {
        byte[] bytes = Encoding.UTF8.GetBytes("a policy that does not slip back");
        for (int length = 0; length <= bytes.Length; length++)
            Assert.Equal(EventReading.Crc(bytes.AsSpan(0, length)), Crc32C.Of(bytes.AsSpan(0, length)));
    }
}
