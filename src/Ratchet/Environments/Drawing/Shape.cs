namespace Ratchet.Environments.Drawing;

/// <summary>What a shape is, and what its numbers mean.</summary>
public enum ShapeKind
{
    /// <summary>A straight line with round caps: x₁, y₁, x₂, y₂, width. Where both ends are one, a disc.</summary>
    Line,

    /// <summary>A disc: x, y, radius.</summary>
    Circle,

    /// <summary>A closed polygon: x, y of each corner.</summary>
    Polygon,

    /// <summary>Square cells of a grid: x, y of its lower left corner, the side of a cell, how many columns, then the <see cref="Paint"/> of each cell, row by row from the top.</summary>
    Cells,

    /// <summary>A text: x, y of the middle of its base line, the size of its letters.</summary>
    Text,

    /// <summary>Level ground as wide as the view: y, and the distance of the marks on it; one mark is at x = 0.</summary>
    Ground,

    /// <summary>A floor of tiles without end: x, y of one corner, and the two sides of that tile as vectors.</summary>
    Floor,

    /// <summary>An entry of the legend beside the picture: no numbers.</summary>
    Legend,
}

/// <summary>An entry of a scene's list.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Fill">Its colour.</param>
/// <param name="Edge">The colour of a thin outline.</param>
/// <param name="Text">Of a text or a legend; else empty.</param>
/// <param name="Depth">How near it is to who looks: nearer shapes hide farther ones, and later ones earlier ones of the same depth.</param>
/// <param name="First">Where its numbers begin in <see cref="Scene.Numbers"/>.</param>
/// <param name="Count">How many numbers it has.</param>
public readonly record struct Shape(ShapeKind Kind, Paint Fill, Paint Edge, string Text, double Depth, int First, int Count);
