using System.Collections;
using System.Globalization;

namespace Ratchet.Studies.Definitions;

/// <summary>Seeds in ascending order, each once; as text <c>20001-20010</c> or <c>20001-20003, 20007</c>. Equal when they hold the same seeds.</summary>
public sealed class SeedList : IReadOnlyList<ulong>, IEquatable<SeedList>
{
    /// <summary>More than any study has; it keeps a mistyped range from filling the memory.</summary>
    private const int Most = 10_000;

    private readonly ulong[] _seeds;

    /// <summary>The seeds, in any order.</summary>
    /// <exception cref="StudyException">There are more than 10,000.</exception>
    public SeedList(IEnumerable<ulong> seeds)
    {
        _seeds = [.. seeds.Order().Distinct()];
        if (_seeds.Length > Most)
            throw new StudyException($"there are {_seeds.Length} seeds; a study has at most {Most}.");
    }

    /// <summary>How many there are.</summary>
    public int Count => _seeds.Length;

    /// <summary>A seed by its place.</summary>
    public ulong this[int index] => _seeds[index];

    /// <summary>Reads <c>20001-20010</c>, <c>20001</c>, or several of these with commas between; null when it is none of them, a range runs backwards, or there are more than 10,000 seeds.</summary>
    public static SeedList? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<ulong> seeds = [];
        foreach (string part in text.Split(','))
        {
            string[] ends = part.Split('-', StringSplitOptions.TrimEntries);
            if (ends.Length > 2 || !TryParse(ends[0], out ulong first) || !TryParse(ends[^1], out ulong last) || first > last || last - first >= (ulong)(Most - seeds.Count))
                return null;
            for (ulong seed = first; seed - first <= last - first; seed++)
                seeds.Add(seed);
        }

        return new SeedList(seeds);

        static bool TryParse(string digits, out ulong seed) => ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out seed);
    }

    /// <summary>Those that are in both lists.</summary>
    public SeedList Intersect(IEnumerable<ulong> others) => new(_seeds.Intersect(others));

    /// <summary>Those that are in either list.</summary>
    public SeedList Union(IEnumerable<ulong> others) => new(_seeds.Union(others));

    /// <inheritdoc/>
    public IEnumerator<ulong> GetEnumerator() => ((IEnumerable<ulong>)_seeds).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(SeedList? other) => other is not null && _seeds.AsSpan().SequenceEqual(other._seeds);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SeedList);

    /// <inheritdoc/>
    public override int GetHashCode() => _seeds.Length == 0 ? 0 : HashCode.Combine(_seeds.Length, _seeds[0], _seeds[^1]);

    /// <summary>The shortest text; <see cref="Parse"/> reads it.</summary>
    public override string ToString()
    {
        List<string> parts = [];
        for (int first = 0, end; first < _seeds.Length; first = end)
        {
            end = first + 1;
            while (end < _seeds.Length && _seeds[end] == _seeds[end - 1] + 1)
                end++;
            string from = _seeds[first].ToString(CultureInfo.InvariantCulture), to = _seeds[end - 1].ToString(CultureInfo.InvariantCulture);
            parts.Add(from == to ? from : $"{from}-{to}");
        }

        return string.Join(", ", parts);
    }
}
