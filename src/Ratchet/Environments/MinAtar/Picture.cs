namespace Ratchet.Environments.MinAtar;

/// <summary>An observation while it is drawn: [row y][column x][channel], flattened, ones on zeros.</summary>
/// <typeparam name="T">float for the batch, double for the single simulator.</typeparam>
/// <param name="cells">[100 · channels], all zero.</param>
/// <param name="channels">Planes.</param>
/// <param name="one">1, in the number's type.</param>
internal readonly ref struct Picture<T>(Span<T> cells, int channels, T one)
{
    private readonly Span<T> _cells = cells;

    /// <summary>Sets one cell.</summary>
    public void Set(int channel, int x, int y) => _cells[(Grid.Size * y + x) * channels + channel] = one;

    /// <summary>Sets one cell where its column is on the board.</summary>
    public void SetInside(int channel, int x, int y)
    {
        if ((uint)x < Grid.Size)
            Set(channel, x, y);
    }

    /// <summary>Sets the cells of a bit-board.</summary>
    public void Set(int channel, UInt128 board)
    {
        SetBits(channel, (ulong)board);
        SetBits(channel + 64 * channels, (ulong)(board >> 64));
    }

    private void SetBits(int first, ulong bits)
    {
        for (; bits != 0; bits &= bits - 1)
            _cells[first + System.Numerics.BitOperations.TrailingZeroCount(bits) * channels] = one;
    }
}
