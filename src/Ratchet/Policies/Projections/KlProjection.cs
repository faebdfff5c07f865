using System.Runtime.CompilerServices;
using Ratchet.Numerics;

namespace Ratchet.Policies.Projections;

/// <summary>
/// KL trust-region projection of a Gaussian policy (Otto et al. 2021): the nearest Gaussian N(μ̃, Σ̃) to the network's N(μ, Σ), in KL(π̃ ‖ π_θ), with
/// <code>
/// mean part        ½ (μ̃ − μ_old)ᵀ Σ_old⁻¹ (μ̃ − μ_old)                   ≤ ε_μ   in every state
/// covariance part  ½ [ tr(Σ_old⁻¹ Σ̃) − d + ln |Σ_old| − ln |Σ̃| ]          ≤ ε_Σ
/// </code>
/// whose sum is KL(π̃ ‖ π_old), in nats. A part within its bound is left as it is, bit by bit; the other is put on its bound. Both are functions of
/// the network's numbers with gradients; none flows to the old policy.
/// </summary>
/// <remarks>
/// The covariance is the same in every state here: <see cref="Solve"/> projects it once a minibatch, and after that any number of threads may
/// project means and take gradients back, which read only. All arithmetic is in doubles, sample by sample, and rounded once.
/// </remarks>
/// <param name="size">d, dimensions of an action.</param>
/// <param name="freeParameters">Numbers that the covariance is made of.</param>
internal abstract unsafe class KlProjection(int size, int freeParameters)
{
    private readonly AlignedBuffer<float> _free = new(freeParameters);

    /// <summary>d.</summary>
    public int Size => size;

    /// <summary>ε_μ, nats.</summary>
    public double MeanBound { get; set; }

    /// <summary>ε_Σ, nats.</summary>
    public double CovarianceBound { get; set; }

    /// <summary>The projected free parameters, as the last <see cref="Solve"/> left them.</summary>
    public float* Free => _free.Pointer;

    /// <summary>How many free parameters.</summary>
    protected int FreeParameters => freeParameters;

    /// <summary>Whether the last <see cref="Solve"/> found the covariance beyond its bound.</summary>
    public bool Active { get; protected set; }

    /// <summary>The projection of a family of distributions.</summary>
    /// <exception cref="NotSupportedException">It is no Gaussian.</exception>
    public static KlProjection Of(ActionDistribution distribution) => distribution switch
    {
        DiagonalGaussian or SquashedGaussian => new DiagonalKlProjection(distribution.Width),
        FullGaussian => new FullKlProjection(distribution.Width),
        _ => throw new NotSupportedException($"{distribution.GetType().Name} has no mean and covariance to project."),
    };

    /// <summary>Projects the covariance, which the free parameters describe, and keeps what the gradients need.</summary>
    /// <param name="free">The network's.</param>
    /// <param name="oldFree">The old policy's.</param>
    public abstract void Solve(float* free, float* oldFree);

    /// <summary>Turns ∂L/∂(projected free parameters) into ∂L/∂(the network's), in place.</summary>
    public abstract void SolveBackward(float* gradient);

    /// <summary>
    /// μ̃ = μ_old + τ (μ − μ_old) with τ = √(ε_μ / m) where m, the mean part, is beyond ε_μ (the paper's (μ + ω μ_old)/(1 + ω), ω = √(m/ε_μ) − 1).
    /// </summary>
    /// <param name="means">Columns of the network's means.</param>
    /// <param name="oldMeans">Columns of the old means.</param>
    /// <param name="stride">Distance between columns.</param>
    /// <param name="rows">Samples.</param>
    /// <param name="projected">Columns, written.</param>
    [SkipLocalsInit]
    public void Means(float* means, float* oldMeans, nint stride, int rows, float* projected)
    {
        double* change = stackalloc double[size], pull = stackalloc double[size];
        for (int i = 0; i < rows; i++)
        {
            double part = 0.5 * Change(means + i, oldMeans + i, stride, change, pull);
            bool active = part > MeanBound;
            double share = active ? Math.Sqrt(MeanBound / part) : 1;
            for (int d = 0; d < size; d++)
            {
                nint at = (d * stride) + i;
                projected[at] = active ? (float)(oldMeans[at] + (share * change[d])) : means[at];
            }
        }
    }

    /// <summary>
    /// Turns g = ∂L/∂μ̃ into ∂L/∂μ = τ [ g − Σ_old⁻¹δ (g · δ)/(δᵀ Σ_old⁻¹ δ) ], δ = μ − μ_old, in place, and adds the gradient of the regression penalty
    /// α · mean part of KL(π_θ ‖ sg[π̃]), which is α Σ̃⁻¹ (μ − μ̃).
    /// </summary>
    /// <param name="means">Columns of the network's means.</param>
    /// <param name="oldMeans">Columns of the old means.</param>
    /// <param name="stride">Distance between columns.</param>
    /// <param name="rows">Samples.</param>
    /// <param name="regression">α, over the samples of the minibatch.</param>
    /// <param name="gradient">[rows × <paramref name="gradientStride"/>], g; becomes ∂L/∂μ.</param>
    /// <param name="gradientStride">Distance between its rows.</param>
    /// <returns>Sum over the samples of the mean part of KL(π_θ ‖ π̃).</returns>
    [SkipLocalsInit]
    public double MeansBackward(float* means, float* oldMeans, nint stride, int rows, double regression, float* gradient, nint gradientStride)
    {
        double* change = stackalloc double[size], pull = stackalloc double[size];
        double divergence = 0;
        for (int i = 0; i < rows; i++, gradient += gradientStride)
        {
            double square = Change(means + i, oldMeans + i, stride, change, pull), part = 0.5 * square;
            if (!(part > MeanBound))
                continue;
            double share = Math.Sqrt(MeanBound / part), along = 0;
            for (int d = 0; d < size; d++)
                along += gradient[d] * change[d];
            for (int d = 0; d < size; d++)
                pull[d] = share * (gradient[d] - (pull[d] * (along / square)));
            for (int d = 0; d < size; d++)
                gradient[d] = (float)pull[d];
            divergence += 0.5 * (1 - share) * (1 - share) * ProjectedPrecision(change, pull);
            for (int d = 0; d < size; d++)
                gradient[d] += (float)(regression * (1 - share) * pull[d]);
        }

        return divergence;
    }

    /// <summary>product = Σ_old⁻¹ δ.</summary>
    /// <returns>δᵀ Σ_old⁻¹ δ.</returns>
    protected abstract double OldPrecision(double* change, double* product);

    /// <summary>product = Σ̃⁻¹ δ.</summary>
    /// <returns>δᵀ Σ̃⁻¹ δ.</returns>
    protected abstract double ProjectedPrecision(double* change, double* product);

    /// <summary>δ = μ − μ_old of one sample and Σ_old⁻¹ δ; returns δᵀ Σ_old⁻¹ δ.</summary>
    private double Change(float* mean, float* oldMean, nint stride, double* change, double* pull)
    {
        for (int d = 0; d < size; d++)
            change[d] = (double)mean[d * stride] - oldMean[d * stride];
        return OldPrecision(change, pull);
    }
}
