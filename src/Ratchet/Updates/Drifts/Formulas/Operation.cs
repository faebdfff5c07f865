namespace Ratchet.Updates.Drifts.Formulas;

/// <summary>What a node of a formula, and an instruction of the program made of it, computes from its operands a, b, c, d.</summary>
internal enum Operation : byte
{
    Constant,
    Ratio,
    Advantage,
    Negate,
    Add,
    Subtract,
    Multiply,
    Divide,
    Abs,
    Sqrt,
    Exp,
    Log,
    Tanh,
    Sigmoid,

    /// <summary>ln(1 + e^a).</summary>
    Softplus,

    /// <summary>a where a is not below 0, else 0; a NaN stays one.</summary>
    Relu,

    /// <summary>c where a &gt; b, else d.</summary>
    Where,
}

/// <summary>A node: its operands are nodes that came before it.</summary>
internal readonly record struct Node(Operation Operation, int A = -1, int B = -1, int C = -1, int D = -1, double Constant = 0);
