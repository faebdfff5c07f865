using System.Diagnostics;
using Ratchet.Studies.Definitions;

namespace Ratchet.Studies.Execution;

/// <summary>How many runs of a cell, or of a whole study, stand where.</summary>
/// <param name="Done">Trained to the budget.</param>
/// <param name="Running">Being trained.</param>
/// <param name="Left">Waiting.</param>
/// <param name="Failed">Failed.</param>
public readonly record struct RunCounts(int Done, int Running, int Left, int Failed);

/// <summary>A run that is being trained.</summary>
/// <param name="Run">The run.</param>
/// <param name="Gauge">Where it stands.</param>
public sealed record CurrentRun(StudyRun Run, RunGauge Gauge);

/// <summary>Where a study stands; may be read by any thread while it goes on.</summary>
public sealed class StudyProgress
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Task, string Rule), RunCounts> _cells = [];
    private readonly Dictionary<(string Task, string Rule), (double Seconds, long Steps)> _paces = [];
    private readonly List<CurrentRun> _current = [];
    private readonly Dictionary<StudyRun, long> _left = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly int _workers;

    internal StudyProgress(StudyDefinition study, long until, int workers) => (Study, Until, _workers) = (study, until, workers);

    /// <summary>The study.</summary>
    public StudyDefinition Study { get; }

    /// <summary>The budget that runs are trained to, in environment steps.</summary>
    public long Until { get; }

    /// <summary>Seconds since this process began with the study.</summary>
    public double Seconds => _clock.Elapsed.TotalSeconds;

    /// <summary>The whole study.</summary>
    public RunCounts Total
    {
        get
        {
            lock (_gate)
                return _cells.Values.Aggregate(default(RunCounts), (sum, cell) => new RunCounts(sum.Done + cell.Done, sum.Running + cell.Running, sum.Left + cell.Left, sum.Failed + cell.Failed));
        }
    }

    /// <summary>The runs that are being trained.</summary>
    public IReadOnlyList<CurrentRun> Current
    {
        get
        {
            lock (_gate)
                return [.. _current];
        }
    }

    /// <summary>
    /// Seconds to the end, from the speeds that cells had so far (a cell without one takes the mean of those that have), and that many workers; NaN while no speed is known.
    /// </summary>
    public double SecondsLeft
    {
        get
        {
            lock (_gate)
            {
                double left = _left.Sum(run => Estimate(run.Key, Until - run.Value));
                double running = _current.Sum(current => Estimate(current.Run, Until - current.Gauge.Steps, current.Gauge.StepsPerSecond));
                double longest = _current.Select(current => Estimate(current.Run, Until - current.Gauge.Steps, current.Gauge.StepsPerSecond)).DefaultIfEmpty(0).Max();
                return Math.Max((left + running) / _workers, longest);
            }
        }
    }

    /// <summary>A cell; all zero where task and rule have no runs.</summary>
    public RunCounts Cell(string task, string rule)
    {
        lock (_gate)
            return _cells.GetValueOrDefault((task, rule));
    }

    internal void Add(StudyRun run, StudyRunState state, long steps, (double Seconds, long Steps)? pace)
    {
        lock (_gate)
        {
            Change(run, counts => state switch
            {
                StudyRunState.Done => counts with { Done = counts.Done + 1 },
                StudyRunState.Failed => counts with { Failed = counts.Failed + 1 },
                _ => counts with { Left = counts.Left + 1 },
            });
            if (state == StudyRunState.Left)
                _left.Add(run, steps);
            AddPace(run, pace);
        }
    }

    internal RunGauge Begin(StudyRun run)
    {
        lock (_gate)
        {
            var gauge = new RunGauge();
            gauge.Set(_left.GetValueOrDefault(run), double.NaN);
            _left.Remove(run);
            _current.Add(new CurrentRun(run, gauge));
            Change(run, counts => counts with { Left = counts.Left - 1, Running = counts.Running + 1 });
            return gauge;
        }
    }

    internal void End(StudyRun run, RunEnd end, (double Seconds, long Steps)? pace)
    {
        lock (_gate)
        {
            int place = _current.FindIndex(current => current.Run == run);
            if (end.Kind is RunEndKind.Stopped or RunEndKind.InUse)
                _left[run] = _current[place].Gauge.Steps;
            _current.RemoveAt(place);
            Change(run, counts => end.Kind switch
            {
                RunEndKind.Reached => counts with { Running = counts.Running - 1, Done = counts.Done + 1 },
                RunEndKind.Failed => counts with { Running = counts.Running - 1, Failed = counts.Failed + 1 },
                _ => counts with { Running = counts.Running - 1, Left = counts.Left + 1 },
            });
            AddPace(run, pace);
        }
    }

    /// <summary>Seconds that a step of the run takes by what is known of its cell; null while nothing is.</summary>
    internal double? SecondsPerStep(StudyRun run)
    {
        lock (_gate)
            return _paces.TryGetValue((run.Task, run.Rule), out (double Seconds, long Steps) pace) ? pace.Seconds / pace.Steps : null;
    }

    private void AddPace(StudyRun run, (double Seconds, long Steps)? pace)
    {
        if (pace is not { } added)
            return;
        (double seconds, long steps) = _paces.GetValueOrDefault((run.Task, run.Rule));
        _paces[(run.Task, run.Rule)] = (seconds + added.Seconds, steps + added.Steps);
    }

    private void Change(StudyRun run, Func<RunCounts, RunCounts> change) =>
        _cells[(run.Task, run.Rule)] = change(_cells.GetValueOrDefault((run.Task, run.Rule)));

    private double Estimate(StudyRun run, long steps, double stepsPerSecond = double.NaN)
    {
        if (stepsPerSecond > 0)
            return Math.Max(steps, 0) / stepsPerSecond;
        if (!_paces.TryGetValue((run.Task, run.Rule), out (double Seconds, long Steps) pace))
            pace = (_paces.Values.Sum(known => known.Seconds), _paces.Values.Sum(known => known.Steps));
        if (pace.Steps == 0)
            pace = (_current.Count, (long)_current.Sum(current => current.Gauge.StepsPerSecond is > 0 and var speed ? speed : double.NaN));
        return Math.Max(steps, 0) * pace.Seconds / pace.Steps;
    }
}
