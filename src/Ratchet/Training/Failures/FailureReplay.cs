using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Storage;
using Ratchet.Training.Runs;
using Ratchet.Updates;
using Ratchet.Updates.Drifts;

namespace Ratchet.Training.Failures;

/// <summary>What a dump of a failed step told when it was run again.</summary>
/// <param name="Options">The run's.</param>
/// <param name="Iteration">In which the step failed, from 1.</param>
/// <param name="Recorded">How the run noticed the failure.</param>
/// <param name="Noticed">How the replay noticed it; null when all its numbers were finite.</param>
/// <param name="HasSameBits">Whether the replay came to the same step with the same parameters, bit by bit.</param>
/// <param name="First">The first number that is not finite; null where the search found none.</param>
public sealed record FailureReport(RunOptions Options, long Iteration, string Recorded, string? Noticed, bool HasSameBits, NonFiniteQuantity? First);

/// <summary>
/// Runs a failed step again from its dump alone: the update from its beginning, with the kernels of the run, which have the same bits on
/// every processor; then the search for the first number that is not finite, in plain scalar code.
/// </summary>
public static class FailureReplay
{
    /// <summary>Replays a dump.</summary>
    /// <param name="file">The <c>failure.safetensors</c> of a run's folder; it is not trusted.</param>
    /// <param name="threads">Threads to work with; results do not depend on it.</param>
    /// <param name="drift">The drift, where the run had one that is a class: no file holds it.</param>
    /// <exception cref="RunException">The file cannot be read, or its configuration is damaged.</exception>
    /// <exception cref="SnapshotException">It is damaged, no dump, or one of another version.</exception>
    public static FailureReport Run(string file, int threads = 1, Drift? drift = null)
    {
        Snapshot dump = Read(file);
        (RunOptions options, UpdateStage stage, string recorded, PolicyDescription policy) = FailureDump.ReadHead(file, dump);
        if (FailureDump.DriftObject(dump) is { } name)
            options = drift is not null
                ? options with { Training = options.Training with { OwnDrift = options.Training.OwnDrift with { Drift = drift } } }
                : throw new RunException($"{file} is of a run whose drift is the class {name}, which no file holds: give it to {nameof(FailureReplay)}.{nameof(Run)}.");
        using var pool = new WorkerPool(threads);
        Trainer? trainer = null;
        try
        {
            trainer = new Trainer(options.Training, FailureDump.ReadEnvironment(dump, options.Training, policy), pool);
            FailureDump.Restore(dump, trainer);
            return Replay(dump, options, stage, recorded, trainer);
        }
        catch (Exception exception) when (exception is SnapshotException or OptionException)
        {
            throw new SnapshotException($"{file}: {exception.Message}");
        }
        finally
        {
            trainer?.Dispose();
        }
    }

    private static FailureReport Replay(Snapshot dump, RunOptions options, UpdateStage stage, string recorded, Trainer trainer)
    {
        long iteration = trainer.Metrics.Iteration + 1;
        try
        {
            trainer.BeginReplay(stage == UpdateStage.Collection);
            while (stage != UpdateStage.Collection && trainer.Rule.Advance())
            {
            }

            return new FailureReport(options, iteration, recorded, null, false, null);
        }
        catch (NonFiniteException exception)
        {
            bool same = exception.Message == recorded && FailureDump.HasStateOfStep(dump, trainer);
            return new FailureReport(options, iteration, recorded, exception.Message, same, new FailureSearch(trainer).Find(exception.Stage));
        }
    }

    private static Snapshot Read(string file)
    {
        if (file.Length == 0 || Directory.Exists(file))
            throw new RunException($"'{file}' is no file: give the {FailureDump.FileName} of a run's folder.");
        try
        {
            using FileStream stream = File.OpenRead(file);
            return SafeTensors.Read(file, stream);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"cannot read {file}: {exception.Message}", exception);
        }
    }
}
