using System.Buffers.Binary;

namespace Ratchet.Interchange.TensorBoard;

/// <summary>
/// The framing of a record (TensorFlow's TFRecord), all numbers with the low byte first:
/// <code>
/// length of the data, 8 bytes | masked CRC of these 8, 4 bytes | data | masked CRC of the data, 4 bytes
/// </code>
/// </summary>
internal static class EventRecord
{
    /// <summary>Bytes before the data.</summary>
    public const int HeaderSize = sizeof(ulong) + sizeof(uint);

    /// <summary>Bytes after the data.</summary>
    public const int FooterSize = sizeof(uint);

    /// <summary>Bytes around the data.</summary>
    public const int Overhead = HeaderSize + FooterSize;

    /// <summary>Puts header and footer around the data that stands between them.</summary>
    public static void Seal(Span<byte> record)
    {
        Span<byte> length = record[..sizeof(ulong)], data = record[HeaderSize..^FooterSize];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record[sizeof(ulong)..], Crc32C.Masked(length));
        BinaryPrimitives.WriteUInt32LittleEndian(record[^FooterSize..], Crc32C.Masked(data));
    }

    /// <summary>Reads a header.</summary>
    /// <returns>False if its checksum is wrong.</returns>
    public static bool TryReadLength(ReadOnlySpan<byte> header, out ulong length)
    {
        length = BinaryPrimitives.ReadUInt64LittleEndian(header);
        return BinaryPrimitives.ReadUInt32LittleEndian(header[sizeof(ulong)..]) == Crc32C.Masked(header[..sizeof(ulong)]);
    }

    /// <summary>Whether the checksum after the data is that of the data.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> dataAndFooter) =>
        BinaryPrimitives.ReadUInt32LittleEndian(dataAndFooter[^FooterSize..]) == Crc32C.Masked(dataAndFooter[..^FooterSize]);
}
