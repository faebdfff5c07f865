using System.Runtime.InteropServices;

namespace Ratchet.Dashboard.Curves;

/// <summary>
/// Any number of lines of metrics in bounded memory: equal numbers of successive lines share a bucket that keeps the mean, the least and the greatest of each curve, and whenever the buckets are full,
/// neighbours are joined. As long as there are fewer lines than buckets, each line has its own. No extreme is ever lost.
/// </summary>
internal sealed class ThinnedLines
{
    /// <summary>More than a chart has pixels.</summary>
    public const int MostBuckets = 2048;

    private readonly List<double> _steps = [];
    private readonly List<double> _seconds = [];
    private readonly List<Bucket>[] _curves;
    private int _linesInLast;

    /// <summary>No line yet.</summary>
    /// <param name="curves">How many curves there are.</param>
    public ThinnedLines(int curves) => _curves = [.. Enumerable.Range(0, curves).Select(_ => new List<Bucket>())];

    /// <summary>How many lines there were.</summary>
    public long Lines { get; private set; }

    /// <summary>How many lines share a bucket; the last one may have fewer.</summary>
    public int LinesPerBucket { get; private set; } = 1;

    /// <summary>How many buckets there are.</summary>
    public int Count => _steps.Count;

    /// <summary>Environment steps at the last line of each bucket.</summary>
    public ReadOnlySpan<double> Steps => CollectionsMarshal.AsSpan(_steps);

    /// <summary>Seconds of training at the last line of each bucket.</summary>
    public ReadOnlySpan<double> Seconds => CollectionsMarshal.AsSpan(_seconds);

    /// <summary>The buckets of a curve.</summary>
    public ReadOnlySpan<Bucket> this[int curve] => CollectionsMarshal.AsSpan(_curves[curve]);

    /// <summary>About how many bytes the buckets take.</summary>
    public long Bytes => (long)_steps.Capacity * 16 + _curves.Sum(curve => (long)curve.Capacity * Marshal.SizeOf<Bucket>());

    /// <summary>Adds a line.</summary>
    /// <param name="steps">Its environment steps.</param>
    /// <param name="seconds">Its seconds of training.</param>
    /// <param name="values">A number for each curve; NaN where the line has none.</param>
    public void Add(double steps, double seconds, ReadOnlySpan<double> values)
    {
        if (_linesInLast == LinesPerBucket || Count == 0)
            Open();
        _linesInLast++;
        Lines++;
        _steps[^1] = steps;
        _seconds[^1] = seconds;
        for (int curve = 0; curve < _curves.Length; curve++)
            CollectionsMarshal.AsSpan(_curves[curve])[^1].Add(values[curve]);
    }

    private void Open()
    {
        if (Count == MostBuckets)
            Join();
        _steps.Add(0);
        _seconds.Add(0);
        foreach (List<Bucket> curve in _curves)
            curve.Add(Bucket.Empty);
        _linesInLast = 0;
    }

    private void Join()
    {
        LinesPerBucket *= 2;
        for (int i = 0; i < MostBuckets / 2; i++)
        {
            _steps[i] = _steps[2 * i + 1];
            _seconds[i] = _seconds[2 * i + 1];
            foreach (List<Bucket> curve in _curves)
                curve[i] = curve[2 * i].With(curve[2 * i + 1]);
        }

        _steps.RemoveRange(MostBuckets / 2, MostBuckets / 2);
        _seconds.RemoveRange(MostBuckets / 2, MostBuckets / 2);
        foreach (List<Bucket> curve in _curves)
            curve.RemoveRange(MostBuckets / 2, MostBuckets / 2);
    }
}
