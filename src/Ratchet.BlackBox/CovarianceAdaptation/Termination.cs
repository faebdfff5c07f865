using Ratchet.Numerics;
using Ratchet.Storage;

namespace Ratchet.BlackBox.CovarianceAdaptation;

/// <summary>
/// When a run of CMA-ES is over (<see cref="StopReason"/>). It stagnates if, in the last of two equal spans of generations, both the median of the best f and the median of the
/// median f are no better than in the first; a span is 50 + 50 n^1.5 / λ generations, or a tenth of all if that is more, and every fifth generation is looked at.
/// </summary>
internal sealed class Termination
{
    private const string CountsKey = "cma.termination", BestKey = "cma.best", RecordsKey = "cma.records";

    /// <summary>Generations from one record to the next.</summary>
    private const int RecordInterval = 5;

    /// <summary>The tutorial looks back over at most 20,000 generations.</summary>
    private const int MostRecords = 20_000 / RecordInterval;

    private readonly CmaEsOptions _options;
    private readonly StrategyParameters _parameters;

    /// <summary>The best f of the last generations, the oldest one first.</summary>
    private readonly List<double> _best;

    /// <summary>Best and median f of every fifth generation, the oldest one first.</summary>
    private readonly List<(double Best, double Median)> _records;
    private int _flat;

    public Termination(CmaEsOptions options, StrategyParameters parameters)
        : this(options, parameters, [], [], 0)
    {
    }

    private Termination(CmaEsOptions options, StrategyParameters parameters, List<double> best, List<(double Best, double Median)> records, int flat)
    {
        (_options, _parameters, _best, _records, _flat) = (options, parameters, best, records, flat);
        double n = parameters.Dimension, lambda = parameters.Population;
        BestCount = 10 + (int)Math.Ceiling(30 * n / lambda);
        LeastSpan = (int)Math.Min((50 + (50 * n * Math.Sqrt(n) / lambda)) / RecordInterval, MostRecords / 2);
        MaxGenerations = options.MaxGenerations ?? 100 + (150 * (n + 3) * (n + 3) / Math.Sqrt(lambda));
    }

    private int BestCount { get; }

    private int LeastSpan { get; }

    private double MaxGenerations { get; }

    /// <summary>Looks at a finished generation.</summary>
    /// <param name="generation">Generations finished, this one included.</param>
    /// <param name="ranked">f of its candidates, the best one first.</param>
    /// <param name="state">Where it led to.</param>
    public StopReason Observe(long generation, ReadOnlySpan<double> ranked, in SearchState state)
    {
        Append(_best, ranked[0], BestCount);
        if (generation % RecordInterval == 0)
            Append(_records, (ranked[0], ranked[ranked.Length / 2]), MostRecords);
        _flat = ranked[0].Equals(ranked[^1]) ? _flat + 1 : 0;
        StopReason reason = OfValues(generation, ranked);
        return reason != StopReason.None ? reason : OfDistribution(generation, state);
    }

    public void Save(Snapshot snapshot)
    {
        snapshot.Add(CountsKey, [(ulong)_best.Count, (ulong)_records.Count, (ulong)_flat]);
        snapshot.Add(BestKey, _best.ToArray());
        snapshot.Add(RecordsKey, (double[])[.. _records.Select(record => record.Best), .. _records.Select(record => record.Median)]);
    }

    /// <summary>What <see cref="Save"/> wrote.</summary>
    /// <exception cref="SnapshotException">It is not there, or of another search.</exception>
    public static Termination Read(Snapshot snapshot, CmaEsOptions options, StrategyParameters parameters)
    {
        ReadOnlySpan<ulong> counts = snapshot.Words(CountsKey, 3);
        if (counts[0] > int.MaxValue || counts[1] > MostRecords || counts[2] > int.MaxValue)
            throw new SnapshotException($"the entry '{CountsKey}' holds {counts[0]}, {counts[1]} and {counts[2]}; they must be counts of generations.");
        int records = (int)counts[1];
        double[] best = snapshot.Doubles(BestKey, (int)counts[0]).ToArray(), values = snapshot.Doubles(RecordsKey, 2 * records).ToArray();
        return new Termination(options, parameters, [.. best], [.. Enumerable.Range(0, records).Select(i => (values[i], values[records + i]))], (int)counts[2]);
    }

    private StopReason OfValues(long generation, ReadOnlySpan<double> ranked)
    {
        // Compared such that a range that is no number, ∞ − ∞, is not small.
        double range = _best.Max() - _best.Min();
        return _flat > _options.FlatGenerations ? StopReason.FlatFitness
            : _best.Count == BestCount && range < _options.TolFun && ranked[^1] - ranked[0] < _options.TolFun ? StopReason.TolFun
            : _best.Count == BestCount && range < _options.TolFunHist ? StopReason.TolFunHist
            : Stagnates(generation) ? StopReason.Stagnation
            : generation >= MaxGenerations ? StopReason.MaxGenerations
            : StopReason.None;
    }

    private StopReason OfDistribution(long generation, in SearchState state)
    {
        (bool isSmall, bool diverges, bool isLost) = (true, false, false);
        for (int i = 0; i < state.Mean.Length; i++)
        {
            double deviation = state.Sigma * Math.Sqrt(state.Shape.Variance(i));
            isSmall &= deviation < _options.TolX && state.Sigma * Math.Abs(state.Path[i]) < _options.TolX;
            diverges |= deviation > _options.TolFacUpX * _options.Sigma;
            isLost |= state.Mean[i].Equals(state.Mean[i] + (0.2 * deviation));
        }

        double longest = 0;
        foreach (double length in state.Shape.Lengths)
            longest = length > longest ? length : longest;
        return isSmall ? StopReason.TolX
            : diverges ? StopReason.TolFacUpX
            : state.Sigma / _options.Sigma > _options.TolUpSigma * longest ? StopReason.TolUpSigma
            : state.Shape.Condition > _options.MaxCondition ? StopReason.ConditionCov
            : isLost ? StopReason.NoEffectCoord
            : AxisIsLost(generation, state) ? StopReason.NoEffectAxis
            : StopReason.None;
    }

    /// <summary>One axis a generation, in turn: all of them would cost n².</summary>
    private static bool AxisIsLost(long generation, in SearchState state)
    {
        double[] axis = new double[state.Mean.Length];
        state.Shape.Axis((int)(generation % axis.Length), axis);
        for (int i = 0; i < axis.Length; i++)
            if (!state.Mean[i].Equals(state.Mean[i] + (0.1 * state.Sigma * axis[i])))
                return false;
        return true;
    }

    private bool Stagnates(long generation)
    {
        int span = Math.Max(LeastSpan, (int)Math.Min(generation / (10 * RecordInterval), MostRecords / 2));
        if (generation % RecordInterval != 0 || generation <= _parameters.Dimension * (5 + (100.0 / _parameters.Population)) || _records.Count < 2 * span)
            return false;
        Span<(double Best, double Median)> records = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_records);
        Span<(double Best, double Median)> last = records[^span..], first = records[^(2 * span)..^span];
        return MedianOf(last, record => record.Best) >= MedianOf(first, record => record.Best) && MedianOf(last, record => record.Median) >= MedianOf(first, record => record.Median);
    }

    private static double MedianOf(ReadOnlySpan<(double Best, double Median)> records, Func<(double Best, double Median), double> part)
    {
        double[] values = new double[records.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = part(records[i]);
        Array.Sort(values);
        return values[values.Length / 2];
    }

    private static void Append<T>(List<T> list, T value, int most)
    {
        if (list.Count == most)
            list.RemoveAt(0);
        list.Add(value);
    }
}

/// <summary>What the criteria look at beside the values.</summary>
internal readonly ref struct SearchState(ReadOnlySpan<double> mean, double sigma, ReadOnlySpan<double> path, Covariance shape)
{
    public ReadOnlySpan<double> Mean { get; } = mean;

    public double Sigma { get; } = sigma;

    /// <summary>p_c.</summary>
    public ReadOnlySpan<double> Path { get; } = path;

    public Covariance Shape { get; } = shape;
}
