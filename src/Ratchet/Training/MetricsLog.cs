using System.Buffers;
using System.Text.Json;

namespace Ratchet.Training;

/// <summary>
/// <c>metrics.jsonl</c>: one JSON object a line for every iteration, evaluation point and the end of the run. Numbers that do not exist yet
/// (NaN) are null. Writing an iteration allocates nothing.
/// </summary>
internal sealed class MetricsLog : IDisposable
{
    /// <summary>How the line of a finished run begins.</summary>
    public const string FinishedStart = "{\"event\":\"finished\"";

    /// <summary>Field of an iteration's line: seconds of training so far.</summary>
    public static ReadOnlySpan<byte> SecondsField => "seconds"u8;

    private const int InitialLine = 2048;

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
    public void Write(IterationMetrics metrics, double seconds)
    {
        Begin();
        _json.WriteNumber("iteration"u8, metrics.Iteration);
        _json.WriteNumber("steps"u8, metrics.Steps);
        Number(SecondsField, seconds);
        _json.WriteNumber("episodes"u8, metrics.Episodes);
        Number("mean_return"u8, metrics.MeanReturn);
        Number("mean_length"u8, metrics.MeanLength);
        Number("max_kl"u8, metrics.MaxKl);
        Number("mean_kl"u8, metrics.MeanKl);
        Number("share_beyond_half"u8, metrics.ShareBeyondHalf);
        Number("next_batch_max_kl"u8, metrics.NextBatchMaxKl);
        _json.WriteNumber("violations"u8, metrics.Violations);
        _json.WriteNumber("primary_steps"u8, metrics.PrimarySteps);
        _json.WriteNumber("fixup_steps"u8, metrics.FixupSteps);
        _json.WriteNumber("interpolations"u8, metrics.Interpolations);
        _json.WriteNumber("deferred_swaps"u8, metrics.DeferredSwaps);
        _json.WriteNumber("backtracks"u8, metrics.Backtracks);
        _json.WriteNumber("rejected_steps"u8, metrics.RejectedSteps);
        _json.WriteNumber("skipped_steps"u8, metrics.SkippedSteps);
        Number("beta"u8, metrics.Beta);
        Number("learning_rate"u8, metrics.LearningRate);
        Number("policy_loss"u8, metrics.PolicyLoss);
        Number("value_loss"u8, metrics.ValueLoss);
        Number("entropy"u8, metrics.Entropy);
        Number("clip_share"u8, metrics.ClipShare);
        Number("gradient_norm"u8, metrics.GradientNorm);
        Number("explained_variance"u8, metrics.ExplainedVariance);
        Number("action_deviation"u8, metrics.ActionDeviation);
        End();
    }

    /// <summary>Appends an evaluation point.</summary>
    public void WriteEvaluation(long steps, EvaluationResult result)
    {
        Begin();
        _json.WriteString("event"u8, "evaluation"u8);
        _json.WriteNumber("steps"u8, steps);
        result.Write(_json);
        End();
    }

    /// <summary>Appends the end of the run.</summary>
    public void WriteFinished(Trainer trainer, double seconds)
    {
        IterationMetrics metrics = trainer.Metrics;
        TrainingTotals totals = trainer.Totals;
        Begin();
        _json.WriteString("event"u8, "finished"u8);
        _json.WriteNumber("steps"u8, metrics.Steps);
        Number("seconds"u8, seconds);
        Number("steps_per_second"u8, metrics.Steps / seconds);
        Number("mean_return"u8, metrics.MeanReturn);
        _json.WriteNumber("updates"u8, totals.Updates);
        Number("max_kl"u8, totals.MaxKl);
        Number("next_batch_max_kl"u8, totals.NextBatchMaxKl);
        _json.WriteNumber("violations"u8, totals.Violations);
        _json.WriteNumber("interpolations"u8, totals.Interpolations);
        _json.WriteNumber("deferred_swaps"u8, totals.DeferredSwaps);
        _json.WriteNumber("primary_steps"u8, totals.PrimarySteps);
        _json.WriteNumber("fixup_steps"u8, totals.FixupSteps);
        _json.WriteString("hash"u8, trainer.ParameterHash());
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

    private void Number(ReadOnlySpan<byte> name, double value)
    {
        if (double.IsFinite(value))
            _json.WriteNumber(name, value);
        else
            _json.WriteNull(name);
    }
}
