using Ratchet.Numerics;

namespace Ratchet.Environments;

/// <summary>
/// One step of many simulators, cut into jobs of neighbouring rows. A job writes only to its own rows, and a failure is kept with its
/// job, so that the one reported is that of the first row whatever the threads did.
/// </summary>
internal sealed unsafe class VectorStep(EnvironmentDefinition definition, SimulatorBatch batch, RandomStream[] streams, int[] elapsed, int jobs) : IJob
{
    private readonly int _actionSize = batch.ActionSpace.Size;
    private readonly int _observationSize = batch.ObservationSpace.Size;
    private readonly int _timeLimit = definition.TimeLimit ?? int.MaxValue;
    private readonly EnvironmentException?[] _failures = new EnvironmentException?[jobs];

    private float* _actions;
    private float* _observations;
    private float* _rewards;
    private bool* _terminated;
    private bool* _truncated;
    private float* _finalObservations;

    /// <summary>Says where everything is; the memory must stay where it is until the last job is done.</summary>
    public void Bind(float* actions, float* observations, float* rewards, bool* terminated, bool* truncated, float* finalObservations)
    {
        _actions = actions;
        _observations = observations;
        _rewards = rewards;
        _terminated = terminated;
        _truncated = truncated;
        _finalObservations = finalObservations;
    }

    public void Execute(int index)
    {
        int first = (int)((long)streams.Length * index / jobs), end = (int)((long)streams.Length * (index + 1) / jobs);
        try
        {
            StepRows(first, end - first);
        }
        catch (EnvironmentException exception)
        {
            _failures[index] = exception;
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
            batch.Reset(row, ref streams[row], observation);
        }
        catch (Exception exception)
        {
            throw Describe(row, step: 0, exception);
        }
    }

    /// <summary>Copies the mask of one simulator after a look at it.</summary>
    public void CopyMask(int row, Span<bool> mask)
    {
        try
        {
            batch.CopyMask(row, mask);
        }
        catch (EnvironmentException exception)
        {
            throw Describe(row, elapsed[row], exception);
        }
    }

    private void StepRows(int first, int count)
    {
        Span<bool> terminated = new(_terminated + first, count), truncated = new(_truncated + first, count);
        truncated.Clear();
        try
        {
            batch.Step(
                first, new ReadOnlySpan<float>(_actions + (long)first * _actionSize, count * _actionSize), streams.AsSpan(first, count),
                new Span<float>(_observations + (long)first * _observationSize, count * _observationSize), new Span<float>(_rewards + first, count),
                terminated, truncated);
        }
        catch (RowException exception)
        {
            throw Describe(exception.Row, elapsed[exception.Row] + 1, exception.InnerException!);
        }

        Span<int> steps = elapsed.AsSpan(first, count);
        for (int i = 0; i < steps.Length; i++)
        {
            truncated[i] |= ++steps[i] >= _timeLimit;
            if (terminated[i] | truncated[i])
                BeginNextEpisode(first + i);
        }
    }

    private void BeginNextEpisode(int row)
    {
        Span<float> observation = new(_observations + (long)row * _observationSize, _observationSize);
        observation.CopyTo(new Span<float>(_finalObservations + (long)row * _observationSize, _observationSize));
        ResetRow(row, observation);
    }

    private EnvironmentException Describe(int row, int step, Exception exception) => SimulatorBorder.Describe(definition, $"instance {row}", step, exception);
}
