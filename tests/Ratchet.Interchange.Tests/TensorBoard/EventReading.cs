using System.Buffers.Binary;
using System.Text;

namespace Ratchet.Interchange.Tests.TensorBoard;

/// <summary>An event as a file has it.</summary>
internal sealed record ReadEvent(double WallTime, long Step, string? FileVersion, IReadOnlyList<(string Tag, float Value)> Scalars)
{
    public float this[string tag] => Scalars.Single(scalar => scalar.Tag == tag).Value;

    public bool Has(string tag) => Scalars.Any(scalar => scalar.Tag == tag);
}

/// <summary>
/// The reading edition of an event file: the framing, the checksum and the wire format of protocol buffers, byte by byte. Fields by TensorFlow's numbers:
/// Event { wall_time = 1, step = 2, file_version = 3, summary = 5 }, Summary { value = 1 }, Value { tag = 1, simple_value = 2 }.
/// </summary>
internal static class EventReading
{
    public static List<ReadEvent> Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        List<ReadEvent> events = [];
        for (int at = 0; at < file.Length;)
        {
            int length = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at)));
            Require(BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)) == Masked(file.AsSpan(at, 8)), "checksum of the length");
            Require(BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)) == Masked(file.AsSpan(at + 12, length)), "checksum of the data");
            events.Add(Event(file.AsSpan(at + 12, length)));
            at += 12 + length + 4;
        }

        return events;
    }

    /// <summary>CRC-32C: division by 0x1EDC6F41, the bits reversed, from ones, inverted.</summary>
    public static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = 0xffffffff;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
        }

        return crc ^ 0xffffffff;
    }

    private static uint Masked(ReadOnlySpan<byte> bytes)
    {
        uint crc = Crc(bytes);
        return unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8);
    }

    private static ReadEvent Event(ReadOnlySpan<byte> data)
    {
        double wallTime = 0;
        long step = 0;
        string? version = null;
        List<(string, float)> scalars = [];
        while (!data.IsEmpty)
        {
            switch (Varint(ref data))
            {
                case (1 << 3) | 1:
                    wallTime = BinaryPrimitives.ReadDoubleLittleEndian(Take(ref data, 8));
                    break;
                case 2 << 3:
                    step = (long)Varint(ref data);
                    break;
                case (3 << 3) | 2:
                    version = Encoding.UTF8.GetString(Bytes(ref data));
                    break;
                case (5 << 3) | 2:
                    ReadOnlySpan<byte> summary = Bytes(ref data);
                    while (!summary.IsEmpty)
                    {
                        Require(Varint(ref summary) == ((1 << 3) | 2), "field of a summary");
                        scalars.Add(Scalar(Bytes(ref summary)));
                    }

                    break;
                default:
                    Require(false, "field of an event");
                    break;
            }
        }

        return new ReadEvent(wallTime, step, version, scalars);
    }

    private static (string Tag, float Value) Scalar(ReadOnlySpan<byte> data)
    {
        Require(Varint(ref data) == ((1 << 3) | 2), "tag");
        string tag = Encoding.UTF8.GetString(Bytes(ref data));
        Require(Varint(ref data) == ((2 << 3) | 5), "value");
        float value = BinaryPrimitives.ReadSingleLittleEndian(Take(ref data, 4));
        Require(data.IsEmpty, "end of a scalar");
        return (tag, value);
    }

    private static ulong Varint(ref ReadOnlySpan<byte> data)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = Take(ref data, 1)[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }
    }

    private static ReadOnlySpan<byte> Bytes(ref ReadOnlySpan<byte> data) => Take(ref data, (int)Varint(ref data));

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> data, int count)
    {
        ReadOnlySpan<byte> taken = data[..count];
        data = data[count..];
        return taken;
    }

    private static void Require(bool holds, string what)
    {
        if (!holds)
            throw new InvalidDataException($"wrong {what}");
    }
}
