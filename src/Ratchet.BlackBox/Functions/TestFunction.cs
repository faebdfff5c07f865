using Ratchet.Numerics;

namespace Ratchet.BlackBox.Functions;

/// <summary>A function with a known least value, 0, on which searches are compared.</summary>
public sealed class TestFunction
{
    private readonly Func<int, Func<ReadOnlySpan<double>, double>> _of;

    /// <param name="name">What it is called.</param>
    /// <param name="formula">Its value at x_1 … x_n.</param>
    /// <param name="meaning">What it is hard for.</param>
    /// <param name="of">The function of a dimension: whatever depends on that alone is worked out once.</param>
    internal TestFunction(string name, string formula, string meaning, Func<int, Func<ReadOnlySpan<double>, double>> of) => (Name, Formula, Meaning, _of) = (name, formula, meaning, of);

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>Its value at x_1 … x_n.</summary>
    public string Formula { get; }

    /// <summary>What it is hard for.</summary>
    public string Meaning { get; }

    /// <summary>Fewest numbers that it is defined for.</summary>
    public int LeastDimension { get; init; } = 1;

    /// <summary>Every coordinate of the point with the least value.</summary>
    public double Optimum { get; init; }

    /// <summary>Every coordinate of the usual start; where that is drawn, the middle of the range.</summary>
    public double Start { get; init; } = 1;

    /// <summary>The usual start is drawn evenly within so much of <see cref="Start"/> in every coordinate; 0 where it is a fixed point.</summary>
    public double StartSpread { get; init; }

    /// <summary>The usual σ of the first generation: where the start is drawn, a fifth of its range.</summary>
    public double Sigma { get; init; } = 1;

    /// <summary>The function in a dimension, as it is, rotated, or shifted.</summary>
    /// <exception cref="OptionException">The dimension is out of its range.</exception>
    public TestProblem Create(int dimension, bool rotated = false, bool shifted = false, ulong seed = 1) => new(this, dimension, rotated, shifted, seed);

    /// <summary>The function of a dimension.</summary>
    internal Func<ReadOnlySpan<double>, double> Of(int dimension) => _of(dimension);
}
