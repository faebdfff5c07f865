using System.Runtime.CompilerServices;
using Ratchet.Numerics;

namespace Ratchet.Policies;

/// <summary>
/// Normal numbers with a full covariance, a ~ N(μ, L Lᵀ): the columns are the means; L is lower triangular and the same in all states, as the
/// diagonal Gaussian's σ is. The free parameters are ln L_dd, d = 0 … n − 1 (log σ: they start at the initial log σ and keep its bounds),
/// then L_10, L_20, L_21, L_30, … (they start at 0, so the start is a diagonal Gaussian).
/// </summary>
/// <remarks>All arithmetic is in doubles, sample by sample, and rounded once; a sample costs two triangular solutions.</remarks>
/// <param name="size">Number of dimensions, at most <see cref="MaxSize"/>.</param>
internal sealed unsafe class FullGaussian(int size) : ActionDistribution
{
    /// <summary>Matrices of this size stand on the stack.</summary>
    public const int MaxSize = 32;

    /// <summary>½ ln 2π.</summary>
    private const double HalfLogTwoPi = 0.918938533204672741780;

    /// <inheritdoc/>
    public override int Width => size;

    /// <inheritdoc/>
    public override int ActionSize => size;

    /// <inheritdoc/>
    public override int FreeParameters => size * (size + 1) / 2;

    /// <inheritdoc/>
    public override int LogDeviations => size;

    /// <inheritdoc/>
    public override bool HasDecoupledDivergence => true;

    /// <inheritdoc/>
    public override SampleUnit Unit => SampleUnit.Real;

    /// <inheritdoc/>
    public override void FromOutputs(Kernels kernels, float* outputs, nint outputStride, byte* masks, int rows, float* columns, nint stride) =>
        kernels.Transpose(outputs, outputStride, rows, size, columns, stride);

    /// <summary>a = μ + L ξ with standard normal ξ_d, drawn in the order of the dimensions.</summary>
    /// <inheritdoc/>
    [SkipLocalsInit]
    public override void Sample(Kernels kernels, float* columns, nint stride, float* logDeviation, int rows, Span<RandomStream> streams, float* actions)
    {
        double* factor = stackalloc double[size * size], normal = stackalloc double[size];
        LowerFactor.Unpack(size, logDeviation, factor);
        for (int i = 0; i < rows; i++)
        {
            for (int d = 0; d < size; d++)
            {
                normal[d] = streams[i].NextGaussian();
                double action = columns[(d * stride) + i];
                for (int k = 0; k <= d; k++)
                    action += factor[(d * size) + k] * normal[k];
                actions[(d * stride) + i] = (float)action;
            }
        }
    }

    /// <inheritdoc/>
    public override void Mode(float* columns, nint stride, int rows, float* actions)
    {
        for (int d = 0; d < size; d++)
            new Span<float>(columns + (d * stride), rows).CopyTo(new Span<float>(actions + (d * stride), rows));
    }

    /// <summary>ln π(a) = −½ ‖L⁻¹(a − μ)‖² − Σ_d [ ln L_dd + ½ ln 2π ].</summary>
    /// <inheritdoc/>
    [SkipLocalsInit]
    public override void LogProbability(Kernels kernels, float* columns, nint stride, float* logDeviation, float* actions, int rows, float* logProbability)
    {
        double* factor = stackalloc double[size * size], whitened = stackalloc double[size];
        LowerFactor.Unpack(size, logDeviation, factor);
        double atMean = 0;
        for (int d = 0; d < size; d++)
            atMean -= logDeviation[d] + HalfLogTwoPi;
        for (int i = 0; i < rows; i++)
            logProbability[i] = (float)(atMean - (0.5 * Whiten(factor, actions + i, columns + i, stride, whitened)));
    }

    /// <summary>H = Σ_d [ ln L_dd + ½ ln 2πe ], the same in every state.</summary>
    /// <inheritdoc/>
    public override void Entropy(Kernels kernels, float* columns, nint stride, float* logDeviation, int rows, float* entropy)
    {
        double sum = 0;
        for (int d = 0; d < size; d++)
            sum += logDeviation[d] + HalfLogTwoPi + 0.5;
        new Span<float>(entropy, rows).Fill((float)sum);
    }

    /// <summary>
    /// KL(p ‖ q) = ½ [ tr(Σ_q⁻¹ Σ_p) − n + ln(|Σ_q| / |Σ_p|) + (μ_p − μ_q)ᵀ Σ_q⁻¹ (μ_p − μ_q) ]. With the lower triangular A = L_q⁻¹ L_p, whose diagonal is
    /// e^(t_d/2), t_d = 2 (ln L_p,dd − ln L_q,dd), that is ½ [ Σ_d (e^t_d − 1 − t_d) + Σ_{i&gt;j} A_ij² + ‖L_q⁻¹(μ_p − μ_q)‖² ]: no term is negative but for
    /// the rounding of the first, which a comparison lifts to 0, and all are exactly 0 for equal distributions.
    /// </summary>
    /// <inheritdoc/>
    [SkipLocalsInit]
    public override void Divergence(Kernels kernels, float* p, float* pLogDeviation, float* q, float* qLogDeviation, nint stride, int rows, float* divergence)
    {
        int n = size;
        double* factor = stackalloc double[n * n], quotient = stackalloc double[n * n], whitened = stackalloc double[n];
        LowerFactor.Unpack(size, qLogDeviation, factor);
        LowerFactor.Unpack(size, pLogDeviation, quotient);
        LowerFactor.DivideInto(size, factor, quotient);
        double spread = 0;
        for (int d = 0; d < n; d++)
        {
            double t = 2 * ((double)pLogDeviation[d] - qLogDeviation[d]), excess = Real.Exp(t) - 1 - t;
            spread += excess < 0 ? 0 : 0.5 * excess;
            for (int k = 0; k < d; k++)
                spread += 0.5 * quotient[(d * n) + k] * quotient[(d * n) + k];
        }

        for (int i = 0; i < rows; i++)
            divergence[i] = (float)(spread + (0.5 * Whiten(factor, p + i, q + i, stride, whitened)));
    }

    /// <summary>
    /// With w = L⁻¹(a − μ), v = L⁻ᵀ w: ∂ln π(a)/∂μ = v, ∂ln π(a)/∂L = v wᵀ − diag(1/L_dd). With δ = μ − μ′, primes for the old one:
    /// ∂KL(old ‖ new)/∂μ = Σ⁻¹δ, ∂KL(old ‖ new)/∂L = diag(1/L_dd) − L⁻ᵀ (A Aᵀ + w wᵀ), A = L⁻¹L′, w = L⁻¹δ;
    /// ∂KL(new ‖ old)/∂μ = Σ′⁻¹δ, ∂KL(new ‖ old)/∂L = L′⁻ᵀ A − diag(1/L_dd), A = L′⁻¹L. ∂H/∂L = diag(1/L_dd). KL_μ has the gradient of
    /// KL(new ‖ old) at μ, KL_Σ that of KL(old ‖ new) at L for w = 0. Of each the lower triangle; at
    /// ln L_dd it is L_dd times that at L_dd.
    /// </summary>
    /// <inheritdoc/>
    [SkipLocalsInit]
    public override void Backward(Kernels kernels, in DistributionGradient gradient)
    {
        int n = size;
        nint stride = gradient.Stride;
        double* factor = stackalloc double[n * n], old = stackalloc double[n * n], toFactor = stackalloc double[n * n];
        double* whitened = stackalloc double[n], solved = stackalloc double[n];
        bool oldToNew = gradient.Direction == KlDirection.OldToNew;
        LowerFactor.Unpack(size, gradient.LogDeviation, factor);
        if (gradient.OnDivergence != null || gradient.OnMeanDivergence != null || gradient.OnCovarianceDivergence != null)
            LowerFactor.Unpack(size, gradient.OldLogDeviation, old);
        new Span<double>(toFactor, n * n).Clear();
        double onDiagonal = 0, onSpread = 0, onCovariance = 0;
        for (int i = 0; i < gradient.Rows; i++)
        {
            float* output = gradient.OutputGradient + (i * gradient.OutputStride);
            new Span<float>(output, n).Clear();
            if (gradient.OnLogProbability != null)
            {
                double weight = gradient.OnLogProbability[i];
                Whiten(factor, gradient.Actions + i, gradient.Columns + i, stride, whitened);
                LowerFactor.SolveTransposed(size, factor, whitened, solved);
                AddOuter(weight, solved, whitened, toFactor);
                AddTo(output, weight, solved);
                onDiagonal -= weight;
            }

            if (gradient.OnDivergence != null)
            {
                double weight = gradient.OnDivergence[i];
                double* reference = oldToNew ? factor : old;
                Whiten(reference, gradient.Columns + i, gradient.OldColumns + i, stride, whitened);
                LowerFactor.SolveTransposed(size, reference, whitened, solved);
                if (oldToNew)
                    AddOuter(-weight, solved, whitened, toFactor);
                AddTo(output, weight, solved);
                onSpread += weight;
            }

            if (gradient.OnMeanDivergence != null)
            {
                Whiten(old, gradient.Columns + i, gradient.OldColumns + i, stride, whitened);
                LowerFactor.SolveTransposed(size, old, whitened, solved);
                AddTo(output, gradient.OnMeanDivergence[i], solved);
            }

            if (gradient.OnCovarianceDivergence != null)
                onCovariance += gradient.OnCovarianceDivergence[i];
            if (gradient.OnEntropy != null)
                onDiagonal += gradient.OnEntropy[i];
        }

        if (gradient.LogDeviationGradient == null)
            return;
        for (int d = 0; d < n; d++)
            toFactor[(d * n) + d] = (toFactor[(d * n) + d] * factor[(d * n) + d]) + onDiagonal;
        if (gradient.OnDivergence != null)
            AddSpread(onSpread, factor, old, oldToNew, toFactor);
        if (gradient.OnCovarianceDivergence != null)
            AddSpread(onCovariance, factor, old, oldToNew: true, toFactor);
        LowerFactor.Pack(size, toFactor, gradient.LogDeviationGradient);
    }

    /// <summary>
    /// Adds the weighted gradient of what of the KL depends on the factors alone, its diagonal already at ln L_dd. The numerators of the
    /// back-substitution stand before their division there, so that for equal factors 1 − 1 is left, and not a rounding.
    /// </summary>
    [SkipLocalsInit]
    private void AddSpread(double weight, double* factor, double* old, bool oldToNew, double* toFactor)
    {
        int n = size;
        double* reference = oldToNew ? factor : old, quotient = stackalloc double[n * n], solved = stackalloc double[n], column = stackalloc double[n];
        new Span<double>(oldToNew ? old : factor, n * n).CopyTo(new Span<double>(quotient, n * n));
        LowerFactor.DivideInto(size, reference, quotient);
        for (int j = 0; j < n; j++)
        {
            for (int i = 0; i < n; i++)
            {
                double sum = quotient[(i * n) + j];
                if (oldToNew)
                {
                    sum = 0;
                    for (int k = 0; k <= (i < j ? i : j); k++)
                        sum += quotient[(i * n) + k] * quotient[(j * n) + k];
                }

                column[i] = sum;
            }

            for (int i = n - 1; i >= j; i--)
            {
                double numerator = column[i];
                for (int k = i + 1; k < n; k++)
                    numerator -= reference[(k * n) + i] * solved[k];
                solved[i] = numerator / reference[(i * n) + i];
                double slope = i > j ? solved[i] : (numerator * (oldToNew ? 1 : factor[(i * n) + i] / reference[(i * n) + i])) - 1;
                toFactor[(i * n) + j] += oldToNew ? -weight * slope : weight * slope;
            }
        }
    }

    /// <summary>w = L⁻¹(x − y) of one sample; returns ‖w‖².</summary>
    private double Whiten(double* factor, float* x, float* y, nint stride, double* whitened)
    {
        double square = 0;
        for (int d = 0; d < size; d++)
        {
            double sum = (double)x[d * stride] - y[d * stride];
            for (int k = 0; k < d; k++)
                sum -= factor[(d * size) + k] * whitened[k];
            whitened[d] = sum / factor[(d * size) + d];
            square += whitened[d] * whitened[d];
        }

        return square;
    }

    /// <summary>The lower triangle of weight · v wᵀ.</summary>
    private void AddOuter(double weight, double* v, double* w, double* sum)
    {
        for (int i = 0; i < size; i++)
            for (int j = 0; j <= i; j++)
                sum[(i * size) + j] += weight * v[i] * w[j];
    }

    private void AddTo(float* output, double weight, double* values)
    {
        for (int d = 0; d < size; d++)
            output[d] += (float)(weight * values[d]);
    }
}
