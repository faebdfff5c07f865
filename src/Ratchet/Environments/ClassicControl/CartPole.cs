using System.Runtime.CompilerServices;
using Ratchet.Environments.Drawing;
using Ratchet.Numerics;

namespace Ratchet.Environments.ClassicControl;

/// <summary>
/// CartPole-v1: a pole stands on a cart that is pushed left (action 0) or right (action 1).
/// State and observation: x (m), x' (m/s), θ (rad, 0 is upright), θ' (rad/s). Reward 1 on every step, the terminating one included.
/// </summary>
/// <remarks>Barto, Sutton and Anderson (1983), in the form of Gymnasium 1.x: explicit Euler from the old values, in doubles.</remarks>
public sealed class CartPole() : ClassicControlTask(new DynamicsSimulator<CartPole.Dynamics>())
{
    /// <summary>The task: at most 500 steps, solved at a mean return of 475.</summary>
    public static EnvironmentDefinition Definition { get; } =
        new("cartpole", "Balance a pole on a cart by pushing it left or right", 500, 475, () => new CartPole())
        {
            StepMicroseconds = 0.05, CreateBatch = DynamicsBatch.Create<Dynamics>,
        };

    /// <summary>The cart on its track, whose ends are where an episode ends, and the pole in its full length.</summary>
    public override void Draw(Scene scene)
    {
        const double halfWidth = 0.25, halfHeight = 0.12, wheel = 0.07;
        Span<double> state = stackalloc double[Dynamics.StateSize];
        GetState(state);
        double x = state[0];
        (double sin, double cos) = Real.SinCos(state[2]);
        scene.View(-Dynamics.PositionLimit - 0.2, -0.4, Dynamics.PositionLimit + 0.2, 1.4);
        scene.SecondsPerFrame = Dynamics.TimeStep;
        scene.Ground(-halfHeight - wheel, 0.5);
        scene.Line(-Dynamics.PositionLimit, -halfHeight - wheel, -Dynamics.PositionLimit, 0.3, 0.02, Paint.Red);
        scene.Line(Dynamics.PositionLimit, -halfHeight - wheel, Dynamics.PositionLimit, 0.3, 0.02, Paint.Red);
        scene.Circle(x - 0.15, -halfHeight, wheel, Paint.Ink);
        scene.Circle(x + 0.15, -halfHeight, wheel, Paint.Ink);
        scene.Rectangle(x - halfWidth, -halfHeight, 2 * halfWidth, 2 * halfHeight, Paint.Blue);
        scene.Line(x, 0, x + (2 * Dynamics.HalfPoleLength * sin), 2 * Dynamics.HalfPoleLength * cos, 0.09, Paint.Orange);
        scene.Circle(x, 0, 0.03, Paint.Ink);
    }

    internal readonly struct Dynamics : IDynamics
    {
        private const double Gravity = 9.8;
        private const double PoleMass = 0.1;
        private const double TotalMass = 1.0 + PoleMass;
        public const double HalfPoleLength = 0.5;
        private const double Force = 10.0;
        public const double TimeStep = 0.02;
        public const double PositionLimit = 2.4;
        private const double AngleLimit = 12 * 2 * Math.PI / 360;

        public static BoxSpace ObservationSpace { get; } = new(
            [-2 * PositionLimit, double.NegativeInfinity, -2 * AngleLimit, double.NegativeInfinity],
            [2 * PositionLimit, double.PositiveInfinity, 2 * AngleLimit, double.PositiveInfinity]);

        public static Space ActionSpace { get; } = new DiscreteSpace(2);

        public static int StateSize => 4;

        /// <summary>All four numbers from U(−0.05, 0.05).</summary>
        public static void Reset(Columns state, ref RandomStream random)
        {
            for (int i = 0; i < StateSize; i++)
                state[i] = random.NextUniform(-0.05, 0.05);
        }

        /// <summary>
        /// With F the force, m the pole's mass, l half its length and M the total mass:
        /// t = (F + m·l·θ'²·sin θ) / M, θ'' = (g·sin θ − cos θ·t) / (l·(4/3 − m·cos²θ / M)), x'' = t − m·l·θ''·cos θ / M.
        /// Terminates where |x| &gt; 2.4 or |θ| &gt; 12° in the new state.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static D Step<D>(Columns state, D action, out D terminated)
            where D : unmanaged, IDoubleLanes<D>
        {
            D force = D.SelectGreater(action, 0, Force, -Force);
            D x = state.Load<D>(0), xDot = state.Load<D>(1), theta = state.Load<D>(2), thetaDot = state.Load<D>(3);
            Trigonometry<D>.SinCos(theta, out D sin, out D cos);
            D t = (force + PoleMass * HalfPoleLength * (thetaDot * thetaDot) * sin) / TotalMass;
            D thetaAcceleration = (Gravity * sin - cos * t) / (HalfPoleLength * (4.0 / 3.0 - PoleMass * (cos * cos) / TotalMass));
            D xAcceleration = t - PoleMass * HalfPoleLength * thetaAcceleration * cos / TotalMass;

            x += TimeStep * xDot;
            xDot += TimeStep * xAcceleration;
            theta += TimeStep * thetaDot;
            thetaDot += TimeStep * thetaAcceleration;
            state.Store(0, x);
            state.Store(1, xDot);
            state.Store(2, theta);
            state.Store(3, thetaDot);
            terminated = D.Or(D.GreaterThan(D.Abs(x), PositionLimit), D.GreaterThan(D.Abs(theta), AngleLimit));
            return 1;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Observe<D>(Columns state, Columns observation)
            where D : unmanaged, IDoubleLanes<D>
        {
            for (int i = 0; i < StateSize; i++)
                observation.Store(i, state.Load<D>(i));
        }
    }
}
