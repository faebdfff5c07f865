using Ratchet.Numerics;

namespace Ratchet.Policies;

/// <summary>
/// Several independent choices: the outputs, columns and masks of entry 0's <see cref="Categorical"/> come first. Log-probabilities,
/// entropies and divergences are the sums of those of the entries, so each entry's part of the gradient is its own.
/// </summary>
internal sealed unsafe class MultiCategorical : ActionDistribution
{
    /// <summary>Samples worked on at a time.</summary>
    private const int Block = 64;

    private readonly Categorical[] _entries;
    private readonly int[] _first;

    /// <summary>A distribution over so many choices for each entry.</summary>
    public MultiCategorical(int[] counts)
    {
        _entries = Array.ConvertAll(counts, count => new Categorical(count));
        _first = new int[counts.Length];
        for (int e = 0; e < counts.Length; e++)
        {
            _first[e] = Width;
            Width += counts[e];
        }
    }

    /// <inheritdoc/>
    public override int Width { get; }

    /// <inheritdoc/>
    public override int ActionSize => _entries.Length;

    /// <inheritdoc/>
    public override bool HasFisherProduct => true;

    /// <inheritdoc/>
    public override SampleUnit Unit => SampleUnit.Choice;

    /// <inheritdoc/>
    public override void FromOutputs(Kernels kernels, float* outputs, nint outputStride, byte* masks, int rows, float* columns, nint stride)
    {
        for (int e = 0; e < _entries.Length; e++)
        {
            nint first = _first[e] * stride;
            _entries[e].FromOutputs(kernels, outputs + _first[e], outputStride, masks == null ? null : masks + first, rows, columns + first, stride);
        }
    }

    /// <summary>One draw an entry, in their order.</summary>
    /// <inheritdoc/>
    public override void Sample(Kernels kernels, float* columns, nint stride, float* logDeviation, int rows, Span<RandomStream> streams, float* actions)
    {
        for (int e = 0; e < _entries.Length; e++)
            _entries[e].Sample(kernels, columns + (_first[e] * stride), stride, null, rows, streams, actions + (e * stride));
    }

    /// <inheritdoc/>
    public override void Mode(float* columns, nint stride, int rows, float* actions)
    {
        for (int e = 0; e < _entries.Length; e++)
            _entries[e].Mode(columns + (_first[e] * stride), stride, rows, actions + (e * stride));
    }

    /// <inheritdoc/>
    public override void LogProbability(Kernels kernels, float* columns, nint stride, float* logDeviation, float* actions, int rows, float* logProbability)
    {
        float* part = stackalloc float[Block];
        for (int start = 0; start < rows; start += Block)
        {
            int count = CountAt(start, rows);
            for (int e = 0; e < _entries.Length; e++)
            {
                _entries[e].LogProbability(kernels, columns + (_first[e] * stride) + start, stride, null, actions + (e * stride) + start, count, part);
                Add(part, count, e == 0, logProbability + start);
            }
        }
    }

    /// <inheritdoc/>
    public override void Entropy(Kernels kernels, float* columns, nint stride, float* logDeviation, int rows, float* entropy)
    {
        float* part = stackalloc float[Block];
        for (int start = 0; start < rows; start += Block)
        {
            int count = CountAt(start, rows);
            for (int e = 0; e < _entries.Length; e++)
            {
                _entries[e].Entropy(kernels, columns + (_first[e] * stride) + start, stride, null, count, part);
                Add(part, count, e == 0, entropy + start);
            }
        }
    }

    /// <inheritdoc/>
    public override void Divergence(Kernels kernels, float* p, float* pLogDeviation, float* q, float* qLogDeviation, nint stride, int rows, float* divergence)
    {
        float* part = stackalloc float[Block];
        for (int start = 0; start < rows; start += Block)
        {
            int count = CountAt(start, rows);
            for (int e = 0; e < _entries.Length; e++)
            {
                nint first = (_first[e] * stride) + start;
                _entries[e].Divergence(kernels, p + first, null, q + first, null, stride, count, part);
                Add(part, count, e == 0, divergence + start);
            }
        }
    }

    /// <inheritdoc/>
    public override void Backward(Kernels kernels, in DistributionGradient gradient)
    {
        for (int e = 0; e < _entries.Length; e++)
        {
            DistributionGradient part = gradient;
            part.Columns += _first[e] * gradient.Stride;
            part.OldColumns = gradient.OldColumns == null ? null : gradient.OldColumns + (_first[e] * gradient.Stride);
            part.Actions += e * gradient.Stride;
            part.OutputGradient += _first[e];
            _entries[e].Backward(kernels, part);
        }
    }

    /// <summary>Of each entry by itself.</summary>
    /// <inheritdoc/>
    public override void FisherProduct(
        Kernels kernels, float* columns, nint stride, float* logDeviation, int rows, float weight, float* outputs, nint outputStride, float* logDeviationDirection, float* logDeviationProduct)
    {
        for (int e = 0; e < _entries.Length; e++)
            _entries[e].FisherProduct(kernels, columns + (_first[e] * stride), stride, null, rows, weight, outputs + _first[e], outputStride, null, null);
    }

    private static int CountAt(int start, int rows) => rows - start < Block ? rows - start : Block;

    private static void Add(float* part, int count, bool isFirst, float* sum)
    {
        for (int i = 0; i < count; i++)
            sum[i] = isFirst ? part[i] : sum[i] + part[i];
    }
}
