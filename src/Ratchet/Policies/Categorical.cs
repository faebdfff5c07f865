using System.Runtime.CompilerServices;
using Ratchet.Numerics;

namespace Ratchet.Policies;

/// <summary>
/// One of n actions, from logits z: ln p_j = z_j − ln Σ_k exp z_k. The columns are log-probabilities; an action is stored as its index.
/// </summary>
/// <remarks>
/// An invalid action gets the logit −10⁹ instead of −∞: its probability and its gradient are exactly 0, and all arithmetic stays finite, so
/// that the same mask in the old and the new policy gives a finite divergence (0 · finite, never 0 · ∞). At least one action of every
/// sample must be valid; the caller sees to it.
/// </remarks>
/// <param name="actions">Number of actions.</param>
internal sealed unsafe class Categorical(int actions) : ActionDistribution
{
    /// <summary>The logit of an invalid action.</summary>
    public const float InvalidLogit = -1e9f;

    /// <summary>Samples worked on at a time, so that what lies between two passes stays in the first-level cache.</summary>
    private const int Block = 64;

    /// <inheritdoc/>
    public override int Width => actions;

    /// <inheritdoc/>
    public override int ActionSize => 1;

    /// <inheritdoc/>
    public override bool HasFisherProduct => true;

    /// <inheritdoc/>
    public override SampleUnit Unit => SampleUnit.Choice;

    /// <summary>ln p_j = (z_j − m) − ln Σ_k exp(z_k − m), m = max z: no exponential overflows, and the sum is at least 1.</summary>
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void FromOutputs(Kernels kernels, float* outputs, nint outputStride, byte* masks, int rows, float* columns, nint stride)
    {
        float* max = stackalloc float[Block];
        float* sum = stackalloc float[Block];
        float* exp = stackalloc float[Block];
        for (int start = 0; start < rows; start += Block)
        {
            int count = BlockAt(start, rows);
            GatherLogits(outputs + (start * outputStride), outputStride, masks == null ? null : masks + start, count, columns + start, stride, max);
            new Span<float>(sum, count).Clear();
            for (int j = 0; j < actions; j++)
            {
                float* column = columns + (j * stride) + start;
                for (int i = 0; i < count; i++)
                    column[i] -= max[i];
                kernels.Exp(column, exp, count);
                for (int i = 0; i < count; i++)
                    sum[i] += exp[i];
            }

            kernels.Log(sum, sum, count);
            for (int j = 0; j < actions; j++)
            {
                float* column = columns + (j * stride) + start;
                for (int i = 0; i < count; i++)
                    column[i] -= sum[i];
            }
        }
    }

    /// <summary>The first action at which the cumulative probability exceeds a uniform draw: one draw a sample.</summary>
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Sample(Kernels kernels, float* columns, nint stride, float* logDeviation, int rows, Span<RandomStream> streams, float* actions)
    {
        float* draw = stackalloc float[Block];
        float* cumulative = stackalloc float[Block];
        float* probability = stackalloc float[Block];
        for (int start = 0; start < rows; start += Block)
        {
            int count = BlockAt(start, rows);
            for (int i = 0; i < count; i++)
                draw[i] = streams[start + i].NextSingle();
            new Span<float>(cumulative, count).Clear();
            float* chosen = actions + start;
            for (int j = 0; j < Width; j++)
            {
                kernels.Exp(columns + (j * stride) + start, probability, count);
                for (int i = 0; i < count; i++)
                {
                    // While the draw is not yet passed, the choice moves on to every action that has a probability. So an action of probability
                    // zero is never chosen, not even where rounding makes the sum end below the draw: then it is the last possible action.
                    if (!(probability[i] <= 0f) && !(draw[i] < cumulative[i]))
                        chosen[i] = j;
                    cumulative[i] += probability[i];
                }
            }
        }
    }

    /// <inheritdoc/>
    public override void Mode(float* columns, nint stride, int rows, float* actions)
    {
        for (int i = 0; i < rows; i++)
        {
            int best = 0;
            for (int j = 1; j < Width; j++)
                if (columns[(j * stride) + i] > columns[(best * stride) + i])
                    best = j;
            actions[i] = best;
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void LogProbability(Kernels kernels, float* columns, nint stride, float* logDeviation, float* actions, int rows, float* logProbability)
    {
        for (int i = 0; i < rows; i++)
            logProbability[i] = columns[((int)actions[i] * stride) + i];
    }

    /// <summary>H = −Σ_j p_j ln p_j.</summary>
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Entropy(Kernels kernels, float* columns, nint stride, float* logDeviation, int rows, float* entropy)
    {
        float* probability = stackalloc float[Block];
        new Span<float>(entropy, rows).Clear();
        for (int start = 0; start < rows; start += Block)
        {
            int count = BlockAt(start, rows);
            float* h = entropy + start;
            for (int j = 0; j < actions; j++)
            {
                float* column = columns + (j * stride) + start;
                kernels.Exp(column, probability, count);
                for (int i = 0; i < count; i++)
                    h[i] -= probability[i] * column[i];
            }
        }
    }

    /// <summary>
    /// KL(p ‖ q) = Σ_j p_j (ln p_j − ln q_j). Equal distributions have exactly 0. The sum of terms of either sign may round to just below zero;
    /// that becomes 0 by a comparison, which a NaN passes unchanged.
    /// </summary>
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Divergence(Kernels kernels, float* p, float* pLogDeviation, float* q, float* qLogDeviation, nint stride, int rows, float* divergence)
    {
        float* probability = stackalloc float[Block];
        new Span<float>(divergence, rows).Clear();
        for (int start = 0; start < rows; start += Block)
        {
            int count = BlockAt(start, rows);
            float* kl = divergence + start;
            for (int j = 0; j < actions; j++)
            {
                float* lnP = p + (j * stride) + start;
                float* lnQ = q + (j * stride) + start;
                kernels.Exp(lnP, probability, count);
                for (int i = 0; i < count; i++)
                    kl[i] += probability[i] * (lnP[i] - lnQ[i]);
            }

            for (int i = 0; i < count; i++)
                kl[i] = kl[i] < 0f ? 0f : kl[i];
        }
    }

    /// <summary>
    /// At logit z_j: ∂ln π(a) = [j = a] − p_j; ∂H = −p_j (ln p_j + H); ∂KL(old ‖ new) = p_j − p′_j;
    /// ∂KL(new ‖ old) = p_j (ln p_j − ln p′_j − KL), with p′ the old probabilities.
    /// </summary>
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Backward(Kernels kernels, in DistributionGradient gradient)
    {
        float* probability = stackalloc float[Block];
        float* oldProbability = stackalloc float[Block];
        float* divergence = stackalloc float[Block];
        float* entropy = stackalloc float[Block];
        float* sum = stackalloc float[Block];
        nint stride = gradient.Stride;
        bool oldToNew = gradient.Direction == KlDirection.OldToNew;
        for (int start = 0; start < gradient.Rows; start += Block)
        {
            int count = BlockAt(start, gradient.Rows);
            if (gradient.OnDivergence != null && !oldToNew)
                Divergence(kernels, gradient.Columns + start, null, gradient.OldColumns + start, null, stride, count, divergence);
            if (gradient.OnEntropy != null)
                Entropy(kernels, gradient.Columns + start, stride, null, count, entropy);
            for (int j = 0; j < actions; j++)
            {
                float* column = gradient.Columns + (j * stride) + start;
                kernels.Exp(column, probability, count);
                new Span<float>(sum, count).Clear();
                if (gradient.OnLogProbability != null)
                    AddLogProbability(j, gradient.OnLogProbability + start, gradient.Actions + start, probability, count, sum);
                if (gradient.OnDivergence != null)
                {
                    float* oldColumn = gradient.OldColumns + (j * stride) + start;
                    if (oldToNew)
                    {
                        kernels.Exp(oldColumn, oldProbability, count);
                        AddOldToNew(gradient.OnDivergence + start, probability, oldProbability, count, sum);
                    }
                    else
                    {
                        AddNewToOld(gradient.OnDivergence + start, probability, column, oldColumn, divergence, count, sum);
                    }
                }

                if (gradient.OnEntropy != null)
                    AddEntropy(gradient.OnEntropy + start, probability, column, entropy, count, sum);
                float* output = gradient.OutputGradient + (start * gradient.OutputStride) + j;
                for (int i = 0; i < count; i++, output += gradient.OutputStride)
                    *output = sum[i];
            }
        }
    }

    /// <summary>M = diag(p) − p pᵀ at the logits: (M v)_j = p_j (v_j − Σ_k p_k v_k). An invalid action has p = 0 and takes no part.</summary>
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void FisherProduct(
        Kernels kernels, float* columns, nint stride, float* logDeviation, int rows, float weight, float* outputs, nint outputStride, float* logDeviationDirection, float* logDeviationProduct)
    {
        float* probability = stackalloc float[Block];
        float* mean = stackalloc float[Block];
        for (int start = 0; start < rows; start += Block)
        {
            int count = BlockAt(start, rows);
            float* first = outputs + (start * outputStride);
            new Span<float>(mean, count).Clear();
            for (int j = 0; j < actions; j++)
            {
                kernels.Exp(columns + (j * stride) + start, probability, count);
                for (int i = 0; i < count; i++)
                    mean[i] += probability[i] * first[(i * outputStride) + j];
            }

            for (int j = 0; j < actions; j++)
            {
                kernels.Exp(columns + (j * stride) + start, probability, count);
                for (int i = 0; i < count; i++)
                    first[(i * outputStride) + j] = weight * (probability[i] * (first[(i * outputStride) + j] - mean[i]));
            }
        }
    }

    private static int BlockAt(int start, int rows) => rows - start < Block ? rows - start : Block;

    /// <summary>Logits into columns, invalid ones replaced, and the maximum of each sample.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void GatherLogits(float* outputs, nint outputStride, byte* masks, int count, float* columns, nint stride, float* max)
    {
        new Span<float>(max, count).Fill(float.MinValue);
        for (int j = 0; j < actions; j++)
        {
            float* column = columns + (j * stride);
            byte* mask = masks == null ? null : masks + (j * stride);
            float* output = outputs + j;
            for (int i = 0; i < count; i++, output += outputStride)
            {
                float logit = mask != null && mask[i] == 0 ? InvalidLogit : *output;
                column[i] = logit;
                max[i] = logit > max[i] ? logit : max[i];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddLogProbability(int action, float* coefficient, float* taken, float* probability, int count, float* sum)
    {
        for (int i = 0; i < count; i++)
        {
            // As an integer, so that it compiles to a comparison without a jump: which action was taken can't be predicted.
            int isTaken = (int)taken[i] == action ? 1 : 0;
            sum[i] += coefficient[i] * (isTaken - probability[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddOldToNew(float* coefficient, float* probability, float* oldProbability, int count, float* sum)
    {
        for (int i = 0; i < count; i++)
            sum[i] += coefficient[i] * (probability[i] - oldProbability[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddNewToOld(float* coefficient, float* probability, float* log, float* oldLog, float* divergence, int count, float* sum)
    {
        for (int i = 0; i < count; i++)
            sum[i] += coefficient[i] * (probability[i] * (log[i] - oldLog[i] - divergence[i]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddEntropy(float* coefficient, float* probability, float* log, float* entropy, int count, float* sum)
    {
        for (int i = 0; i < count; i++)
            sum[i] -= coefficient[i] * (probability[i] * (log[i] + entropy[i]));
    }
}
