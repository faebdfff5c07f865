using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Storage;
using Ratchet.Training.Runs;

namespace Ratchet.Training;

/// <summary>
/// A policy of another run, for a new one to begin with (transfer): its parameters, and unless told otherwise the value function and the
/// normaliser. Everything else of the new run is fresh: seeds, episodes, the optimiser's moments, the rule's multipliers.
/// </summary>
public sealed class WarmStart
{
    private readonly string _source;
    private readonly RunOptions _options;
    private readonly ActorCritic _policy;
    private readonly double[] _returns = new double[Rollouts.AdvantageEstimator.StateSize];
    private readonly double[] _popArt = new double[Rollouts.PopArt.StateSize];
    private readonly ReturnNormalizer? _rewardScaling;

    private WarmStart(string source, RunOptions options, ActorCritic policy, WarmStartParts parts)
    {
        (_source, _options, _policy) = (source, options, policy);
        Origin = new WarmStartOrigin(TrainerState.Hash(policy), parts);
    }

    private WarmStart(string path, RunOptions options, ActorCritic policy, Snapshot snapshot, WarmStartParts parts)
        : this($"the run in '{path}'", options, policy, parts)
    {
        TrainingOptions training = options.Training;
        snapshot.Doubles("returns", _returns.Length).CopyTo(_returns);
        if (training.ReturnScaling == ReturnScaling.PopArt)
            snapshot.Doubles("popart", _popArt.Length).CopyTo(_popArt);
        if (training.ReturnScaling == ReturnScaling.Rewards)
        {
            _rewardScaling = new ReturnNormalizer(training.Environments, training.Discount.Greatest);
            _rewardScaling.LoadState(snapshot.Doubles("reward-scaling", _rewardScaling.StateSize));
        }
    }

    /// <summary>What the new run's <c>config.json</c> says of it.</summary>
    public WarmStartOrigin Origin { get; }

    /// <summary>Reads the last checkpoint of a run; the folder is not needed after that.</summary>
    /// <param name="path">The run's folder.</param>
    /// <param name="definition">The run's task, without the run's wrappers.</param>
    /// <param name="parts">What is taken over; the policy always is.</param>
    /// <exception cref="RunException">There is no run or no checkpoint in the folder.</exception>
    /// <exception cref="SnapshotException">The checkpoint is damaged, or that of another task or network.</exception>
    /// <exception cref="OptionException">The policy is not among the parts.</exception>
    public static WarmStart Read(string path, EnvironmentDefinition definition, WarmStartParts parts = WarmStartParts.All)
    {
        if (!parts.HasFlag(WarmStartParts.Policy))
            throw WarmStartOrigin.WrongParts(WarmStartOrigin.TextOf(parts));
        RunOptions options = RunFolder.ReadOptions(path);
        Snapshot snapshot = RunFolder.RequireCheckpoint(path);
        ActorCritic policy = RunFolder.ReadPolicy(path, definition, options, snapshot);
        try
        {
            return new WarmStart(path, options, policy, snapshot, parts);
        }
        catch (SnapshotException exception)
        {
            throw new SnapshotException($"{CheckpointPair.Find(path)}: {exception.Message}");
        }
    }

    /// <summary>Reads the last checkpoint of a run of a built-in task.</summary>
    /// <param name="path">The run's folder.</param>
    /// <param name="parts">What is taken over; the policy always is.</param>
    /// <inheritdoc cref="Read(string, EnvironmentDefinition, WarmStartParts)" path="/exception"/>
    /// <exception cref="ArgumentException">The run's task is not built in.</exception>
    public static WarmStart Read(string path, WarmStartParts parts = WarmStartParts.All) =>
        Read(path, EnvironmentRegistry.BuiltIn.Find(RunFolder.ReadOptions(path).Training.Environment), parts);

    /// <summary>Reads a file of weights, which any program may have written; the file is not needed after that.</summary>
    /// <param name="file">As <see cref="PolicyWeights.WriteFile"/> writes it.</param>
    /// <param name="parts">What is taken over: the policy, alone or with the normaliser. The value function is not: the file does not tell the units of its outputs.</param>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    /// <exception cref="SnapshotException">It holds no policy; the message names file and array.</exception>
    /// <exception cref="OptionException">The policy is not among the parts, or the value is.</exception>
    public static WarmStart ReadFile(string file, WarmStartParts parts = WarmStartParts.Policy | WarmStartParts.Normalizer)
    {
        if (!parts.HasFlag(WarmStartParts.Policy))
            throw WarmStartOrigin.WrongParts(WarmStartOrigin.TextOf(parts));
        if (parts.HasFlag(WarmStartParts.Value))
            throw new OptionException("from-parts", $"from-parts is '{WarmStartOrigin.TextOf(parts)}'; '{file}' does not tell the units of its value function: it must be policy, alone or with normalizer.");
        ActorCritic policy = PolicyWeights.ReadFile(file);
        var training = new TrainingOptions { Environment = "", Rule = Rules.Default, Network = policy.Options };
        return new WarmStart($"the policy in '{file}'", new RunOptions { Training = training }, policy, parts);
    }

    /// <summary>Puts the parts in the place of a fresh run's own.</summary>
    /// <exception cref="OptionException">They do not fit; the message names what differs, with both values.</exception>
    internal void Apply(Trainer trainer)
    {
        RequireFit(trainer);
        ActorCritic policy = trainer.Policy;
        int count = Takes(WarmStartParts.Value) ? policy.Parameters.Length : policy.PolicyParameterCount;
        _policy.Parameters[..count].CopyTo(policy.Parameters);
        // Else the first update would jump to the nearer bound of this run.
        policy.ClampLogDeviation();
        policy.ParametersChanged();
        if (Takes(WarmStartParts.Normalizer))
            policy.Normalizer.CopyFrom(_policy.Normalizer);
        if (trainer.Actor != policy)
            trainer.Actor.CopyPolicyFrom(policy);
        if (!Takes(WarmStartParts.Value))
            return;
        // The value function is in units of the deviation of returns.
        trainer.Estimator.Load(_returns);
        trainer.Estimator.PopArt?.Load(_popArt);
        if (_rewardScaling is not null)
            trainer.RewardScaling?.CopyStatisticsFrom(_rewardScaling);
    }

    private bool Takes(WarmStartParts part) => Origin.Parts.HasFlag(part);

    private void RequireFit(Trainer trainer)
    {
        const string PolicyNeeds = "a warm start needs the same";
        ActorCritic policy = trainer.Policy;
        Require("observations of size", _policy.ObservationSpace.Size.ToString(Culture), policy.ObservationSpace.Size.ToString(Culture), PolicyNeeds);
        Require("actions", ShapeOf(_policy.ActionSpace), ShapeOf(policy.ActionSpace), PolicyNeeds);
        Require("distribution", _policy.Distribution.GetType().Name, policy.Distribution.GetType().Name, PolicyNeeds);
        RequireSetting(trainer, PolicyNeeds, "hidden", "activation", "shared", "action-bound");
        if (Takes(WarmStartParts.Normalizer))
            RequireSetting(trainer, "give the same, or leave the normalizer out", "normalize-observations", "observation-clip");
        if (Takes(WarmStartParts.Value))
            RequireSetting(trainer, "give the same, or leave the value out", "return-scaling");
    }

    private void RequireSetting(Trainer trainer, string needed, params ReadOnlySpan<string> keys)
    {
        var own = new RunOptions { Training = trainer.Options };
        foreach (string key in keys)
        {
            Setting setting = Settings.Find(key);
            Require(key, setting.Read(_options), setting.Read(own), needed);
        }
    }

    private void Require(string what, string found, string own, string needed)
    {
        if (found != own)
            throw new OptionException("from", $"{_source} has {what} {found}, this one {own}: {needed}.");
    }

    private static string ShapeOf(Space space) => space switch
    {
        DiscreteSpace discrete => $"1 of {discrete.Count}",
        MultiDiscreteSpace choices => string.Join(" and ", choices.Counts.Select(count => $"1 of {count}")),
        MultiBinarySpace switches => $"of {switches.Size} switches",
        _ => $"of {space.Size} real numbers",
    };

    private static System.Globalization.CultureInfo Culture => System.Globalization.CultureInfo.InvariantCulture;
}
