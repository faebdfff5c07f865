using Ratchet.Numerics;
using Ratchet.Rollouts;

namespace Ratchet.Updates;

/// <summary>What a slice computes with, a number a sample. On… is a coefficient: the derivative of the objective by what it names.</summary>
internal enum SliceColumn
{
    Ratio,
    LogProbability,
    OldLogProbability,
    Advantage,
    Value,
    Slope,
    OnLogProbability,
    Divergence,
    OnDivergence,
    MeanDivergence,
    OnMeanDivergence,
    CovarianceDivergence,
    OnCovarianceDivergence,
    Entropy,
    OnEntropy,
    Count,
}

/// <summary>The columns of a slice, which a sample has one number in each, and how those of the batch get there: its samples lie anywhere in it.</summary>
internal sealed unsafe class SliceColumns
{
    private readonly RolloutBatch _batch;
    private readonly AlignedBuffer<float> _columns;
    private readonly AlignedBuffer<byte> _masks;

    public SliceColumns(RolloutBatch batch, int capacity)
    {
        _batch = batch;
        Stride = Kernels.Pad(capacity);
        _columns = new AlignedBuffer<float>((3 * batch.Width) + batch.ActionSize + (int)SliceColumn.Count, Stride);
        _masks = new AlignedBuffer<byte>(batch.Width, Stride);
    }

    /// <summary>Distance between columns.</summary>
    public int Stride { get; }

    /// <summary>The distributions of the policy as it is.</summary>
    public float* Current => _columns.Pointer;

    /// <summary>The distributions of the policy that it is compared with.</summary>
    public float* Old => Current + (_batch.Width * Stride);

    /// <summary>The current distributions, projected.</summary>
    public float* Projected => Old + (_batch.Width * Stride);

    /// <summary>The actions taken.</summary>
    public float* Actions => Projected + (_batch.Width * Stride);

    /// <summary>A column by its name.</summary>
    public float* Of(SliceColumn column) => Actions + ((_batch.ActionSize + (int)column) * Stride);

    /// <summary>A column with the same number for all samples.</summary>
    public float* Uniform(SliceColumn column, int rows, float value)
    {
        new Span<float>(Of(column), rows).Fill(value);
        return Of(column);
    }

    /// <summary>Takes over the old distributions.</summary>
    /// <param name="reference">Of all samples of the batch, as columns.</param>
    /// <param name="samples">Row indices.</param>
    /// <param name="rows">How many.</param>
    public void GatherOld(float* reference, int* samples, int rows)
    {
        for (int c = 0; c < _batch.Width; c++)
            Gather(reference + ((nint)c * _batch.Stride), samples, rows, Old + (c * Stride));
    }

    /// <summary>Takes over the actions.</summary>
    public void GatherActions(int* samples, int rows)
    {
        for (int d = 0; d < _batch.ActionSize; d++)
            Gather(_batch.Actions + ((nint)d * _batch.Stride), samples, rows, Actions + (d * Stride));
    }

    /// <summary>Takes over the masks of the actions; null where there are none.</summary>
    public byte* GatherMasks(int* samples, int rows)
    {
        if (_batch.Masks is null)
            return null;
        for (int c = 0; c < _batch.Width; c++)
            for (int i = 0; i < rows; i++)
                _masks.Pointer[(c * Stride) + i] = _batch.Masks[((nint)c * _batch.Stride) + samples[i]];
        return _masks.Pointer;
    }

    /// <summary>Takes over the normalised observations, row by row.</summary>
    public void GatherInputs(int* samples, int rows, float* inputs)
    {
        int stride = _batch.InputStride;
        for (int i = 0; i < rows; i++)
            new ReadOnlySpan<float>(_batch.Inputs + ((nint)samples[i] * stride), stride).CopyTo(new Span<float>(inputs + ((nint)i * stride), stride));
    }

    /// <summary>Takes over one column.</summary>
    public static void Gather(float* source, int* samples, int rows, float* destination)
    {
        for (int i = 0; i < rows; i++)
            destination[i] = source[samples[i]];
    }
}
