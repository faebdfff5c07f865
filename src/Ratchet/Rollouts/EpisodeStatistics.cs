namespace Ratchet.Rollouts;

/// <summary>Undiscounted returns and lengths of the last finished episodes, from the environment's own rewards.</summary>
internal sealed class EpisodeStatistics(int environments)
{
    private const int Window = 100;

    private readonly double[] _returns = new double[environments];
    private readonly double[] _lengths = new double[environments];
    private readonly double[] _lastReturns = new double[Window];
    private readonly double[] _lastLengths = new double[Window];
    private readonly double[] _sorted = new double[Window];
    private (EpisodeSummary Returns, EpisodeSummary Lengths) _summaries;
    private long _summarized = -1;

    /// <summary>Episodes finished so far.</summary>
    public long Finished { get; private set; }

    /// <summary>Episodes that ended since <see cref="BeginBatch"/>.</summary>
    public int BatchFinished { get; private set; }

    /// <summary>The sum of their returns.</summary>
    public double BatchReturns { get; private set; }

    /// <summary>Of the returns of the last 100 finished episodes.</summary>
    public EpisodeSummary Returns => Summaries().Returns;

    /// <summary>Of the lengths of the last 100 finished episodes.</summary>
    public EpisodeSummary Lengths => Summaries().Lengths;

    /// <summary>How many doubles <see cref="Save"/> writes.</summary>
    public int StateSize => 1 + (2 * environments) + (2 * Window);

    /// <summary>Counts a batch's episodes from here on.</summary>
    public void BeginBatch() => (BatchFinished, BatchReturns) = (0, 0);

    /// <summary>Counts one step of every environment.</summary>
    public void Add(ReadOnlySpan<float> rewards, ReadOnlySpan<bool> terminated, ReadOnlySpan<bool> truncated)
    {
        for (int e = 0; e < rewards.Length; e++)
        {
            _returns[e] += rewards[e];
            _lengths[e]++;
            if (!terminated[e] && !truncated[e])
                continue;
            AddEpisode(_returns[e], _lengths[e]);
            _returns[e] = 0;
            _lengths[e] = 0;
        }
    }

    /// <summary>Counts a whole episode.</summary>
    public void AddEpisode(double sum, double length)
    {
        BatchFinished++;
        BatchReturns += sum;
        _lastReturns[Finished % Window] = sum;
        _lastLengths[Finished % Window] = length;
        Finished++;
    }

    /// <summary>Writes how many steps the present episode of every environment has had.</summary>
    public void CopyLengths(Span<long> lengths)
    {
        for (int e = 0; e < lengths.Length; e++)
            lengths[e] = (long)_lengths[e];
    }

    /// <summary>Forgets the episodes that have not ended: their simulators begin new ones.</summary>
    public void DropUnfinished()
    {
        Array.Clear(_returns);
        Array.Clear(_lengths);
    }

    /// <summary>Writes everything.</summary>
    public void Save(Span<double> state)
    {
        state[0] = Finished;
        _returns.CopyTo(state[1..]);
        _lengths.CopyTo(state[(1 + environments)..]);
        _lastReturns.CopyTo(state[(1 + (2 * environments))..]);
        _lastLengths.CopyTo(state[(1 + (2 * environments) + Window)..]);
    }

    /// <summary>Restores what <see cref="Save"/> wrote.</summary>
    public void Load(ReadOnlySpan<double> state)
    {
        Finished = (long)state[0];
        _summarized = -1;
        state.Slice(1, environments).CopyTo(_returns);
        state.Slice(1 + environments, environments).CopyTo(_lengths);
        state.Slice(1 + (2 * environments), Window).CopyTo(_lastReturns);
        state.Slice(1 + (2 * environments) + Window, Window).CopyTo(_lastLengths);
    }

    /// <summary>An iteration in which no episode ends costs nothing.</summary>
    private (EpisodeSummary Returns, EpisodeSummary Lengths) Summaries()
    {
        if (_summarized != Finished)
            _summaries = (Summarize(_lastReturns), Summarize(_lastLengths));
        _summarized = Finished;
        return _summaries;
    }

    private EpisodeSummary Summarize(double[] window)
    {
        int count = Finished < Window ? (int)Finished : Window;
        if (count == 0)
            return EpisodeSummary.None;
        double sum = 0;
        for (int i = 0; i < count; i++)
            sum += window[i];
        Span<double> sorted = _sorted.AsSpan(0, count);
        window.AsSpan(0, count).CopyTo(sorted);
        sorted.Sort();
        double median = 0.5 * (sorted[(count - 1) / 2] + sorted[count / 2]);
        return new EpisodeSummary(sum / count, sorted[0], median, sorted[^1]);
    }
}

/// <summary>What a number of the last finished episodes was; NaN before the first.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Min">The least.</param>
/// <param name="Median">The middle one, or the mean of the two in the middle.</param>
/// <param name="Max">The greatest.</param>
internal readonly record struct EpisodeSummary(double Mean, double Min, double Median, double Max)
{
    /// <summary>Before the first episode's end.</summary>
    public static EpisodeSummary None { get; } = new(double.NaN, double.NaN, double.NaN, double.NaN);
}
