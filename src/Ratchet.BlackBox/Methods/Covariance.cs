using Ratchet.Numerics;

namespace Ratchet.BlackBox.Methods;

/// <summary>The covariance C of a Gaussian, and the factor L with C = L Lᵀ that makes its noise of white noise. A full one holds its lower triangle, row by row, and zeros.</summary>
internal sealed class Covariance
{
    /// <summary>The matrix of so many coordinates has 128 MiB.</summary>
    public const int MaxFullDimension = 4096;

    private readonly CovarianceKind _kind;
    private readonly int _dimension;
    private readonly double[] _factor;

    public Covariance(CovarianceKind kind, int dimension, double deviation)
    {
        if (kind == CovarianceKind.Full && dimension > MaxFullDimension)
            throw new OptionException("covariance", $"a full covariance is for at most {MaxFullDimension} numbers; here are {dimension}. Take a diagonal one.");
        (_kind, _dimension) = (kind, dimension);
        Values = new double[kind switch { CovarianceKind.Isotropic => 1, CovarianceKind.Diagonal => dimension, _ => dimension * dimension }];
        _factor = new double[Values.Length];
        Widen(Values, deviation * deviation);
        Factorize();
    }

    /// <summary>σ², the variances, or the lower triangle; whoever writes them calls <see cref="Factorize"/>.</summary>
    public double[] Values { get; }

    public double Variance(int coordinate) => Values[DiagonalIndex(coordinate)];

    /// <summary>ε = L z, in place.</summary>
    public void Shape(Span<double> noise)
    {
        switch (_kind)
        {
            case CovarianceKind.Isotropic:
                for (int i = 0; i < noise.Length; i++)
                    noise[i] *= _factor[0];
                break;
            case CovarianceKind.Diagonal:
                for (int i = 0; i < noise.Length; i++)
                    noise[i] *= _factor[i];
                break;
            default:
                // From the last row on: a row needs only what stands before it.
                for (int i = noise.Length - 1; i >= 0; i--)
                    noise[i] = Sum.Product(_factor.AsSpan(i * _dimension, i + 1), noise);
                break;
        }
    }

    /// <summary>estimate += weight · d dᵀ, as far as this kind knows it: an isotropic one adds the mean of the diagonal.</summary>
    public void Add(double[] estimate, double weight, ReadOnlySpan<double> d)
    {
        switch (_kind)
        {
            case CovarianceKind.Isotropic:
                estimate[0] += weight * Sum.Product(d, d) / d.Length;
                break;
            case CovarianceKind.Diagonal:
                for (int i = 0; i < d.Length; i++)
                    estimate[i] += weight * d[i] * d[i];
                break;
            default:
                for (int i = 0; i < d.Length; i++)
                    for (int j = 0; j <= i; j++)
                        estimate[(i * d.Length) + j] += weight * d[i] * d[j];
                break;
        }
    }

    /// <summary>C ← rate · estimate + (1 − rate) · C + extra · I.</summary>
    public void Learn(double[] estimate, double rate, double extra)
    {
        for (int i = 0; i < Values.Length; i++)
            Values[i] = (rate * estimate[i]) + ((1 - rate) * Values[i]);
        Widen(Values, extra);
        Factorize();
    }

    /// <summary>C ← σ² I.</summary>
    public void Reset(double deviation)
    {
        Array.Clear(Values);
        Widen(Values, deviation * deviation);
        Factorize();
    }

    /// <summary>Makes L of C.</summary>
    public void Factorize()
    {
        if (_kind == CovarianceKind.Full)
            Cholesky.Factorize(_dimension, Values, _factor);
        else
            for (int i = 0; i < Values.Length; i++)
                _factor[i] = Math.Sqrt(Values[i]);
    }

    private void Widen(double[] values, double variance)
    {
        for (int i = 0; i < (_kind == CovarianceKind.Isotropic ? 1 : _dimension); i++)
            values[DiagonalIndex(i)] += variance;
    }

    private int DiagonalIndex(int i) => _kind switch { CovarianceKind.Isotropic => 0, CovarianceKind.Diagonal => i, _ => (i * _dimension) + i };
}
