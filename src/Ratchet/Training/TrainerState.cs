using System.Globalization;
using System.Runtime.InteropServices;
using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Storage;
using Ratchet.Training.Metrics;

namespace Ratchet.Training;

/// <summary>What a checkpoint of a <see cref="Trainer"/> holds, entry by entry.</summary>
internal static class TrainerState
{
    private const int ProgressSize = 2;

    /// <summary>Adds all entries.</summary>
    public static void Save(Snapshot snapshot, Trainer trainer)
    {
        ActorCritic policy = trainer.Policy;
        snapshot.Add("progress", [(ulong)trainer.Metrics.Iteration, (ulong)trainer.Metrics.Steps]);
        PolicyState.Save(snapshot, policy);
        snapshot.Add("adam.first-moment", trainer.Rule.Step.FirstMoment);
        snapshot.Add("adam.second-moment", trainer.Rule.Step.SecondMoment);
        snapshot.Add("adam.powers", trainer.Rule.Step.Powers);
        snapshot.Add("previous.parameters", PreviousParameters(trainer));
        snapshot.Add("previous.mean", trainer.Rule.Previous.Normalizer.Mean);
        snapshot.Add("previous.inverse-deviation", trainer.Rule.Previous.Normalizer.InverseDeviation);
        AddDoubles(snapshot, "returns", Rollouts.AdvantageEstimator.StateSize, trainer.Estimator.Save);
        if (trainer.Estimator.PopArt is { } popArt)
            AddDoubles(snapshot, "popart", Rollouts.PopArt.StateSize, popArt.Save);
        AddDoubles(snapshot, "rule", trainer.Rule.StateSize, trainer.Rule.Save);
        AddWords(snapshot, "rule.streams", trainer.Rule.WordCount, trainer.Rule.SaveWords);
        AddWords(snapshot, "action.streams", trainer.Collector.StreamStateSize, trainer.Collector.SaveStreams);
        AddDoubles(snapshot, "episodes", trainer.Collector.Statistics.StateSize, trainer.Collector.Statistics.Save);
        AddDoubles(snapshot, "totals", TrainingTotals.StateSize, trainer.Totals.Save);
        if (trainer.RewardScaling is { } scaling)
            AddDoubles(snapshot, "reward-scaling", scaling.StateSize, scaling.SaveState);
        AddDoubles(snapshot, "environment", trainer.Environment.CanSaveState ? trainer.Environment.StateSize : 0, state =>
        {
            if (state.Length > 0)
                trainer.Environment.SaveState(state);
        });
        snapshot.Add("environment.observations", trainer.Collector.NextObservations);
    }

    /// <summary>Restores all entries.</summary>
    /// <param name="snapshot">What <see cref="Save"/> filled.</param>
    /// <param name="trainer">Written.</param>
    /// <param name="newEpisodes">Whether environments that cannot be restored have begun new episodes; if not, they are where the snapshot found them.</param>
    public static void Load(Snapshot snapshot, Trainer trainer, bool newEpisodes = true)
    {
        ActorCritic policy = trainer.Policy, previous = trainer.Rule.Previous;
        ReadOnlySpan<ulong> progress = snapshot.Words("progress", ProgressSize);
        PolicyState.Load(snapshot, policy);
        Copy(snapshot, "adam.first-moment", trainer.Rule.Step.FirstMoment);
        Copy(snapshot, "adam.second-moment", trainer.Rule.Step.SecondMoment);
        snapshot.Doubles("adam.powers", trainer.Rule.Step.Powers.Length).CopyTo(trainer.Rule.Step.Powers);
        Copy(snapshot, "previous.parameters", PreviousParameters(trainer));
        Copy(snapshot, "previous.mean", previous.Normalizer.Mean);
        Copy(snapshot, "previous.inverse-deviation", previous.Normalizer.InverseDeviation);
        trainer.Estimator.Load(snapshot.Doubles("returns", Rollouts.AdvantageEstimator.StateSize));
        trainer.Estimator.PopArt?.Load(snapshot.Doubles("popart", Rollouts.PopArt.StateSize));
        trainer.Rule.Load(snapshot.Doubles("rule", trainer.Rule.StateSize));
        trainer.Rule.LoadWords(snapshot.Words("rule.streams", trainer.Rule.WordCount));
        trainer.Collector.LoadStreams(snapshot.Words("action.streams", trainer.Collector.StreamStateSize));
        trainer.Collector.Statistics.Load(snapshot.Doubles("episodes", trainer.Collector.Statistics.StateSize));
        trainer.Totals.Load(snapshot.Doubles("totals", TrainingTotals.StateSize));
        trainer.RewardScaling?.LoadState(snapshot.Doubles("reward-scaling", trainer.RewardScaling.StateSize));
        if (trainer.Environment.CanSaveState)
        {
            LoadEnvironment(snapshot, trainer.Environment);
            Copy(snapshot, "environment.observations", trainer.Collector.NextObservations);
        }
        else if (newEpisodes)
        {
            trainer.Collector.Statistics.DropUnfinished();
            trainer.RewardScaling?.DropUnfinished();
        }

        trainer.Metrics.Iteration = (long)progress[0];
        trainer.Metrics.Steps = (long)progress[1];
        trainer.MeasureEpisodes();
        previous.ParametersChanged();
    }

    /// <summary>FNV-1a over the bits of parameters and acting statistics, as 16 hex digits.</summary>
    public static string Hash(ActorCritic policy)
    {
        ulong hash = 14695981039346656037;
        hash = Hash(hash, policy.Parameters);
        if (policy.Normalizer.Enabled)
            hash = Hash(Hash(hash, policy.Normalizer.Mean), policy.Normalizer.InverseDeviation);
        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }

    private static void LoadEnvironment(Snapshot snapshot, IVectorEnvironment environment)
    {
        try
        {
            environment.LoadState(snapshot.Doubles("environment", environment.StateSize));
        }
        catch (InvalidDataException exception)
        {
            throw new SnapshotException($"the checkpoint's entry 'environment' is damaged: {exception.Message}");
        }
    }

    private static ulong Hash(ulong hash, ReadOnlySpan<float> values)
    {
        foreach (byte value in MemoryMarshal.AsBytes(values))
            hash = (hash ^ value) * 1099511628211;
        return hash;
    }

    private static Span<float> PreviousParameters(Trainer trainer) => trainer.Rule.Previous.Parameters[..trainer.Policy.PolicyParameterCount];

    private static void Copy(Snapshot snapshot, string name, Span<float> destination) => snapshot.Floats(name, destination.Length).CopyTo(destination);

    private delegate void SaveDoubles(Span<double> state);

    private delegate void SaveWords(Span<ulong> state);

    private static void AddDoubles(Snapshot snapshot, string name, int size, SaveDoubles save)
    {
        var state = new double[size];
        save(state);
        snapshot.Add(name, state);
    }

    private static void AddWords(Snapshot snapshot, string name, int size, SaveWords save)
    {
        var state = new ulong[size];
        save(state);
        snapshot.Add(name, state);
    }
}
