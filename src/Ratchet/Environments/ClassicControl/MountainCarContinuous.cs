using Ratchet.Numerics;

namespace Ratchet.Environments.ClassicControl;

/// <summary>
/// MountainCarContinuous-v0: the car of <see cref="MountainCar"/> with a force in [−1, 1] and a price on it. State and observation:
/// position p and velocity v.
/// </summary>
/// <remarks>In the form of Gymnasium 1.x: arithmetic in doubles, the state rounded to single precision after every step.</remarks>
public sealed class MountainCarContinuous : IEnvironment
{
    private const double Goal = 0.45;
    private const double Power = 0.0015;

    private static readonly BoxSpace Actions = new(1, -1, 1);

    private readonly double[] _state = new double[2];

    /// <summary>The task: at most 999 steps, solved at a mean return of 90.</summary>
    public static EnvironmentDefinition Definition { get; } = new(
        "mountain-car-continuous", "Rock a weak car out of a valley with a force that costs", 999, 90, () => new MountainCarContinuous())
    { StepMicroseconds = 0.05 };

    /// <inheritdoc/>
    public Space ObservationSpace => MountainCar.Observations;

    /// <inheritdoc/>
    public Space ActionSpace => Actions;

    /// <inheritdoc/>
    public IReadOnlyList<StateField> StateFields { get; } = [new("", 2)];

    /// <summary>p from U(−0.6, −0.4), v = 0.</summary>
    public ReadOnlySpan<double> Reset(ref RandomStream random)
    {
        _state[0] = (float)random.NextUniform(-0.6, -0.4);
        _state[1] = 0;
        return _state;
    }

    /// <summary>
    /// The push is 0.0015 times the action a clipped to [−1, 1]. Terminates where p ≥ 0.45 and v ≥ 0 in the new state.
    /// Reward −0.1·a² of the unclipped action, plus 100 on the terminating step.
    /// </summary>
    public Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        double position = _state[0], velocity = _state[1], a = action[0];
        MountainCar.Move(ref position, ref velocity, Math.Clamp(a, -1, 1) * Power);
        bool terminated = position >= Goal && velocity >= 0;
        _state[0] = (float)position;
        _state[1] = (float)velocity;
        return new Transition(_state, (terminated ? 100.0 : 0.0) - 0.1 * (a * a), terminated);
    }

    /// <inheritdoc/>
    public void GetState(Span<double> state) => _state.CopyTo(state);

    /// <inheritdoc/>
    public void SetState(ReadOnlySpan<double> state) => state.CopyTo(_state);
}
