using System.Runtime.CompilerServices;
using Ratchet.Environments.Drawing;
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
public sealed class Acrobot() : ClassicControlTask(new DynamicsSimulator<Acrobot.Dynamics>())
{
    /// <summary>The task: at most 500 steps, threshold −100.</summary>
    public static EnvironmentDefinition Definition { get; } =
        new("acrobot", "Swing the end of a two-link pendulum up to a line", 500, -100, () => new Acrobot())
        {
            StepMicroseconds = 0.25, CreateBatch = DynamicsBatch.Create<Dynamics>,
        };

    /// <summary>Both links, of length 1, and the line that the free end has to pass.</summary>
    public override void Draw(Scene scene)
    {
        const double reach = 2.2;
        Span<double> state = stackalloc double[Dynamics.StateSize];
        GetState(state);
        (double sin1, double cos1) = Real.SinCos(state[0]);
        (double sin2, double cos2) = Real.SinCos(state[0] + state[1]);
        scene.View(-reach, -reach, reach, reach);
        scene.SecondsPerFrame = Dynamics.TimeStep;
        scene.Line(-reach, 1, reach, 1, 0.03, Paint.Green);
        scene.Line(0, 0, sin1, -cos1, 0.2, Paint.Blue);
        scene.Line(sin1, -cos1, sin1 + sin2, -cos1 - cos2, 0.2, Paint.Orange);
        scene.Circle(0, 0, 0.06, Paint.Ink);
        scene.Circle(sin1, -cos1, 0.06, Paint.Ink);
    }

    /// <summary>State: θ1, θ2, θ1', θ2'.</summary>
    internal readonly struct Dynamics : IDynamics
    {
        private const double Gravity = 9.8;
        public const double TimeStep = 0.2;
        private const double SpeedLimit1 = 4 * Math.PI;
        private const double SpeedLimit2 = 9 * Math.PI;

        public static BoxSpace ObservationSpace { get; } = new([-1, -1, -1, -1, -SpeedLimit1, -SpeedLimit2], [1, 1, 1, 1, SpeedLimit1, SpeedLimit2]);

        public static Space ActionSpace { get; } = new DiscreteSpace(3);

        public static int StateSize => 4;

        /// <summary>All four numbers from U(−0.1, 0.1), rounded to single precision.</summary>
        public static void Reset(Columns state, ref RandomStream random)
        {
            for (int i = 0; i < StateSize; i++)
                state[i] = (float)random.NextUniform(-0.1, 0.1);
        }

        /// <summary>
        /// One Runge-Kutta step with the torque held; both angles are wrapped into [−π, π], θ1' is clipped to ±4π and θ2' to ±9π.
        /// Terminates where −cos θ1 − cos(θ1 + θ2) &gt; 1 in the new state.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static D Step<D>(Columns state, D action, out D terminated)
            where D : unmanaged, IDoubleLanes<D>
        {
            State<D> s = RungeKutta4(new State<D>(state.Load<D>(0), state.Load<D>(1), state.Load<D>(2), state.Load<D>(3)), torque: action - 1);
            D theta1 = Wrap(s.Theta1), theta2 = Wrap(s.Theta2);
            state.Store(0, theta1);
            state.Store(1, theta2);
            state.Store(2, D.Clip(s.Theta1Dot, -SpeedLimit1, SpeedLimit1));
            state.Store(3, D.Clip(s.Theta2Dot, -SpeedLimit2, SpeedLimit2));
            terminated = D.GreaterThan(-Trigonometry<D>.Cos(theta1) - Trigonometry<D>.Cos(theta1 + theta2), 1);
            return D.SelectBySign(terminated, 0, -1);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Observe<D>(Columns state, Columns observation)
            where D : unmanaged, IDoubleLanes<D>
        {
            Trigonometry<D>.SinCos(state.Load<D>(0), out D sin1, out D cos1);
            Trigonometry<D>.SinCos(state.Load<D>(1), out D sin2, out D cos2);
            observation.Store(0, cos1);
            observation.Store(1, sin1);
            observation.Store(2, cos2);
            observation.Store(3, sin2);
            observation.Store(4, state.Load<D>(2));
            observation.Store(5, state.Load<D>(3));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static State<D> RungeKutta4<D>(in State<D> s, D torque)
            where D : unmanaged, IDoubleLanes<D>
        {
            State<D> k1 = Derivative(s, torque);
            State<D> k2 = Derivative(s.Plus(TimeStep / 2, k1), torque);
            State<D> k3 = Derivative(s.Plus(TimeStep / 2, k2), torque);
            State<D> k4 = Derivative(s.Plus(TimeStep, k3), torque);
            return s.Plus(TimeStep / 6, k1.Plus(2, k2).Plus(2, k3).Plus(1, k4));
        }

        /// <summary>
        /// d1 = 0.25 + (1 + 0.25 + cos θ2) + 2, d2 = (0.25 + 0.5·cos θ2) + 1, φ2 = 0.5·g·cos(θ1 + θ2 − π/2),
        /// φ1 = −0.5·θ2'²·sin θ2 − θ2'·θ1'·sin θ2 + 1.5·g·cos(θ1 − π/2) + φ2,
        /// θ2'' = (τ + (d2/d1)·φ1 − 0.5·θ1'²·sin θ2 − φ2) / (0.25 + 1 − d2²/d1), θ1'' = −(d2·θ2'' + φ1) / d1.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static State<D> Derivative<D>(in State<D> s, D torque)
            where D : unmanaged, IDoubleLanes<D>
        {
            Trigonometry<D>.SinCos(s.Theta2, out D sin2, out D cos2);
            D d1 = 0.25 + (1 + 0.25 + cos2) + 2;
            D d2 = (0.25 + 0.5 * cos2) + 1;
            D phi2 = 0.5 * Gravity * Trigonometry<D>.Cos(s.Theta1 + s.Theta2 - Math.PI / 2);
            D phi1 = -0.5 * s.Theta2Dot * s.Theta2Dot * sin2 - s.Theta2Dot * s.Theta1Dot * sin2
                + 1.5 * Gravity * Trigonometry<D>.Cos(s.Theta1 - Math.PI / 2) + phi2;
            D acceleration2 = (torque + d2 / d1 * phi1 - 0.5 * s.Theta1Dot * s.Theta1Dot * sin2 - phi2) / (0.25 + 1 - d2 * d2 / d1);
            D acceleration1 = -(d2 * acceleration2 + phi1) / d1;
            return new State<D>(s.Theta1Dot, s.Theta2Dot, acceleration1, acceleration2);
        }

        /// <summary>Into [−π, π] by whole turns, one by one as the original does.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static D Wrap<D>(D angle)
            where D : unmanaged, IDoubleLanes<D>
        {
            // A turn vanishes in the rounding of a huge angle (a state given by hand), and the loops below would not end.
            const double huge = 1e6;
            if (D.AnyGreater(D.Abs(angle), huge))
                angle = D.SelectGreater(D.Abs(angle), huge, Trigonometry<D>.Remainder(angle, 2 * Math.PI), angle);
            while (D.AnyGreater(angle, Math.PI))
                angle = D.SelectGreater(angle, Math.PI, angle - 2 * Math.PI, angle);
            while (D.AnyGreater(-Math.PI, angle))
                angle = D.SelectGreater(-Math.PI, angle, angle + 2 * Math.PI, angle);
            return angle;
        }

        /// <summary>A state, or its derivative in time.</summary>
        private readonly record struct State<D>(D Theta1, D Theta2, D Theta1Dot, D Theta2Dot)
            where D : unmanaged, IDoubleLanes<D>
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public State<D> Plus(double factor, in State<D> other) => new(
                Theta1 + factor * other.Theta1,
                Theta2 + factor * other.Theta2,
                Theta1Dot + factor * other.Theta1Dot,
                Theta2Dot + factor * other.Theta2Dot);
        }
    }
}
