using System.Globalization;

namespace Ratchet;

/// <summary>The set that an observation or an action comes from.</summary>
public abstract record Space
{
    /// <summary>How many numbers one element takes: the width of a row in a batch.</summary>
    public abstract int Size { get; }

    /// <summary>How many entries an action mask has: one for each choice of each entry; 0 where actions cannot be masked.</summary>
    public virtual int MaskSize => 0;

    /// <summary>How many values entry <paramref name="entry"/> of an element may have, the whole numbers from 0; 0 where it is a real number.</summary>
    public virtual int ChoicesOf(int entry) => 0;
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

    /// <summary>Whether the bounds are the same.</summary>
    public bool Equals(BoxSpace? other) => other is not null && Low.SequenceEqual(other.Low) && High.SequenceEqual(other.High);

    /// <inheritdoc/>
    public override int GetHashCode() => Low.Concat(High).Aggregate(Size, (hash, bound) => unchecked((31 * hash) + bound.GetHashCode()));
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

    /// <inheritdoc/>
    public override int MaskSize => Count;

    /// <inheritdoc/>
    public override int ChoicesOf(int entry) => Count;

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

/// <summary>Several choices at once: entry i is an integer 0 … <see cref="Counts"/>[i] − 1.</summary>
public sealed record MultiDiscreteSpace : Space
{
    /// <summary>A space with so many choices for each entry.</summary>
    /// <exception cref="ArgumentException">It has no entry, or one without a choice.</exception>
    public MultiDiscreteSpace(params int[] counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        if (counts.Length == 0 || counts.Any(count => count < 1))
            throw new ArgumentException($"A multi-discrete space has at least one entry, and each at least 1 choice; found [{string.Join(", ", counts)}].");
        Counts = [.. counts];
        MaskSize = counts.Sum();
    }

    /// <summary>How many choices each entry has.</summary>
    public IReadOnlyList<int> Counts { get; }

    /// <inheritdoc/>
    public override int Size => Counts.Count;

    /// <summary>The choices of all entries, those of entry 0 first.</summary>
    public override int MaskSize { get; }

    /// <inheritdoc/>
    public override int ChoicesOf(int entry) => Counts[entry];

    /// <summary>Whether the counts are the same.</summary>
    public bool Equals(MultiDiscreteSpace? other) => other is not null && Counts.SequenceEqual(other.Counts);

    /// <inheritdoc/>
    public override int GetHashCode() => Counts.Aggregate(Counts.Count, (hash, count) => unchecked((31 * hash) + count));
}

/// <summary>Several switches at once: each entry is 0 or 1.</summary>
public sealed record MultiBinarySpace : Space
{
    /// <summary>A space of <paramref name="size"/> switches.</summary>
    /// <exception cref="ArgumentException">It has none.</exception>
    public MultiBinarySpace(int size)
    {
        if (size < 1)
            throw new ArgumentException($"A multi-binary space has at least 1 entry; found {size}.");
        Size = size;
    }

    /// <inheritdoc/>
    public override int Size { get; }

    /// <inheritdoc/>
    public override int ChoicesOf(int entry) => 2;
}
