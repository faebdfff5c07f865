using System.Runtime.CompilerServices;
using Ratchet.Environments.Drawing;
using Ratchet.Numerics;

namespace Ratchet.Environments.ClassicControl;

/// <summary>
/// MountainCarContinuous-v0: the car of <see cref="MountainCar"/> with a force in [−1, 1] and a price on it. State and observation:
/// position p and velocity v.
/// </summary>
/// <remarks>In the form of Gymnasium 1.x: arithmetic in doubles, the state rounded to single precision after every step.</remarks>
public sealed class MountainCarContinuous() : ClassicControlTask(new DynamicsSimulator<MountainCarContinuous.Dynamics>())
{
    /// <summary>The task: at most 999 steps, solved at a mean return of 90.</summary>
    public static EnvironmentDefinition Definition { get; } =
        new("mountain-car-continuous", "Rock a weak car out of a valley with a force that costs", 999, 90, () => new MountainCarContinuous())
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
        public const double Goal = 0.45;
        private const double Power = 0.0015;

        public static BoxSpace ObservationSpace => MountainCar.Dynamics.ObservationSpace;

        public static Space ActionSpace { get; } = new BoxSpace(1, -1, 1);

        public static int StateSize => 2;

        /// <summary>p from U(−0.6, −0.4), v = 0.</summary>
        public static void Reset(Columns state, ref RandomStream random) => (state[0], state[1]) = ((float)random.NextUniform(-0.6, -0.4), 0);

        /// <summary>
        /// The push is 0.0015 times the action a clipped to [−1, 1]. Terminates where p ≥ 0.45 and v ≥ 0 in the new state.
        /// Reward −0.1·a² of the unclipped action, plus 100 on the terminating step.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static D Step<D>(Columns state, D action, out D terminated)
            where D : unmanaged, IDoubleLanes<D>
        {
            D position = state.Load<D>(0), velocity = state.Load<D>(1);
            MountainCar.Dynamics.Move(ref position, ref velocity, D.Clip(action, -1, 1) * Power);
            state.Store(0, D.RoundToSingle(position));
            state.Store(1, D.RoundToSingle(velocity));
            terminated = D.And(D.GreaterThanOrEqual(position, Goal), D.GreaterThanOrEqual(velocity, 0));
            return D.And(terminated, 100) - 0.1 * (action * action);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Observe<D>(Columns state, Columns observation)
            where D : unmanaged, IDoubleLanes<D> => MountainCar.Dynamics.Observe<D>(state, observation);
    }
}
