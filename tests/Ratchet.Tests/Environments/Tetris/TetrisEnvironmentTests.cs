using Ratchet.Environments;
using Ratchet.Environments.Tetris;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.Tests.Environments.Tetris;

public class TetrisEnvironmentTests
{
    [Theory]
    [InlineData(20)]
    [InlineData(10)]
    public void RandomGamesFollowTheReadingEdition(int height)
    {
        var environment = new TetrisEnvironment(height);
        var random = new RandomStream(1, StreamPurpose.Environment);
        var choice = new RandomStream(1, StreamPurpose.User);
        for (int game = 0; game < 50; game++)
        {
            var expected = new ReadingTetris(height);
            Tetromino piece = RequireObservation(environment.Reset(ref random), expected);
            for (bool isOver = false; !isOver;)
            {
                List<int> placements = ReadingTetris.Placements(piece);
                Assert.Equal(placements, Enumerable.Range(0, 40).Where(action => environment.ActionMask[action]));
                int action = placements[choice.NextBelow(placements.Count)];
                Transition transition = environment.Step([action], ref random);
                (int removed, isOver) = expected.Drop(piece, action);
                Assert.Equal((removed, isOver, false), (transition.Reward, transition.Terminated, transition.Truncated));
                piece = RequireObservation(transition.Observation, expected);
            }
        }
    }

    [Fact]
    public void EachPieceComesEquallyOften()
    {
        // 7000 draws: each count has mean 1000 and deviation √(7000 · 1/7 · 6/7) = 29; five of those around.
        int[] counts = new int[7];
        var random = new RandomStream(4, StreamPurpose.Environment);
        for (int i = 0; i < 7000; i++)
            counts[(int)TetrisPlacements.Draw(ref random)]++;
        Assert.All(counts, count => Assert.InRange(count, 1000 - 146, 1000 + 146));
    }

    [Theory]
    [InlineData("tetris", 20)]
    [InlineData("tetris-10x10", 10)]
    public void IsTheGameThatTheControllerPlays(string name, int height)
    {
        var controller = new TetrisController([.. Enumerable.Repeat(-5.0, 10), .. Enumerable.Repeat(-2.0, 9), 0, -8, 0]);
        RandomStream pieces = new(5, StreamPurpose.Environment), random = pieces;
        TetrisScore score = controller.Play(height, ref pieces, maxPlacements: 2000);

        IEnvironment environment = EnvironmentRegistry.BuiltIn.Find(name).Create();
        environment.Reset(ref random);
        double[] state = new double[environment.SnapshotSize];
        double rows = 0;
        long placements = 0;
        bool isOver = false;
        for (; !isOver && placements < 2000; placements++)
        {
            environment.GetState(state);
            var board = new TetrisBoard(height);
            for (int row = 0; row < height; row++)
                board.SetRow(row, (int)state[row]);
            Transition transition = environment.Step([controller.Choose(board, (Tetromino)state[height])], ref random);
            rows += transition.Reward;
            isOver = transition.Terminated;
        }

        Assert.Equal(score, new TetrisScore((long)rows, placements, isOver));
    }

    [Fact]
    public void AStepAllocatesNothing()
    {
        using var run = new VectorRun(new VectorEnvironment(TetrisEnvironment.SmallDefinition, 8));
        bool[] masks = new bool[8 * 40];
        Run(100);
        Assert.Equal(0, Allocation.Least(() => Run(200)));

        void Run(int steps)
        {
            for (int i = 0; i < steps; i++)
            {
                Array.Fill(run.Actions, i % 40);
                run.Step();
                run.Environments.GetActionMasks(masks);
            }
        }
    }

    // A row that lacks the two cells on the left, and an O above the gap: one row vanishes, and the O's upper half comes down to row 0.
    [Fact]
    public void StepsFromAStateInJson()
    {
        string rows = string.Join(",", Enumerable.Repeat(0, 9).Prepend(0b11_1111_1100));
        var output = new StringWriter();
        StepProtocol.Run(new TetrisEnvironment(10), "tetris-10x10", new StringReader($$"""{"state": {"rows": [{{rows}}], "piece": [1]}, "actions": [0]}"""), output);
        Assert.StartsWith(
            """{"observation":[1,1,0,0,0,0,0,0,0,0,0,1,0,0,0,0,0,0,0,1,0,""", output.ToString());
        Assert.Contains("""
            "reward":1,"terminated":false,"truncated":false,"state":{"rows":[3,0,0,0,0,0,0,0,0,0],"piece":[
            """, output.ToString());
    }

    [Theory]
    [InlineData(0, 1024)]
    [InlineData(19, -1)]
    [InlineData(3, 0.5)]
    [InlineData(20, 7)]
    [InlineData(20, double.NaN)]
    public void AStateThatIsNoneIsRefused(int entry, double value)
    {
        double[] state = new double[21];
        state[entry] = value;
        string message = Assert.Throws<InvalidDataException>(() => new TetrisEnvironment().SetState(state)).Message;
        Assert.Contains(entry == 20 ? "the piece" : $"row {entry}", message);
    }

    private static Tetromino RequireObservation(ReadOnlySpan<double> observation, ReadingTetris expected)
    {
        Assert.Equal(28, observation.Length);
        Assert.Equal(expected.Features(), observation[..21].ToArray());
        int piece = observation[21..].IndexOf(1);
        Assert.Equal(1, observation[21..].ToArray().Sum());
        return (Tetromino)piece;
    }
}
