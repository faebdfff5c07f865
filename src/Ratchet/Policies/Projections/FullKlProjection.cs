using System.Runtime.CompilerServices;
using Ratchet.Numerics;

namespace Ratchet.Policies.Projections;

/// <summary>
/// The projection of a <see cref="FullGaussian"/>. With Σ = L Lᵀ, Σ_old = L_old L_oldᵀ and A = L_old⁻¹ L, the new covariance seen from the old one is
/// C = A Aᵀ = Rᵀ diag(c) R. Its eigenvalues are projected as a diagonal Gaussian's are, with λ_i = 1/c_i (<see cref="CovarianceDual"/>), and
/// <code>
/// C̃ = Rᵀ diag(c̃) R = Ã Ãᵀ,    L̃ = L_old Ã
/// </code>
/// </summary>
/// <remarks>
/// Where the eigendecomposition or the factorisation fails on finite numbers (a covariance too near to a singular one), the old covariance is
/// kept, as derivatives of the published code do: it is within every bound, and has no gradient.
/// </remarks>
/// <param name="size">d, dimensions of an action.</param>
internal sealed unsafe class FullKlProjection(int size) : KlProjection(size, size * (size + 1) / 2)
{
    private readonly double[] _excess = new double[size];

    /// <summary>L_dd: from a derivative by L_dd to the one by its logarithm.</summary>
    private readonly double[] _diagonal = new double[size];

    private readonly AlignedBuffer<double> _oldFactor = new(size, size);
    private readonly AlignedBuffer<double> _projectedFactor = new(size, size);

    /// <summary>R.</summary>
    private readonly AlignedBuffer<double> _rotation = new(size, size);

    /// <summary>R A.</summary>
    private readonly AlignedBuffer<double> _rotated = new(size, size);

    /// <summary>Rows Ã⁻¹ r_i, r_i being the rows of R.</summary>
    private readonly AlignedBuffer<double> _fromProjected = new(size, size);

    /// <summary>Rows L_old⁻ᵀ r_i.</summary>
    private readonly AlignedBuffer<double> _toOld = new(size, size);

    private double _share = 1;

    /// <summary>Whether the last <see cref="Solve"/> failed and kept the old covariance.</summary>
    public bool KeptOld { get; private set; }

    /// <inheritdoc/>
    public override void Solve(float* free, float* oldFree)
    {
        int n = Size;
        LowerFactor.Unpack(n, oldFree, _oldFactor.Pointer);
        LowerFactor.Unpack(n, free, _rotated.Pointer);
        for (int d = 0; d < n; d++)
            _diagonal[d] = _rotated.Pointer[(d * n) + d];
        LowerFactor.DivideInto(n, _oldFactor.Pointer, _rotated.Pointer);
        double part = Part(free, oldFree);
        Active = part > CovarianceBound;
        KeptOld = Active && !(double.IsFinite(part) && Decompose());
        new Span<float>(KeptOld ? oldFree : free, FreeParameters).CopyTo(new Span<float>(Free, FreeParameters));
        if (Active && !KeptOld)
            WriteProjected();
        else
            LowerFactor.Unpack(n, Free, _projectedFactor.Pointer);
    }

    /// <inheritdoc/>
    [SkipLocalsInit]
    public override void SolveBackward(float* gradient)
    {
        int n = Size;
        if (KeptOld)
            new Span<float>(gradient, FreeParameters).Clear();
        if (!Active || KeptOld)
            return;
        double* given = stackalloc double[n * n], symmetric = stackalloc double[n * n], product = stackalloc double[n * n];
        UnpackGradient(gradient, given);
        ToProjectedCovariance(given, symmetric);
        ThroughSpectrum(symmetric);
        Multiply(symmetric, _rotated.Pointer, product);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = 0;
                for (int k = 0; k < n; k++)
                    sum += _toOld.Pointer[(k * n) + i] * product[(k * n) + j];
                given[(i * n) + j] = 2 * sum * (i == j ? _diagonal[i] : 1);
            }
        }

        LowerFactor.Pack(n, given, gradient);
    }

    /// <inheritdoc/>
    protected override double OldPrecision(double* change, double* product) => Precision(_oldFactor.Pointer, change, product);

    /// <inheritdoc/>
    protected override double ProjectedPrecision(double* change, double* product) => Precision(_projectedFactor.Pointer, change, product);

    /// <summary>L⁻ᵀ L⁻¹ δ; returns ‖L⁻¹ δ‖².</summary>
    private double Precision(double* factor, double* change, double* product)
    {
        LowerFactor.Solve(Size, factor, change, product);
        double square = 0;
        for (int d = 0; d < Size; d++)
            square += product[d] * product[d];
        LowerFactor.SolveTransposed(Size, factor, product, product);
        return square;
    }

    /// <summary>½ [ ‖A‖² − d − 2 Σ ln A_dd ], without the eigenvalues: most covariances are within their bound.</summary>
    private double Part(float* free, float* oldFree)
    {
        double sum = 0;
        for (int i = 0; i < Size; i++)
        {
            double* row = _rotated.Pointer + (i * Size);
            sum += (row[i] * row[i]) - 1 - (2 * ((double)free[i] - oldFree[i]));
            for (int j = 0; j < i; j++)
                sum += row[j] * row[j];
        }

        return 0.5 * sum;
    }

    /// <summary>The eigenvalues of C, their projection, and Ã in the place of L̃.</summary>
    private bool Decompose()
    {
        int n = Size;
        double* rotation = _rotation.Pointer, projected = _projectedFactor.Pointer;
        if (!RowRotations.Orthogonalize(n, _rotated.Pointer, rotation))
            return false;
        for (int i = 0; i < n; i++)
        {
            double square = 0;
            for (int k = 0; k < n; k++)
                square += _rotated.Pointer[(i * n) + k] * _rotated.Pointer[(i * n) + k];
            _excess[i] = (1 / square) - 1;
            if (!(square > 0) || !double.IsFinite(_excess[i]))
                return false;
        }

        _share = CovarianceDual.Solve(_excess, CovarianceBound);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double sum = 0;
                for (int k = 0; k < n; k++)
                    sum += rotation[(k * n) + i] * rotation[(k * n) + j] / (1 + (_share * _excess[k]));
                projected[(i * n) + j] = sum;
            }
        }

        return LowerFactor.Factorize(n, projected);
    }

    /// <summary>L̃ = L_old Ã, and the products with R that the gradient needs.</summary>
    private void WriteProjected()
    {
        int n = Size;
        double* old = _oldFactor.Pointer, factor = _projectedFactor.Pointer;
        for (int i = 0; i < n; i++)
        {
            LowerFactor.Solve(n, factor, _rotation.Pointer + (i * n), _fromProjected.Pointer + (i * n));
            LowerFactor.SolveTransposed(n, old, _rotation.Pointer + (i * n), _toOld.Pointer + (i * n));
        }

        // From the last row up: a row of the product needs the rows of Ã at and above its own.
        for (int i = n - 1; i >= 0; i--)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = 0;
                for (int k = j; k <= i; k++)
                    sum += old[(i * n) + k] * factor[(k * n) + j];
                factor[(i * n) + j] = sum;
            }
        }

        LowerFactor.Pack(n, factor, Free);
        for (int d = 0; d < n; d++)
            Free[d] = (float)Real.Log(factor[(d * n) + d]);
    }

    /// <summary>∂L/∂L̃ from ∂L/∂(its parameters): at the diagonal divided by L̃_dd.</summary>
    private void UnpackGradient(float* gradient, double* given)
    {
        int n = Size;
        float* below = gradient + n;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                given[(i * n) + j] = j < i ? *below++ : 0;
            given[(i * n) + i] = gradient[i] / _projectedFactor.Pointer[(i * n) + i];
        }
    }

    /// <summary>
    /// ∂L/∂C̃ in the eigenvectors' coordinates from G = ∂L/∂L̃: ½ R Ã⁻ᵀ S Ã⁻¹ Rᵀ, where S is the lower triangle of L̃ᵀ G and its mirror image
    /// (the derivative of a Cholesky factor; L_oldᵀ G = ∂L/∂Ã and Ãᵀ L_oldᵀ = L̃ᵀ).
    /// </summary>
    [SkipLocalsInit]
    private void ToProjectedCovariance(double* given, double* symmetric)
    {
        int n = Size;
        double* mirrored = stackalloc double[n * n], product = stackalloc double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = 0;
                for (int k = i; k < n; k++)
                    sum += _projectedFactor.Pointer[(k * n) + i] * given[(k * n) + j];
                mirrored[(i * n) + j] = mirrored[(j * n) + i] = sum;
            }
        }

        Multiply(_fromProjected.Pointer, mirrored, product);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double sum = 0;
                for (int k = 0; k < n; k++)
                    sum += product[(i * n) + k] * _fromProjected.Pointer[(j * n) + k];
                symmetric[(i * n) + j] = 0.5 * sum;
            }
        }
    }

    /// <summary>
    /// From ∂L/∂C̃ to ∂L/∂C = s Λ C̃ (∂L/∂C̃) C̃ Λ in the eigenvectors' coordinates, Λ = diag(λ), in place, less what the root of the dual takes away, which is
    /// on the diagonal.
    /// </summary>
    private void ThroughSpectrum(double* symmetric)
    {
        int n = Size;
        Span<double> onLogarithms = stackalloc double[n], growth = stackalloc double[n];
        for (int i = 0; i < n; i++)
        {
            double precision = 1 + (_share * _excess[i]);
            growth[i] = (1 + _excess[i]) / precision;
            onLogarithms[i] = symmetric[(i * n) + i] / precision;
        }

        CovarianceDual.Backward(_excess, _share, onLogarithms);
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                symmetric[(i * n) + j] = i == j ? onLogarithms[i] * (1 + _excess[i]) : _share * growth[i] * growth[j] * symmetric[(i * n) + j];
    }

    /// <summary>product = a b.</summary>
    private void Multiply(double* a, double* b, double* product)
    {
        for (int i = 0; i < Size; i++)
        {
            double* row = product + (i * Size);
            new Span<double>(row, Size).Clear();
            for (int k = 0; k < Size; k++)
                for (int j = 0; j < Size; j++)
                    row[j] += a[(i * Size) + k] * b[(k * Size) + j];
        }
    }
}
