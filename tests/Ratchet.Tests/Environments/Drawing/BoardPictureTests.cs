using Ratchet.Environments;
using Ratchet.Environments.Drawing;
using Ratchet.Environments.Tetris;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.Tests.Environments.Drawing;

/// <summary>The cells of a game's picture are those of its observation.</summary>
public sealed class BoardPictureTests
{
    [Theory]
    [InlineData("minatar-breakout")]
    [InlineData("minatar-asterix")]
    [InlineData("minatar-freeway")]
    [InlineData("minatar-space-invaders")]
    [InlineData("minatar-seaquest")]
    public void A_cell_is_painted_where_any_channel_is_set_and_as_the_legend_says(string name)
    {
        IEnvironment game = EnvironmentRegistry.BuiltIn.Find(name).Create();
        var random = new RandomStream(9, StreamPurpose.User);
        double[] observation = game.Reset(ref random).ToArray();
        int channels = observation.Length / 100;
        for (int step = 0; step < 60; step++)
        {
            var scene = new Scene();
            scene.Show(game);
            double[] cells = Cells(scene)[0];
            HashSet<Paint> legend = [.. scene.Shapes.ToArray().Where(shape => shape.Kind == ShapeKind.Legend).Select(shape => shape.Fill)];
            for (int cell = 0; cell < 100; cell++)
            {
                var paint = (Paint)cells[4 + cell];
                Assert.Equal(observation.AsSpan(cell * channels, channels).Contains(1.0), paint != Paint.None);
                Assert.True(paint == Paint.None || legend.Contains(paint));
            }

            Transition transition = game.Step([random.NextBelow(((DiscreteSpace)game.ActionSpace).Count)], ref random);
            observation = transition.Terminated ? game.Reset(ref random).ToArray() : transition.Observation.ToArray();
        }
    }

    [Fact]
    public void The_ball_hides_its_trail()
    {
        var random = new RandomStream(1, StreamPurpose.User);
        IEnvironment breakout = EnvironmentRegistry.BuiltIn.Find("minatar-breakout").Create();
        // The first observation has ball and trail in one cell: row 3, column 0 or 9.
        int ball = breakout.Reset(ref random).ToArray()[(30 * 4) + 1] == 1 ? 30 : 39;
        var scene = new Scene();
        scene.Show(breakout);
        Assert.Equal(Paint.Ink, (Paint)Cells(scene)[0][4 + ball]);
    }

    [Fact]
    public void Tetris_shows_the_board_and_the_piece_to_be_placed()
    {
        var tetris = new TetrisEnvironment(10);
        double[] state = new double[11];
        (state[0], state[2], state[10]) = (0b0000000111, 0b1000000000, (double)Tetromino.T);
        tetris.SetState(state);
        var scene = new Scene();
        scene.Show(tetris);
        double[][] grids = Cells(scene);
        // Row by row from the top: row 0 of the board is the tenth line, and bit k is column k.
        int[] filled = [.. Enumerable.Range(0, 100).Where(cell => grids[0][4 + cell] != 0)];
        Assert.Equal([79, 90, 91, 92], filled);
        // T in its spawn orientation: three in a row, one on the middle; the last two lines of a box of four by four.
        Assert.Equal([9, 12, 13, 14], Enumerable.Range(0, 16).Where(cell => grids[1][4 + cell] != 0));
    }

    private static double[][] Cells(Scene scene)
    {
        List<double[]> found = [];
        foreach (Shape shape in scene.Shapes)
            if (shape.Kind == ShapeKind.Cells)
                found.Add(scene.Numbers.Slice(shape.First, shape.Count).ToArray());
        return [.. found];
    }
}
