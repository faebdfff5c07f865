using System.Globalization;
using Ratchet.Environments;
using Ratchet.Environments.MinAtar;
using Ratchet.Numerics;

namespace Ratchet.Benchmarks;

/// <summary>
/// Steps per second of the MinAtar games on one thread with uniformly random actions, with everything that a training pays for: sticky
/// actions, observations as floats, final observations and resets.
/// </summary>
internal sealed class MinAtarBenchmark : IBenchmark
{
    private const int Count = 64;
    private const int Steps = 50;
    private const int Rounds = 600;

    /// <summary>Pieces of play after which the drawn actions come again.</summary>
    private const int Pieces = 20;

    public string Name => "minatar";

    public string Summary => "steps per second of the MinAtar games on one core, 64 at a time, against the same games one by one";

    public BenchmarkResult Run(TextWriter details)
    {
        double slowest = double.PositiveInfinity, ratio = 1;
        foreach (EnvironmentDefinition definition in MinAtarGames.All.Take(5))
        {
            using var batch = new RandomPlay(definition);
            using var oneByOne = new RandomPlay(definition with { CreateBatch = null });
            double[] seconds = BestTime.Of(Rounds, batch.Step, oneByOne.Step);
            double rate = Count * Steps / seconds[0];
            details.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{definition.Name,-24} {rate / 1e6,6:0.00} million steps/s, one by one {Count * Steps / seconds[1] / 1e6,6:0.00}"));
            if (rate > slowest)
                continue;
            slowest = rate;
            ratio = seconds[1] / seconds[0];
        }

        return new BenchmarkResult(ratio, "times as fast", string.Create(
            CultureInfo.InvariantCulture, $"the slowest game {slowest / 1e6:0.0} million steps/s in a batch of {Count} against one by one, aim 3 million"));
    }

    /// <summary>Uniformly random actions, drawn beforehand.</summary>
    private sealed class RandomPlay : IDisposable
    {
        private readonly VectorEnvironment _environments;
        private readonly float[] _actions = new float[Pieces * Steps * Count];
        private readonly float[] _observations;
        private readonly float[] _finalObservations;
        private readonly float[] _rewards = new float[Count];
        private readonly bool[] _terminated = new bool[Count];
        private readonly bool[] _truncated = new bool[Count];
        private int _piece;

        public RandomPlay(EnvironmentDefinition definition)
        {
            _environments = new VectorEnvironment(definition, Count);
            _observations = new float[Count * _environments.ObservationSpace.Size];
            _finalObservations = new float[_observations.Length];
            var random = new RandomStream(1, StreamPurpose.User);
            for (int i = 0; i < _actions.Length; i++)
                _actions[i] = random.NextBelow(((DiscreteSpace)_environments.ActionSpace).Count);
            _environments.Reset(1, _observations);
        }

        public void Step()
        {
            ReadOnlySpan<float> actions = _actions.AsSpan(_piece * Steps * Count, Steps * Count);
            _piece = (_piece + 1) % Pieces;
            for (int step = 0; step < Steps; step++)
                _environments.Step(actions.Slice(step * Count, Count), _observations, _rewards, _terminated, _truncated, _finalObservations);
        }

        public void Dispose() => _environments.Dispose();
    }
}
