using Ratchet.Numerics;

namespace Ratchet.Policies.Projections;

/// <summary>
/// The projection of a <see cref="DiagonalGaussian"/>: dividing by σ_old makes the old covariance the identity, and what <see cref="CovarianceDual"/>
/// works on are λ_d = σ_old,d² / σ_d². A <see cref="SquashedGaussian"/> is projected as the Gaussian before its tanh, whose KL is its own.
/// </summary>
/// <param name="size">d, dimensions of an action.</param>
internal sealed unsafe class DiagonalKlProjection(int size) : KlProjection(size, size)
{
    private readonly double[] _excess = new double[size];
    private readonly double[] _oldPrecision = new double[size];
    private readonly double[] _projectedPrecision = new double[size];

    private double _share = 1;

    /// <summary>log σ̃ = log σ_old − ½ ln λ̃.</summary>
    /// <inheritdoc/>
    public override void Solve(float* free, float* oldFree)
    {
        for (int d = 0; d < Size; d++)
        {
            _excess[d] = Real.Exp(2 * ((double)oldFree[d] - free[d])) - 1;
            _oldPrecision[d] = Real.Exp(-2.0 * oldFree[d]);
        }

        Active = CovarianceDual.Part(_excess, 1) > CovarianceBound;
        _share = Active ? CovarianceDual.Solve(_excess, CovarianceBound) : 1;
        for (int d = 0; d < Size; d++)
        {
            double precision = 1 + (_share * _excess[d]);
            Free[d] = Active ? (float)(oldFree[d] - (0.5 * Real.Log(precision))) : free[d];
            _projectedPrecision[d] = _oldPrecision[d] * precision;
        }
    }

    /// <summary>ln c = 2 (log σ − log σ_old): the factor 2 is the same on both sides.</summary>
    /// <inheritdoc/>
    public override void SolveBackward(float* gradient)
    {
        if (!Active)
            return;
        Span<double> wide = stackalloc double[Size];
        for (int d = 0; d < Size; d++)
            wide[d] = gradient[d];
        CovarianceDual.Backward(_excess, _share, wide);
        for (int d = 0; d < Size; d++)
            gradient[d] = (float)wide[d];
    }

    /// <inheritdoc/>
    protected override double OldPrecision(double* change, double* product) => Product(_oldPrecision, change, product);

    /// <inheritdoc/>
    protected override double ProjectedPrecision(double* change, double* product) => Product(_projectedPrecision, change, product);

    private static double Product(double[] precision, double* change, double* product)
    {
        double square = 0;
        for (int d = 0; d < precision.Length; d++)
        {
            product[d] = precision[d] * change[d];
            square += product[d] * change[d];
        }

        return square;
    }
}
