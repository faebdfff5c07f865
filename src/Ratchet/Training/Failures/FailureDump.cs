using System.Globalization;
using System.Text;
using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Storage;
using Ratchet.Training.Runs;
using Ratchet.Updates;
using Ratchet.Updates.Rules;

namespace Ratchet.Training.Failures;

/// <summary>A step that failed, as its trainer saw it.</summary>
/// <param name="Stage">What was being worked on.</param>
/// <param name="Noticed">How it was noticed.</param>
/// <param name="First">The first number that is not finite, if it was found.</param>
internal sealed record TrainingFailure(UpdateStage Stage, string Noticed, NonFiniteQuantity? First);

/// <summary>
/// The file that a failed step leaves: the run's configuration, the state that its update began with, the batch, and the state and the minibatch of
/// the step. The first three are all that is needed to run it again; the last are for whoever reads the file by other means.
/// </summary>
internal static class FailureDump
{
    /// <summary>Its name in a run's folder.</summary>
    public const string FileName = "failure.safetensors";

    private const string KindKey = "kind", Kind = "failure", VersionKey = "version", Version = "1";
    private const string ConfigurationKey = "configuration", StageKey = "stage", NoticedKey = "noticed", FirstKey = "first", DriftKey = "drift-object";
    private const string ProgressEntry = "progress", TasksEntry = "tasks", StepEntry = "step.parameters";

    /// <summary>Puts everything into a snapshot.</summary>
    public static Snapshot Of(Trainer trainer, TrainingFailure failure, UpdateStart start, RunOptions options, int threads)
    {
        var snapshot = new Snapshot();
        snapshot.Metadata[KindKey] = Kind;
        snapshot.Metadata[VersionKey] = Version;
        snapshot.Metadata[ConfigurationKey] = Encoding.UTF8.GetString(RunConfiguration.Write(options, threads));
        snapshot.Metadata[PolicyDescription.Key] = PolicyDescription.Of(trainer.Policy).Write();
        snapshot.Metadata[StageKey] = failure.Stage.ToString();
        snapshot.Metadata[NoticedKey] = failure.Noticed;
        if (failure.First is { } first)
            snapshot.Metadata[FirstKey] = first.ToString();
        if (HasDriftObject(options.Training))
            snapshot.Metadata[DriftKey] = options.Training.OwnDrift.Drift!.GetType().Name;
        snapshot.Add(ProgressEntry, [(ulong)trainer.Metrics.Iteration, (ulong)trainer.Metrics.Steps, (ulong)trainer.CollectedRows]);
        snapshot.Add(TasksEntry, [(ulong)trainer.Environment.TaskCount, trainer.Environment.HasActionMasks ? 1UL : 0]);
        start.AddTo(snapshot);
        BatchRecord.AddTo(snapshot, trainer.Batch);
        snapshot.Add(StepEntry, (ReadOnlySpan<float>)trainer.Policy.Parameters);
        snapshot.Add("step.adam.first-moment", (ReadOnlySpan<float>)trainer.Rule.Step.FirstMoment);
        snapshot.Add("step.adam.second-moment", (ReadOnlySpan<float>)trainer.Rule.Step.SecondMoment);
        snapshot.Add("step.gradient", (ReadOnlySpan<float>)trainer.Rule.Step.Gradient);
        if (failure.Stage == UpdateStage.Minibatch)
            AddMinibatch(snapshot, trainer.Rule.Shared.Pass.Last);
        return snapshot;
    }

    /// <summary>The run's configuration and policy, and how the failure was noticed.</summary>
    /// <exception cref="SnapshotException">It is no dump, or one of another version.</exception>
    /// <exception cref="RunException">Its configuration is damaged.</exception>
    public static (RunOptions Options, UpdateStage Stage, string Noticed, PolicyDescription Policy) ReadHead(string file, Snapshot dump)
    {
        if (!dump.Metadata.TryGetValue(KindKey, out string? kind) || kind != Kind)
            throw new SnapshotException($"{file} is no dump of a failed step: such a file is the {FileName} of a run's folder.");
        if (!dump.Metadata.TryGetValue(VersionKey, out string? version) || version != Version)
            throw new SnapshotException($"{file} is a dump of version '{version}'; this program reads version {Version}: replay it with the version of ratchet that wrote it.");
        string configuration = Text(file, dump, ConfigurationKey);
        RunOptions options = RunConfiguration.Read($"{file}, configuration", Encoding.UTF8.GetBytes(configuration));
        if (!Enum.TryParse(Text(file, dump, StageKey), out UpdateStage stage) || !Enum.IsDefined(stage))
            throw new SnapshotException($"{file} is damaged: its stage is '{Text(file, dump, StageKey)}'.");
        return (options, stage, Text(file, dump, NoticedKey), PolicyDescription.Read(file, dump));
    }

    /// <summary>The class of the drift that the run had as an object, which no file holds; null for none.</summary>
    public static string? DriftObject(Snapshot dump) => dump.Metadata.TryGetValue(DriftKey, out string? name) ? name : null;

    /// <summary>The environments of the run, as far as a trainer asks before it collects.</summary>
    public static StandInEnvironment ReadEnvironment(Snapshot dump, TrainingOptions options, PolicyDescription policy)
    {
        ReadOnlySpan<ulong> tasks = dump.Words(TasksEntry, 2);
        if (tasks[0] is < 1 or > 1_000_000)
            throw new SnapshotException($"the dump tells of {tasks[0]} tasks.");
        RequireSizes(dump, options, policy.ObservationSpace.Size);
        return new StandInEnvironment(options.Environments, policy.ObservationSpace, policy.ActionSpace, tasks[1] != 0, (int)tasks[0]);
    }

    /// <summary>Brings a fresh trainer to the beginning of the failed update, with its batch.</summary>
    /// <exception cref="SnapshotException">An entry is missing or does not fit.</exception>
    public static void Restore(Snapshot dump, Trainer trainer)
    {
        ReadOnlySpan<ulong> progress = dump.Words(ProgressEntry, 3);
        long rows = trainer.Batch.Rows;
        if (progress[0] >= (ulong)trainer.TotalIterations || progress[1] != progress[0] * (ulong)rows || progress[2] < 1 || progress[2] > (ulong)rows || progress[2] % (ulong)trainer.Batch.Environments != 0)
            throw new SnapshotException($"the dump is of iteration {progress[0]}, step {progress[1]}, with {progress[2]} rows: that is none of this run's.");
        trainer.Metrics.Iteration = (long)progress[0];
        trainer.Metrics.Steps = (long)progress[1];
        trainer.CollectedRows = (int)progress[2];
        UpdateStart.Restore(dump, trainer);
        BatchRecord.Restore(dump, trainer.Batch);
        RequireChoices(trainer);
    }

    /// <summary>Whether the state at the failing step has the bits of the dump's.</summary>
    public static bool HasStateOfStep(Snapshot dump, Trainer trainer) =>
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(dump.Floats(StepEntry, trainer.Policy.Parameters.Length))
            .SequenceEqual(System.Runtime.InteropServices.MemoryMarshal.AsBytes(trainer.Policy.Parameters));

    private static bool HasDriftObject(TrainingOptions options) => options.Parts.Drift == DriftKind.Formula && options.OwnDrift.Drift is not null;

    private static void AddMinibatch(Snapshot snapshot, MinibatchWork work)
    {
        var rows = new ulong[work.Samples.Length];
        for (int i = 0; i < rows.Length; i++)
            rows[i] = (ulong)work.Samples[i];
        snapshot.Add("minibatch.rows", (ReadOnlySpan<ulong>)rows);
        snapshot.Add("minibatch.advantage-scale", [work.Advantages.Mean, work.Advantages.Inverse]);
    }

    private static string Text(string file, Snapshot dump, string key) =>
        dump.Metadata.TryGetValue(key, out string? text) ? text : throw new SnapshotException($"{file} is damaged: its metadata lack '{key}'.");

    /// <summary>A choice is an index into the numbers of its distribution.</summary>
    private static unsafe void RequireChoices(Trainer trainer)
    {
        Rollouts.RolloutBatch batch = trainer.Batch;
        for (int entry = 0; entry < batch.ActionSize; entry++)
        {
            int choices = trainer.Environment.ActionSpace.ChoicesOf(entry);
            for (int row = 0; row < batch.Rows && choices > 0; row++)
                if (batch.Actions[((nint)entry * batch.Stride) + row] is var action && !(action >= 0 && action < choices && Math.Floor(action) == action))
                    throw new SnapshotException(string.Create(CultureInfo.InvariantCulture, $"row {row} of the dump tells of the action {action}; there are {choices}, the first being 0."));
        }
    }

    /// <summary>Sees to it that a trainer of these options takes no memory that the file does not answer for.</summary>
    private static void RequireSizes(Snapshot dump, TrainingOptions options, int observationSize)
    {
        long rows = (long)options.Environments * (options.Horizon + 1), parameters = 0, width = observationSize;
        foreach (int hidden in options.Network.Hidden)
        {
            parameters += (width + 1) * hidden;
            width = hidden;
        }

        if (!dump.Entries.TryGetValue(StepEntry, out Array? step) || step.Length < parameters)
            throw new SnapshotException($"the dump's entry '{StepEntry}' has {step?.Length ?? 0} numbers; the networks of its configuration need more than {parameters}.");
        if (!dump.Entries.TryGetValue(BatchRecord.ObservationsEntry, out Array? observations) || observations.Length != rows * observationSize)
            throw new SnapshotException($"the dump's entry '{BatchRecord.ObservationsEntry}' has {observations?.Length ?? 0} numbers; its configuration needs {rows * observationSize}.");
    }
}
