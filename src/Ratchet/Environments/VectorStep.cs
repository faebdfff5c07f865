using System.Globalization;
using Ratchet.Numerics;

namespace Ratchet.Environments;

/// <summary>
/// One step of many simulators, cut into jobs of neighbouring rows. A job writes only to its own rows, and a failure is kept with its
/// job, so that the one reported is that of the first row whatever the threads did.
/// </summary>
internal sealed unsafe class VectorStep(
    EnvironmentDefinition definition, IEnvironment[] environments, RandomStream[] streams, int[] elapsed, int jobs) : IJob
{
    private readonly Space _actionSpace = environments[0].ActionSpace;
    private readonly int _actionSize = environments[0].ActionSpace.Size;
    private readonly int _observationSize = environments[0].ObservationSpace.Size;
    private readonly bool _hasMask = environments[0].HasActionMask;
    private readonly int _timeLimit = definition.TimeLimit ?? int.MaxValue;
    private readonly double[] _actions = new double[environments.Length * environments[0].ActionSpace.Size];
    private readonly EnvironmentException?[] _failures = new EnvironmentException?[jobs];

    private float* _observations;
    private float* _rewards;
    private bool* _terminated;
    private bool* _truncated;
    private float* _finalObservations;

    public IEnvironment[] Environments => environments;

    /// <summary>Widens the policy's actions, or refuses them.</summary>
    public void TakeActions(ReadOnlySpan<float> actions)
    {
        for (int i = 0; i < actions.Length; i++)
        {
            _actions[i] = actions[i];
            if (_actionSpace is DiscreteSpace discrete)
                discrete.ToIndex(_actions.AsSpan(i, 1));
            else if (!float.IsFinite(actions[i]))
                throw new ArgumentException(string.Create(
                    CultureInfo.InvariantCulture, $"Entry {i % _actionSize} of the action for environment {i / _actionSize} is {actions[i]}; expected a finite number."));
        }
    }

    /// <summary>Says where the results go; the memory must stay where it is until the last job is done.</summary>
    public void Bind(float* observations, float* rewards, bool* terminated, bool* truncated, float* finalObservations)
    {
        _observations = observations;
        _rewards = rewards;
        _terminated = terminated;
        _truncated = truncated;
        _finalObservations = finalObservations;
    }

    public void Execute(int index)
    {
        int end = (int)((long)environments.Length * (index + 1) / jobs);
        for (int row = (int)((long)environments.Length * index / jobs); row < end; row++)
        {
            try
            {
                StepRow(row);
            }
            catch (Exception exception)
            {
                _failures[index] = Describe(row, exception);
                return;
            }
        }
    }

    public void ThrowIfFailed()
    {
        foreach (EnvironmentException? failure in _failures)
        {
            if (failure is null)
                continue;
            Array.Clear(_failures);
            throw failure;
        }
    }

    /// <summary>Begins an episode in one simulator.</summary>
    public void ResetRow(int row, Span<float> observation)
    {
        elapsed[row] = 0;
        try
        {
            BeginEpisode(row, observation);
        }
        catch (Exception exception)
        {
            throw Describe(row, exception);
        }
    }

    /// <summary>Copies the mask of one simulator after a look at it.</summary>
    public void CopyMask(int row, Span<bool> mask)
    {
        try
        {
            SimulatorBorder.CopyMask(environments[row].ActionMask, mask);
        }
        catch (EnvironmentException exception)
        {
            throw Describe(row, exception);
        }
    }

    private void StepRow(int row)
    {
        elapsed[row]++;
        Transition transition = environments[row].Step(_actions.AsSpan(row * _actionSize, _actionSize), ref streams[row]);
        RequireNoStrayMask(row);
        _rewards[row] = ToSingle(transition.Reward, "the reward");
        _terminated[row] = transition.Terminated;
        _truncated[row] = transition.Truncated || elapsed[row] >= _timeLimit;
        bool ended = _terminated[row] || _truncated[row];
        SimulatorBorder.Convert(transition.Observation, Row(ended ? _finalObservations : _observations, row));
        if (!ended)
            return;
        elapsed[row] = 0;
        BeginEpisode(row, Row(_observations, row));
    }

    private void BeginEpisode(int row, Span<float> observation)
    {
        SimulatorBorder.Convert(environments[row].Reset(ref streams[row]), observation);
        RequireNoStrayMask(row);
    }

    private Span<float> Row(float* rows, int row) => new(rows + (long)row * _observationSize, _observationSize);

    private static float ToSingle(double value, string place) =>
        float.IsFinite((float)value) ? (float)value : throw SimulatorBorder.NotFinite(value, place);

    // A simulator that fills ActionMask and forgets HasActionMask would be sampled without its mask.
    private void RequireNoStrayMask(int row)
    {
        if (!_hasMask && !environments[row].ActionMask.IsEmpty)
            throw new EnvironmentException("returned an action mask although its HasActionMask is false; make it true");
    }

    private EnvironmentException Describe(int row, Exception exception) => SimulatorBorder.Describe(definition, $"instance {row}", elapsed[row], exception);
}
