using Ratchet.Numerics;
using Ratchet.Storage;

namespace Ratchet.Policies;

/// <summary>
/// A trained policy, frozen, to act with in any program: one file, no training code. The actions have the bits of training, on every processor.
/// </summary>
/// <example>
/// <code>
/// Policy policy = Policy.Load("runs/cartpole-fixpo-1");
/// policy.Act(observation, action);
/// </code>
/// </example>
public sealed class Policy
{
    private readonly ActorCritic _network;
    private readonly ActorPool _actors;

    private Policy(ActorCritic network)
    {
        _network = network;
        _actors = new ActorPool(network);
    }

    /// <summary>What it sees.</summary>
    public Space ObservationSpace => _network.ObservationSpace;

    /// <summary>What it does.</summary>
    public Space ActionSpace => _network.ActionSpace;

    /// <summary>Loads a policy.</summary>
    /// <param name="path">A run's folder, its checkpoint, or a file of weights (<c>ratchet export RUN --weights FILE</c>).</param>
    /// <exception cref="SnapshotException">The file is damaged, or holds no policy; the message names file and field.</exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public static Policy Load(string path) => new(Read(path));

    /// <summary>
    /// The most probable action for one raw observation, as the environment takes it. Allocates nothing once warm, and any number of threads may
    /// call at once.
    /// </summary>
    /// <param name="observation">As many numbers as <see cref="ObservationSpace"/> has.</param>
    /// <param name="action">Written: as many numbers as <see cref="ActionSpace"/> has.</param>
    /// <param name="mask">For discrete actions: true for each choice that is valid; empty when all are.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public void Act(ReadOnlySpan<float> observation, Span<float> action, ReadOnlySpan<bool> mask = default)
    {
        RequireLengths(observation, action, mask);
        PolicyActor actor = _actors.Rent();
        actor.Act(observation, 1, deterministic: true, default, mask, action);
        _actors.Return(actor);
    }

    /// <summary>An action drawn from the policy's distribution, as in training; else as the other overload.</summary>
    /// <param name="observation">As many numbers as <see cref="ObservationSpace"/> has.</param>
    /// <param name="action">Written: as many numbers as <see cref="ActionSpace"/> has.</param>
    /// <param name="random">Advanced; a stream of its own for each thread.</param>
    /// <param name="mask">For discrete actions: true for each choice that is valid; empty when all are.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public void Act(ReadOnlySpan<float> observation, Span<float> action, ref RandomStream random, ReadOnlySpan<bool> mask = default)
    {
        RequireLengths(observation, action, mask);
        PolicyActor actor = _actors.Rent();
        actor.Act(observation, 1, deterministic: false, new Span<RandomStream>(ref random), mask, action);
        _actors.Return(actor);
    }

    /// <summary>The network of a policy that <see cref="Load"/> takes.</summary>
    internal static ActorCritic Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string file = Directory.Exists(path) ? CheckpointPair.Find(path) : path;
        Snapshot snapshot = SafeTensors.ReadFile(file);
        return snapshot.Entries.ContainsKey(PolicyState.Parameters) ? PolicyState.Read(file, snapshot) : PolicyWeights.Read(file, snapshot);
    }

    private void RequireLengths(ReadOnlySpan<float> observation, Span<float> action, ReadOnlySpan<bool> mask)
    {
        if (observation.Length != ObservationSpace.Size)
            throw new ArgumentException($"An observation has {ObservationSpace.Size} numbers; found {observation.Length}.", nameof(observation));
        if (action.Length != ActionSpace.Size)
            throw new ArgumentException($"An action has {ActionSpace.Size} numbers; found room for {action.Length}.", nameof(action));
        if (!mask.IsEmpty && mask.Length != ActionSpace.MaskSize)
            throw new ArgumentException($"A mask of these actions has {ActionSpace.MaskSize} entries; found {mask.Length}.", nameof(mask));
    }
}
