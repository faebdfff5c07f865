using Ratchet.Environments;
using Ratchet.Numerics;

namespace Ratchet.Tests.Environments.Checking;

/// <summary>
/// A puck on a windy table, pushed along a line: nothing is wrong with it. A mistake is a class that overrides one thing.
/// State: position, speed. It ends where the puck falls off, at |position| &gt; 2.
/// </summary>
internal class SoundEnvironment : IEnvironment
{
    protected double[] State = new double[2];

    public virtual Space ObservationSpace { get; } = new BoxSpace([-4, double.NegativeInfinity], [4, double.PositiveInfinity]);
    public virtual Space ActionSpace { get; } = new BoxSpace(1, -1, 1);
    public virtual bool HasActionMask => false;
    public virtual ReadOnlySpan<bool> ActionMask => default;
    public virtual IReadOnlyList<StateField> StateFields { get; } = [new("", 2)];
    public virtual int SnapshotSize => 2;

    public virtual ReadOnlySpan<double> Reset(ref RandomStream random)
    {
        State[0] = random.NextUniform(-1, 1);
        State[1] = 0;
        return Observe();
    }

    public virtual Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        Move(Push(action) + 0.05 * random.NextGaussian());
        return End(Math.Abs(State[0]) > 2, ref random);
    }

    public virtual void GetState(Span<double> state) => State.CopyTo(state);
    public virtual void SetState(ReadOnlySpan<double> state) => state.CopyTo(State);
    public virtual void SaveSnapshot(Span<double> snapshot) => State.CopyTo(snapshot);
    public virtual void LoadSnapshot(ReadOnlySpan<double> snapshot) => snapshot.CopyTo(State);

    protected virtual double Push(ReadOnlySpan<double> action) => 0.4 * action[0];

    protected virtual void Move(double push)
    {
        State[1] += push;
        State[0] += 0.3 * State[1];
    }

    protected virtual Transition End(bool fallen, ref RandomStream random) => new(Observe(), Reward, fallen);

    protected virtual double Reward => 1 - 0.2 * State[0] * State[0];

    protected virtual ReadOnlySpan<double> Observe() => State;
}

/// <summary>The same with three actions: left, nothing, right.</summary>
internal class SoundDiscreteEnvironment : SoundEnvironment
{
    public override Space ActionSpace { get; } = new DiscreteSpace(3);
    protected override double Push(ReadOnlySpan<double> action) => 0.4 * (action[0] - 1);
}

/// <summary>The same, where the edge of the table forbids to push over it.</summary>
internal class SoundMaskedEnvironment : SoundDiscreteEnvironment
{
    private readonly bool[] _mask = new bool[3];

    public override bool HasActionMask => true;

    public override ReadOnlySpan<bool> ActionMask
    {
        get
        {
            (_mask[0], _mask[1], _mask[2]) = (State[0] > -1.5, true, State[0] < 1.5);
            return _mask;
        }
    }

    protected override double Push(ReadOnlySpan<double> action) =>
        ActionMask[(int)action[0]] ? base.Push(action) : throw new InvalidOperationException("forbidden by the mask");
}
