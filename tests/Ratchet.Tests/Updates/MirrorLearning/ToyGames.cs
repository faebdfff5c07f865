namespace Ratchet.Tests.Updates.MirrorLearning;

/// <summary>The three games on which the paper of mirror learning tries its drifts (facts, §1, "Toy checks").</summary>
internal static class ToyGames
{
    /// <summary>γ of the line and of the grid.</summary>
    public const double Discount = 0.999;

    /// <summary>The state of <see cref="Line"/> in the middle.</summary>
    public const int LineMiddle = 2;

    private const int Size = 5;

    /// <summary>
    /// Rows from the top. The facts say "a barrier" and a start "elsewhere", not where, but for an optimum of about −7: here the barrier
    /// makes the shortest way from S to the goal G seven steps instead of five, and leads it past the bomb B.
    /// </summary>
    private static readonly string[] Map =
    [
        "..#.G",
        "..#..",
        ".S#..",
        ".....",
        "B....",
    ];

    /// <summary>All games by name.</summary>
    public static TabularGame Named(string name) => name switch
    {
        "single-step" => SingleStep,
        "line" => Line,
        "grid" => Grid,
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    /// <summary>One choice out of five.</summary>
    public static TabularGame SingleStep { get; } = new(1, [[.. Enumerable.Repeat(TabularGame.End, 5)]], [[10, 0, 1, 0, 5]]);

    /// <summary>Five states in a row; left, stay, right. The short-sighted gain of going left leads away from +10 and over the edge to −10.</summary>
    public static TabularGame Line { get; } = new(
        Discount,
        [.. Enumerable.Range(0, Size).Select(s => new[] { s == 0 ? TabularGame.End : s - 1, s, s == Size - 1 ? TabularGame.End : s + 1 })],
        [.. Enumerable.Range(0, Size).Select(s => new[] { s == 0 ? -10 : 0.1, 0, s == Size - 1 ? 10 : -0.1 })]);

    /// <summary>Up, right, down, left at −1 a step; the bomb costs 100; whoever walks into a wall stays where he is.</summary>
    public static TabularGame Grid { get; } = new(
        Discount,
        [.. Cells().Select(cell => Neighbours(cell).Select(to => At(to) is 'G' or 'B' ? TabularGame.End : Index(to)).ToArray())],
        [.. Cells().Select(cell => Neighbours(cell).Select(to => At(to) == 'B' ? -100.0 : -1).ToArray())]);

    /// <summary>The state of <see cref="Grid"/> that is the start S.</summary>
    public static int GridStart => Index(Cells().Single(cell => At(cell) == 'S'));

    private static List<(int Row, int Column)> Cells() =>
        [.. Enumerable.Range(0, Size * Size).Select(i => (Row: i / Size, Column: i % Size)).Where(cell => At(cell) is '.' or 'S')];

    private static IEnumerable<(int Row, int Column)> Neighbours((int Row, int Column) from)
    {
        foreach ((int down, int right) in new[] { (-1, 0), (0, 1), (1, 0), (0, -1) })
        {
            (int Row, int Column) to = (from.Row + down, from.Column + right);
            yield return to.Row is >= 0 and < Size && to.Column is >= 0 and < Size && At(to) != '#' ? to : from;
        }
    }

    private static char At((int Row, int Column) cell) => Map[cell.Row][cell.Column];

    private static int Index((int Row, int Column) cell) => Cells().IndexOf(cell);
}
