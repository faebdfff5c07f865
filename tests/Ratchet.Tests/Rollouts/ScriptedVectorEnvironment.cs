using Ratchet.Environments;

namespace Ratchet.Tests.Rollouts;

/// <summary>
/// N environments whose every number follows from (environment, steps since the reset). After an end the next episode's first observation
/// is what the script gives for that step; the true successor carries the same numbers, negated.
/// </summary>
internal sealed class ScriptedVectorEnvironment(int count, Space actionSpace, int observationSize = 2) : IVectorEnvironment
{
    private readonly int _observationSize = observationSize;
    private int _step;

    public Func<int, int, int, float> Observation { get; init; } = static (environment, step, entry) => (100 * entry) + (10 * environment) + step + 0.5f;

    public Func<int, int, float> Reward { get; init; } = static (_, _) => 1f;

    public Func<int, int, bool> Terminates { get; init; } = static (_, _) => false;

    public Func<int, int, bool> Truncates { get; init; } = static (_, _) => false;

    public Func<int, int, int, bool>? IsValid { get; init; }

    public List<float[]> Received { get; } = [];

    public int Count => count;

    public Space ObservationSpace { get; } = new BoxSpace(observationSize);

    public Space ActionSpace => actionSpace;

    public bool HasActionMasks => IsValid is not null;

    public int StateSize => 1;

    public bool Records { get; init; } = true;

    public void Reset(ulong seed, Span<float> observations)
    {
        _step = 0;
        Write(observations, 1f);
    }

    public void Step(
        ReadOnlySpan<float> actions, Span<float> observations, Span<float> rewards, Span<bool> terminated, Span<bool> truncated, Span<float> finalObservations)
    {
        if (Records)
            Received.Add(actions.ToArray());
        _step++;
        Write(observations, 1f);
        for (int e = 0; e < count; e++)
        {
            rewards[e] = Reward(e, _step);
            terminated[e] = Terminates(e, _step);
            truncated[e] = Truncates(e, _step);
            for (int k = 0; k < _observationSize && (terminated[e] || truncated[e]); k++)
                finalObservations[(e * _observationSize) + k] = -Observation(e, _step, k);
        }
    }

    public void GetActionMasks(Span<bool> masks)
    {
        for (int i = 0; i < masks.Length; i++)
            masks[i] = IsValid?.Invoke(i / (masks.Length / count), _step, i % (masks.Length / count)) ?? true;
    }

    public void SaveState(Span<double> state) => state[0] = _step;

    public void LoadState(ReadOnlySpan<double> state) => _step = (int)state[0];

    public void Dispose()
    {
    }

    private void Write(Span<float> observations, float sign)
    {
        for (int i = 0; i < observations.Length; i++)
            observations[i] = sign * Observation(i / _observationSize, _step, i % _observationSize);
    }
}
