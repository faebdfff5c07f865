namespace Ratchet.Updates.Solvers;

/// <summary>
/// Solves A x = b for a symmetric positive definite A of which only products are known (Hestenes and Stiefel 1952), an iteration at a time:
/// <code>
/// x = 0, r = p = b;  α = r·r / p·Ap;  x += α p;  r −= α Ap;  p ← r′ + (r′·r′ / r·r) p
/// </code>
/// In doubles, although networks are floats: the search directions stay conjugate only as long as these sums and differences of thousands of
/// numbers cancel well, and in floats r·r stalls near 1e-7 of where it began. It costs little beside a product. Sums run in ascending order.
/// </summary>
internal sealed class ConjugateGradients
{
    private readonly double[] _solution;
    private readonly double[] _residual;
    private readonly double[] _direction;

    /// <summary>For <paramref name="size"/> unknowns.</summary>
    public ConjugateGradients(int size)
    {
        _solution = new double[size];
        _residual = new double[size];
        _direction = new double[size];
    }

    /// <summary>x, as good as it is.</summary>
    public ReadOnlySpan<double> Solution => _solution;

    /// <summary>p: what the next product is of.</summary>
    public ReadOnlySpan<double> Direction => _direction;

    /// <summary>r·r.</summary>
    public double SquaredResidual { get; private set; }

    /// <summary>Starts at x = 0.</summary>
    public void Begin(ReadOnlySpan<double> rightSide)
    {
        Array.Clear(_solution);
        rightSide.CopyTo(_residual);
        rightSide.CopyTo(_direction);
        SquaredResidual = Dot(_residual, _residual);
    }

    /// <summary>One iteration.</summary>
    /// <param name="product">A p.</param>
    /// <returns>False if p·Ap is not positive and finite: x stays as it was, and there is no going on.</returns>
    public bool Step(ReadOnlySpan<double> product)
    {
        double curvature = Dot(_direction, product);
        if (!(curvature > 0) || !double.IsFinite(curvature))
            return false;
        double length = SquaredResidual / curvature;
        for (int i = 0; i < _solution.Length; i++)
        {
            _solution[i] += length * _direction[i];
            _residual[i] -= length * product[i];
        }

        double squares = Dot(_residual, _residual), ratio = squares / SquaredResidual;
        for (int i = 0; i < _direction.Length; i++)
            _direction[i] = _residual[i] + (ratio * _direction[i]);
        SquaredResidual = squares;
        return true;
    }

    /// <summary>a·b.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
