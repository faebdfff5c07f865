using Ratchet.Numerics;

namespace Ratchet.Environments.ClassicControl;

/// <summary>
/// Acrobot-v1: two links hang from a pivot; a torque on the joint between them has to swing the free end above a line one link length
/// over the pivot. Actions 0, 1, 2 give a torque of −1, 0, +1 N·m. State: θ1 (0 hangs down), θ2 (relative to link 1), θ1', θ2'.
/// Observation: cos θ1, sin θ1, cos θ2, sin θ2, θ1', θ2'. Reward −1 a step, 0 on the terminating one.
/// </summary>
/// <remarks>
/// Sutton and Barto, "Reinforcement Learning", the book's form of the dynamics, as in Gymnasium 1.x: lengths, masses and inertias 1,
/// centres of mass at 0.5, g = 9.8; one classical Runge-Kutta step of 0.2 s an action.
/// </remarks>
public sealed class Acrobot : IEnvironment
{
    private const double Gravity = 9.8;
    private const double TimeStep = 0.2;
    private const double SpeedLimit1 = 4 * Math.PI;
    private const double SpeedLimit2 = 9 * Math.PI;

    private static readonly DiscreteSpace Actions = new(3);
    private static readonly BoxSpace Observations = new([-1, -1, -1, -1, -SpeedLimit1, -SpeedLimit2], [1, 1, 1, 1, SpeedLimit1, SpeedLimit2]);

    private readonly double[] _observation = new double[6];
    private State _state;

    /// <summary>The task: at most 500 steps, threshold −100.</summary>
    public static EnvironmentDefinition Definition { get; } =
        new("acrobot", "Swing the end of a two-link pendulum up to a line", 500, -100, () => new Acrobot()) { StepMicroseconds = 0.5 };

    /// <inheritdoc/>
    public Space ObservationSpace => Observations;

    /// <inheritdoc/>
    public Space ActionSpace => Actions;

    /// <inheritdoc/>
    public IReadOnlyList<StateField> StateFields { get; } = [new("", 4)];

    /// <summary>All four numbers from U(−0.1, 0.1), rounded to single precision.</summary>
    public ReadOnlySpan<double> Reset(ref RandomStream random)
    {
        float theta1 = (float)random.NextUniform(-0.1, 0.1);
        float theta2 = (float)random.NextUniform(-0.1, 0.1);
        float theta1Dot = (float)random.NextUniform(-0.1, 0.1);
        float theta2Dot = (float)random.NextUniform(-0.1, 0.1);
        _state = new State(theta1, theta2, theta1Dot, theta2Dot);
        return Observe();
    }

    /// <summary>
    /// One Runge-Kutta step with the torque held; both angles are wrapped into [−π, π], θ1' is clipped to ±4π and θ2' to ±9π.
    /// Terminates where −cos θ1 − cos(θ1 + θ2) &gt; 1 in the new state.
    /// </summary>
    public Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        State s = RungeKutta4(_state, torque: Actions.ToIndex(action) - 1);
        _state = new State(
            Wrap(s.Theta1),
            Wrap(s.Theta2),
            Math.Clamp(s.Theta1Dot, -SpeedLimit1, SpeedLimit1),
            Math.Clamp(s.Theta2Dot, -SpeedLimit2, SpeedLimit2));
        bool terminated = -Real.Cos(_state.Theta1) - Real.Cos(_state.Theta1 + _state.Theta2) > 1;
        return new Transition(Observe(), terminated ? 0 : -1, terminated);
    }

    /// <inheritdoc/>
    public void GetState(Span<double> state) =>
        (state[0], state[1], state[2], state[3]) = (_state.Theta1, _state.Theta2, _state.Theta1Dot, _state.Theta2Dot);

    /// <inheritdoc/>
    public void SetState(ReadOnlySpan<double> state) => _state = new State(state[0], state[1], state[2], state[3]);

    private static State RungeKutta4(State s, double torque)
    {
        State k1 = Derivative(s, torque);
        State k2 = Derivative(s.Plus(TimeStep / 2, k1), torque);
        State k3 = Derivative(s.Plus(TimeStep / 2, k2), torque);
        State k4 = Derivative(s.Plus(TimeStep, k3), torque);
        return s.Plus(TimeStep / 6, k1.Plus(2, k2).Plus(2, k3).Plus(1, k4));
    }

    /// <summary>
    /// d1 = 0.25 + (1 + 0.25 + cos θ2) + 2, d2 = (0.25 + 0.5·cos θ2) + 1, φ2 = 0.5·g·cos(θ1 + θ2 − π/2),
    /// φ1 = −0.5·θ2'²·sin θ2 − θ2'·θ1'·sin θ2 + 1.5·g·cos(θ1 − π/2) + φ2,
    /// θ2'' = (τ + (d2/d1)·φ1 − 0.5·θ1'²·sin θ2 − φ2) / (0.25 + 1 − d2²/d1), θ1'' = −(d2·θ2'' + φ1) / d1.
    /// </summary>
    private static State Derivative(State s, double torque)
    {
        double sin2 = Real.Sin(s.Theta2), cos2 = Real.Cos(s.Theta2);
        double d1 = 0.25 + (1 + 0.25 + cos2) + 2;
        double d2 = (0.25 + 0.5 * cos2) + 1;
        double phi2 = 0.5 * Gravity * Real.Cos(s.Theta1 + s.Theta2 - Math.PI / 2);
        double phi1 = -0.5 * s.Theta2Dot * s.Theta2Dot * sin2 - s.Theta2Dot * s.Theta1Dot * sin2
            + 1.5 * Gravity * Real.Cos(s.Theta1 - Math.PI / 2) + phi2;
        double acceleration2 = (torque + d2 / d1 * phi1 - 0.5 * s.Theta1Dot * s.Theta1Dot * sin2 - phi2) / (0.25 + 1 - d2 * d2 / d1);
        double acceleration1 = -(d2 * acceleration2 + phi1) / d1;
        return new State(s.Theta1Dot, s.Theta2Dot, acceleration1, acceleration2);
    }

    /// <summary>Into [−π, π] by whole turns, one by one as the original does.</summary>
    private static double Wrap(double angle)
    {
        // A turn vanishes in the rounding of a huge angle (a state given by hand), and the loops below would not end.
        if (Math.Abs(angle) > 1e6)
            angle %= 2 * Math.PI;
        while (angle > Math.PI)
            angle -= 2 * Math.PI;
        while (angle < -Math.PI)
            angle += 2 * Math.PI;
        return angle;
    }

    private ReadOnlySpan<double> Observe()
    {
        _observation[0] = Real.Cos(_state.Theta1);
        _observation[1] = Real.Sin(_state.Theta1);
        _observation[2] = Real.Cos(_state.Theta2);
        _observation[3] = Real.Sin(_state.Theta2);
        _observation[4] = _state.Theta1Dot;
        _observation[5] = _state.Theta2Dot;
        return _observation;
    }

    /// <summary>A state, or its derivative in time.</summary>
    private readonly record struct State(double Theta1, double Theta2, double Theta1Dot, double Theta2Dot)
    {
        public State Plus(double factor, in State other) => new(
            Theta1 + factor * other.Theta1,
            Theta2 + factor * other.Theta2,
            Theta1Dot + factor * other.Theta1Dot,
            Theta2Dot + factor * other.Theta2Dot);
    }
}
