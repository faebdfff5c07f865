using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Policies;

namespace Ratchet.Training;

/// <summary>
/// Measures a policy, frozen with its normaliser, over full episodes. Episode e draws from streams of its own, derived from (seed, purpose, e), so
/// that the numbers depend on neither threads nor grouping, and nothing of a training that goes on beside is touched.
/// </summary>
public sealed class Evaluator : IDisposable
{
    /// <summary>Episodes that run at the same time at most: enough for the policy to work on full batches.</summary>
    private const int LargestGroup = 128;

    private readonly EpisodeGroup _group;
    private readonly double[] _returns;
    private readonly WorkerPool _pool;

    /// <summary>Makes the simulators.</summary>
    /// <param name="definition">The task.</param>
    /// <param name="policy">What acts.</param>
    /// <param name="episodes">Full episodes to run, with sampled actions and again with the mode.</param>
    /// <param name="pool">Threads that step the simulators.</param>
    public Evaluator(EnvironmentDefinition definition, ActorCritic policy, int episodes, WorkerPool pool)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(pool);
        OptionRange.Check(episodes, 1, 1_000_000, nameof(episodes));
        _group = new EpisodeGroup(definition, policy, Math.Min(episodes, LargestGroup));
        _returns = new double[episodes];
        _pool = pool;
    }

    /// <summary>Tells which simulators are within a call.</summary>
    internal SimulatorCalls Calls => _group.Calls;

    /// <summary>Runs all episodes with sampled actions, and again with the policy's mode from the same first states.</summary>
    /// <param name="seed">Of the streams.</param>
    /// <param name="point">Number of the evaluation point: each has episodes of its own.</param>
    /// <exception cref="EnvironmentException">A simulator returned a wrong number of values, or one that is not finite.</exception>
    public EvaluationResult Run(ulong seed, long point = 0) =>
        new(Run(seed, point, deterministic: false), Run(seed, point, deterministic: true));

    /// <summary>Frees the simulators.</summary>
    public void Dispose() => _group.Dispose();

    private ReturnStatistics Run(ulong seed, long point, bool deterministic)
    {
        for (int first = 0; first < _returns.Length; first += _group.Capacity)
        {
            Span<double> returns = _returns.AsSpan(first, Math.Min(_group.Capacity, _returns.Length - first));
            _group.Run(seed, (uint)(point * _returns.Length + first), deterministic, _pool, returns);
        }

        return ReturnStatistics.Of(_returns);
    }
}
