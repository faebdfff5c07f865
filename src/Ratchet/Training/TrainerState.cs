using System.Globalization;
using System.Runtime.InteropServices;
using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Rollouts;
using Ratchet.Storage;
using Ratchet.Training.Metrics;

namespace Ratchet.Training;

/// <summary>What a checkpoint of a <see cref="Trainer"/> holds, entry by entry.</summary>
internal static class TrainerState
{
    /// <summary>Name of the array of iterations and steps.</summary>
    public const string Progress = "progress";

    /// <summary>What the update of a collected batch depends on beside it. The rule's own state comes last: a target network begins as a copy of the policy.</summary>
    public static StateEntry[] OfUpdate(Trainer trainer) =>
    [
        .. PolicyState.EntriesOf(trainer.Policy),
        StateEntry.Of("adam.first-moment", () => trainer.Rule.Step.FirstMoment),
        StateEntry.Of("adam.second-moment", () => trainer.Rule.Step.SecondMoment),
        StateEntry.Of("adam.powers", () => trainer.Rule.Step.Powers),
        StateEntry.Of("returns", AdvantageEstimator.StateSize, trainer.Estimator.Save, trainer.Estimator.Load),
        .. trainer.Estimator.PopArt is { } popArt ? [StateEntry.Of("popart", PopArt.StateSize, popArt.Save, popArt.Load)] : (StateEntry[])[],
        StateEntry.Of("rule", trainer.Rule.StateSize, trainer.Rule.Save, trainer.Rule.Load),
        StateEntry.Of("rule.streams", trainer.Rule.WordCount, trainer.Rule.SaveWords, trainer.Rule.LoadWords),
    ];

    /// <summary>Adds all entries, and the description of the policy.</summary>
    public static void Save(Snapshot snapshot, Trainer trainer)
    {
        snapshot.Metadata[PolicyDescription.Key] = PolicyDescription.Of(trainer.Policy).Write();
        foreach (StateEntry entry in (StateEntry[])[.. OfTraining(trainer), .. OfEnvironment(trainer)])
        {
            entry.Keep();
            entry.AddTo(snapshot);
        }
    }

    /// <summary>Restores all entries.</summary>
    /// <param name="snapshot">What <see cref="Save"/> filled.</param>
    /// <param name="trainer">Written.</param>
    /// <param name="newEpisodes">Whether environments that cannot be restored have begun new episodes; if not, they are where the snapshot found them.</param>
    public static void Load(Snapshot snapshot, Trainer trainer, bool newEpisodes = true)
    {
        foreach (StateEntry entry in OfTraining(trainer))
            entry.Load(snapshot);
        if (trainer.Environment.CanSaveState)
        {
            foreach (StateEntry entry in OfEnvironment(trainer))
                entry.Load(snapshot);
        }
        else if (newEpisodes)
        {
            trainer.Collector.Statistics.DropUnfinished();
            trainer.RewardScaling?.DropUnfinished();
        }

        trainer.Metrics.Take(trainer.Collector.Statistics);
        trainer.Policy.ParametersChanged();
        trainer.Rule.Previous.ParametersChanged();
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

    private static ulong Hash(ulong hash, ReadOnlySpan<float> values)
    {
        foreach (byte value in MemoryMarshal.AsBytes(values))
            hash = (hash ^ value) * 1099511628211;
        return hash;
    }

    private static StateEntry[] OfTraining(Trainer trainer)
    {
        ObservationNormalizer normalizer = trainer.Rule.Previous.Normalizer;
        EpisodeStatistics episodes = trainer.Collector.Statistics;
        return
        [
            StateEntry.Of(Progress, 2, trainer.Metrics.Save, trainer.Metrics.Load),
            .. OfUpdate(trainer),
            StateEntry.Of("previous.parameters", () => trainer.Rule.Previous.Parameters[..trainer.Policy.PolicyParameterCount]),
            StateEntry.Of("previous.mean", () => normalizer.Mean),
            StateEntry.Of("previous.inverse-deviation", () => normalizer.InverseDeviation),
            StateEntry.Of("action.streams", trainer.Collector.StreamStateSize, trainer.Collector.SaveStreams, trainer.Collector.LoadStreams),
            StateEntry.Of("episodes", episodes.StateSize, episodes.Save, episodes.Load),
            StateEntry.Of("totals", TrainingTotals.StateSize, trainer.Totals.Save, trainer.Totals.Load),
            .. trainer.RewardScaling is { } scaling ? [StateEntry.Of("reward-scaling", scaling.StateSize, scaling.SaveState, scaling.LoadState)] : (StateEntry[])[],
        ];
    }

    /// <summary>Where the environments are: nothing, and what they show, for those that cannot tell.</summary>
    private static StateEntry[] OfEnvironment(Trainer trainer)
    {
        IVectorEnvironment environment = trainer.Environment;
        return
        [
            environment.CanSaveState
                ? StateEntry.Of("environment", environment.StateSize, environment.SaveState, state => LoadEnvironment(environment, state))
                : StateEntry.Of("environment", () => Span<double>.Empty),
            StateEntry.Of("environment.observations", () => trainer.Collector.NextObservations),
        ];
    }

    private static void LoadEnvironment(IVectorEnvironment environment, ReadOnlySpan<double> state)
    {
        try
        {
            environment.LoadState(state);
        }
        catch (InvalidDataException exception)
        {
            throw new SnapshotException($"the entry 'environment' is damaged: {exception.Message}");
        }
    }
}
