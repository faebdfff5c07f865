using System.Globalization;
using Ratchet.BlackBox.Policies;
using Ratchet.MuJoCo.Tasks;
using Ratchet.Numerics;
using Ratchet.Training;

namespace Ratchet.Benchmarks;

/// <summary>
/// Evolution strategies whose candidates play HalfCheetah: every episode has 1000 steps, so that the work of the workers is even. A generation on one thread against two, and
/// on paper with more workers that exchange nothing but returns (Salimans et al. 2017, algorithm 2): each has its share of the episodes, and then draws all perturbations again for the same update.
/// </summary>
internal sealed class EvolutionScalingBenchmark : IBenchmark
{
    private const int Rounds = 3, Population = 80;

    /// <summary>What a pair costs on the wire: its number and two returns, 32 bits each.</summary>
    private const int BytesOfPair = 12;

    /// <summary>The published run: at least 10,000 episodes a generation on up to 1440 cores.</summary>
    private const int PublishedEpisodes = 10_000;

    private static readonly int[] Workers = [1, 2, 4, 18, 80, 360, 1440];

    public string Name => "es-scaling";

    public string Summary => "a generation of evolution strategies on two threads against one, and on paper with up to 1440 workers";

    public BenchmarkResult Run(TextWriter details)
    {
        TrainingOptions options = Presets.For("halfcheetah", "es").Training;
        options = options with { Steps = 1_000_000_000_000, Search = options.Search with { Population = Population } };
        using var one = new Search(options, 1);
        using var two = new Search(options, 2);
        for (int round = 0; round < Rounds; round++)
        {
            one.Generation();
            two.Generation();
        }

        double episode = one.Evaluation / Population, update = one.Update, ratio = one.Whole / two.Whole;
        details.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Population} episodes of 1000 steps, {one.Dimension} parameters: an episode {1e3 * episode:0.00} ms, the update {1e3 * update:0.00} ms"));
        details.WriteLine(string.Create(CultureInfo.InvariantCulture, $"on paper, {PublishedEpisodes} episodes a generation, every worker draws all {PublishedEpisodes / 2} perturbations for its update:"));
        foreach (int workers in Workers)
            details.WriteLine(OnPaper(workers, episode, update * PublishedEpisodes / Population, one.Dimension));
        return new BenchmarkResult(ratio, "times as fast on two threads", string.Create(
            CultureInfo.InvariantCulture, $"{Population / two.Whole:0} episodes/s against {Population / one.Whole:0} on one; the update, which one thread does, is {update / one.Whole:0.0%} of a generation on one"));
    }

    private static string OnPaper(int workers, double episode, double update, int dimension)
    {
        double seconds = (Math.Ceiling((double)PublishedEpisodes / workers) * episode) + update, alone = (PublishedEpisodes * episode) + update;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"  {workers,4} workers: {seconds,7:0.00} s, {alone / seconds,6:0.0} times as fast; each sends {BytesOfPair * (PublishedEpisodes / 2.0 / workers) / 1024:0.00} KiB and receives {BytesOfPair * PublishedEpisodes / 2.0 / 1024:0.0} KiB, where parameters would be {4.0 * dimension / 1024:0.0} KiB each way");
    }

    /// <summary>A search, and the best times of its generations.</summary>
    private sealed class Search : IDisposable
    {
        private readonly WorkerPool _pool;
        private readonly PolicySearch _search;

        public Search(TrainingOptions options, int threads)
        {
            _pool = new WorkerPool(threads);
            _search = new PolicySearch(options, HalfCheetah.Definition, _pool);
            _search.Advance();
        }

        public int Dimension => _search.Method.Dimension;

        /// <summary>Seconds of the candidates' episodes.</summary>
        public double Evaluation { get; private set; } = double.PositiveInfinity;

        /// <summary>Seconds of learning from them.</summary>
        public double Update { get; private set; } = double.PositiveInfinity;

        /// <summary>Seconds of both.</summary>
        public double Whole { get; private set; } = double.PositiveInfinity;

        public void Generation()
        {
            _search.Advance();
            double evaluation = _search.Metrics.EnvironmentSeconds, update = _search.Metrics.UpdateSeconds;
            (Evaluation, Update, Whole) = (Math.Min(Evaluation, evaluation), Math.Min(Update, update), Math.Min(Whole, evaluation + update));
        }

        public void Dispose()
        {
            _search.Dispose();
            _pool.Dispose();
        }
    }
}
