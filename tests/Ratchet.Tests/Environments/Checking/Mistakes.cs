using System.Runtime.InteropServices;
using Ratchet.Environments;
using Ratchet.Numerics;

namespace Ratchet.Tests.Environments.Checking;

/// <summary>Simulators with exactly one mistake each.</summary>
internal static class Mistakes
{
    public sealed class TooNarrowSpace : SoundEnvironment
    {
        public override Space ObservationSpace { get; } = new BoxSpace([-1.5, double.NegativeInfinity], [4, double.PositiveInfinity]);
    }

    public sealed class NotANumber : SoundEnvironment
    {
        protected override double Reward => Math.Sqrt(0.01 - State[0] * State[0]);
    }

    public sealed class InfiniteObservation : SoundEnvironment
    {
        protected override void Move(double push) => State[1] += 1 / Math.Max(0, push);
    }

    public sealed class OneNumberTooMany : SoundEnvironment
    {
        protected override ReadOnlySpan<double> Observe() => new double[3];
    }

    public sealed class OwnRandomNumbers : SoundEnvironment
    {
        private readonly Random _random = new();
        protected override void Move(double push) => base.Move(push + 0.01 * _random.NextDouble());
    }

    public sealed class SpeedIsNotReset : SoundEnvironment
    {
        public override ReadOnlySpan<double> Reset(ref RandomStream random)
        {
            State[0] = random.NextUniform(-1, 1);
            return State;
        }
    }

    /// <summary>The wind of the last episode blows on; it is out of sight, but in the snapshot.</summary>
    public sealed class WindIsNotReset : SoundEnvironment
    {
        public WindIsNotReset() => State = new double[3];
        public override IReadOnlyList<StateField> StateFields { get; } = [new("", 3)];
        public override int SnapshotSize => 3;
        protected override void Move(double push) => base.Move(push + 0.1 * (State[2] = 0.9 * State[2] + push));
        protected override ReadOnlySpan<double> Observe() => State.AsSpan(0, 2);
    }

    /// <summary>The same, and the snapshot has no wind.</summary>
    public sealed class HiddenWindIsNotReset : SoundEnvironment
    {
        private double _wind;
        protected override void Move(double push) => base.Move(push + 0.1 * (_wind = 0.9 * _wind + push));
    }

    public sealed class StaticState : SoundEnvironment
    {
        private static readonly double[] s_state = new double[2];
        public StaticState() => State = s_state;
    }

    public sealed class StaticBuffer : SoundEnvironment
    {
        private static readonly double[] s_observation = new double[2];

        protected override ReadOnlySpan<double> Observe()
        {
            State.CopyTo(s_observation, 0);
            return s_observation;
        }
    }

    /// <summary>The table has walls.</summary>
    public sealed class NeverEnds : SoundEnvironment
    {
        protected override void Move(double push)
        {
            base.Move(push);
            (State[0], State[1]) = (Math.Clamp(State[0], -2, 2), Math.Clamp(State[1], -2, 2));
        }
    }

    /// <summary>Fifty steps, and the end is called a true one.</summary>
    public sealed class TerminatesAtItsTimeLimit : SoundEnvironment
    {
        public TerminatesAtItsTimeLimit() => State = new double[3];
        public override Space ObservationSpace { get; } = new BoxSpace(3);
        public override IReadOnlyList<StateField> StateFields { get; } = [new("", 3)];
        public override int SnapshotSize => 3;

        public override ReadOnlySpan<double> Reset(ref RandomStream random)
        {
            State[2] = 0;
            return base.Reset(ref random);
        }

        protected override void Move(double push)
        {
            base.Move(push);
            (State[0], State[1]) = (Math.Clamp(State[0], -2, 2), Math.Clamp(State[1], -2, 2));
        }

        protected override Transition End(bool fallen, ref RandomStream random) => new(Observe(), Reward, (State[2] += 0.02) > 0.99);
    }

    public sealed class ResetsItself : SoundEnvironment
    {
        protected override Transition End(bool fallen, ref RandomStream random) => new(fallen ? Reset(ref random) : Observe(), Reward, fallen);
    }

    public sealed class ResetsItselfToOnePlace : SoundEnvironment
    {
        public override ReadOnlySpan<double> Reset(ref RandomStream random)
        {
            Array.Clear(State);
            return State;
        }

        protected override Transition End(bool fallen, ref RandomStream random) => new(fallen ? Reset(ref random) : Observe(), Reward, fallen);
    }

    public sealed class IgnoresTheAction : SoundEnvironment
    {
        protected override double Push(ReadOnlySpan<double> action) => 0.1;
    }

    public sealed class IgnoresAnEntry : SoundEnvironment
    {
        public override Space ActionSpace { get; } = new BoxSpace(3, -1, 1);
        protected override double Push(ReadOnlySpan<double> action) => 0.2 * (action[0] + action[2]);
    }

    public sealed class ClipsAbove : SoundEnvironment
    {
        protected override double Push(ReadOnlySpan<double> action) => 0.8 * Math.Min(action[0], 0.25);
    }

    public sealed class ClipsBelow : SoundEnvironment
    {
        protected override double Push(ReadOnlySpan<double> action) => 0.8 * Math.Max(action[0], -0.5);
    }

    /// <summary>Meant for motors that take 0 … 255, which this one takes as a switch.</summary>
    public sealed class DeadDiscreteAction : SoundDiscreteEnvironment
    {
        public override Space ActionSpace { get; } = new DiscreteSpace(4);
        protected override double Push(ReadOnlySpan<double> action) => action[0] == 3 ? 0 : base.Push(action);
    }

    public sealed class Millimetres : SoundEnvironment
    {
        private readonly double[] _observation = new double[2];
        public override Space ObservationSpace { get; } = new BoxSpace(2);

        protected override ReadOnlySpan<double> Observe()
        {
            (_observation[0], _observation[1]) = (1000 * State[0], State[1]);
            return _observation;
        }
    }

    public sealed class ConstantEntry : SoundEnvironment
    {
        private readonly double[] _observation = new double[3];
        public override Space ObservationSpace { get; } = new BoxSpace(3);

        protected override ReadOnlySpan<double> Observe()
        {
            (_observation[0], _observation[1], _observation[2]) = (State[0], State[1], 0.1);
            return _observation;
        }
    }

    public sealed class LargeRewards : SoundEnvironment
    {
        protected override double Reward => 1000 * base.Reward;
    }

    public sealed class SmallRewards : SoundEnvironment
    {
        protected override double Reward => 1e-5 * base.Reward;
    }

    public sealed class NoRewards : SoundEnvironment
    {
        protected override double Reward => 0;
    }

    public sealed class NoSnapshot : SoundEnvironment
    {
        public override IReadOnlyList<StateField> StateFields => [];
        public override int SnapshotSize => 0;
    }

    public sealed class SnapshotWithoutSpeed : SoundEnvironment
    {
        public override int SnapshotSize => 1;
        public override void SaveSnapshot(Span<double> snapshot) => snapshot[0] = State[0];
        public override void LoadSnapshot(ReadOnlySpan<double> snapshot) => State[0] = snapshot[0];
    }

    public sealed class SavingStops : SoundEnvironment
    {
        public override void SaveSnapshot(Span<double> snapshot)
        {
            base.SaveSnapshot(snapshot);
            State[1] = 0;
        }
    }

    public sealed class SnapshotOfWrongSize : SoundEnvironment
    {
        public override int SnapshotSize => 1;
    }

    public sealed class StateInAnotherOrder : SoundEnvironment
    {
        public override void SetState(ReadOnlySpan<double> state) => (State[1], State[0]) = (state[0], state[1]);
    }

    /// <summary>The state is the position alone; what the speed was remains.</summary>
    public sealed class SetStateLeavesTheSpeed : SoundEnvironment
    {
        public override IReadOnlyList<StateField> StateFields { get; } = [new("position", 1)];
        public override void GetState(Span<double> state) => state[0] = State[0];
        public override void SetState(ReadOnlySpan<double> state) => State[0] = state[0];
    }

    public sealed class MaskOfWrongSize : SoundDiscreteEnvironment
    {
        public override bool HasActionMask => true;
        public override ReadOnlySpan<bool> ActionMask => new[] { true, true };
    }

    public sealed class MaskForbidsAll : SoundDiscreteEnvironment
    {
        public override bool HasActionMask => true;
        public override ReadOnlySpan<bool> ActionMask => new bool[3];
    }

    public sealed class MaskIsNotDeclared : SoundMaskedEnvironment
    {
        public override bool HasActionMask => false;
    }

    public sealed class MaskOfABox : SoundEnvironment
    {
        public override bool HasActionMask => true;
        public override ReadOnlySpan<bool> ActionMask => new[] { true };
    }

    /// <summary>The mask is kept from the last step, and loading a snapshot is none.</summary>
    public sealed class MaskIsNotLoaded : SoundMaskedEnvironment
    {
        private readonly bool[] _mask = [true, true, true];
        public override ReadOnlySpan<bool> ActionMask => _mask;

        protected override ReadOnlySpan<double> Observe()
        {
            (_mask[0], _mask[2]) = (State[1] <= 0, State[1] > 0);
            return State;
        }

        protected override double Push(ReadOnlySpan<double> action) => 0.4 * (action[0] - 1);
    }

    public sealed class Allocates : SoundEnvironment
    {
        protected override ReadOnlySpan<double> Observe() => (double[])State.Clone();
    }

    public sealed class CannotTakeTheLastAction : SoundDiscreteEnvironment
    {
        protected override double Push(ReadOnlySpan<double> action) => new[] { -0.4, 0.4 }[(int)action[0]];
    }

    public sealed class ChangesTheAction : SoundEnvironment
    {
        protected override double Push(ReadOnlySpan<double> action)
        {
            ref double own = ref MemoryMarshal.GetReference(action);
            own *= 0.4;
            return own;
        }
    }

    /// <summary>Each one is wider than the last.</summary>
    public sealed class SpacesDiffer : SoundEnvironment
    {
        private static int s_made;
        public override Space ObservationSpace { get; } = new BoxSpace(2, -5 - ++s_made, 5);
    }
}
