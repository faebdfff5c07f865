namespace Ratchet.Dashboard.Curves;

/// <summary>What is kept of a number in some successive lines.</summary>
/// <param name="Count">Lines that have it.</param>
/// <param name="Sum">Their sum.</param>
/// <param name="Least">The least of them.</param>
/// <param name="Greatest">The greatest of them.</param>
internal readonly record struct Bucket(int Count, double Sum, double Least, double Greatest)
{
    /// <summary>No line.</summary>
    public static readonly Bucket Empty = new(0, 0, double.PositiveInfinity, double.NegativeInfinity);

    /// <summary>The mean; with one line its number, bit for bit. NaN without a line.</summary>
    public double Mean => Count == 0 ? double.NaN : Sum / Count;

    /// <summary>Both together.</summary>
    public Bucket With(Bucket other) =>
        new(Count + other.Count, Sum + other.Sum, other.Least < Least ? other.Least : Least, other.Greatest > Greatest ? other.Greatest : Greatest);

    /// <summary>Those of some successive buckets together.</summary>
    public static Bucket Of(ReadOnlySpan<Bucket> buckets)
    {
        Bucket all = Empty;
        foreach (Bucket bucket in buckets)
            all = all.With(bucket);
        return all;
    }
}

/// <summary>Adds a number where the bucket lies.</summary>
internal static class BucketAddition
{
    public static void Add(ref this Bucket bucket, double value)
    {
        if (double.IsFinite(value))
            bucket = bucket.With(new Bucket(1, value, value, value));
    }
}
