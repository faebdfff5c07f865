using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Policies;

namespace Ratchet.Training.Runs;

/// <summary>
/// One episode of a run's policy, decision by decision, for whoever wants to look at it: the simulator in the run's wrappers, the policy frozen with its normaliser.
/// With a seed it is the first episode of <see cref="RunEvaluation"/> with that seed.
/// </summary>
public sealed class RunEpisode : IDisposable
{
    private readonly EnvironmentDefinition _definition;
    private readonly PolicyActor _actor;
    private readonly bool _deterministic;
    private readonly float[] _observation;
    private readonly float[] _action;
    private readonly double[] _executed;
    private readonly float[] _probabilities;
    private readonly bool[] _mask;
    private RandomStream _environmentStream;
    private RandomStream _actionStream;

    /// <summary>Begins an episode.</summary>
    /// <param name="options">The run's: <see cref="RunFolder.ReadOptions"/>.</param>
    /// <param name="definition">The run's task, without the run's wrappers.</param>
    /// <param name="policy">What acts: <see cref="RunFolder.ReadPolicy(string, EnvironmentDefinition)"/>.</param>
    /// <param name="deterministic">The most probable actions instead of sampled ones.</param>
    /// <param name="seed">Of the streams.</param>
    /// <exception cref="EnvironmentException">The simulator failed.</exception>
    public RunEpisode(RunOptions options, EnvironmentDefinition definition, ActorCritic policy, bool deterministic, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(definition);
        _definition = options.Training.Wrap(definition);
        _actor = new PolicyActor(policy);
        _deterministic = deterministic;
        Environment = (_definition.CreateForEvaluation ?? _definition.Create)();
        _observation = new float[Environment.ObservationSpace.Size];
        _action = new float[Environment.ActionSpace.Size];
        _executed = new double[_action.Length];
        _probabilities = new float[Environment.ActionSpace is DiscreteSpace actions ? actions.Count : 0];
        _mask = new bool[Environment.HasActionMask ? Environment.ActionSpace.MaskSize : 0];
        _environmentStream = new RandomStream(seed, StreamPurpose.EvaluationEnvironment, 0);
        _actionStream = new RandomStream(seed, StreamPurpose.EvaluationAction, 0);
        try
        {
            Guard(static episode => episode.Observe(episode.Environment.Reset(ref episode._environmentStream)));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What is played, in its present state.</summary>
    public IEnvironment Environment { get; }

    /// <summary>Decisions so far.</summary>
    public int Steps { get; private set; }

    /// <summary>Of the last step.</summary>
    public double Reward { get; private set; }

    /// <summary>Σ r so far, not discounted.</summary>
    public double Return { get; private set; }

    /// <summary>Whether the episode came to a true end.</summary>
    public bool Terminated { get; private set; }

    /// <summary>Whether it is over, by a true end or a time limit.</summary>
    public bool Ended { get; private set; }

    /// <summary>The last action, as the environment took it.</summary>
    public ReadOnlySpan<float> Action => _action;

    /// <summary>The probability of each action at the last decision, where the action is one of a discrete set; else empty.</summary>
    public ReadOnlySpan<float> Probabilities => _probabilities;

    /// <summary>Decides, and steps.</summary>
    /// <exception cref="InvalidOperationException">The episode is over.</exception>
    /// <exception cref="EnvironmentException">The simulator failed.</exception>
    public void Step()
    {
        if (Ended)
            throw new InvalidOperationException("The episode is over.");
        _actor.Act(_observation, 1, _deterministic, new Span<RandomStream>(ref _actionStream), _mask, _action);
        _actor.TryGetProbabilities(_probabilities);
        for (int i = 0; i < _action.Length; i++)
            _executed[i] = _action[i];
        Steps++;
        Guard(static episode => episode.Execute());
    }

    /// <summary>Frees the simulator.</summary>
    public void Dispose() => (Environment as IDisposable)?.Dispose();

    private void Execute()
    {
        Transition transition = Environment.Step(_executed, ref _environmentStream);
        Reward = double.IsFinite(transition.Reward) ? transition.Reward : throw SimulatorBorder.NotFinite(transition.Reward, "the reward");
        Return += Reward;
        Terminated = transition.Terminated;
        Ended = transition.Terminated || transition.Truncated || Steps >= _definition.TimeLimit;
        Observe(transition.Observation);
    }

    private void Observe(ReadOnlySpan<double> observation)
    {
        SimulatorBorder.Convert(observation, _observation);
        // Where an episode has ended nothing is chosen any more, and no action need be valid.
        if (_mask.Length > 0 && !Ended)
            SimulatorBorder.CopyMask(Environment.ActionMask, _mask);
    }

    private void Guard(Action<RunEpisode> action)
    {
        try
        {
            action(this);
        }
        catch (Exception exception)
        {
            throw SimulatorBorder.Describe(_definition, "the episode shown", Steps, exception);
        }
    }
}
