using Ratchet.Numerics;

namespace Ratchet.Policies;

/// <summary>Independent switches a_d ∈ {0, 1} with P(a_d = 1) = 1 / (1 + e^−z_d): the columns are the logits z.</summary>
/// <remarks>All arithmetic is in doubles, sample by sample, and rounded once.</remarks>
/// <param name="size">Number of switches.</param>
internal sealed unsafe class BernoulliVector(int size) : ActionDistribution
{
    /// <inheritdoc/>
    public override int Width => size;

    /// <inheritdoc/>
    public override int ActionSize => size;

    /// <inheritdoc/>
    public override bool HasFisherProduct => true;

    /// <inheritdoc/>
    public override SampleUnit Unit => SampleUnit.Choice;

    /// <inheritdoc/>
    public override void FromOutputs(Kernels kernels, float* outputs, nint outputStride, byte* masks, int rows, float* columns, nint stride) =>
        kernels.Transpose(outputs, outputStride, rows, size, columns, stride);

    /// <summary>1 where a uniform draw is below the probability: one draw a switch, in their order.</summary>
    /// <inheritdoc/>
    public override void Sample(Kernels kernels, float* columns, nint stride, float* logDeviation, int rows, Span<RandomStream> streams, float* actions)
    {
        for (int d = 0; d < size; d++)
            for (int i = 0; i < rows; i++)
                actions[(d * stride) + i] = streams[i].NextDouble() < Logistic.Sigmoid(columns[(d * stride) + i]) ? 1f : 0f;
    }

    /// <inheritdoc/>
    public override void Mode(float* columns, nint stride, int rows, float* actions)
    {
        for (int d = 0; d < size; d++)
            for (int i = 0; i < rows; i++)
                actions[(d * stride) + i] = columns[(d * stride) + i] > 0f ? 1f : 0f;
    }

    /// <summary>ln π(a) = Σ_d [ a z − ln(1 + e^z) ].</summary>
    /// <inheritdoc/>
    public override void LogProbability(Kernels kernels, float* columns, nint stride, float* logDeviation, float* actions, int rows, float* logProbability)
    {
        for (int i = 0; i < rows; i++)
        {
            double sum = 0;
            for (int d = 0; d < size; d++)
            {
                // Of the side taken alone: a z − ln(1 + e^z) would lose digits where both are large.
                double logit = columns[(d * stride) + i];
                sum -= Logistic.Softplus(actions[(d * stride) + i] > 0.5f ? -logit : logit);
            }

            logProbability[i] = (float)sum;
        }
    }

    /// <summary>H = Σ_d [ ln(1 + e^z) − p z ] = Σ_d [ ln(1 + e^−|z|) + |z| · P(the less probable side) ].</summary>
    /// <inheritdoc/>
    public override void Entropy(Kernels kernels, float* columns, nint stride, float* logDeviation, int rows, float* entropy)
    {
        for (int i = 0; i < rows; i++)
        {
            double sum = 0;
            for (int d = 0; d < size; d++)
            {
                double magnitude = Math.Abs((double)columns[(d * stride) + i]);
                sum += Logistic.Softplus(-magnitude) + (magnitude * Logistic.Sigmoid(-magnitude));
            }

            entropy[i] = (float)sum;
        }
    }

    /// <summary>
    /// KL(p ‖ q) = Σ_d [ p (z − z′) + ln(1 + e^z′) − ln(1 + e^z) ], q with the primes. Equal distributions have exactly 0; what rounds to
    /// below zero becomes 0 by a comparison, which a NaN passes unchanged.
    /// </summary>
    /// <inheritdoc/>
    public override void Divergence(Kernels kernels, float* p, float* pLogDeviation, float* q, float* qLogDeviation, nint stride, int rows, float* divergence)
    {
        for (int i = 0; i < rows; i++)
        {
            double sum = 0;
            for (int d = 0; d < size; d++)
            {
                double first = p[(d * stride) + i], second = q[(d * stride) + i];
                sum += (Logistic.Sigmoid(first) * (first - second)) + (Logistic.Softplus(second) - Logistic.Softplus(first));
            }

            divergence[i] = sum < 0 ? 0f : (float)sum;
        }
    }

    /// <summary>At z: ∂ln π(a) = a − p; ∂H = −p (1 − p) z; ∂KL(old ‖ new) = p − p′; ∂KL(new ‖ old) = p (1 − p) (z − z′).</summary>
    /// <inheritdoc/>
    public override void Backward(Kernels kernels, in DistributionGradient gradient)
    {
        nint stride = gradient.Stride;
        for (int d = 0; d < size; d++)
        {
            for (int i = 0; i < gradient.Rows; i++)
            {
                double logit = gradient.Columns[(d * stride) + i];
                double probability = Logistic.Sigmoid(logit), spread = probability * Logistic.Sigmoid(-logit), sum = 0;
                if (gradient.OnLogProbability != null)
                    sum += gradient.OnLogProbability[i] * (gradient.Actions[(d * stride) + i] - probability);
                if (gradient.OnDivergence != null)
                {
                    double old = gradient.OldColumns[(d * stride) + i];
                    sum += gradient.OnDivergence[i] * (gradient.Direction == KlDirection.OldToNew ? probability - Logistic.Sigmoid(old) : spread * (logit - old));
                }

                if (gradient.OnEntropy != null)
                    sum -= gradient.OnEntropy[i] * (spread * logit);
                gradient.OutputGradient[(i * gradient.OutputStride) + d] = (float)sum;
            }
        }
    }

    /// <summary>M = p (1 − p) at each logit.</summary>
    /// <inheritdoc/>
    public override void FisherProduct(
        Kernels kernels, float* columns, nint stride, float* logDeviation, int rows, float weight, float* outputs, nint outputStride, float* logDeviationDirection, float* logDeviationProduct)
    {
        for (int d = 0; d < size; d++)
        {
            float* output = outputs + d;
            for (int i = 0; i < rows; i++, output += outputStride)
            {
                double logit = columns[(d * stride) + i];
                *output = (float)(weight * Logistic.Sigmoid(logit) * Logistic.Sigmoid(-logit) * *output);
            }
        }
    }
}
