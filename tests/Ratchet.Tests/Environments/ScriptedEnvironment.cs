using Ratchet.Environments;
using Ratchet.Numerics;

namespace Ratchet.Tests.Environments;

/// <summary>
/// A simulator that counts: observation (episode, steps within it). What happens at which step is up to the test.
/// </summary>
internal sealed class ScriptedEnvironment : IEnvironment, IDisposable
{
    public delegate Transition Script(int step, double[] observation);

    private readonly double[] _state = [-1, 0];

    public Script OnStep { get; init; } = (_, observation) => new Transition(observation, 1, false);

    public Func<ReadOnlySpan<double>, double[]>? OnReset { get; init; }

    public Func<double[], bool[]>? Mask { get; init; }

    public bool DeclaresMask { get; init; } = true;

    public Space ActionSpace { get; init; } = new DiscreteSpace(3);

    public bool IsDisposed { get; private set; }

    public Space ObservationSpace { get; } = new BoxSpace(2);

    public bool HasActionMask => Mask is not null && DeclaresMask;

    public ReadOnlySpan<bool> ActionMask => Mask?.Invoke(_state);

    public ReadOnlySpan<double> Reset(ref RandomStream random)
    {
        _state[0]++;
        _state[1] = 0;
        return OnReset is null ? _state : OnReset(_state);
    }

    public Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        _state[1]++;
        return OnStep((int)_state[1], _state);
    }

    public void Dispose() => IsDisposed = true;

    public static EnvironmentDefinition Define(Func<ScriptedEnvironment> create, int? timeLimit = null, double microseconds = 0) =>
        new("scripted", "For tests", timeLimit, null, create) { StepMicroseconds = microseconds };
}
