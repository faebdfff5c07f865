using Ratchet.Numerics;

namespace Ratchet.Environments.ClassicControl;

/// <summary>
/// Pendulum-v1: swing a pendulum up and hold it there with a torque within ±2 N·m.
/// State: θ (rad, 0 is upright, never wrapped), θ' (rad/s). Observation: cos θ, sin θ, θ'. It never terminates.
/// </summary>
/// <remarks>In the form of Gymnasium 1.x: g = 10, m = l = 1, semi-implicit Euler with a step of 0.05 s, in doubles.</remarks>
public sealed class Pendulum : IEnvironment
{
    private const double TimeStep = 0.05;
    private const double TorqueLimit = 2;
    private const double SpeedLimit = 8;

    private static readonly BoxSpace Actions = new(1, -TorqueLimit, TorqueLimit);
    private static readonly BoxSpace Observations = new([-1, -1, -SpeedLimit], [1, 1, SpeedLimit]);

    private readonly double[] _observation = new double[3];
    private double _theta;
    private double _thetaDot;

    /// <summary>The task: episodes of 200 steps, no official threshold.</summary>
    public static EnvironmentDefinition Definition { get; } =
        new("pendulum", "Swing a pendulum up and keep it upright with a limited torque", 200, null, () => new Pendulum()) { StepMicroseconds = 0.1 };

    /// <inheritdoc/>
    public Space ObservationSpace => Observations;

    /// <inheritdoc/>
    public Space ActionSpace => Actions;

    /// <inheritdoc/>
    public IReadOnlyList<StateField> StateFields { get; } = [new("", 2)];

    /// <summary>θ from U(−π, π), θ' from U(−1, 1).</summary>
    public ReadOnlySpan<double> Reset(ref RandomStream random)
    {
        _theta = random.NextUniform(-Math.PI, Math.PI);
        _thetaDot = random.NextUniform(-1, 1);
        return Observe();
    }

    /// <summary>
    /// With u the action clipped to ±2: reward = −(n(θ)² + 0.1·θ'² + 0.001·u²) from the state before the step, n(θ) being θ wrapped
    /// into [−π, π); then θ' += (15·sin θ + 3·u)·0.05, clipped to ±8, and θ += θ'·0.05 with the new θ'.
    /// </summary>
    public Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        double torque = Math.Clamp(action[0], -TorqueLimit, TorqueLimit);
        double angle = Wrap(_theta);
        double cost = angle * angle + 0.1 * (_thetaDot * _thetaDot) + 0.001 * (torque * torque);

        _thetaDot = Math.Clamp(_thetaDot + (15 * Real.Sin(_theta) + 3 * torque) * TimeStep, -SpeedLimit, SpeedLimit);
        _theta += _thetaDot * TimeStep;
        return new Transition(Observe(), -cost, terminated: false);
    }

    /// <inheritdoc/>
    public void GetState(Span<double> state) => (state[0], state[1]) = (_theta, _thetaDot);

    /// <inheritdoc/>
    public void SetState(ReadOnlySpan<double> state) => (_theta, _thetaDot) = (state[0], state[1]);

    /// <summary>((θ + π) mod 2π) − π with a modulo that is never negative.</summary>
    private static double Wrap(double theta)
    {
        double remainder = (theta + Math.PI) % (2 * Math.PI);
        return (remainder < 0 ? remainder + 2 * Math.PI : remainder) - Math.PI;
    }

    private ReadOnlySpan<double> Observe()
    {
        _observation[0] = Real.Cos(_theta);
        _observation[1] = Real.Sin(_theta);
        _observation[2] = _thetaDot;
        return _observation;
    }
}
