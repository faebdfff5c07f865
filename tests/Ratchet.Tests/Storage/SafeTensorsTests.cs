using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Ratchet.Storage;
using Xunit;

namespace Ratchet.Tests.Storage;

public sealed class SafeTensorsTests
{
    [Fact]
    public void A_snapshot_reads_back_bit_by_bit()
    {
        var snapshot = new Snapshot();
        snapshot.Add("weights", (float[])[1.5f, -0f, float.NaN, float.Epsilon, 3]);
        snapshot.Add("moments", (double[])[Math.PI, double.NegativeInfinity]);
        snapshot.Add("stream", (ulong[])[ulong.MaxValue, 7]);
        snapshot.Add("nothing", (float[])[]);

        Snapshot read = Read(Write(snapshot));

        Assert.Equal(["moments", "nothing", "stream", "weights"], read.Entries.Keys);
        Assert.Equal(
            snapshot.Floats("weights", 5).ToArray().Select(BitConverter.SingleToInt32Bits),
            read.Floats("weights", 5).ToArray().Select(BitConverter.SingleToInt32Bits));
        Assert.Equal(snapshot.Doubles("moments", 2).ToArray(), read.Doubles("moments", 2).ToArray());
        Assert.Equal(snapshot.Words("stream", 2).ToArray(), read.Words("stream", 2).ToArray());
        Assert.Equal(0, read.Floats("nothing", 0).Length);
    }

    // The layout of the format: 8 bytes of length, a header of that many bytes (padded to a multiple of 8), the numbers.
    [Fact]
    public void The_file_is_laid_out_as_the_format_says()
    {
        var snapshot = new Snapshot();
        snapshot.Add("a", (float[])[1, 2]);
        snapshot.Metadata["told"] = "so";
        byte[] file = Write(snapshot);
        int header = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        Assert.Equal(0, header % 8);
        Assert.Equal(8 + header + 8, file.Length);
        string text = Encoding.UTF8.GetString(file, 8, header).TrimEnd();
        string checksum = text.Substring(text.IndexOf("sha256", StringComparison.Ordinal) + 9, 64);
        Assert.Equal(
            $$$"""{"__metadata__":{"sha256":"{{{checksum}}}","format":"ratchet","told":"so"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""",
            text);
        // Taken with zeros in its own place.
        byte[] zeroed = [.. file];
        zeroed.AsSpan(8 + text.IndexOf(checksum, StringComparison.Ordinal), 64).Fill((byte)'0');
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(zeroed)), checksum);
        Assert.Equal(2f, BinaryPrimitives.ReadSingleLittleEndian(file.AsSpan(file.Length - 4)));
    }

    [Fact]
    public void A_flip_of_any_bit_is_found()
    {
        var snapshot = new Snapshot();
        snapshot.Add("weights", (float[])[1, 2, 3, 4, 5, 6], 2, 3);
        snapshot.Add("stream", (ulong[])[5]);
        byte[] file = Write(snapshot);
        for (int bit = 0; bit < 8 * file.Length; bit++)
        {
            file[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Contains("is damaged", Assert.Throws<SnapshotException>(() => Read(file)).Message, StringComparison.Ordinal);
            file[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.Equal([2, 3], Read(file).ShapeOf("weights").ToArray());
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "'b' begins at 4; the one before it ends at 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "'a' begins at 4; the one before it ends at 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 12, "the entries take 8 bytes; the file holds 12")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "the entries take 8 bytes; the file holds 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "'a' takes 8 bytes; its shape needs 12")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "the shape of 'a' is larger than the file")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,8]}}""", 8, "the shape of 'a' holds -1")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "the data_offsets of 'a' are [8, 0]")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,1e400]}}""", 8, "the data_offsets of 'a' holds 1e400")]
    [InlineData("""{"a":{"dtype":"BF16","shape":[4],"data_offsets":[0,8]}}""", 8, "'a' has the dtype 'BF16'; expected F32, F64 or U64")]
    [InlineData("""{"a":{"shape":[2],"data_offsets":[0,8]}}""", 8, "'a' has no dtype")]
    [InlineData("""{"a":7}""", 0, "'a' has no dtype")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "'a' stands twice")]
    [InlineData("""[]""", 0, "the header is not an object")]
    [InlineData("""{"a":""", 0, "the header is not JSON")]
    [InlineData("""{"\ud800":7}""", 0, "the header is not JSON")]
    public void A_wrong_header_is_refused_with_its_field(string header, int data, string message)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        byte[] file = new byte[8 + text.Length + data];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)text.Length);
        text.CopyTo(file, 8);
        string found = Assert.Throws<SnapshotException>(() => Read(file)).Message;
        Assert.StartsWith("run/checkpoint is not a whole safetensors file: ", found, StringComparison.Ordinal);
        Assert.Contains(message, found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_longer_than_the_file_is_refused_before_memory_is_taken()
    {
        byte[] file = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(file, ulong.MaxValue);
        Assert.Contains("the header's length is 18446744073709551615; at most 8 bytes", Assert.Throws<SnapshotException>(() => Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        var snapshot = new Snapshot();
        snapshot.Add("a", (float[])[1, 2]);
        snapshot.Add("b", (ulong[])[3]);
        byte[] file = Write(snapshot);
        for (int length = 0; length < file.Length; length++)
            Assert.Throws<SnapshotException>(() => Read(file[..length]));
    }

    private static byte[] Write(Snapshot snapshot)
    {
        using var stream = new MemoryStream();
        SafeTensors.Write(stream, snapshot);
        return stream.ToArray();
    }

    private static Snapshot Read(byte[] file) => SafeTensorsReader.Read("run/checkpoint", new MemoryStream(file));
}
