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

    private static readonly EnvironmentDefinition[] Games =
        [MinAtarGames.Breakout(), MinAtarGames.Asterix(), MinAtarGames.Freeway(), MinAtarGames.SpaceInvaders(), MinAtarGames.Seaquest()];

    public string Name => "minatar";

    public string Summary => "steps per second of the MinAtar games on one core, 64 at a time, against the same games one by one";

    public BenchmarkResult Run(TextWriter details)
    {
        (string Name, double Batch, double OneByOne) slowest = Games.Select(game => Measure(game, details)).MinBy(rates => rates.Batch);
        return new BenchmarkResult(slowest.Batch / slowest.OneByOne, "times as fast", string.Create(
            CultureInfo.InvariantCulture,
            $"the slowest game, {slowest.Name}, in a batch of {Count}, {slowest.Batch:0.0} million steps/s on one core, against {slowest.OneByOne:0.0} one by one"));
    }

    /// <summary>Million steps a second.</summary>
    private static (string Name, double Batch, double OneByOne) Measure(EnvironmentDefinition game, TextWriter details)
    {
        using var batch = new RandomPlay(game);
        using var oneByOne = new RandomPlay(game with { CreateBatch = null });
        double[] seconds = BestTime.Of(Rounds, batch.Step, oneByOne.Step);
        double[] rates = [.. seconds.Select(time => Count * Steps / time / 1e6)];
        details.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{game.Name,-24} {rates[0],6:0.00} million steps/s, one by one {rates[1],6:0.00}"));
        return (game.Name, rates[0], rates[1]);
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
