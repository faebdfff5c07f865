using System.Text;
using Ratchet.Numerics;

namespace Ratchet.Tests.Fuzzing;

/// <summary>Makes files that nearly are what they should be: of valid ones, by flips, cuts and splices, and by edits that keep most of a JSON text whole.</summary>
/// <param name="seeds">Valid files.</param>
internal sealed class Mutation(IReadOnlyList<byte[]> seeds)
{
    private const int Longest = 1 << 16;
    private const int MostEdits = 4;

    private static readonly byte[][] Tokens =
    [
        .. ((string[])["{", "}", "[", "]", "\"", ",", ":", "\n", "\0", "null", "true", "{}", "[]", "\"\"", "\\ud800", "\\u0000", "\\", "-", "NaN", "Infinity", "// ", "\u00e9", "\u2028"]).Select(Encoding.UTF8.GetBytes),
        [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xef, 0xbb, 0xbf],
    ];

    private static readonly byte[][] Numbers =
    [
        .. ((string[])["0", "-0", "-1", "1e999", "-1e999", "1e-999", "0.5", "2147483647", "2147483648", "4294967296", "9223372036854775807", "9223372036854775808", "18446744073709551615",
            "18446744073709551616", "1.7976931348623157e308", "00", "1.", ".5", "1e", "0x10", "123456789012345678901234567890123456789012345678901234567890"]).Select(Encoding.UTF8.GetBytes),
    ];

    /// <summary>One of the seeds, edited some times.</summary>
    public byte[] Next(ref RandomStream random) => Edit(seeds[random.NextBelow(seeds.Count)], ref random);

    /// <summary>These bytes, edited some times.</summary>
    public byte[] Edit(byte[] seed, ref RandomStream random)
    {
        byte[] bytes = seed;
        int edits = 1 + random.NextBelow(MostEdits);
        for (int i = 0; i < edits; i++)
            bytes = EditOnce(bytes, ref random);
        return bytes.Length <= Longest ? bytes : bytes[..Longest];
    }

    private byte[] EditOnce(byte[] bytes, ref RandomStream random)
    {
        int length = bytes.Length, start = random.NextBelow(length + 1), end = Math.Min(length, start + 1 + random.NextBelow(random.NextBelow(8) == 0 ? 512 : 16));
        switch (random.NextBelow(12))
        {
            case 0:
                return length == 0 ? bytes : Flip(bytes, random.NextBelow(length), random.NextBelow(8));
            case 1:
                return Replace(bytes, start, end, [(byte)random.NextBelow(256)]);
            case 2:
                return Replace(bytes, start, end, []);
            case 3:
                return Replace(bytes, start, start, bytes[start..end]);
            case 4:
                return bytes[..start];
            case 5:
                return Replace(bytes, start, random.NextBelow(2) == 0 ? start : end, Tokens[random.NextBelow(Tokens.Length)]);
            case 6:
                return ReplaceNumber(bytes, start, Numbers[random.NextBelow(Numbers.Length)]);
            case 7:
                return DoubleMember(bytes, start, ref random);
            case 8:
                return ExchangeTexts(bytes, start, ref random);
            case 9:
                return Replace(bytes, start, start, Nest(random.NextBelow(random.NextBelow(16) == 0 ? 10_000 : 100), random.NextBelow(2) == 0));
            case 10:
                byte[] other = seeds[random.NextBelow(seeds.Count)];
                return [.. bytes.AsSpan(0, start), .. other.AsSpan(random.NextBelow(other.Length + 1))];
            default:
                int from = random.NextBelow(length + 1);
                return Replace(bytes, start, end, bytes[from..Math.Min(length, from + end - start)]);
        }
    }

    private static byte[] Replace(byte[] bytes, int start, int end, ReadOnlySpan<byte> with) => [.. bytes.AsSpan(0, start), .. with, .. bytes.AsSpan(end)];

    private static byte[] Flip(byte[] bytes, int index, int bit)
    {
        bytes = [.. bytes];
        bytes[index] ^= (byte)(1 << bit);
        return bytes;
    }

    /// <summary>The next number of a text by another.</summary>
    private static byte[] ReplaceNumber(byte[] bytes, int start, byte[] number)
    {
        int first = bytes.AsSpan(start).IndexOfAnyInRange((byte)'0', (byte)'9');
        if (first < 0)
            return bytes;
        first += start;
        int count = bytes.AsSpan(first).IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return Replace(bytes, first, count < 0 ? bytes.Length : first + count, number);
    }

    /// <summary>What stands between two commas, once more; or moved behind another comma.</summary>
    private static byte[] DoubleMember(byte[] bytes, int start, ref RandomStream random)
    {
        int first = bytes.AsSpan(start).IndexOf((byte)',');
        if (first < 0)
            return bytes;
        first += start;
        int count = bytes.AsSpan(first + 1).IndexOf((byte)',');
        ReadOnlySpan<byte> member = bytes.AsSpan(first, count < 0 ? bytes.Length - first : count + 1);
        int near = random.NextBelow(bytes.Length), place = random.NextBelow(2) == 0 ? first : near + Math.Max(0, bytes.AsSpan(near).IndexOf((byte)','));
        return Replace(bytes, place, place, member);
    }

    /// <summary>The next text in quotes by another one of the file.</summary>
    private static byte[] ExchangeTexts(byte[] bytes, int start, ref RandomStream random)
    {
        (int first, int end) = Quoted(bytes, start);
        (int from, int to) = Quoted(bytes, random.NextBelow(bytes.Length + 1));
        return Replace(bytes, first, end, bytes[from..to]);
    }

    private static (int Start, int End) Quoted(byte[] bytes, int start)
    {
        int first = bytes.AsSpan(start).IndexOf((byte)'"');
        if (first < 0)
            return (start, start);
        first += start;
        int count = bytes.AsSpan(first + 1).IndexOf((byte)'"');
        return count < 0 ? (start, start) : (first, first + count + 2);
    }

    private static byte[] Nest(int depth, bool closed)
    {
        string open = string.Concat(Enumerable.Repeat("[", depth));
        return Encoding.ASCII.GetBytes(closed ? open + string.Concat(Enumerable.Repeat("]", depth)) : open);
    }
}
