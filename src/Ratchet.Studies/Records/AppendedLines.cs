using Ratchet.Training.Runs;

namespace Ratchet.Studies.Records;

/// <summary>
/// The lines of a file that another process may be appending to: each <see cref="Read"/> takes the whole lines that were added since the last one. The file is not
/// trusted: a line has a limit.
/// </summary>
public sealed class AppendedLines
{
    private const int BlockSize = 1 << 17;
    private const int LongestLine = 1 << 20;

    private long _position;

    /// <summary>Takes a line, without its end.</summary>
    public delegate void Taker(ReadOnlySpan<byte> line);

    /// <summary>How many lines were taken. While one is being taken, those before it.</summary>
    public long Count { get; private set; }

    /// <summary>
    /// Takes what was added. A file that became shorter (a resume cut it back to its checkpoint) is taken from its beginning again, after <paramref name="restart"/>. What
    /// is thrown by <paramref name="take"/> comes out, and its line is taken again the next time.
    /// </summary>
    /// <param name="path">The file; the same one each time.</param>
    /// <param name="restart">Forgets all lines.</param>
    /// <param name="take">Called with each line.</param>
    /// <param name="cancellation">Ends the reading; the lines that were taken stay so.</param>
    /// <returns>Whether anything has changed.</returns>
    /// <exception cref="RunException">A line is longer than a run writes one.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public bool Read(string path, Action restart, Taker take, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(restart);
        ArgumentNullException.ThrowIfNull(take);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        bool isCut = stream.Length < _position;
        if (isCut)
        {
            (_position, Count) = (0, 0);
            restart();
        }

        long before = Count;
        stream.Position = _position;
        byte[] buffer = new byte[BlockSize];
        int filled = 0;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (filled == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);
            int count = stream.Read(buffer, filled, buffer.Length - filled);
            filled += count;
            int taken = Take(buffer.AsSpan(0, filled), take);
            buffer.AsSpan(taken, filled - taken).CopyTo(buffer);
            filled -= taken;
            if (filled > LongestLine)
                throw new RunException($"line {Count + 1} of {path} has more than {LongestLine} bytes: it is none of a run's.");
            if (count == 0)
                return isCut || Count > before;
        }
    }

    private int Take(ReadOnlySpan<byte> bytes, Taker take)
    {
        int taken = 0;
        while (bytes[taken..].IndexOf((byte)'\n') is >= 0 and var length)
        {
            take(bytes.Slice(taken, length));
            taken += length + 1;
            _position += length + 1;
            Count++;
        }

        return taken;
    }
}
