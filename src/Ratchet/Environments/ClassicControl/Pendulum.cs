using System.Runtime.CompilerServices;
using Ratchet.Environments.Drawing;
using Ratchet.Numerics;

namespace Ratchet.Environments.ClassicControl;

/// <summary>
/// Pendulum-v1: swing a pendulum up and hold it there with a torque within ±2 N·m.
/// State: θ (rad, 0 is upright, never wrapped), θ' (rad/s). Observation: cos θ, sin θ, θ'. It never terminates.
/// </summary>
/// <remarks>In the form of Gymnasium 1.x: g = 10, m = l = 1, semi-implicit Euler with a step of 0.05 s, in doubles.</remarks>
public sealed class Pendulum() : ClassicControlTask(new DynamicsSimulator<Pendulum.Dynamics>())
{
    /// <summary>The task: episodes of 200 steps, no official threshold.</summary>
    public static EnvironmentDefinition Definition { get; } =
        new("pendulum", "Swing a pendulum up and keep it upright with a limited torque", 200, null, () => new Pendulum())
        {
            StepMicroseconds = 0.05, CreateBatch = DynamicsBatch.Create<Dynamics>,
        };

    /// <summary>The rod, of length 1; a positive angle leans to the left.</summary>
    public override void Draw(Scene scene)
    {
        const double reach = 1.2;
        Span<double> state = stackalloc double[Dynamics.StateSize];
        GetState(state);
        (double sin, double cos) = Real.SinCos(state[0]);
        scene.View(-reach, -reach, reach, reach);
        scene.SecondsPerFrame = Dynamics.TimeStep;
        scene.Line(0, 0, 0, 1, 0.01, Paint.Faint);
        scene.Line(0, 0, -sin, cos, 0.16, Paint.Blue);
        scene.Circle(0, 0, 0.05, Paint.Ink);
    }

    /// <summary>State: θ, θ'.</summary>
    internal readonly struct Dynamics : IDynamics
    {
        public const double TimeStep = 0.05;
        private const double TorqueLimit = 2;
        private const double SpeedLimit = 8;

        public static BoxSpace ObservationSpace { get; } = new([-1, -1, -SpeedLimit], [1, 1, SpeedLimit]);

        public static Space ActionSpace { get; } = new BoxSpace(1, -TorqueLimit, TorqueLimit);

        public static int StateSize => 2;

        /// <summary>θ from U(−π, π), θ' from U(−1, 1).</summary>
        public static void Reset(Columns state, ref RandomStream random) =>
            (state[0], state[1]) = (random.NextUniform(-Math.PI, Math.PI), random.NextUniform(-1, 1));

        /// <summary>
        /// With u the action clipped to ±2: reward = −(n(θ)² + 0.1·θ'² + 0.001·u²) from the state before the step, n(θ) being θ wrapped
        /// into [−π, π); then θ' += (15·sin θ + 3·u)·0.05, clipped to ±8, and θ += θ'·0.05 with the new θ'.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static D Step<D>(Columns state, D action, out D terminated)
            where D : unmanaged, IDoubleLanes<D>
        {
            D theta = state.Load<D>(0), thetaDot = state.Load<D>(1);
            D torque = D.Clip(action, -TorqueLimit, TorqueLimit), angle = Wrap(theta);
            D cost = angle * angle + 0.1 * (thetaDot * thetaDot) + 0.001 * (torque * torque);

            thetaDot = D.Clip(thetaDot + (15 * Trigonometry<D>.Sin(theta) + 3 * torque) * TimeStep, -SpeedLimit, SpeedLimit);
            state.Store(0, theta + thetaDot * TimeStep);
            state.Store(1, thetaDot);
            terminated = 0;
            return -cost;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Observe<D>(Columns state, Columns observation)
            where D : unmanaged, IDoubleLanes<D>
        {
            Trigonometry<D>.SinCos(state.Load<D>(0), out D sin, out D cos);
            observation.Store(0, cos);
            observation.Store(1, sin);
            observation.Store(2, state.Load<D>(1));
        }

        /// <summary>((θ + π) mod 2π) − π with a modulo that is never negative.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static D Wrap<D>(D theta)
            where D : unmanaged, IDoubleLanes<D>
        {
            D remainder = Trigonometry<D>.Remainder(theta + Math.PI, 2 * Math.PI);
            return D.SelectGreater(0, remainder, remainder + 2 * Math.PI, remainder) - Math.PI;
        }
    }
}
