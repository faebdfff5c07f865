using Ratchet.Numerics;

namespace Ratchet.Environments.ClassicControl;

/// <summary>
/// MountainCar-v0: a car too weak for the hill before it has to gain speed on the one behind it. Actions 0, 1, 2 push left, not at all
/// and right. State and observation: position p and velocity v. Reward −1 on every step, the terminating one included.
/// </summary>
/// <remarks>Moore (1990), in the form of Gymnasium 1.x, in doubles.</remarks>
public sealed class MountainCar : IEnvironment
{
    internal const double MinPosition = -1.2;
    internal const double MaxPosition = 0.6;
    internal const double SpeedLimit = 0.07;
    private const double Goal = 0.5;

    private static readonly DiscreteSpace Actions = new(3);

    private readonly double[] _state = new double[2];

    /// <summary>The task: at most 200 steps, solved at a mean return of −110.</summary>
    public static EnvironmentDefinition Definition { get; } =
        new("mountain-car", "Rock a weak car out of a valley by pushing left or right", 200, -110, () => new MountainCar()) { StepMicroseconds = 0.05 };

    /// <inheritdoc/>
    public Space ObservationSpace => Observations;

    /// <inheritdoc/>
    public Space ActionSpace => Actions;

    /// <inheritdoc/>
    public IReadOnlyList<StateField> StateFields { get; } = [new("", 2)];

    internal static BoxSpace Observations { get; } = new([MinPosition, -SpeedLimit], [MaxPosition, SpeedLimit]);

    /// <summary>p from U(−0.6, −0.4), v = 0.</summary>
    public ReadOnlySpan<double> Reset(ref RandomStream random)
    {
        _state[0] = random.NextUniform(-0.6, -0.4);
        _state[1] = 0;
        return _state;
    }

    /// <summary>The push is 0.001·(action − 1). Terminates where p ≥ 0.5 and v ≥ 0 in the new state.</summary>
    public Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        Move(ref _state[0], ref _state[1], (Actions.ToIndex(action) - 1) * 0.001);
        return new Transition(_state, -1, _state[0] >= Goal && _state[1] >= 0);
    }

    /// <inheritdoc/>
    public void GetState(Span<double> state) => _state.CopyTo(state);

    /// <inheritdoc/>
    public void SetState(ReadOnlySpan<double> state) => state.CopyTo(_state);

    /// <summary>
    /// v += push − 0.0025·cos(3p), clipped to ±0.07; p += v, clipped to [−1.2, 0.6]; the wall at −1.2 takes the speed: v &lt; 0 becomes 0.
    /// </summary>
    internal static void Move(ref double position, ref double velocity, double push)
    {
        velocity = Math.Clamp(velocity + (push - 0.0025 * Real.Cos(3 * position)), -SpeedLimit, SpeedLimit);
        position = Math.Clamp(position + velocity, MinPosition, MaxPosition);
        if (position == MinPosition && velocity < 0)
            velocity = 0;
    }
}
