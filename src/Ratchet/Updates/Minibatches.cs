using Ratchet.Numerics;

namespace Ratchet.Updates;

/// <summary>The rows of a batch in shuffled order, cut into minibatches; a short last one is merged into the one before it.</summary>
internal sealed unsafe class Minibatches
{
    private readonly AlignedBuffer<int> _order;
    private readonly int _size;
    private RandomStream _random;

    public Minibatches(int rows, int size, ulong seed, uint index)
    {
        _order = new AlignedBuffer<int>(rows);
        for (int i = 0; i < rows; i++)
            _order.Span[i] = i;
        _size = size < rows ? size : rows;
        _random = new RandomStream(seed, StreamPurpose.Shuffle, index);
        Count = rows / _size;
        Largest = _size + (rows % _size);
    }

    /// <summary>Minibatches in an epoch.</summary>
    public int Count { get; }

    /// <summary>Samples in the largest.</summary>
    public int Largest { get; }

    /// <summary>Draws a new order, from the order 0, 1, 2 … (Fisher–Yates).</summary>
    public void Shuffle()
    {
        int* order = _order.Pointer;
        for (int i = 0; i < _order.Length; i++)
            order[i] = i;
        for (int i = _order.Length - 1; i > 0; i--)
        {
            int j = _random.NextBelow(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
    }

    /// <summary>The rows of minibatch <paramref name="index"/>.</summary>
    public int* Rows(int index, out int count)
    {
        count = index == Count - 1 ? _order.Length - (index * _size) : _size;
        return _order.Pointer + (index * _size);
    }

    /// <summary>Writes the position of the stream.</summary>
    public void Save(Span<ulong> state) => _random.Save(state);

    /// <summary>Restores the position of the stream.</summary>
    public void Load(ReadOnlySpan<ulong> state) => _random.Load(state);
}
