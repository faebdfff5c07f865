using Ratchet.Numerics;
using Ratchet.Updates.Drifts.Formulas;

namespace Ratchet.Updates.Drifts;

/// <summary>
/// A drift written as text, such as <c>relu((r-1)*A - 2*tanh((r-1)*A/2))</c>: r is the ratio, A the advantage. It is differentiated in r by
/// the rules of calculus and compiled to a short program over columns; every processor and any number of threads give the same bits.
/// </summary>
public sealed unsafe class DriftFormula : Drift
{
    /// <summary>
    /// A ratio below this counts as this: e^x is 0 where ln ρ falls below −87, and ln 0 or 1/0 would turn such a sample into a NaN. What a
    /// gradient takes of the slope is ρ ∂f/∂ρ, so that next to nothing comes of it either way.
    /// </summary>
    internal const float SmallestRatio = 1e-30f;

    private readonly Kernels _kernels;
    private readonly FormulaKernel _kernel;

    private DriftFormula(string text, Kernels kernels)
    {
        Text = text;
        _kernels = kernels;
        var expression = new Expression();
        int value = FormulaParser.Parse(text, expression);
        Program = new FormulaProgram(expression, value, Derivative.Of(expression, value));
        _kernel = new FormulaKernel(Program);
    }

    /// <summary>The functions of a formula: how each is written and what it means.</summary>
    public static IReadOnlyList<(string Syntax, string Meaning)> Functions { get; } = [.. FormulaFunctions.All.Select(function => (function.Syntax, function.Meaning))];

    /// <summary>The formula as it was written.</summary>
    public string Text { get; }

    internal FormulaProgram Program { get; }

    /// <summary>Reads a formula.</summary>
    /// <exception cref="OptionException">It can't be read; the message says at which column and what was expected.</exception>
    public static DriftFormula Parse(string text) => Parse(text, Kernels.Best);

    internal static DriftFormula Parse(string text, Kernels kernels)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new DriftFormula(text, kernels);
    }

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<float> ratios, ReadOnlySpan<float> advantages, Span<float> values, Span<float> slopes) =>
        EvaluateByAccumulating(ratios, advantages, values, slopes);

    /// <summary>The formula.</summary>
    public override string ToString() => Text;

    internal override int Accumulate(float weight, float* ratio, float* advantage, int rows, float* value, float* slope) =>
        DriftColumns.Accumulate(_kernels, _kernel, weight, ratio, advantage, rows, value, slope);
}
