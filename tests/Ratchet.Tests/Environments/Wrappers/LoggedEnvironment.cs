using Ratchet.Environments;
using Ratchet.Numerics;

namespace Ratchet.Tests.Environments.Wrappers;

/// <summary>
/// Keeps what was done to it. Observation: (steps of the episode, its number); reward: what the test says of the step. It has a physical
/// state, and so snapshots.
/// </summary>
internal sealed class LoggedEnvironment : IEnvironment, IDisposable
{
    private readonly double[] _state = [0, -1];

    public List<double[]> Actions { get; } = [];

    public Space ObservationSpace { get; init; } = new BoxSpace([0, -1], [1000, double.PositiveInfinity]);

    public Space ActionSpace { get; init; } = new DiscreteSpace(3);

    public Func<int, double> Reward { get; init; } = step => step;

    /// <summary>0 for never.</summary>
    public int TerminatedAt { get; init; }

    /// <summary>0 for never.</summary>
    public int TruncatedAt { get; init; }

    /// <summary>The mask after so many steps of the episode.</summary>
    public Func<int, bool[]>? Mask { get; init; }

    public bool IsDisposed { get; private set; }

    public bool HasActionMask => Mask is not null;

    public ReadOnlySpan<bool> ActionMask => Mask?.Invoke((int)_state[0]);

    public IReadOnlyList<StateField> StateFields { get; } = [new("", 2)];

    public ReadOnlySpan<double> Reset(ref RandomStream random)
    {
        _state[0] = 0;
        _state[1]++;
        return _state;
    }

    public Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        Actions.Add(action.ToArray());
        int step = (int)++_state[0];
        return new Transition(_state, Reward(step), step == TerminatedAt, step == TruncatedAt);
    }

    public void GetState(Span<double> state) => _state.CopyTo(state);

    public void SetState(ReadOnlySpan<double> state) => state.CopyTo(_state);

    public void Dispose() => IsDisposed = true;
}
