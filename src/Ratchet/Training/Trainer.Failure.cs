using Ratchet.Numerics;
using Ratchet.Storage;
using Ratchet.Training.Failures;
using Ratchet.Updates;

namespace Ratchet.Training;

/// <summary>What a trainer does when a number is not finite: it names the first, and keeps the step.</summary>
public sealed partial class Trainer
{
    private TrainingFailure? _failure;

    /// <summary>
    /// Writes the step that failed to a file, from which <see cref="FailureReplay"/> runs it again: the state that its update began with, the batch and
    /// the configuration. It is written beside, flushed to the disk and renamed.
    /// </summary>
    /// <exception cref="InvalidOperationException">None has failed.</exception>
    /// <exception cref="IOException">The disk is full, or the folder is gone.</exception>
    public void SaveFailure(string path) => SaveFailure(path, new RunOptions { Training = Options }, System.Environment.ProcessorCount);

    /// <inheritdoc cref="SaveFailure(string)"/>
    internal void SaveFailure(string path, RunOptions options, int threads)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (_failure is null)
            throw new InvalidOperationException("No step of this run has failed.");
        WholeFile.Write(path, stream => SafeTensors.Write(stream, FailureDump.Of(this, _failure, _start, options, threads)));
    }

    /// <summary>Rows of the batch that are collected.</summary>
    internal int CollectedRows { get; set; }

    /// <summary>Goes to the beginning of the update of a batch that was read from a dump, or to what of it was collected.</summary>
    internal unsafe void BeginReplay(bool collection)
    {
        _clock.Set(Metrics.Steps, TotalIterations * _batch.Rows);
        Policy.Normalizer.Normalize(_kernels, _batch.Observations, _batch.Rows + _batch.Environments, _batch.Inputs, _batch.InputStride);
        if (!collection)
        {
            _rule.Begin();
            return;
        }

        if (!_collector.Repeat((CollectedRows / _batch.Environments) - 1))
            throw NoChoice();
        _collector.End();
        RequireLogProbabilities();
    }

    private NonFiniteException Fail(NonFiniteException exception)
    {
        NonFiniteQuantity? first = new FailureSearch(this).Find(exception.Stage);
        _failure = new TrainingFailure(exception.Stage, exception.Message, first);
        string what = first is null ? exception.Message : $"{first} ({exception.Message})";
        return new NonFiniteException($"iteration {Metrics.Iteration + 1}: {what}; the run stops.", exception) { First = first, Stage = exception.Stage };
    }

    private void Collect(int step)
    {
        if (_collector.Step(step))
            return;
        _start.Keep();
        throw NoChoice();
    }

    private NonFiniteException NoChoice() =>
        new($"the policy's choice in step {(CollectedRows / _batch.Environments) - 1} of the iteration is no number") { Stage = UpdateStage.Collection };

    private unsafe void RequireLogProbabilities()
    {
        if (!Finite.All(new ReadOnlySpan<float>(_batch.LogProbability, _batch.Rows)))
            throw new NonFiniteException("the log-probability of an action is no number") { Stage = UpdateStage.Collection };
    }
}
