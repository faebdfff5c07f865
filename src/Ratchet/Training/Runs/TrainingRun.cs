using System.Diagnostics;
using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Storage;
using Ratchet.Training.Failures;
using Ratchet.Training.Metrics;
using Ratchet.Updates;
using Ratchet.Updates.Rules;

namespace Ratchet.Training.Runs;

/// <summary>How <see cref="TrainingRun.Execute"/> ended.</summary>
public enum RunOutcome
{
    /// <summary>All steps are done.</summary>
    Finished,

    /// <summary>All steps had been done before; nothing was changed.</summary>
    WasFinished,

    /// <summary>Stopped on request, or where it was to stop, with a checkpoint to go on from.</summary>
    Stopped,
}

/// <summary>
/// A training in a folder: metrics after every iteration, evaluation points, and checkpoints from which the same call goes on. Killed anywhere and
/// resumed, it ends with the same bits, and every iteration stands exactly once in the metrics.
/// </summary>
public sealed class TrainingRun : IDisposable
{
    private const string LinesEntry = "run.metrics-lines";

    /// <summary>Observations of the last batch that an exported policy is compared on.</summary>
    private const int ReplayedObservations = 256;

    private readonly RunOptions _options;
    private readonly WorkerPool _pool;
    private readonly Learner _learner;
    private readonly Evaluator? _evaluator;
    private readonly RunFolder _folder;
    private readonly RunProgress _progress;
    private readonly RunOutputs _outputs;
    private readonly ExportFiles? _exports;
    private readonly EnvironmentNotices _notices;
    private readonly SimulatorWatch? _watch;
    private readonly Stopwatch _clock = new();
    private double _secondsBefore;
    private double _lastCheckpoint;
    private long? _savedIteration;

    /// <summary>Opens a run. Everything that can be wrong with the options shows before the folder is touched.</summary>
    /// <param name="path">The run's folder; made if it is not there.</param>
    /// <param name="options">Its settings; the same as before when the folder holds the run already.</param>
    /// <param name="definition">The task, without the wrappers that the options name.</param>
    /// <param name="threads">Threads to work with, the caller's included; results do not depend on it.</param>
    /// <param name="from">What the run begins with instead of random parameters; a run that is there already must have begun with the same.</param>
    /// <param name="outputs">What it writes beside its own files.</param>
    /// <exception cref="OptionException">A setting is wrong, or does not fit <paramref name="from"/>.</exception>
    /// <exception cref="RunException">The folder cannot be written, is in use, or holds another run.</exception>
    /// <exception cref="ArgumentException">The exporter's file is one of the run's own.</exception>
    public TrainingRun(string path, RunOptions options, EnvironmentDefinition definition, int threads, WarmStart? from = null, RunOutputs? outputs = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(definition);
        options.Validate();
        if (options.Training.Parts.Drift == DriftKind.Formula && options.Training.OwnDrift.Drift is not null)
            throw new OptionException("drift", "the drift is an object, which config.json cannot hold, so that the run could not be resumed: give its formula, or train without a folder, by a Trainer.");
        definition = options.Training.Wrap(definition);
        if (from is not null)
            options = options with { From = from.Origin };
        _options = options;
        _outputs = outputs ?? new RunOutputs();
        _notices = definition.Notices;
        _exports = _outputs.Exporter is { } exporter ? new ExportFiles(path, exporter) : null;
        _pool = new WorkerPool(threads);
        try
        {
            if (_outputs.Hung is { } hung && options.EnvironmentTimeout > 0)
                _watch = new SimulatorWatch(options.EnvironmentTimeout, hung);
            _learner = LearnerOf(options.Training, definition);
            if (options.EvaluationInterval > 0)
            {
                _evaluator = new Evaluator(definition, _learner.Policy, options.EvaluationEpisodes, _pool);
                _watch?.Add(_evaluator.Calls);
            }

            _folder = RunFolder.Open(path, options, threads, from is null ? null : Begin(from));
        }
        catch
        {
            Dispose();
            throw;
        }

        _progress = new RunProgress(path, options, _learner);
    }

    /// <summary>The <c>metrics.jsonl</c> line of the end, when the run is finished.</summary>
    public string? FinishedLine => _folder.FinishedLine();

    /// <summary>Trains to the end, or until a stop is requested: then the iteration is finished and a checkpoint written.</summary>
    /// <param name="observer">Sees the run go on.</param>
    /// <param name="stop">Requests the stop.</param>
    /// <param name="until">
    /// Environment steps after which the run stops as if it were asked to; schedules still span the whole run, so that the first steps of a long run can be
    /// compared before the rest is spent.
    /// </param>
    public RunOutcome Execute(IRunObserver observer, CancellationToken stop, long until = long.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(observer);
        if (FinishedLine is not null)
            return RunOutcome.WasFinished;
        _notices.Raised += observer.OnWarning;
        try
        {
            return Train(observer, stop, until);
        }
        finally
        {
            _notices.Raised -= observer.OnWarning;
        }
    }

    private RunOutcome Train(IRunObserver observer, CancellationToken stop, long until)
    {
        using var log = new MetricsLog(_folder.MetricsPath, LoadCheckpoint(observer));
        _secondsBefore = _lastCheckpoint = _learner.Metrics.Seconds = log.Seconds;
        _outputs.Metrics?.Open(_folder.Path, _learner.Metrics.Steps);
        _progress.Begin();
        // Asked before the observer sees the run begin: from then on an iteration is on its way, and a stop waits for its end.
        bool stops = stop.IsCancellationRequested || _learner.Metrics.Steps >= until;
        observer.OnStart(_progress);
        _clock.Start();
        while (!_learner.IsFinished)
        {
            if (stops)
            {
                SaveCheckpoint(log, observer);
                return RunOutcome.Stopped;
            }

            RunIteration();
            FinishIteration(log, observer);
            stops = stop.IsCancellationRequested || _learner.Metrics.Steps >= until;
        }

        SaveCheckpoint(log, observer);
        _learner.Metrics.Seconds = Seconds;
        log.WriteFinished(_learner);
        log.Flush();
        observer.OnFinished(_progress, log.Line);
        return RunOutcome.Finished;
    }

    /// <summary>Ends the threads and gives the folder free.</summary>
    public void Dispose()
    {
        _watch?.Dispose();
        _folder?.Dispose();
        _evaluator?.Dispose();
        _learner?.Dispose();
        _pool.Dispose();
        _outputs.Metrics?.Dispose();
    }

    /// <summary>The learner's state where a warm start begins.</summary>
    private Snapshot Begin(WarmStart from)
    {
        _learner.Begin(from);
        var start = new Snapshot();
        _learner.Save(start);
        return start;
    }

    private Learner LearnerOf(TrainingOptions options, EnvironmentDefinition definition) => options.Parts.Solver != SolverKind.Search
        ? Trainer.Over(options, definition, _pool, _watch)
        : _outputs.Searches?.Create(options, definition, _pool, _watch) ?? throw new OptionException("solver", $"the solver of {options.Rule} is a search: this program has none; it must reference Ratchet.BlackBox.");

    private double Seconds => _secondsBefore + _clock.Elapsed.TotalSeconds;

    private void RunIteration()
    {
        try
        {
            do
                _learner.Advance();
            while (!_learner.IterationCompleted);
        }
        catch (NonFiniteException exception)
        {
            throw new NonFiniteException($"{exception.Message} {KeepFailure()}", exception) { First = exception.First };
        }
    }

    /// <summary>Writes the step that failed into the folder; what went wrong there does not hide why.</summary>
    private string KeepFailure()
    {
        string file = System.IO.Path.Combine(_folder.Path, FailureDump.FileName);
        string kept = File.Exists(CheckpointPair.Find(_folder.Path)) ? "Its last checkpoint is as it was" : "It has no checkpoint yet";
        try
        {
            ((Trainer)_learner).SaveFailure(file, _options, _pool.Threads);
            return $"{kept}; 'ratchet replay {file}' runs the step again.";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"{kept}; the step could not be kept in {file}: {exception.Message}";
        }
    }

    private void FinishIteration(MetricsLog log, IRunObserver observer)
    {
        _learner.Metrics.Seconds = Seconds;
        if (PointOf(_options.MetricsInterval) is not null)
        {
            _learner.Metrics.ResidentMemory = ProcessMemory.Resident;
            log.Write(_learner.Metrics);
            _outputs.Metrics?.Write(_progress);
            observer.OnIteration(_progress, log.Line);
            _learner.Metrics.EvaluationSeconds = _learner.Metrics.CheckpointSeconds = 0;
        }

        if (_evaluator is not null && PointOf(_options.EvaluationInterval) is long point)
            Evaluate(_evaluator, point, log, observer);
        // Before the checkpoint: a run that was killed between the two comes by here again.
        if (_options.KeepCheckpoints > 0 && PointOf(_options.KeepCheckpoints) is not null)
            KeepCheckpoint(log);
        if (Seconds - _lastCheckpoint >= _options.CheckpointInterval)
            SaveCheckpoint(log, observer);
    }

    /// <summary>
    /// The number of the point that the last iteration passed, of points an interval apart (after every iteration, when it is 0); a function of the
    /// steps alone, so that a resume has the same ones.
    /// </summary>
    private long? PointOf(long interval)
    {
        long steps = _learner.Metrics.Steps, batch = _learner.Metrics.BatchSteps;
        interval = interval == 0 ? batch : interval;
        long point = steps / interval;
        return point > (steps - batch) / interval ? point : null;
    }

    private void Evaluate(Evaluator evaluator, long point, MetricsLog log, IRunObserver observer)
    {
        _clock.Stop();
        long start = Stopwatch.GetTimestamp();
        EvaluationResult result = evaluator.Run(_options.Training.Seed, point);
        _learner.Metrics.EvaluationSeconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
        log.WriteEvaluation(_learner.Metrics, result);
        _outputs.Metrics?.WriteEvaluation(_progress, result);
        observer.OnEvaluation(_progress, result, log.Line);
        _clock.Start();
    }

    /// <summary>
    /// Does nothing when this process has saved the iteration already: the checkpoint before would be lost for a copy. One that it resumed from is written again, because whoever
    /// wrote it may have been killed before its policy was exported.
    /// </summary>
    private void SaveCheckpoint(MetricsLog log, IRunObserver observer)
    {
        if (_savedIteration == _learner.Metrics.Iteration)
            return;
        long start = Stopwatch.GetTimestamp();
        _folder.WriteCheckpoint(TakeCheckpoint(log));
        _lastCheckpoint = Seconds;
        _savedIteration = _learner.Metrics.Iteration;
        if (_exports is { } exports)
        {
            // Not training: the first export alone takes a tenth of a second, most of it for compiling the code.
            _clock.Stop();
            exports.Write(_learner.Policy, _learner.RecordedObservations(ReplayedObservations), _learner.HasActionMasks, observer.OnWarning);
            _clock.Start();
        }

        _learner.Metrics.CheckpointSeconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private void KeepCheckpoint(MetricsLog log)
    {
        long start = Stopwatch.GetTimestamp();
        _folder.KeepCheckpoint(TakeCheckpoint(log), _learner.Metrics.Steps);
        _learner.Metrics.CheckpointSeconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>The state of the run; the metrics that it counts are on their way to the disk before it.</summary>
    private Snapshot TakeCheckpoint(MetricsLog log)
    {
        log.Flush();
        _outputs.Metrics?.Flush();
        var snapshot = new Snapshot();
        _learner.Save(snapshot);
        snapshot.Add(LinesEntry, (ReadOnlySpan<ulong>)[(ulong)log.Lines]);
        return snapshot;
    }

    /// <summary>Goes to the last checkpoint, if there is one; else to the start.</summary>
    /// <returns>How many lines of metrics there were.</returns>
    private long LoadCheckpoint(IRunObserver observer)
    {
        if (_folder.ReadWholeCheckpoint(observer.OnWarning) is not { } snapshot)
        {
            if (_options.From is not null)
                _learner.Load(_folder.ReadStart());
            return 0;
        }

        try
        {
            _learner.Load(snapshot);
            return checked((long)snapshot.Words(LinesEntry, 1)[0]);
        }
        catch (Exception exception) when (exception is SnapshotException or OverflowException)
        {
            throw new SnapshotException($"{CheckpointPair.Find(_folder.Path)}: {exception.Message}");
        }
    }
}
