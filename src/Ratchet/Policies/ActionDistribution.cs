using Ratchet.Numerics;

namespace Ratchet.Policies;

/// <summary>Which of the two policies the expectation of a Kullback–Leibler divergence is taken under.</summary>
public enum KlDirection
{
    /// <summary>KL(old ‖ new) = E_old[ln old − ln new].</summary>
    OldToNew,

    /// <summary>KL(new ‖ old) = E_new[ln new − ln old].</summary>
    NewToOld,
}

/// <summary>How what a distribution samples becomes an action of the environment.</summary>
internal enum SampleUnit
{
    /// <summary>It is the action: an index, several, or switches.</summary>
    Choice,

    /// <summary>A real number that <see cref="NetworkOptions.ActionBound"/> brings into the box.</summary>
    Real,

    /// <summary>A number in (0, 1): the share of the way from the box's lower bound to its upper one.</summary>
    Share,

    /// <summary>A real number before its tanh: the action is low + (high − low)(tanh a + 1)/2.</summary>
    BeforeTanh,
}

/// <summary>
/// A family of action distributions, worked on as columns: number c of the distribution of sample i stands at
/// <c>columns[c · stride + i]</c>, so that every formula runs over the samples in order. Distributions whose spread does not depend on the
/// state share one vector of log σ.
/// </summary>
internal abstract unsafe class ActionDistribution
{
    /// <summary>Outputs of the network, and columns of a distribution.</summary>
    public abstract int Width { get; }

    /// <summary>Numbers in an action.</summary>
    public abstract int ActionSize { get; }

    /// <summary>Parameters beside the network's (log σ first), shared by all samples.</summary>
    public virtual int FreeParameters => 0;

    /// <summary>How many of the free parameters are log σ: those start at the initial log σ and stay within its bounds, others start at 0.</summary>
    public virtual int LogDeviations => FreeParameters;

    /// <summary>What a sample means to the environment.</summary>
    public abstract SampleUnit Unit { get; }

    /// <summary>Turns the network's outputs (row-major) into columns: log-probabilities after masking, or means.</summary>
    /// <param name="kernels">The kernels to compute with.</param>
    /// <param name="outputs">[rows × outputStride], the first <see cref="Width"/> of each row.</param>
    /// <param name="outputStride">Distance between rows.</param>
    /// <param name="masks">Columns of bytes like the distribution's, 0 = invalid action; null when all are valid.</param>
    /// <param name="rows">Number of samples.</param>
    /// <param name="columns">Written.</param>
    /// <param name="stride">Distance between columns (also of the masks).</param>
    public abstract void FromOutputs(Kernels kernels, float* outputs, nint outputStride, byte* masks, int rows, float* columns, nint stride);

    /// <summary>Draws an action for each sample, from a stream of its own.</summary>
    /// <param name="kernels">The kernels to compute with.</param>
    /// <param name="columns">The distributions.</param>
    /// <param name="stride">Distance between columns, of the actions too.</param>
    /// <param name="logDeviation">The free parameters (log σ), or null.</param>
    /// <param name="rows">Number of samples.</param>
    /// <param name="streams">One stream a sample, advanced.</param>
    /// <param name="actions">[<see cref="ActionSize"/>] columns, written.</param>
    public abstract void Sample(Kernels kernels, float* columns, nint stride, float* logDeviation, int rows, Span<RandomStream> streams, float* actions);

    /// <summary>The most probable action of each sample (ties to the lower index).</summary>
    public abstract void Mode(float* columns, nint stride, int rows, float* actions);

    /// <summary>ln π(a|s) of each sample.</summary>
    public abstract void LogProbability(Kernels kernels, float* columns, nint stride, float* logDeviation, float* actions, int rows, float* logProbability);

    /// <summary>Entropy of each sample's distribution.</summary>
    public abstract void Entropy(Kernels kernels, float* columns, nint stride, float* logDeviation, int rows, float* entropy);

    /// <summary>Exact KL(p ‖ q) of each sample; p and q share the stride.</summary>
    public abstract void Divergence(Kernels kernels, float* p, float* pLogDeviation, float* q, float* qLogDeviation, nint stride, int rows, float* divergence);

    /// <summary>Whether <see cref="Divergence"/> is exact, and not an estimate from samples: only then can a bound on it be promised.</summary>
    public virtual bool HasExactDivergence => true;

    /// <summary>Whether the KL falls apart into <see cref="DecoupledDivergence"/>: it does where the numbers are normal, squashed or not.</summary>
    public virtual bool HasDecoupledDivergence => false;

    /// <summary>
    /// KL(old ‖ new) in two parts (Song et al. 2019, appendix B): with the old spread at both ends the mean's alone, with the old mean at both ends
    /// the covariance's alone. Their sum is the KL where only one of the two has moved.
    /// <code>
    /// KL_μ = ½ (μ − μ′)ᵀ Σ′⁻¹ (μ − μ′)        KL_Σ = ½ [ tr(Σ⁻¹ Σ′) − d + ln(|Σ| / |Σ′|) ]        (′ for the old one)
    /// </code>
    /// </summary>
    /// <param name="kernels">The kernels to compute with.</param>
    /// <param name="old">The old distributions.</param>
    /// <param name="oldLogDeviation">Their log σ.</param>
    /// <param name="columns">The new ones.</param>
    /// <param name="logDeviation">Their log σ.</param>
    /// <param name="stride">Distance between columns.</param>
    /// <param name="rows">Number of samples.</param>
    /// <param name="ofMean">KL_μ of each sample, written.</param>
    /// <param name="ofCovariance">KL_Σ of each sample, written.</param>
    public void DecoupledDivergence(
        Kernels kernels, float* old, float* oldLogDeviation, float* columns, float* logDeviation, nint stride, int rows, float* ofMean, float* ofCovariance)
    {
        Divergence(kernels, old, oldLogDeviation, columns, oldLogDeviation, stride, rows, ofMean);
        Divergence(kernels, old, oldLogDeviation, old, logDeviation, stride, rows, ofCovariance);
    }

    /// <summary>From coefficients on ln π, KL and entropy to the gradient at the network's outputs and at log σ.</summary>
    public abstract void Backward(Kernels kernels, in DistributionGradient gradient);

    /// <summary>Whether <see cref="FisherProduct"/> is there: a natural gradient needs it.</summary>
    public virtual bool HasFisherProduct => false;

    /// <summary>
    /// M v of each sample, M being the Fisher information of the distribution's own numbers (network outputs, log σ): the second derivative of
    /// the KL to itself. In place at the outputs; at log σ summed over the samples.
    /// </summary>
    /// <param name="kernels">The kernels to compute with.</param>
    /// <param name="columns">The distributions.</param>
    /// <param name="stride">Distance between columns.</param>
    /// <param name="logDeviation">Log σ, or null.</param>
    /// <param name="rows">Number of samples.</param>
    /// <param name="weight">What the product is multiplied by.</param>
    /// <param name="outputs">v at the network's outputs, [rows × <paramref name="outputStride"/>]; becomes the product.</param>
    /// <param name="outputStride">Distance between rows.</param>
    /// <param name="logDeviationDirection">v at log σ, or null.</param>
    /// <param name="logDeviationProduct">Written; null when there is no log σ.</param>
    public virtual void FisherProduct(
        Kernels kernels, float* columns, nint stride, float* logDeviation, int rows, float weight, float* outputs, nint outputStride, float* logDeviationDirection, float* logDeviationProduct) =>
        throw new NotSupportedException($"{GetType().Name} has no Fisher product.");
}

/// <summary>
/// What the backward pass of a distribution works on: with per-sample coefficients c of an objective
/// Σ_i (cˡ_i ln π_i + cᵏ_i KL_i + cᵐ_i KL_μ,i + cˢ_i KL_Σ,i + cʰ_i H_i) it writes the gradient of that sum at the network's outputs (row-major) and at log σ (summed over the samples in ascending order).
/// </summary>
internal unsafe struct DistributionGradient
{
    /// <summary>Number of samples.</summary>
    public int Rows;

    /// <summary>Distance between columns.</summary>
    public nint Stride;

    /// <summary>The current distributions.</summary>
    public float* Columns;

    /// <summary>Current log σ, or null.</summary>
    public float* LogDeviation;

    /// <summary>The old distributions (needed when there are coefficients on KL or its parts).</summary>
    public float* OldColumns;

    /// <summary>Old log σ, or null.</summary>
    public float* OldLogDeviation;

    /// <summary>Actions taken, as columns.</summary>
    public float* Actions;

    /// <summary>Coefficients on ln π; null for none.</summary>
    public float* OnLogProbability;

    /// <summary>Coefficients on the KL; null for none.</summary>
    public float* OnDivergence;

    /// <summary>Which KL.</summary>
    public KlDirection Direction;

    /// <summary>Coefficients on KL_μ, always old → new; null for none, and where <see cref="ActionDistribution.HasDecoupledDivergence"/> is false.</summary>
    public float* OnMeanDivergence;

    /// <summary>Coefficients on KL_Σ, as those on KL_μ.</summary>
    public float* OnCovarianceDivergence;

    /// <summary>Coefficients on the entropy; null for none.</summary>
    public float* OnEntropy;

    /// <summary>[rows × OutputStride], the first <see cref="ActionDistribution.Width"/> of each row are written.</summary>
    public float* OutputGradient;

    /// <summary>Distance between rows of <see cref="OutputGradient"/>.</summary>
    public nint OutputStride;

    /// <summary>[<see cref="ActionDistribution.FreeParameters"/>], written; null when there are none.</summary>
    public float* LogDeviationGradient;
}
