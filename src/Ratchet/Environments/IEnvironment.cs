using Ratchet.Numerics;

namespace Ratchet.Environments;

/// <summary>
/// One simulator: implement this to train on your own. Numbers are doubles, as simulators have them; the policy's floats are
/// converted at the border. The time limit, the reset at the end of an episode and the parallel stepping are not its business:
/// <c>VectorEnvironment</c> adds them.
/// </summary>
public interface IEnvironment
{
    /// <summary>What <see cref="Reset"/> and <see cref="Step"/> return.</summary>
    Space ObservationSpace { get; }

    /// <summary>What <see cref="Step"/> takes: a box, one index of a discrete set, or several indices or switches at once.</summary>
    Space ActionSpace { get; }

    /// <summary>Begins an episode; all randomness comes from <paramref name="random"/>.</summary>
    /// <returns>The first observation; the buffer may be the environment's own and be overwritten by the next call.</returns>
    ReadOnlySpan<double> Reset(ref RandomStream random);

    /// <summary>Advances by one decision.</summary>
    /// <param name="action">As <see cref="ActionSpace"/> has it (a discrete action is its index); boxes are not clipped here.</param>
    /// <param name="random">Randomness of the dynamics, if there is any.</param>
    Transition Step(ReadOnlySpan<double> action, ref RandomStream random);

    /// <summary>Whether <see cref="ActionMask"/> is used: it then has one entry for each discrete action (each choice of each entry), in every state.</summary>
    bool HasActionMask => false;

    /// <summary>Which discrete actions are valid now (at least one of each entry); empty where <see cref="HasActionMask"/> is false.</summary>
    ReadOnlySpan<bool> ActionMask => default;

    /// <summary>How many tasks the simulator sets; a rule may treat each apart (FixPO: a multiplier and a bound for each).</summary>
    int TaskCount => 1;

    /// <summary>Which task the present state belongs to, 0 … <see cref="TaskCount"/> − 1.</summary>
    int Task => 0;

    /// <summary>The named parts of the state, in order (one part with an empty name when the state is just a vector).</summary>
    IReadOnlyList<StateField> StateFields => [];

    /// <summary>Writes the physical state: the fields of <see cref="StateFields"/> one after another.</summary>
    void GetState(Span<double> state) => throw new NotSupportedException($"{GetType().Name} does not expose its state.");

    /// <summary>Puts the simulator into a physical state, with everything derived from it up to date.</summary>
    void SetState(ReadOnlySpan<double> state) => throw new NotSupportedException($"{GetType().Name} does not expose its state.");

    /// <summary>How many doubles a snapshot takes: everything that the future depends on, so that a resume continues to the bit.</summary>
    int SnapshotSize => StateFields.Sum(part => part.Size);

    /// <summary>Writes a snapshot.</summary>
    void SaveSnapshot(Span<double> snapshot)
    {
        if (snapshot.Length > 0)
            GetState(snapshot);
    }

    /// <summary>Restores a snapshot in mid-episode.</summary>
    void LoadSnapshot(ReadOnlySpan<double> snapshot)
    {
        if (snapshot.Length > 0)
            SetState(snapshot);
    }
}

/// <summary>A named part of an environment's state.</summary>
/// <param name="Name">Such as <c>qpos</c>; empty when the state is a plain vector.</param>
/// <param name="Size">How many numbers.</param>
public readonly record struct StateField(string Name, int Size);

/// <summary>What one step gives: the successor's observation, the reward, and whether the episode ended there.</summary>
/// <param name="observation">The true successor's observation, the final one included.</param>
/// <param name="reward">r_t.</param>
/// <param name="terminated">A true end: the successor's value is zero.</param>
/// <param name="truncated">Cut off (by the environment itself): the successor's value is still bootstrapped.</param>
public readonly ref struct Transition(ReadOnlySpan<double> observation, double reward, bool terminated, bool truncated = false)
{
    /// <summary>The true successor's observation.</summary>
    public ReadOnlySpan<double> Observation { get; } = observation;

    /// <summary>r_t.</summary>
    public double Reward { get; } = reward;

    /// <summary>A true end of the episode.</summary>
    public bool Terminated { get; } = terminated;

    /// <summary>Cut off without a true end.</summary>
    public bool Truncated { get; } = truncated;
}
