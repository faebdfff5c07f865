using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Policies;

namespace Ratchet.BlackBox.Policies;

/// <summary>A simulator and a policy on one thread, which play whole episodes of one candidate after another.</summary>
internal sealed class CandidateEpisode : IDisposable
{
    /// <summary>An episode of a task without a time limit that has not ended by then never will.</summary>
    private const int MostSteps = 1_000_000;

    /// <summary>Observations are reduced to moments in pieces of this many rows: a long episode of a large task need not be held.</summary>
    private const int RowsAtATime = 256;

    private readonly EnvironmentDefinition _definition;
    private readonly IEnvironment _environment;
    private readonly ParameterMap _map;
    private readonly PolicyActor _actor;
    private readonly float[] _observations;
    private readonly float[] _action;
    private readonly double[] _choice;
    private readonly bool[] _mask;
    private readonly int _size;
    private readonly SimulatorCalls _calls;
    private readonly int _lane;
    private string _name = "";
    private int _rows;
    private int _steps;

    public CandidateEpisode(EnvironmentDefinition definition, ActorCritic policy, ParameterMap map, SimulatorCalls calls, int lane)
    {
        (_definition, _map, _calls, _lane) = (definition, map, calls, lane);
        _environment = definition.Create();
        Policy = new ActorCritic(policy.Options, policy.ObservationSpace, policy.ActionSpace);
        _actor = new PolicyActor(Policy);
        _size = policy.ObservationSpace.Size;
        _observations = new float[RowsAtATime * _size];
        _action = new float[policy.ActionSpace.Size];
        _choice = new double[_action.Length];
        _mask = new bool[_environment.HasActionMask ? policy.ActionSpace.MaskSize : 0];
    }

    /// <summary>What acts.</summary>
    public ActorCritic Policy { get; }

    /// <summary>Whether the task forbids actions.</summary>
    public bool HasActionMask => _mask.Length > 0;

    /// <summary>The last observations, dense rows: at most so many.</summary>
    public ReadOnlySpan<float> RecordedObservations(int most) => _observations.AsSpan(0, (_rows < most ? _rows : most) * _size);

    /// <summary>Becomes a candidate, with the statistics of observations that all share.</summary>
    public void Become(ReadOnlySpan<double> point, ActorCritic from)
    {
        from.Parameters.CopyTo(Policy.Parameters);
        Policy.Normalizer.CopyStatisticsFrom(from.Normalizer);
        _map.Write(point, Policy);
    }

    /// <summary>Plays an episode with the most probable actions.</summary>
    /// <param name="name">How errors name it.</param>
    /// <param name="random">Of the simulator.</param>
    /// <param name="moments">Gets the observations; null when nobody asks for them.</param>
    /// <param name="rewards">Gets the rewards; null likewise.</param>
    /// <returns>Sum of the rewards, and steps.</returns>
    /// <exception cref="EnvironmentException">The simulator misbehaved.</exception>
    public (double Return, int Steps) Run(string name, RandomStream random, RunningMoments? moments, List<float>? rewards)
    {
        double sum = 0;
        (_name, _rows, _steps) = (name, 0, 0);
        try
        {
            _calls.Enter(_lane, resets: true);
            Observe(_environment.Reset(ref random), moments);
            _calls.Leave(_lane);
            for (bool ended = false; !ended;)
            {
                ReadOnlySpan<double> action = Act();
                _calls.Enter(_lane);
                Transition transition = _environment.Step(action, ref random);
                _calls.Leave(_lane);
                _steps++;
                if (!double.IsFinite(transition.Reward))
                    throw SimulatorBorder.NotFinite(transition.Reward, "the reward");
                sum += transition.Reward;
                rewards?.Add((float)transition.Reward);
                ended = transition.Terminated || transition.Truncated || _steps >= _definition.TimeLimit;
                if (!ended)
                    Observe(transition.Observation, moments);
                if (_steps > MostSteps)
                    throw new EnvironmentException("has not ended its episode, and its definition has no time limit; give it one");
            }
        }
        catch (Exception exception)
        {
            throw Describe(exception);
        }

        moments?.Merge(_observations, _rows);
        return (sum, _steps);
    }

    /// <summary>Says of an error where it happened.</summary>
    public EnvironmentException Describe(Exception exception) => SimulatorBorder.Describe(_definition, _name, _steps, exception);

    /// <inheritdoc/>
    public void Dispose() => (_environment as IDisposable)?.Dispose();

    private void Observe(ReadOnlySpan<double> observation, RunningMoments? moments)
    {
        if (_rows == RowsAtATime)
        {
            moments?.Merge(_observations, _rows);
            _rows = 0;
        }

        SimulatorBorder.Convert(observation, _observations.AsSpan(_rows * _size, _size));
        if (_mask.Length > 0)
            SimulatorBorder.CopyMask(_environment.ActionMask, _mask);
        _rows++;
    }

    private ReadOnlySpan<double> Act()
    {
        _actor.Act(_observations.AsSpan((_rows - 1) * _size, _size), 1, deterministic: true, default, _mask, _action);
        for (int i = 0; i < _action.Length; i++)
            _choice[i] = _action[i];
        return _choice;
    }
}
