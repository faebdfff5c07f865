using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Policies;

namespace GameLoop;

/// <summary>The simulator that the player sees, one step a frame.</summary>
internal sealed class OnScreen
{
    private readonly IEnvironment _simulator;
    private readonly float[] _observation;
    private readonly float[] _chosen = new float[1];
    private readonly double[] _action = new double[1];
    private readonly int _limit;
    private RandomStream _random;

    public OnScreen(EnvironmentDefinition definition, ulong seed)
    {
        _simulator = definition.Create();
        _limit = definition.TimeLimit ?? int.MaxValue;
        _random = new RandomStream(seed, StreamPurpose.User);
        _observation = new float[_simulator.ObservationSpace.Size];
        See(_simulator.Reset(ref _random));
    }

    /// <summary>Steps of the present episode.</summary>
    public int Length { get; private set; }

    /// <summary>Steps of the one before.</summary>
    public int LastLength { get; private set; }

    /// <summary>One frame: the policy looks, chooses, and the world moves on.</summary>
    public void Update(ActorCritic policy)
    {
        policy.Act(_observation, _chosen);
        _action[0] = _chosen[0];
        Transition transition = _simulator.Step(_action, ref _random);
        See(transition.Observation);
        Length++;
        if (!transition.Terminated && Length < _limit)
            return;
        LastLength = Length;
        Length = 0;
        See(_simulator.Reset(ref _random));
    }

    private void See(ReadOnlySpan<double> observation)
    {
        for (int i = 0; i < _observation.Length; i++)
            _observation[i] = (float)observation[i];
    }
}
