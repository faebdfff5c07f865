using System.Runtime.CompilerServices;
using Ratchet.Environments.Drawing;
using Ratchet.Numerics;

namespace Ratchet.Environments.ClassicControl;

/// <summary>
/// MountainCar-v0: a car too weak for the hill before it has to gain speed on the one behind it. Actions 0, 1, 2 push left, not at all
/// and right. State and observation: position p and velocity v. Reward −1 on every step, the terminating one included.
/// </summary>
/// <remarks>Moore (1990), in the form of Gymnasium 1.x, in doubles.</remarks>
public sealed class MountainCar() : ClassicControlTask(new DynamicsSimulator<MountainCar.Dynamics>())
{
    /// <summary>The task: at most 200 steps, solved at a mean return of −110.</summary>
    public static EnvironmentDefinition Definition { get; } =
        new("mountain-car", "Rock a weak car out of a valley by pushing left or right", 200, -110, () => new MountainCar())
        {
            StepMicroseconds = 0.05, CreateBatch = DynamicsBatch.Create<Dynamics>,
        };

    /// <summary>The car in its valley.</summary>
    public override void Draw(Scene scene)
    {
        Span<double> state = stackalloc double[Dynamics.StateSize];
        GetState(state);
        Valley.Draw(scene, state[0], Dynamics.Goal);
    }

    /// <summary>State: p, v.</summary>
    internal readonly struct Dynamics : IDynamics
    {
        public const double MinPosition = -1.2;
        public const double MaxPosition = 0.6;
        private const double SpeedLimit = 0.07;
        public const double Goal = 0.5;

        public static BoxSpace ObservationSpace { get; } = new([MinPosition, -SpeedLimit], [MaxPosition, SpeedLimit]);

        public static Space ActionSpace { get; } = new DiscreteSpace(3);

        public static int StateSize => 2;

        /// <summary>p from U(−0.6, −0.4), v = 0.</summary>
        public static void Reset(Columns state, ref RandomStream random) => (state[0], state[1]) = (random.NextUniform(-0.6, -0.4), 0);

        /// <summary>The push is 0.001·(action − 1). Terminates where p ≥ 0.5 and v ≥ 0 in the new state.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static D Step<D>(Columns state, D action, out D terminated)
            where D : unmanaged, IDoubleLanes<D>
        {
            D position = state.Load<D>(0), velocity = state.Load<D>(1);
            Move(ref position, ref velocity, (action - 1) * 0.001);
            state.Store(0, position);
            state.Store(1, velocity);
            terminated = D.And(D.GreaterThanOrEqual(position, Goal), D.GreaterThanOrEqual(velocity, 0));
            return -1;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Observe<D>(Columns state, Columns observation)
            where D : unmanaged, IDoubleLanes<D>
        {
            observation.Store(0, state.Load<D>(0));
            observation.Store(1, state.Load<D>(1));
        }

        /// <summary>
        /// v += push − 0.0025·cos(3p), clipped to ±0.07; p += v, clipped to [−1.2, 0.6]; the wall at −1.2 takes the speed: v &lt; 0 becomes 0.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Move<D>(ref D position, ref D velocity, D push)
            where D : unmanaged, IDoubleLanes<D>
        {
            velocity = D.Clip(velocity + (push - 0.0025 * Trigonometry<D>.Cos(3 * position)), -SpeedLimit, SpeedLimit);
            position = D.Clip(position + velocity, MinPosition, MaxPosition);
            velocity = D.SelectGreater(position, MinPosition, velocity, D.SelectGreater(0, velocity, 0, velocity));
        }
    }
}
