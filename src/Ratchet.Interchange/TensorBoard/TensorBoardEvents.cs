using Ratchet.Interchange.Protos;
using Ratchet.Training;
using Ratchet.Training.Metrics;
using Ratchet.Training.Runs;

namespace Ratchet.Interchange.TensorBoard;

/// <summary>
/// Writes the numbers of a run for TensorBoard: <c>tensorboard --logdir</c> on the run's folder, or on one above it. Each line of
/// <c>metrics.jsonl</c> is one event, with the environment steps as its step and a scalar for each number that exists. A resumed run goes on in
/// the same file, so that its curve is one. Writing allocates nothing.
/// </summary>
/// <param name="clock">The time of day that events bear; null for the system's.</param>
public sealed class TensorBoardEvents(TimeProvider? clock = null) : IMetricsSink
{
    /// <summary>Name of the file in a run's folder; TensorBoard reads what has <c>tfevents</c> in its name.</summary>
    public const string FileName = "events.out.tfevents.ratchet";

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly Event _event = new() { Summary = new Summary() };
    private readonly Curves<IterationMetrics> _iteration = new(MetricTable.OfIteration);
    private readonly Curves<EvaluationResult> _evaluation = new(MetricTable.OfEvaluation);
    private EventFile? _file;

    /// <summary>All points of the curves in a run's folder, in the order in which they were written.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="RunException">The file is damaged.</exception>
    public static IReadOnlyList<ScalarPoint> Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1 << 16);
        var reader = new EventReader(stream);
        List<ScalarPoint> points = [];
        try
        {
            while (reader.Read() is { } read)
                foreach (Summary.Types.Scalar scalar in read.Summary?.Value ?? [])
                    points.Add(new ScalarPoint(read.Step, scalar.Tag, scalar.SimpleValue));
        }
        catch (DamagedEventsException exception)
        {
            throw new RunException($"{path} {exception.Message} (at byte {reader.End}).", exception);
        }

        return points;
    }

    /// <inheritdoc/>
    public void Open(string folder, long steps)
    {
        _file?.Dispose();
        _file = new EventFile(Path.Combine(folder, FileName), steps, WallTime);
    }

    /// <inheritdoc/>
    public void Write(RunProgress progress)
    {
        ArgumentNullException.ThrowIfNull(progress);
        Write(_iteration, progress.Metrics, progress.Metrics.Steps);
    }

    /// <inheritdoc/>
    public void WriteEvaluation(RunProgress progress, EvaluationResult result)
    {
        ArgumentNullException.ThrowIfNull(progress);
        ArgumentNullException.ThrowIfNull(result);
        Write(_evaluation, result, progress.Metrics.Steps);
    }

    /// <inheritdoc/>
    public void Flush() => _file?.Flush();

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    /// <summary>An event of these numbers at these environment steps.</summary>
    internal void Write<T>(Curves<T> curves, T source, long steps)
    {
        if (_file is null)
            throw new InvalidOperationException("The events have no file: open them first.");
        curves.Fill(_event.Summary, source);
        _event.Step = steps;
        _event.WallTime = WallTime;
        _file.Append(_event);
    }

    private double WallTime => (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
}

/// <summary>A point of a curve.</summary>
/// <param name="Step">Environment steps.</param>
/// <param name="Tag">Name of the metric.</param>
/// <param name="Value">Its value, in the format's single precision.</param>
public readonly record struct ScalarPoint(long Step, string Tag, float Value);
