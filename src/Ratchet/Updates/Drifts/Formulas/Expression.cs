using Ratchet.Numerics;

namespace Ratchet.Updates.Drifts.Formulas;

/// <summary>
/// A formula as a graph without duplicates: a node that is asked for twice is made once, so that common subexpressions are shared as they
/// arise. Constants are folded and neutral elements dropped on the way. An operand's index is lower than its user's.
/// </summary>
internal sealed class Expression
{
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<Node, int> _indices = [];

    public int Count => _nodes.Count;

    public Node this[int index] => _nodes[index];

    public int Ratio => Intern(new Node(Operation.Ratio));

    public int Advantage => Intern(new Node(Operation.Advantage));

    public int Zero => Constant(0);

    public int One => Constant(1);

    /// <summary>Rounded to a float, which is what is computed with; never −0.</summary>
    public int Constant(double value) => Intern(new Node(Operation.Constant, Constant: (float)value + 0.0));

    public int Add(int a, int b)
    {
        if (Is(a, 0))
            return b;
        if (Is(b, 0))
            return a;
        if (_nodes[b].Operation == Operation.Negate)
            return Subtract(a, _nodes[b].A);
        if (_nodes[a].Operation == Operation.Negate)
            return Subtract(b, _nodes[a].A);
        if (a == b)
            return Multiply(Constant(2), a);
        return Fold(a, b, (x, y) => x + y) ?? Intern(a < b ? new Node(Operation.Add, a, b) : new Node(Operation.Add, b, a));
    }

    public int Subtract(int a, int b)
    {
        if (a == b)
            return Zero;
        if (Is(b, 0))
            return a;
        if (Is(a, 0))
            return Negate(b);
        if (_nodes[b].Operation == Operation.Negate)
            return Add(a, _nodes[b].A);
        return Fold(a, b, (x, y) => x - y) ?? Intern(new Node(Operation.Subtract, a, b));
    }

    public int Multiply(int a, int b)
    {
        if (Fold(a, b, (x, y) => x * y) is { } product)
            return product;
        if (_nodes[b].Operation == Operation.Constant)
            (a, b) = (b, a);
        if (Is(a, 0))
            return a;
        if (Is(a, 1))
            return b;
        if (Is(a, -1))
            return Negate(b);
        // c₁ (c₂ x) = (c₁ c₂) x, and for that a (c x) = c (a x).
        if (_nodes[a].Operation == Operation.Constant && ConstantFactor(b) is { } inner)
            return Multiply(Multiply(a, inner.Constant), inner.Other);
        if (_nodes[a].Operation == Operation.Negate)
            return Negate(Multiply(_nodes[a].A, b));
        if (_nodes[b].Operation == Operation.Negate)
            return Negate(Multiply(a, _nodes[b].A));
        bool constantFirst = _nodes[a].Operation == Operation.Constant;
        if (!constantFirst && ConstantFactor(b) is { } ofB)
            return Multiply(ofB.Constant, Multiply(a, ofB.Other));
        if (!constantFirst && ConstantFactor(a) is { } ofA)
            return Multiply(ofA.Constant, Multiply(ofA.Other, b));
        return Intern(constantFirst || a < b ? new Node(Operation.Multiply, a, b) : new Node(Operation.Multiply, b, a));
    }

    public int Divide(int a, int b)
    {
        if (Is(a, 0) && !Is(b, 0))
            return a;
        if (Is(b, 1))
            return a;
        if (_nodes[b] is { Operation: Operation.Constant } divisor && IsPowerOfTwo(divisor.Constant))
            return Multiply(Constant(1 / divisor.Constant), a);
        return Fold(a, b, (x, y) => x / y) ?? Intern(new Node(Operation.Divide, a, b));
    }

    public int Negate(int a) => _nodes[a].Operation switch
    {
        Operation.Constant => Constant(-_nodes[a].Constant),
        Operation.Negate => _nodes[a].A,
        Operation.Subtract => Subtract(_nodes[a].B, _nodes[a].A),
        _ => Intern(new Node(Operation.Negate, a)),
    };

    /// <summary>a to a whole power of at least 1, by squaring.</summary>
    public int Power(int a, int exponent)
    {
        if (exponent == 1)
            return a;
        int half = Power(a, exponent / 2), square = Multiply(half, half);
        return exponent % 2 == 0 ? square : Multiply(square, a);
    }

    /// <summary>A function of one operand.</summary>
    public int Apply(Operation function, int a)
    {
        if (_nodes[a].Operation != Operation.Constant)
            return Intern(new Node(function, a));
        double x = _nodes[a].Constant;
        return Constant(function switch
        {
            Operation.Abs => Math.Abs(x),
            Operation.Sqrt => Math.Sqrt(x),
            Operation.Exp => Real.Exp(x),
            Operation.Log => Real.Log(x),
            Operation.Tanh => x < 0 ? -Tanh(-x) : Tanh(x),
            Operation.Sigmoid => 1 / (1 + Real.Exp(-x)),
            Operation.Softplus => (x > 0 ? x : 0) + Real.Log(1 + Real.Exp(-Math.Abs(x))),
            Operation.Relu => 0 > x ? 0 : x,
            _ => throw new ArgumentOutOfRangeException(nameof(function), function, "no function of one operand"),
        });
    }

    /// <summary>c where a &gt; b, else d.</summary>
    public int Where(int a, int b, int c, int d)
    {
        if (c == d || a == b)
            return d;
        if (_nodes[a] is { Operation: Operation.Constant } left && _nodes[b] is { Operation: Operation.Constant } right)
            return left.Constant > right.Constant ? c : d;
        return Intern(new Node(Operation.Where, a, b, c, d));
    }

    /// <summary>The less of two; of equal ones the first, which matters to the derivative.</summary>
    public int Min(int a, int b) => Where(a, b, b, a);

    /// <summary>The greater of two; of equal ones the first.</summary>
    public int Max(int a, int b) => Where(b, a, b, a);

    /// <summary>a within low … high; at a bound, a.</summary>
    public int Clip(int a, int low, int high) => Where(a, high, high, Where(low, a, low, a));

    private static double Tanh(double x)
    {
        double e = Real.Exp(-2 * x);
        return (1 - e) / (1 + e);
    }

    // Then the reciprocal is exact, and a product gives the bits of the quotient.
    private static bool IsPowerOfTwo(double x) =>
        double.IsNormal(x) && Math.Abs(x) is > 1e-30 and < 1e30 && (BitConverter.DoubleToInt64Bits(x) & 0x000FFFFFFFFFFFFF) == 0;

    private (int Constant, int Other)? ConstantFactor(int index) =>
        _nodes[index] is { Operation: Operation.Multiply } product && _nodes[product.A].Operation == Operation.Constant ? (product.A, product.B) : null;

    private int? Fold(int a, int b, Func<double, double, double> compute) =>
        _nodes[a] is { Operation: Operation.Constant } left && _nodes[b] is { Operation: Operation.Constant } right
            ? Constant(compute(left.Constant, right.Constant))
            : null;

    private bool Is(int index, double value) => _nodes[index] is { Operation: Operation.Constant } node && node.Constant == value;

    private int Intern(Node node)
    {
        if (_indices.TryGetValue(node, out int index))
            return index;
        _nodes.Add(node);
        return _indices[node] = _nodes.Count - 1;
    }
}
