using System.Buffers;
using System.Text.Json;
using Ratchet.Training.Metrics;

namespace Ratchet.Training.Runs;

/// <summary>
/// <c>metrics.jsonl</c>: one JSON object a line for every iteration, evaluation point and the end of the run, with the numbers of
/// <see cref="MetricTable"/>. Those that do not exist yet (NaN) are null. Writing an iteration allocates nothing.
/// </summary>
internal sealed class MetricsLog : IDisposable
{
    /// <summary>How the line of a finished run begins.</summary>
    public const string FinishedStart = "{\"event\":\"finished\"";

    /// <summary>Field of an iteration's line: seconds of training so far.</summary>
    public static ReadOnlySpan<byte> SecondsField => MetricTable.Seconds.Utf8Name;

    private const int InitialLine = 4096;

    // An array: the enumerator of another list would be allocated at every line.
    private readonly Metric<IterationMetrics>[] _iteration = [.. MetricTable.OfIteration];
    private readonly ArrayBufferWriter<byte> _line = new(InitialLine);
    private readonly Utf8JsonWriter _json;
    private readonly FileStream _file;

    /// <summary>Opens the file and drops what lies beyond some lines (written after the checkpoint that a run goes on from).</summary>
    /// <exception cref="RunException">The file is missing or has fewer lines than that.</exception>
    public MetricsLog(string path, long lines)
    {
        if (lines > 0 && !File.Exists(path))
            throw new RunException($"{path} is missing; the checkpoint was taken after its line {lines}: put the file back, or begin anew in another folder.");
        _json = new Utf8JsonWriter(_line);
        // No buffer: a line is one write, and a killed process loses none that it wrote.
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        try
        {
            KeptLines kept = KeptLines.Read(path, _file, lines);
            Seconds = kept.Seconds;
            _file.SetLength(kept.Length);
            _file.Seek(kept.Length, SeekOrigin.Begin);
        }
        catch
        {
            Dispose();
            throw;
        }

        Lines = lines;
    }

    /// <summary>How many lines the file has.</summary>
    public long Lines { get; private set; }

    /// <summary>Seconds of training at the last iteration that was kept when the file was opened.</summary>
    public double Seconds { get; }

    /// <summary>The line written last, with its line feed.</summary>
    public ReadOnlySpan<byte> Line => _line.WrittenSpan;

    /// <summary>Appends an iteration.</summary>
    public void Write(IterationMetrics metrics)
    {
        Begin();
        foreach (Metric<IterationMetrics> metric in _iteration)
            metric.Write(_json, metrics);
        End();
    }

    /// <summary>Appends an evaluation point.</summary>
    public void WriteEvaluation(IterationMetrics metrics, EvaluationResult result)
    {
        Begin();
        _json.WriteString("event"u8, "evaluation"u8);
        MetricTable.Steps.Write(_json, metrics);
        result.Write(_json);
        End();
    }

    /// <summary>Appends the end of the run.</summary>
    public void WriteFinished(Learner learner)
    {
        Begin();
        _json.WriteString("event"u8, "finished"u8);
        foreach (Metric<IterationMetrics> metric in MetricTable.AtTheEnd)
            metric.Write(_json, learner.Metrics);
        foreach (Metric<TrainingTotals> metric in MetricTable.OfRun)
            metric.Write(_json, learner.Totals);
        _json.WriteString("hash"u8, learner.ParameterHash());
        End();
    }

    /// <summary>Sees to it that everything written is on the disk.</summary>
    public void Flush() => _file.Flush(flushToDisk: true);

    public void Dispose()
    {
        _json.Dispose();
        _file.Dispose();
    }

    private void Begin()
    {
        _line.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
    }

    private void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        _line.GetSpan(1)[0] = (byte)'\n';
        _line.Advance(1);
        _file.Write(_line.WrittenSpan);
        Lines++;
    }
}
