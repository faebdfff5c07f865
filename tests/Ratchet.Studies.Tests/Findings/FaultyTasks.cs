using Ratchet.Environments;
using Ratchet.Environments.ClassicControl;
using Ratchet.Environments.Wrappers;
using Ratchet.Numerics;

namespace Ratchet.Studies.Tests.Findings;

/// <summary>Tasks with the mistakes that users make.</summary>
internal static class FaultyTasks
{
    /// <summary>CartPole, cut off after 20 steps, by a loop over simulators that forgets the true successor of an episode's last step.</summary>
    /// <param name="writesNextFirst">Whether it writes the next episode's first observation in its place; else it writes nothing.</param>
    public static EnvironmentDefinition VectorizedByHand(bool writesNextFirst) => CartPole.Definition with
    {
        Name = "by-hand",
        CreateVector = (count, pool) => new Forgetful((CartPole.Definition with { TimeLimit = 20 }).Vectorize(count, pool), writesNextFirst),
    };

    /// <summary>CartPole whose observations come in other units.</summary>
    public static EnvironmentDefinition Scaled(double factor) => new("scaled", () => new ObservationScale(new CartPole(), factor), timeLimit: 500);

    /// <summary>Reward is a coin toss, whatever is done.</summary>
    public static EnvironmentDefinition CoinToss { get; } = new("coin-toss", () => new Drift(_ => 0, isTossed: true), timeLimit: 32);

    /// <summary>A state that wanders, and never an end.</summary>
    public static EnvironmentDefinition Endless { get; } = new("endless", () => new Drift(action => action, isTossed: false));

    private sealed class Forgetful(IVectorEnvironment inner, bool writesNextFirst) : IVectorEnvironment
    {
        private readonly float[] _finals = new float[inner.Count * inner.ObservationSpace.Size];

        public int Count => inner.Count;

        public Space ObservationSpace => inner.ObservationSpace;

        public Space ActionSpace => inner.ActionSpace;

        public int StateSize => inner.StateSize;

        public void Reset(ulong seed, Span<float> observations) => inner.Reset(seed, observations);

        public void Step(
            ReadOnlySpan<float> actions, Span<float> observations, Span<float> rewards, Span<bool> terminated, Span<bool> truncated, Span<float> finalObservations)
        {
            inner.Step(actions, observations, rewards, terminated, truncated, _finals);
            if (writesNextFirst)
                observations.CopyTo(finalObservations);
        }

        public void SaveState(Span<double> state) => inner.SaveState(state);

        public void LoadState(ReadOnlySpan<double> state) => inner.LoadState(state);

        public void Dispose() => inner.Dispose();
    }

    private sealed class ObservationScale(IEnvironment inner, double factor) : EnvironmentWrapper(inner)
    {
        private readonly double[] _observation = new double[inner.ObservationSpace.Size];

        public override ReadOnlySpan<double> Reset(ref RandomStream random) => Scale(Inner.Reset(ref random));

        public override Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
        {
            Transition transition = Inner.Step(action, ref random);
            return new Transition(Scale(transition.Observation), transition.Reward, transition.Terminated, transition.Truncated);
        }

        private double[] Scale(ReadOnlySpan<double> observation)
        {
            for (int i = 0; i < observation.Length; i++)
                _observation[i] = factor * observation[i];
            return _observation;
        }
    }

    /// <summary>One number in [−1, 1] that is drawn anew at every step.</summary>
    private sealed class Drift(Func<double, double> reward, bool isTossed) : IEnvironment
    {
        private readonly double[] _state = new double[1];

        public Space ObservationSpace { get; } = new BoxSpace(1);

        public Space ActionSpace { get; } = new DiscreteSpace(2);

        public IReadOnlyList<StateField> StateFields { get; } = [new StateField("x", 1)];

        public ReadOnlySpan<double> Reset(ref RandomStream random)
        {
            _state[0] = random.NextUniform(-1, 1);
            return _state;
        }

        public Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
        {
            double toss = random.NextUniform(-1, 1);
            _state[0] = random.NextUniform(-1, 1);
            return new Transition(_state, isTossed ? toss : reward(action[0]), terminated: false);
        }

        public void GetState(Span<double> state) => _state.CopyTo(state);

        public void SetState(ReadOnlySpan<double> state) => state.CopyTo(_state);
    }
}
