using Ratchet.Numerics;
using Ratchet.Storage;

namespace Ratchet.BlackBox.CovarianceAdaptation;

/// <summary>
/// CMA-ES that begins anew when it has stopped (<see cref="RestartStrategy"/>), for functions with many minima. Every run has a population of its own;
/// the best point of all runs is kept.
/// </summary>
public sealed class RestartingCmaEs : SearchMethod, ITerminating
{
    private const string BestKey = "restart.best", CountersKey = "restart.counters", ValueKey = "restart.value";

    private readonly RestartOptions _options;
    private readonly double[] _start;
    private readonly double[] _best;
    private readonly int _population;
    private RestartSchedule _schedule = RestartSchedule.First;
    private CmaEs _run;

    /// <summary>A search whose first run begins at a point.</summary>
    /// <exception cref="OptionException">A setting is out of its range, or the start out of the bounds.</exception>
    public RestartingCmaEs(RestartOptions options, ReadOnlySpan<double> start)
        : base(start.Length)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate(start.Length);
        _options = options;
        (_start, _best) = (start.ToArray(), start.ToArray());
        _run = Create(_schedule);
        _population = _run.Population;
    }

    /// <summary>The best point of all runs; the start before the first generation.</summary>
    public override ReadOnlySpan<double> Center => _best;

    /// <summary>Its fitness; −∞ before the first generation.</summary>
    public double BestFitness { get; private set; } = double.NegativeInfinity;

    /// <summary>Of the present run.</summary>
    /// <inheritdoc/>
    public override int Population => _run.Population;

    /// <summary>Why the last run stopped, when there will be no other.</summary>
    /// <inheritdoc/>
    public StopReason Stop { get; private set; }

    /// <summary>The present run.</summary>
    public CmaEs Run => _run;

    /// <summary>Its number, 0 for the first.</summary>
    public long Restarts => _schedule.Run;

    /// <inheritdoc/>
    public override void Candidate(int index, Span<double> point) => _run.Candidate(index, point);

    /// <inheritdoc/>
    public override void Tell(ReadOnlySpan<double> fitness)
    {
        if (fitness.Length != Population)
            throw new ArgumentException($"A generation has {Population} candidates; there are {fitness.Length} values.", nameof(fitness));
        KeepBest(fitness);
        _run.Tell(fitness);
        Generation++;
        long evaluations = _run.Generation * _run.Population;
        StopReason reason = _run.Stop != StopReason.None ? _run.Stop : evaluations >= _schedule.MostEvaluations ? StopReason.Budget : StopReason.None;
        if (reason == StopReason.None || Stop != StopReason.None)
            return;
        if (_schedule.Next(_options, evaluations) is { } next)
            (_schedule, _run) = (next, Create(next));
        else
            Stop = reason;
    }

    /// <inheritdoc/>
    public override void Save(Snapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        snapshot.Add(BestKey, _best);
        snapshot.Add(ValueKey, [BestFitness]);
        snapshot.Add(CountersKey, [(ulong)Generation, (ulong)Stop]);
        _schedule.Save(snapshot);
        _run.Save(snapshot);
    }

    /// <inheritdoc/>
    public override void Load(Snapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ReadOnlySpan<double> best = snapshot.Doubles(BestKey, Dimension);
        double value = snapshot.Doubles(ValueKey, 1)[0];
        ReadOnlySpan<ulong> counters = snapshot.Words(CountersKey, 2);
        if (counters[0] > long.MaxValue || counters[1] > (ulong)StopReason.Budget)
            throw new SnapshotException($"the entry '{CountersKey}' holds {counters[0]} and {counters[1]}; they must be a count of generations and a reason.");
        var schedule = RestartSchedule.Read(snapshot, _options);
        CmaEs run = Create(schedule);
        run.Load(snapshot);

        best.CopyTo(_best);
        (BestFitness, Generation, Stop) = (value, (long)counters[0], (StopReason)counters[1]);
        (_schedule, _run) = (schedule, run);
    }

    private void KeepBest(ReadOnlySpan<double> fitness)
    {
        int best = -1;
        for (int i = 0; i < fitness.Length; i++)
            if (fitness[i] > BestFitness && double.IsFinite(fitness[i]))
                (best, BestFitness) = (i, fitness[i]);
        if (best >= 0)
            _run.Candidate(best, _best);
    }

    /// <summary>The first run begins at the start; every other one draws its numbers, then its start, from a stream of its own.</summary>
    private CmaEs Create(RestartSchedule schedule)
    {
        var random = new RandomStream(_options.Search.Seed, StreamPurpose.Initialization, checked((uint)schedule.Run));
        CmaEsOptions search = schedule.OptionsOf(_options.Search, _population, ref random);
        double[] start = [.. _start];
        if (schedule.Run > 0)
            DrawStart(start, ref random);
        return new CmaEs(search, start);
    }

    private void DrawStart(Span<double> start, ref RandomStream random)
    {
        Box? bounds = _options.Search.Bounds;
        if ((_options.Region ?? (bounds is { IsFinite: true } ? bounds : null)) is { } region)
        {
            region.Draw(ref random, start);
            return;
        }

        for (int i = 0; i < start.Length; i++)
        {
            double value = start[i] + (_options.Search.Sigma * random.NextGaussian());
            start[i] = bounds is null ? value : value < bounds.Lower[i] ? bounds.Lower[i] : value > bounds.Upper[i] ? bounds.Upper[i] : value;
        }
    }
}
