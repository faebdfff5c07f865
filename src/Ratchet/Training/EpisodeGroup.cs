using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Policies;

namespace Ratchet.Training;

/// <summary>
/// Episodes that run at the same time. The rows of the batch are those of the episodes that still run: when one ends, the rows behind it move
/// up. A sample's action has the same bits at any row, so that no episode notices.
/// </summary>
internal sealed class EpisodeGroup : IJob, IDisposable
{
    /// <summary>An episode of a task without a time limit that has not ended by then never will: the evaluation stops with an error.</summary>
    private const int MaxSteps = 1_000_000;

    private readonly EnvironmentDefinition _definition;
    private readonly PolicyActor _actor;
    private readonly Episode[] _episodes;
    private readonly RandomStream[] _actionStreams;
    private readonly int _observationSize;
    private readonly int _actionSize;
    private readonly int _maskSize;
    private readonly float[] _observations;
    private readonly float[] _actions;
    private readonly bool[] _masks;

    private SimulatorCalls? _calls;
    private uint _first;
    private int _elapsed;
    private int _rows;
    private int _jobs;

    public EpisodeGroup(EnvironmentDefinition definition, ActorCritic policy, int capacity)
    {
        _definition = definition;
        _actor = new PolicyActor(policy, capacity);
        _episodes = new Episode[capacity];
        try
        {
            for (int i = 0; i < capacity; i++)
                _episodes[i] = new Episode((definition.CreateForEvaluation ?? definition.Create)());
        }
        catch
        {
            Dispose();
            throw;
        }

        IEnvironment environment = _episodes[0].Environment;
        _observationSize = environment.ObservationSpace.Size;
        _actionSize = environment.ActionSpace.Size;
        _maskSize = environment.HasActionMask ? environment.ActionSpace.MaskSize : 0;
        _actionStreams = new RandomStream[capacity];
        _observations = new float[capacity * _observationSize];
        _actions = new float[capacity * _actionSize];
        _masks = new bool[capacity * _maskSize];
    }

    public int Capacity => _episodes.Length;

    /// <summary>Tells which rows' simulators are within a call; asked for before an evaluation, it costs two writes a step.</summary>
    public SimulatorCalls Calls => _calls ??= new SimulatorCalls(Capacity, (row, resets, what) => Describe(row, resets ? 0 : _elapsed, what));

    /// <summary>Runs one episode for each entry of <paramref name="returns"/>, numbered from <paramref name="first"/>.</summary>
    public void Run(ulong seed, uint first, bool deterministic, WorkerPool pool, Span<double> returns)
    {
        Begin(seed, first, returns.Length);
        while (_rows > 0)
        {
            _actor.Act(
                _observations.AsSpan(0, _rows * _observationSize), _rows, deterministic, _actionStreams.AsSpan(0, _rows),
                _masks.AsSpan(0, _rows * _maskSize), _actions.AsSpan(0, _rows * _actionSize));
            _elapsed++;
            _jobs = pool.JobsFor(_rows, _definition.StepMicroseconds);
            pool.Run(_jobs, this);
            CloseRanks(returns);
        }
    }

    /// <summary>Steps the simulators of some neighbouring rows.</summary>
    public void Execute(int index)
    {
        int end = (int)((long)_rows * (index + 1) / _jobs);
        for (int row = (int)((long)_rows * index / _jobs); row < end; row++)
            Guard(row, static (group, row) => group.Step(row));
    }

    public void Dispose()
    {
        // Those behind one that could not be made are not there.
        foreach (Episode? episode in _episodes)
            (episode?.Environment as IDisposable)?.Dispose();
    }

    private void Begin(ulong seed, uint first, int rows)
    {
        (_first, _elapsed, _rows) = (first, 0, rows);
        for (int row = 0; row < rows; row++)
        {
            _episodes[row].Begin(row, new RandomStream(seed, StreamPurpose.EvaluationEnvironment, first + (uint)row));
            _actionStreams[row] = new RandomStream(seed, StreamPurpose.EvaluationAction, first + (uint)row);
            Guard(row, static (group, row) => group.Observe(row, group._episodes[row].Environment.Reset(ref group._episodes[row].Random)));
        }
    }

    private void Step(int row)
    {
        Episode episode = _episodes[row];
        Span<double> action = stackalloc double[_actionSize];
        for (int i = 0; i < action.Length; i++)
            action[i] = _actions[row * _actionSize + i];
        if (_elapsed > MaxSteps)
            throw new EnvironmentException("has not ended its episode, and its definition has no time limit; give it one");
        Transition transition = episode.Environment.Step(action, ref episode.Random);
        if (!double.IsFinite(transition.Reward))
            throw SimulatorBorder.NotFinite(transition.Reward, "the reward");
        episode.Return += transition.Reward;
        episode.Ended = transition.Terminated || transition.Truncated || _elapsed >= _definition.TimeLimit;
        Observe(row, transition.Observation);
    }

    private void Observe(int row, ReadOnlySpan<double> observation)
    {
        SimulatorBorder.Convert(observation, _observations.AsSpan(row * _observationSize, _observationSize));
        // Where an episode has ended nothing is chosen any more, and no action need be valid.
        if (_maskSize > 0 && !_episodes[row].Ended)
            SimulatorBorder.CopyMask(_episodes[row].Environment.ActionMask, _masks.AsSpan(row * _maskSize, _maskSize));
    }

    /// <summary>Takes the returns of the episodes that ended, and moves the others up. Ended simulators go to the back, for the next group.</summary>
    private void CloseRanks(Span<double> returns)
    {
        int live = 0;
        for (int row = 0; row < _rows; row++)
        {
            if (_episodes[row].Ended)
            {
                returns[_episodes[row].Index] = _episodes[row].Return;
                continue;
            }

            if (live != row)
                Move(row, live);
            live++;
        }

        _rows = live;
    }

    private void Move(int from, int to)
    {
        (_episodes[to], _episodes[from]) = (_episodes[from], _episodes[to]);
        _actionStreams[to] = _actionStreams[from];
        _observations.AsSpan(from * _observationSize, _observationSize).CopyTo(_observations.AsSpan(to * _observationSize));
        _masks.AsSpan(from * _maskSize, _maskSize).CopyTo(_masks.AsSpan(to * _maskSize));
    }

    private void Guard(int row, Action<EpisodeGroup, int> action)
    {
        try
        {
            _calls?.Enter(row, resets: _elapsed == 0);
            action(this, row);
            _calls?.Leave(row);
        }
        catch (Exception exception)
        {
            throw Describe(row, _elapsed, exception);
        }
    }

    private EnvironmentException Describe(int row, int step, Exception exception) =>
        SimulatorBorder.Describe(_definition, $"evaluation episode {_first + _episodes[row].Index}", step, exception);

    private sealed class Episode(IEnvironment environment)
    {
        public RandomStream Random;

        public IEnvironment Environment => environment;

        /// <summary>Number within the group.</summary>
        public int Index { get; private set; }

        public double Return { get; set; }

        public bool Ended { get; set; }

        public void Begin(int index, RandomStream random) => (Index, Return, Ended, Random) = (index, 0, false, random);
    }
}
