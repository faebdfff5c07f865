namespace Ratchet.Environments.RandomPlay;

/// <summary>Mean, deviation and range of one entry of the observations.</summary>
/// <param name="Mean">m.</param>
/// <param name="Deviation">√(Σ(x − m)² / n).</param>
/// <param name="Min">The least value.</param>
/// <param name="Max">The greatest value.</param>
public readonly record struct EntryStatistics(double Mean, double Deviation, double Min, double Max)
{
    /// <summary>Root of the mean square: how large the entry typically is.</summary>
    public double Magnitude => Math.Sqrt(Mean * Mean + Deviation * Deviation);
}

/// <summary>
/// Sums over the entries of many observations. They are taken of the differences from the first observation, so that an entry that
/// never changes has a deviation of exactly zero.
/// </summary>
internal sealed class EntrySums(int size)
{
    private readonly double[] _first = new double[size];
    private readonly double[] _sum = new double[size];
    private readonly double[] _squares = new double[size];
    private readonly double[] _min = new double[size];
    private readonly double[] _max = new double[size];

    public long Count { get; private set; }

    public void Add(ReadOnlySpan<double> observation)
    {
        if (Count++ == 0)
            foreach (double[] start in (ReadOnlySpan<double[]>)[_first, _min, _max])
                observation.CopyTo(start);
        for (int i = 0; i < _sum.Length; i++)
            Add(i, observation[i]);
    }

    public void Add(ReadOnlySpan<float> observation)
    {
        if (Count++ == 0)
            for (int i = 0; i < _sum.Length; i++)
                _first[i] = _min[i] = _max[i] = observation[i];
        for (int i = 0; i < _sum.Length; i++)
            Add(i, observation[i]);
    }

    public EntryStatistics[] ToStatistics()
    {
        var entries = new EntryStatistics[_sum.Length];
        for (int i = 0; i < entries.Length; i++)
        {
            double shift = _sum[i] / Count, variance = _squares[i] / Count - shift * shift;
            entries[i] = new EntryStatistics(_first[i] + shift, variance > 0 ? Math.Sqrt(variance) : 0, _min[i], _max[i]);
        }

        return entries;
    }

    private void Add(int entry, double value)
    {
        double difference = value - _first[entry];
        _sum[entry] += difference;
        _squares[entry] += difference * difference;
        _min[entry] = value < _min[entry] ? value : _min[entry];
        _max[entry] = value > _max[entry] ? value : _max[entry];
    }
}
