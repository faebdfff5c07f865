using System.Runtime.CompilerServices;
using Ratchet.Numerics;

namespace Ratchet.Environments.ClassicControl;

/// <summary>One simulator of a task: its dynamics in one lane.</summary>
/// <typeparam name="T">The dynamics.</typeparam>
internal sealed unsafe class DynamicsSimulator<T> : IEnvironment
    where T : struct, IDynamics
{
    private readonly double[] _state = new double[T.StateSize];
    private readonly double[] _observation = new double[T.ObservationSpace.Size];
    private readonly DiscreteSpace? _discreteActions = T.ActionSpace as DiscreteSpace;

    public Space ObservationSpace => T.ObservationSpace;

    public Space ActionSpace => T.ActionSpace;

    public IReadOnlyList<StateField> StateFields { get; } = [new("", T.StateSize)];

    public ReadOnlySpan<double> Reset(ref RandomStream random)
    {
        fixed (double* state = _state, observation = _observation)
        {
            T.Reset(new Columns(state, 1), ref random);
            T.Observe<DoubleLanes1>(new Columns(state, 1), new Columns(observation, 1));
        }

        return _observation;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        _discreteActions?.ToIndex(action);
        fixed (double* state = _state, observation = _observation)
        {
            double reward = T.Step(new Columns(state, 1), new DoubleLanes1(action[0]), out DoubleLanes1 terminated);
            T.Observe<DoubleLanes1>(new Columns(state, 1), new Columns(observation, 1));
            return new Transition(_observation, reward, DoubleLanes1.SignBits(terminated) != 0);
        }
    }

    public void GetState(Span<double> state) => _state.CopyTo(state);

    public void SetState(ReadOnlySpan<double> state) => state.CopyTo(_state);
}
