using Ratchet.Numerics;

namespace Ratchet.Policies;

/// <summary>
/// Independent beta-distributed numbers in (0, 1), each with α = 1 + softplus(x) and β = 1 + softplus(y) of two outputs of the network, so
/// that the density is finite and has one peak (Chou, Maturana and Scherer, "Improving stochastic policy gradients in continuous control with
/// deep reinforcement learning using the Beta distribution", 2017). The box's width is no part of the density: it would add the same
/// constant to every log-probability and entropy, and nothing to ratios and divergences.
/// </summary>
/// <remarks>
/// The columns are α − 1 of all dimensions, then β − 1: near 0 they keep the digits that α and β would lose. All arithmetic is in doubles,
/// sample by sample, and rounded once.
/// </remarks>
/// <param name="size">Number of dimensions.</param>
internal sealed unsafe class Beta(int size) : ActionDistribution
{
    /// <summary>Samples stay this far from 0 and 1: half the spacing of floats below 1, so that both logarithms are finite.</summary>
    private const float Margin = 1f / (1 << 24);

    /// <inheritdoc/>
    public override int Width => 2 * size;

    /// <inheritdoc/>
    public override int ActionSize => size;

    /// <inheritdoc/>
    public override SampleUnit Unit => SampleUnit.Share;

    /// <inheritdoc/>
    public override void FromOutputs(Kernels kernels, float* outputs, nint outputStride, byte* masks, int rows, float* columns, nint stride)
    {
        for (int c = 0; c < Width; c++)
            for (int i = 0; i < rows; i++)
                columns[(c * stride) + i] = (float)Logistic.Softplus(outputs[(i * outputStride) + c]);
    }

    /// <summary>a = X / (X + Y) with X ~ Γ(α), Y ~ Γ(β), drawn in the order of the dimensions.</summary>
    /// <inheritdoc/>
    public override void Sample(Kernels kernels, float* columns, nint stride, float* logDeviation, int rows, Span<RandomStream> streams, float* actions)
    {
        for (int d = 0; d < size; d++)
        {
            for (int i = 0; i < rows; i++)
            {
                Shape shape = At(columns, stride, d, i);
                double x = NextGamma(ref streams[i], shape.Alpha), y = NextGamma(ref streams[i], shape.Beta);
                float share = (float)(x / (x + y));
                actions[(d * stride) + i] = share < Margin ? Margin : share > 1 - Margin ? 1 - Margin : share;
            }
        }
    }

    /// <summary>(α − 1) / (α + β − 2); ½ of a uniform one.</summary>
    /// <inheritdoc/>
    public override void Mode(float* columns, nint stride, int rows, float* actions)
    {
        for (int d = 0; d < size; d++)
        {
            for (int i = 0; i < rows; i++)
            {
                double above = columns[(d * stride) + i], sum = above + columns[((size + d) * stride) + i];
                actions[(d * stride) + i] = sum == 0 ? 0.5f : (float)(above / sum);
            }
        }
    }

    /// <summary>ln π(a) = Σ_d [ (α − 1) ln a + (β − 1) ln(1 − a) − ln B(α, β) ].</summary>
    /// <inheritdoc/>
    public override void LogProbability(Kernels kernels, float* columns, nint stride, float* logDeviation, float* actions, int rows, float* logProbability)
    {
        for (int i = 0; i < rows; i++)
        {
            double sum = 0;
            for (int d = 0; d < size; d++)
            {
                Shape shape = At(columns, stride, d, i);
                double action = actions[(d * stride) + i];
                sum += (shape.AboveAlpha * Real.Log(action)) + (shape.AboveBeta * Real.Log(1 - action)) - shape.LogNormalizer();
            }

            logProbability[i] = (float)sum;
        }
    }

    /// <summary>H = Σ_d [ ln B(α, β) − (α − 1) E ln a − (β − 1) E ln(1 − a) ], E ln a = ψ(α) − ψ(α + β), E ln(1 − a) = ψ(β) − ψ(α + β).</summary>
    /// <inheritdoc/>
    public override void Entropy(Kernels kernels, float* columns, nint stride, float* logDeviation, int rows, float* entropy)
    {
        for (int i = 0; i < rows; i++)
        {
            double sum = 0;
            for (int d = 0; d < size; d++)
            {
                Shape shape = At(columns, stride, d, i);
                (double action, double rest) = shape.MeanLogs();
                sum += shape.LogNormalizer() - (shape.AboveAlpha * action) - (shape.AboveBeta * rest);
            }

            entropy[i] = (float)sum;
        }
    }

    /// <summary>
    /// KL(p ‖ q) = Σ_d [ ln B(α′, β′) − ln B(α, β) + (α − α′) E_p ln a + (β − β′) E_p ln(1 − a) ], q with the primes. Equal distributions have
    /// exactly 0; what rounds to below zero becomes 0 by a comparison, which a NaN passes unchanged.
    /// </summary>
    /// <inheritdoc/>
    public override void Divergence(Kernels kernels, float* p, float* pLogDeviation, float* q, float* qLogDeviation, nint stride, int rows, float* divergence)
    {
        for (int i = 0; i < rows; i++)
        {
            double sum = 0;
            for (int d = 0; d < size; d++)
            {
                Shape first = At(p, stride, d, i), second = At(q, stride, d, i);
                (double action, double rest) = first.MeanLogs();
                sum += second.LogNormalizer() - first.LogNormalizer()
                    + ((first.AboveAlpha - second.AboveAlpha) * action) + ((first.AboveBeta - second.AboveBeta) * rest);
            }

            divergence[i] = sum < 0 ? 0f : (float)sum;
        }
    }

    /// <summary>
    /// At α (at β alike), with S = α + β and old ones primed: ∂ln π(a) = ln a − E ln a; ∂H = −(α − 1) ψ₁(α) + (S − 2) ψ₁(S);
    /// ∂KL(old ‖ new) = E ln a − E′ ln a; ∂KL(new ‖ old) = (α − α′) ψ₁(α) − (S − S′) ψ₁(S).
    /// From α to the output: dα/dx = 1 / (1 + e^−x) = 1 − e^−(α − 1).
    /// </summary>
    /// <inheritdoc/>
    public override void Backward(Kernels kernels, in DistributionGradient gradient)
    {
        nint stride = gradient.Stride;
        bool oldToNew = gradient.OnDivergence != null && gradient.Direction == KlDirection.OldToNew;
        for (int i = 0; i < gradient.Rows; i++)
        {
            float* output = gradient.OutputGradient + (i * gradient.OutputStride);
            for (int d = 0; d < size; d++)
            {
                Shape shape = At(gradient.Columns, stride, d, i);
                (double meanLog, double meanLogRest) = gradient.OnLogProbability != null || oldToNew ? shape.MeanLogs() : default;
                double toAlpha = 0, toBeta = 0;
                if (gradient.OnLogProbability != null)
                {
                    double action = gradient.Actions[(d * stride) + i];
                    toAlpha += gradient.OnLogProbability[i] * (Real.Log(action) - meanLog);
                    toBeta += gradient.OnLogProbability[i] * (Real.Log(1 - action) - meanLogRest);
                }

                if (oldToNew)
                {
                    (double oldMeanLog, double oldMeanLogRest) = At(gradient.OldColumns, stride, d, i).MeanLogs();
                    toAlpha += gradient.OnDivergence[i] * (meanLog - oldMeanLog);
                    toBeta += gradient.OnDivergence[i] * (meanLogRest - oldMeanLogRest);
                }
                else if (gradient.OnDivergence != null)
                {
                    (double alpha, double beta) = NewToOldSlope(shape, At(gradient.OldColumns, stride, d, i));
                    toAlpha += gradient.OnDivergence[i] * alpha;
                    toBeta += gradient.OnDivergence[i] * beta;
                }

                if (gradient.OnEntropy != null)
                {
                    double whole = (shape.AboveAlpha + shape.AboveBeta) * GammaFunctions.Trigamma(shape.Sum);
                    toAlpha += gradient.OnEntropy[i] * (whole - (shape.AboveAlpha * GammaFunctions.Trigamma(shape.Alpha)));
                    toBeta += gradient.OnEntropy[i] * (whole - (shape.AboveBeta * GammaFunctions.Trigamma(shape.Beta)));
                }

                output[d] = (float)(toAlpha * (1 - Real.Exp(-shape.AboveAlpha)));
                output[size + d] = (float)(toBeta * (1 - Real.Exp(-shape.AboveBeta)));
            }
        }
    }

    private static (double Alpha, double Beta) NewToOldSlope(Shape current, Shape old)
    {
        double alpha = current.AboveAlpha - old.AboveAlpha, beta = current.AboveBeta - old.AboveBeta;
        double both = (alpha + beta) * GammaFunctions.Trigamma(current.Sum);
        return ((alpha * GammaFunctions.Trigamma(current.Alpha)) - both, (beta * GammaFunctions.Trigamma(current.Beta)) - both);
    }

    /// <summary>
    /// Gamma of shape ≥ 1 and scale 1 (Marsaglia and Tsang, "A simple method for generating gamma variables", 2000): d = shape − ⅓,
    /// v = (1 + ξ / √(9d))³, and d · v is accepted if ln u &lt; ½ξ² + d (1 − v + ln v).
    /// </summary>
    private static double NextGamma(ref RandomStream random, double shape)
    {
        double d = shape - (1.0 / 3), scale = 1 / Math.Sqrt(9 * d);
        // 19 of 20 draws are accepted, or more; one for an infinite shape or a NaN would never be.
        while (double.IsFinite(d))
        {
            double normal = random.NextGaussian(), root = 1 + (scale * normal);
            double uniform = 1 - random.NextDouble();
            if (!(root > 0))
                continue;
            double v = root * root * root;
            if (Real.Log(uniform) < (0.5 * normal * normal) + (d * (1 - v + Real.Log(v))))
                return d * v;
        }

        return double.NaN;
    }

    private Shape At(float* columns, nint stride, int dimension, int row) =>
        new(columns[(dimension * stride) + row], columns[((size + dimension) * stride) + row]);

    /// <summary>α − 1 and β − 1 of one number.</summary>
    private readonly record struct Shape(double AboveAlpha, double AboveBeta)
    {
        public double Alpha => 1 + AboveAlpha;

        public double Beta => 1 + AboveBeta;

        public double Sum => 2 + AboveAlpha + AboveBeta;

        /// <summary>E ln a = ψ(α) − ψ(α + β) and E ln(1 − a) = ψ(β) − ψ(α + β).</summary>
        public (double OfAction, double OfRest) MeanLogs()
        {
            double whole = GammaFunctions.Digamma(Sum);
            return (GammaFunctions.Digamma(Alpha) - whole, GammaFunctions.Digamma(Beta) - whole);
        }

        /// <summary>ln B(α, β) = ln Γ(α) + ln Γ(β) − ln Γ(α + β).</summary>
        public double LogNormalizer() => GammaFunctions.LogGamma(Alpha) + GammaFunctions.LogGamma(Beta) - GammaFunctions.LogGamma(Sum);
    }
}
