using Ratchet.Numerics;

namespace Ratchet.Environments.ClassicControl;

/// <summary>
/// CartPole-v1: a pole stands on a cart that is pushed left (action 0) or right (action 1).
/// State and observation: x (m), x' (m/s), θ (rad, 0 is upright), θ' (rad/s). Reward 1 on every step, the terminating one included.
/// </summary>
/// <remarks>Barto, Sutton and Anderson (1983), in the form of Gymnasium 1.x: explicit Euler from the old values, in doubles.</remarks>
public sealed class CartPole : IEnvironment
{
    private const double Gravity = 9.8;
    private const double PoleMass = 0.1;
    private const double TotalMass = 1.0 + PoleMass;
    private const double HalfPoleLength = 0.5;
    private const double Force = 10.0;
    private const double TimeStep = 0.02;
    private const double PositionLimit = 2.4;
    private const double AngleLimit = 12 * 2 * Math.PI / 360;

    private static readonly DiscreteSpace Actions = new(2);

    private static readonly BoxSpace Observations = new(
        [-2 * PositionLimit, double.NegativeInfinity, -2 * AngleLimit, double.NegativeInfinity],
        [2 * PositionLimit, double.PositiveInfinity, 2 * AngleLimit, double.PositiveInfinity]);

    private readonly double[] _state = new double[4];

    /// <summary>The task: at most 500 steps, solved at a mean return of 475.</summary>
    public static EnvironmentDefinition Definition { get; } =
        new("cartpole", "Balance a pole on a cart by pushing it left or right", 500, 475, () => new CartPole()) { StepMicroseconds = 0.1 };

    /// <inheritdoc/>
    public Space ObservationSpace => Observations;

    /// <inheritdoc/>
    public Space ActionSpace => Actions;

    /// <inheritdoc/>
    public IReadOnlyList<StateField> StateFields { get; } = [new("", 4)];

    /// <summary>All four numbers from U(−0.05, 0.05).</summary>
    public ReadOnlySpan<double> Reset(ref RandomStream random)
    {
        for (int i = 0; i < _state.Length; i++)
            _state[i] = random.NextUniform(-0.05, 0.05);
        return _state;
    }

    /// <summary>
    /// With F the force, m the pole's mass, l half its length and M the total mass:
    /// t = (F + m·l·θ'²·sin θ) / M, θ'' = (g·sin θ − cos θ·t) / (l·(4/3 − m·cos²θ / M)), x'' = t − m·l·θ''·cos θ / M.
    /// Terminates where |x| &gt; 2.4 or |θ| &gt; 12° in the new state.
    /// </summary>
    public Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        double force = Actions.ToIndex(action) == 1 ? Force : -Force;
        double x = _state[0], xDot = _state[1], theta = _state[2], thetaDot = _state[3];
        double sin = Real.Sin(theta), cos = Real.Cos(theta);
        double t = (force + PoleMass * HalfPoleLength * (thetaDot * thetaDot) * sin) / TotalMass;
        double thetaAcceleration = (Gravity * sin - cos * t) / (HalfPoleLength * (4.0 / 3.0 - PoleMass * (cos * cos) / TotalMass));
        double xAcceleration = t - PoleMass * HalfPoleLength * thetaAcceleration * cos / TotalMass;

        _state[0] = x + TimeStep * xDot;
        _state[1] = xDot + TimeStep * xAcceleration;
        _state[2] = theta + TimeStep * thetaDot;
        _state[3] = thetaDot + TimeStep * thetaAcceleration;
        return new Transition(_state, 1, Math.Abs(_state[0]) > PositionLimit || Math.Abs(_state[2]) > AngleLimit);
    }

    /// <inheritdoc/>
    public void GetState(Span<double> state) => _state.CopyTo(state);

    /// <inheritdoc/>
    public void SetState(ReadOnlySpan<double> state) => state.CopyTo(_state);
}
