using System.Globalization;
using Ratchet.Environments;
using Ratchet.Environments.Tetris;
using Ratchet.Numerics;

namespace Ratchet.Benchmarks;

/// <summary>
/// Tetris on 10 × 20, one thread: random play through the vector environment (what a policy trains on), and whole games of a linear controller,
/// which evaluates all distinct placements of every piece, 23 in the mean. The ratio is to a controller that drops the piece on a copy of the
/// board, writes the features and takes their product with the weights, for every placement.
/// </summary>
internal sealed class TetrisBenchmark : IBenchmark
{
    private const int Environments = 256;
    private const int Steps = 20;
    private const int Placements = 5_000;

    /// <summary>Lower is better, and holes are worst: thousands of placements a game.</summary>
    private static readonly double[] Weights = MakeWeights();

    public string Name => "tetris";

    public string Summary => "placements per second of Tetris on one core: random play, evaluated, and played by a linear controller";

    public BenchmarkResult Run(TextWriter details)
    {
        using var environments = new VectorEnvironment(TetrisEnvironment.Definition, Environments);
        Action randomPlay = RandomPlay(environments);
        var controller = new TetrisController(Weights);
        long evaluated = 0;
        double[] seconds = BestTime.Of(100, randomPlay, () => Play(controller), () => evaluated = PlayPlainly(controller));

        double steps = Environments * Steps / seconds[0], played = Placements / seconds[1], fast = evaluated / seconds[1], plain = evaluated / seconds[2];
        Line(details, "placed at random, through the vector environment", steps);
        Line(details, "placed by a linear controller", played);
        Line(details, "evaluated by the linear controller", fast);
        Line(details, "evaluated plainly, board and features of each", plain);
        return new BenchmarkResult(fast / plain, "times as fast", string.Create(
            CultureInfo.InvariantCulture,
            $"a linear controller evaluates {fast / 1e6:0} million placements/s on one core against {plain / 1e6:0} with every board and its features made; it places {played / 1e6:0.0} million pieces/s, random play in {Environments} environments {steps / 1e6:0.0}"));
    }

    private static void Line(TextWriter details, string what, double rate) =>
        details.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-50} {rate / 1e6,7:0.0} million placements/s"));

    private static void Play(TetrisController controller)
    {
        var pieces = new RandomStream(1, StreamPurpose.User);
        for (long left = Placements; left > 0;)
            left -= controller.Play(20, ref pieces, left).Placements;
    }

    private static double[] MakeWeights()
    {
        double[] weights = new double[TetrisController.WeightCount];
        weights.AsSpan(0, TetrisBoard.Width).Fill(-0.5);
        weights.AsSpan(TetrisBoard.Width, TetrisBoard.Width - 1).Fill(-0.2);
        weights[TetrisBoard.Features - 1] = -0.8;
        return weights;
    }

    private static Action RandomPlay(VectorEnvironment environments)
    {
        int size = environments.ObservationSpace.Size;
        float[] observations = new float[Environments * size], final = new float[Environments * size], rewards = new float[Environments];
        bool[] terminated = new bool[Environments], truncated = new bool[Environments];
        float[][] actions = new float[Steps][];
        var random = new RandomStream(2, StreamPurpose.User);
        for (int step = 0; step < Steps; step++)
        {
            actions[step] = new float[Environments];
            for (int i = 0; i < Environments; i++)
                actions[step][i] = random.NextBelow(TetrisPlacements.Count);
        }

        environments.Reset(1, observations);
        return () =>
        {
            foreach (float[] action in actions)
                environments.Step(action, observations, rewards, terminated, truncated, final);
        };
    }

    /// <summary>The same games, with a board and its features for every placement; returns how many were evaluated.</summary>
    private static long PlayPlainly(TetrisController controller)
    {
        var pieces = new RandomStream(1, StreamPurpose.User);
        var board = new TetrisBoard(20);
        long evaluated = 0;
        for (int i = 0; i < Placements; i++)
        {
            Tetromino piece = TetrisPlacements.Draw(ref pieces);
            evaluated += TetrisPlacements.Of(piece).Count(true);
            board.Drop(piece, ChoosePlainly(controller, board, piece), out bool isOver);
            if (isOver)
                board = new TetrisBoard(20);
        }

        return evaluated;
    }

    private static int ChoosePlainly(TetrisController controller, in TetrisBoard board, Tetromino piece)
    {
        ReadOnlySpan<bool> distinct = TetrisPlacements.Of(piece);
        double bestValue = double.NegativeInfinity;
        int best = 0;
        for (int placement = 0; placement < distinct.Length; placement++)
        {
            if (!distinct[placement])
                continue;
            TetrisBoard after = board;
            after.Drop(piece, placement, out bool isOver);
            double value = isOver ? double.NegativeInfinity : controller.Evaluate(after);
            if (value > bestValue)
                (bestValue, best) = (value, placement);
        }

        return best;
    }
}
