namespace Ratchet.Updates.Drifts.Formulas;

/// <summary>A function that formulas know.</summary>
/// <param name="Syntax">How it is written.</param>
/// <param name="Meaning">What it is, and its derivative where that is a convention.</param>
/// <param name="Parameters">How many operands.</param>
/// <param name="Build">Adds it to an expression.</param>
internal sealed record FormulaFunction(string Syntax, string Meaning, int Parameters, Func<Expression, int[], int> Build)
{
    public string Name { get; } = Syntax[..Syntax.IndexOf('(', StringComparison.Ordinal)];
}

/// <summary>All functions of formulas; <c>where</c>, whose first operand is a comparison, is the parser's own.</summary>
internal static class FormulaFunctions
{
    public const string Where = "where";

    public static IReadOnlyList<FormulaFunction> All { get; } =
    [
        Of("relu(x)", "x where it is positive, else 0; its derivative at 0 is 0", Operation.Relu),
        Of("tanh(x)", "hyperbolic tangent", Operation.Tanh),
        Of("sigmoid(x)", "1 / (1 + e^−x)", Operation.Sigmoid),
        Of("softplus(x)", "ln(1 + e^x)", Operation.Softplus),
        Of("exp(x)", "e^x", Operation.Exp),
        Of("log(x)", "natural logarithm", Operation.Log),
        Of("sqrt(x)", "square root", Operation.Sqrt),
        Of("abs(x)", "magnitude; its derivative at 0 is 0", Operation.Abs),
        new("square(x)", "x · x", 1, (e, x) => e.Multiply(x[0], x[0])),
        new("min(x, y)", "the less; the first where they are equal", 2, (e, x) => e.Min(x[0], x[1])),
        new("max(x, y)", "the greater; the first where they are equal", 2, (e, x) => e.Max(x[0], x[1])),
        new("clip(x, low, high)", "x within the bounds; at a bound its derivative is that of x", 3, (e, x) => e.Clip(x[0], x[1], x[2])),
        new(Where + "(x > y, u, v)", "u where the comparison (>, <, >= or <=) holds, else v; the derivative is that of the one taken", 4, (e, x) => e.Where(x[0], x[1], x[2], x[3])),
    ];

    private static FormulaFunction Of(string syntax, string meaning, Operation operation) => new(syntax, meaning, 1, (e, x) => e.Apply(operation, x[0]));
}
