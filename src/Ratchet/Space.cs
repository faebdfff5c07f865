using System.Globalization;

namespace Ratchet;

/// <summary>The set that an observation or an action comes from.</summary>
public abstract record Space
{
    /// <summary>How many numbers one element takes: the width of a row in a batch.</summary>
    public abstract int Size { get; }
}

/// <summary>A box: <see cref="Size"/> real numbers, each within its bounds (possibly infinite).</summary>
public sealed record BoxSpace : Space
{
    /// <summary>A box with bounds of its own for each entry.</summary>
    /// <exception cref="ArgumentException">The bounds differ in length, or a lower bound is not below its upper bound.</exception>
    public BoxSpace(double[] low, double[] high)
    {
        ArgumentNullException.ThrowIfNull(low);
        ArgumentNullException.ThrowIfNull(high);
        if (low.Length != high.Length || low.Length == 0)
            throw new ArgumentException($"A box needs as many upper bounds as lower bounds, at least one: found {low.Length} lower and {high.Length} upper.");
        for (int i = 0; i < low.Length; i++)
            if (!(low[i] < high[i]))
                throw new ArgumentException($"A box needs low < high in every entry: entry {i} has low {low[i]} and high {high[i]}.");
        // Copies: whoever gave the arrays may change them.
        Low = [.. low];
        High = [.. high];
    }

    /// <summary>A box with the same bounds for each of <paramref name="size"/> entries.</summary>
    public BoxSpace(int size, double low = double.NegativeInfinity, double high = double.PositiveInfinity)
        : this(Enumerable.Repeat(low, size).ToArray(), Enumerable.Repeat(high, size).ToArray())
    {
    }

    /// <summary>Lower bounds.</summary>
    public IReadOnlyList<double> Low { get; }

    /// <summary>Upper bounds.</summary>
    public IReadOnlyList<double> High { get; }

    /// <inheritdoc/>
    public override int Size => Low.Count;
}

/// <summary>The integers 0 … <see cref="Count"/> − 1; an element is one number.</summary>
public sealed record DiscreteSpace : Space
{
    /// <summary>A space of <paramref name="count"/> elements.</summary>
    /// <exception cref="ArgumentException">It has no element.</exception>
    public DiscreteSpace(int count)
    {
        if (count < 1)
            throw new ArgumentException($"A discrete space has at least 1 element; found {count}.");
        Count = count;
    }

    /// <summary>How many elements.</summary>
    public int Count { get; }

    /// <inheritdoc/>
    public override int Size => 1;

    /// <summary>The element that an action's number stands for (1 and 1.0 are the same).</summary>
    /// <exception cref="ArgumentException">It is none of the elements.</exception>
    public int ToIndex(ReadOnlySpan<double> action)
    {
        if (action.Length == 1 && (int)action[0] is var index && index == action[0] && (uint)index < (uint)Count)
            return index;
        string found = action.Length == 1 ? action[0].ToString(CultureInfo.InvariantCulture) : $"{action.Length} numbers";
        throw new ArgumentException($"A discrete action is one whole number from 0 to {Count - 1}; found {found}.");
    }
}
