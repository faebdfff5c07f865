using System.Runtime.CompilerServices;
using Ratchet.Numerics;

namespace Ratchet.Policies;

/// <summary>
/// Independent normal numbers a_d ~ N(μ_d, σ_d²): the columns are the means, log σ is one vector shared by all states.
/// </summary>
/// <remarks>
/// Log σ is used as it is: whoever steps the parameters keeps it between its floor and its ceiling. What depends on σ alone is worked out
/// once a call, in doubles; per sample there is only float arithmetic in one order, dimension after dimension, so a sample's numbers do not
/// depend on its place in a batch.
/// </remarks>
/// <param name="size">Number of dimensions.</param>
internal sealed unsafe class DiagonalGaussian(int size) : ActionDistribution
{
    /// <summary>½ ln 2π.</summary>
    private const double HalfLogTwoPi = 0.918938533204672741780;

    /// <inheritdoc/>
    public override int Width => size;

    /// <inheritdoc/>
    public override int ActionSize => size;

    /// <inheritdoc/>
    public override bool HasFisherProduct => true;

    /// <inheritdoc/>
    public override bool HasDecoupledDivergence => true;

    /// <inheritdoc/>
    public override int FreeParameters => size;

    /// <inheritdoc/>
    public override SampleUnit Unit => SampleUnit.Real;

    /// <inheritdoc/>
    public override void FromOutputs(Kernels kernels, float* outputs, nint outputStride, byte* masks, int rows, float* columns, nint stride) =>
        kernels.Transpose(outputs, outputStride, rows, size, columns, stride);

    /// <summary>a_d = μ_d + σ_d ξ_d with standard normal ξ_d, drawn in the order of the dimensions.</summary>
    /// <inheritdoc/>
    public override void Sample(Kernels kernels, float* columns, nint stride, float* logDeviation, int rows, Span<RandomStream> streams, float* actions)
    {
        for (int d = 0; d < size; d++)
        {
            double deviation = Real.Exp(logDeviation[d]);
            float* mean = columns + (d * stride);
            float* action = actions + (d * stride);
            for (int i = 0; i < rows; i++)
                action[i] = (float)(mean[i] + (deviation * streams[i].NextGaussian()));
        }
    }

    /// <inheritdoc/>
    public override void Mode(float* columns, nint stride, int rows, float* actions)
    {
        for (int d = 0; d < size; d++)
            new Span<float>(columns + (d * stride), rows).CopyTo(new Span<float>(actions + (d * stride), rows));
    }

    /// <summary>ln π(a) = −Σ_d [ (a_d − μ_d)² / 2σ_d² + log σ_d + ½ ln 2π ].</summary>
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void LogProbability(Kernels kernels, float* columns, nint stride, float* logDeviation, float* actions, int rows, float* logProbability)
    {
        double atMean = 0;
        for (int d = 0; d < size; d++)
            atMean -= logDeviation[d] + HalfLogTwoPi;
        new Span<float>(logProbability, rows).Fill((float)atMean);
        for (int d = 0; d < size; d++)
            AddSquares(actions + (d * stride), columns + (d * stride), (float)(-0.5 * Precision(logDeviation[d])), rows, logProbability);
    }

    /// <summary>H = Σ_d [ log σ_d + ½ ln 2πe ], the same in every state.</summary>
    /// <inheritdoc/>
    public override void Entropy(Kernels kernels, float* columns, nint stride, float* logDeviation, int rows, float* entropy)
    {
        double sum = 0;
        for (int d = 0; d < size; d++)
            sum += logDeviation[d] + HalfLogTwoPi + 0.5;
        new Span<float>(entropy, rows).Fill((float)sum);
    }

    /// <summary>
    /// KL(p ‖ q) = Σ_d [ ln(σ_q/σ_p) + (σ_p² + (μ_p − μ_q)²) / 2σ_q² − ½ ] = Σ_d ½ [ (e^t − 1 − t) + (μ_p − μ_q)² / σ_q² ], t = 2 ln(σ_p/σ_q).
    /// In this form equal distributions have exactly 0 and no term is negative, but for the rounding of e^t − 1 − t, which a comparison
    /// (that a NaN passes unchanged) lifts to 0.
    /// </summary>
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Divergence(Kernels kernels, float* p, float* pLogDeviation, float* q, float* qLogDeviation, nint stride, int rows, float* divergence)
    {
        double spread = 0;
        for (int d = 0; d < size; d++)
        {
            double t = 2 * ((double)pLogDeviation[d] - qLogDeviation[d]);
            double excess = Real.Exp(t) - 1 - t;
            spread += excess < 0 ? 0 : 0.5 * excess;
        }

        new Span<float>(divergence, rows).Fill((float)spread);
        for (int d = 0; d < size; d++)
            AddSquares(p + (d * stride), q + (d * stride), (float)(0.5 * Precision(qLogDeviation[d])), rows, divergence);
    }

    /// <summary>
    /// At μ: ∂ln π(a) = (a − μ)/σ²; ∂KL(old ‖ new) = (μ − μ′)/σ²; ∂KL(new ‖ old) = (μ − μ′)/σ′²; ∂H = 0.
    /// At log σ: ∂ln π(a) = (a − μ)²/σ² − 1; ∂KL(old ‖ new) = 1 − (σ′² + (μ − μ′)²)/σ²; ∂KL(new ‖ old) = σ²/σ′² − 1; ∂H = 1.
    /// Of KL_μ: (μ − μ′)/σ′² at μ and 0 at log σ; of KL_Σ: 0 at μ and 1 − σ′²/σ² at log σ.
    /// </summary>
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Backward(Kernels kernels, in DistributionGradient gradient)
    {
        int rows = gradient.Rows;
        nint outputStride = gradient.OutputStride;
        float* onLogProbability = gradient.OnLogProbability;
        float* onDivergence = gradient.OnDivergence;
        float* onMean = gradient.OnMeanDivergence;
        float* onCovariance = gradient.OnCovarianceDivergence;
        float* onEntropy = gradient.OnEntropy;
        bool needsOld = onDivergence != null || onMean != null || onCovariance != null;
        bool oldToNew = gradient.Direction == KlDirection.OldToNew;
        for (int d = 0; d < size; d++)
        {
            float logDeviation = gradient.LogDeviation[d];
            float oldLogDeviation = needsOld ? gradient.OldLogDeviation[d] : logDeviation;
            float precision = (float)Precision(logDeviation);
            float oldPrecision = (float)Precision(oldLogDeviation);
            float narrowing = (float)(1 - Real.Exp(2 * ((double)oldLogDeviation - logDeviation)));
            float pull = oldToNew ? precision : oldPrecision;
            float spread = oldToNew ? narrowing : (float)(Real.Exp(2 * ((double)logDeviation - oldLogDeviation)) - 1);
            float widening = oldToNew ? pull : 0f;
            float* mean = gradient.Columns + (d * gradient.Stride);
            float* oldMean = gradient.OldColumns + (d * gradient.Stride);
            float* action = gradient.Actions + (d * gradient.Stride);
            float* output = gradient.OutputGradient + d;
            float toLogDeviation = 0f;
            for (int i = 0; i < rows; i++, output += outputStride)
            {
                float toMean = 0f;
                float here = 0f;
                if (onLogProbability != null)
                {
                    float difference = action[i] - mean[i];
                    float scaled = difference * precision;
                    toMean += onLogProbability[i] * scaled;
                    here += onLogProbability[i] * ((difference * scaled) - 1f);
                }

                if (onDivergence != null)
                {
                    float difference = mean[i] - oldMean[i];
                    toMean += onDivergence[i] * (difference * pull);
                    here += onDivergence[i] * (spread - (difference * difference * widening));
                }

                if (onMean != null)
                    toMean += onMean[i] * ((mean[i] - oldMean[i]) * oldPrecision);
                if (onCovariance != null)
                    here += onCovariance[i] * narrowing;
                if (onEntropy != null)
                    here += onEntropy[i];
                *output = toMean;
                toLogDeviation += here;
            }

            if (gradient.LogDeviationGradient != null)
                gradient.LogDeviationGradient[d] = toLogDeviation;
        }
    }

    /// <summary>M = 1/σ² at μ and 2 at log σ, diagonal: the same in every state.</summary>
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void FisherProduct(
        Kernels kernels, float* columns, nint stride, float* logDeviation, int rows, float weight, float* outputs, nint outputStride, float* logDeviationDirection, float* logDeviationProduct)
    {
        for (int d = 0; d < size; d++)
        {
            float factor = (float)(weight * Precision(logDeviation[d]));
            float* output = outputs + d;
            for (int i = 0; i < rows; i++, output += outputStride)
                *output *= factor;
            logDeviationProduct[d] = (float)(2.0 * weight * rows * logDeviationDirection[d]);
        }
    }

    /// <summary>1/σ².</summary>
    private static double Precision(float logDeviation) => Real.Exp(-2.0 * logDeviation);

    /// <summary>sum[i] += factor · (x[i] − y[i])².</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddSquares(float* x, float* y, float factor, int rows, float* sum)
    {
        for (int i = 0; i < rows; i++)
        {
            float difference = x[i] - y[i];
            sum[i] += factor * (difference * difference);
        }
    }
}
