using Ratchet.Environments;
using Ratchet.Numerics;

namespace Ratchet.Tests.Updates.MirrorLearning;

/// <summary>A finite game to be learned from samples: the state is seen as a one-hot vector, and games begin in any state.</summary>
internal sealed class TabularEnvironment(TabularGame game) : IEnvironment
{
    private readonly double[] _observation = new double[game.States];
    private int _state;

    public Space ObservationSpace { get; } = new BoxSpace(game.States, 0, 1);

    public Space ActionSpace { get; } = new DiscreteSpace(game.Actions);

    public IReadOnlyList<StateField> StateFields { get; } = [new("", 1)];

    /// <summary>The game with a time limit, as its first policies may wander for long.</summary>
    public static EnvironmentDefinition Definition(string name) => new(name, () => new TabularEnvironment(ToyGames.Named(name)), timeLimit: 50);

    public ReadOnlySpan<double> Reset(ref RandomStream random) => Enter(random.NextBelow(game.States));

    public Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        int taken = (int)action[0], successor = game.Successor(_state, taken);
        double reward = game.Reward(_state, taken);
        bool ended = successor == TabularGame.End;
        return new Transition(Enter(ended ? _state : successor), reward, ended);
    }

    public void GetState(Span<double> state) => state[0] = _state;

    public void SetState(ReadOnlySpan<double> state) => Enter((int)state[0]);

    private ReadOnlySpan<double> Enter(int state)
    {
        _observation.AsSpan().Clear();
        _observation[_state = state] = 1;
        return _observation;
    }
}
