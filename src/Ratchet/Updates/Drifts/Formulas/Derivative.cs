namespace Ratchet.Updates.Drifts.Formulas;

/// <summary>
/// ∂/∂r of a formula, by the rules of calculus. At a kink the convention of automatic differentiation: relu′(0) = |0|′ = 0; min, max and
/// clip go with the operand that they return; a comparison itself is flat.
/// </summary>
internal static class Derivative
{
    /// <summary>Adds the derivative of a node to its graph.</summary>
    public static int Of(Expression e, int root)
    {
        // Operands come before their users, so that one pass in order needs no recursion.
        int[] slopes = new int[root + 1];
        for (int i = 0; i <= root; i++)
            slopes[i] = OfNode(e, i, slopes);
        return slopes[root];
    }

    private static int OfNode(Expression e, int f, int[] slopes)
    {
        Node node = e[f];
        (int a, int b) = (node.A, node.B);
        int da = a < 0 ? -1 : slopes[a], db = b < 0 ? -1 : slopes[b];
        return node.Operation switch
        {
            Operation.Constant or Operation.Advantage => e.Zero,
            Operation.Ratio => e.One,
            Operation.Negate => e.Negate(da),
            Operation.Add => e.Add(da, db),
            Operation.Subtract => e.Subtract(da, db),
            Operation.Multiply => e.Add(e.Multiply(da, b), e.Multiply(a, db)),
            Operation.Divide => e.Divide(e.Subtract(da, e.Multiply(f, db)), b),
            Operation.Abs => e.Where(a, e.Zero, da, e.Where(e.Zero, a, e.Negate(da), e.Zero)),
            Operation.Sqrt => e.Divide(da, e.Multiply(e.Constant(2), f)),
            Operation.Exp => e.Multiply(f, da),
            Operation.Log => e.Divide(da, a),
            Operation.Tanh => e.Multiply(e.Subtract(e.One, e.Multiply(f, f)), da),
            Operation.Sigmoid => e.Multiply(e.Multiply(f, e.Subtract(e.One, f)), da),
            Operation.Softplus => e.Multiply(e.Apply(Operation.Sigmoid, a), da),
            Operation.Relu => e.Where(a, e.Zero, da, e.Zero),
            Operation.Where => e.Where(a, b, slopes[node.C], slopes[node.D]),
            _ => throw new ArgumentOutOfRangeException(nameof(f), node.Operation, "no operation"),
        };
    }
}
