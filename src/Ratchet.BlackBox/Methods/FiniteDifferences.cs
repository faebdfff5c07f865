using Ratchet.Numerics;

namespace Ratchet.BlackBox.Methods;

/// <summary>
/// Finite differences: the gradient of J at m is estimated from its values around m, and m ← m + α g. A noisy J is best evaluated with the same random numbers at all
/// candidates of a generation.
/// </summary>
public sealed class FiniteDifferences : GaussianSearch
{
    private readonly FiniteDifferencesOptions _options;
    private readonly int _directions;

    /// <summary>A search that begins at a point.</summary>
    /// <exception cref="OptionException">A setting is out of its range.</exception>
    public FiniteDifferences(FiniteDifferencesOptions options, ReadOnlySpan<double> start)
        : base("finite-differences", start, Valid(options).Seed, CovarianceKind.Isotropic, options.Distance)
    {
        _options = options;
        _directions = options.Scheme == DifferenceScheme.RandomDirections && options.Directions > 0 ? options.Directions : 2 * Dimension;
        if (options.Scheme != DifferenceScheme.RandomDirections)
            return;
        if (_directions < Dimension)
            throw new OptionException("directions", $"directions is {_directions}; it must be 0 or at least {Dimension}, the numbers in a point: fewer do not determine a gradient.");
        if (Dimension > Covariance.MaxFullDimension)
            throw new OptionException("scheme", $"least squares are for at most {Covariance.MaxFullDimension} numbers; here are {Dimension}. Take one-sided or central differences.");
    }

    /// <inheritdoc/>
    public override int Population => _options.Scheme switch
    {
        DifferenceScheme.OneSided => Dimension + 1,
        DifferenceScheme.Central => 2 * Dimension,
        _ => _directions + 1,
    };

    /// <inheritdoc/>
    public override bool HasPairs => _options.Scheme == DifferenceScheme.Central;

    /// <summary>Length of the last estimate of the gradient; NaN before the first.</summary>
    public double GradientNorm { get; private set; } = double.NaN;

    /// <summary>Candidate 0 is m itself, candidate k + 1 stands in direction k; of central differences 2k and 2k + 1 stand on both sides.</summary>
    private protected override void Perturb(int index, Span<double> epsilon)
    {
        epsilon.Clear();
        if (HasPairs)
            epsilon[index / 2] = index % 2 == 0 ? _options.Distance : -_options.Distance;
        else if (index > 0 && _options.Scheme == DifferenceScheme.OneSided)
            epsilon[index - 1] = _options.Distance;
        else if (index > 0)
            Draw(index - 1, epsilon);
    }

    private protected override void Improve(ReadOnlySpan<double> fitness)
    {
        double[] gradient = GradientOf(Shaping.Comparable(fitness));
        GradientNorm = Math.Sqrt(Sum.Product(gradient, gradient));
        double rate = _options.LearningRate.At(Generation);
        if (GradientNorm > 0)
            Move(_options.NormalizesGradient ? rate / GradientNorm : rate, gradient);
    }

    private double[] GradientOf(double[] values)
    {
        if (_options.Scheme == DifferenceScheme.RandomDirections)
            return LeastSquares(values);
        double[] gradient = new double[Dimension];
        for (int i = 0; i < gradient.Length; i++)
            gradient[i] = HasPairs ? (values[2 * i] - values[(2 * i) + 1]) / (2 * _options.Distance) : (values[i + 1] - values[0]) / _options.Distance;
        return gradient;
    }

    /// <summary>(ΔΘᵀ ΔΘ) g = ΔΘᵀ ΔJ; no step where rounding leaves the directions no rank.</summary>
    private double[] LeastSquares(double[] values)
    {
        int n = Dimension;
        double[] normal = new double[n * n], gradient = new double[n], direction = new double[n], factor = new double[n * n];
        for (int k = 0; k < _directions; k++)
        {
            Draw(k, direction);
            for (int i = 0; i < n; i++)
            {
                gradient[i] += direction[i] * (values[k + 1] - values[0]);
                for (int j = 0; j <= i; j++)
                    normal[(i * n) + j] += direction[i] * direction[j];
            }
        }

        if (!Cholesky.Factorize(n, normal, factor))
            return new double[n];
        Cholesky.Solve(n, factor, gradient);
        return gradient;
    }
}
