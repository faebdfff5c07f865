using Ratchet.Numerics;
using Ratchet.Policies;

namespace Ratchet.Tests.Policies;

/// <summary>A batch of random network outputs, old and new, with actions and (for categorical ones) masks, and the distribution's view of it.</summary>
internal sealed unsafe class DistributionBatch
{
    /// <summary>What stands in the padding behind a row of gradients, to see that nobody writes there.</summary>
    public const float Untouched = 12345f;

    private readonly AlignedBuffer<float> _outputs;
    private readonly AlignedBuffer<float> _oldOutputs;
    private readonly AlignedBuffer<byte>? _masks;
    private readonly AlignedBuffer<float> _columns;
    private readonly AlignedBuffer<float> _oldColumns;
    private readonly AlignedBuffer<float> _actions;
    private readonly AlignedBuffer<float> _logDeviation;
    private readonly AlignedBuffer<float> _oldLogDeviation;

    public DistributionBatch(ActionDistribution distribution, int rows, int seed = 1, bool masked = false)
    {
        Distribution = distribution;
        Rows = rows;
        Stride = Kernels.Pad(rows);
        OutputStride = Kernels.Pad(Width);
        _outputs = new AlignedBuffer<float>(rows * OutputStride);
        _oldOutputs = new AlignedBuffer<float>(rows * OutputStride);
        _masks = masked ? new AlignedBuffer<byte>(Width * Stride) : null;
        _columns = new AlignedBuffer<float>(Width * Stride);
        _oldColumns = new AlignedBuffer<float>(Width * Stride);
        _actions = new AlignedBuffer<float>(distribution.ActionSize * Stride);
        // A Gaussian's as many as means, also where there are none, so that the random numbers are the same for all families.
        _logDeviation = new AlignedBuffer<float>(distribution.FreeParameters > Width ? distribution.FreeParameters : Width);
        _oldLogDeviation = new AlignedBuffer<float>(_logDeviation.Span.Length);
        Fill(new Random(seed));
        Refresh();
    }

    public ActionDistribution Distribution { get; }

    public Kernels Kernels { get; set; } = Kernels.Best;

    public int Rows { get; }

    public int Width => Distribution.Width;

    public int Stride { get; }

    public int OutputStride { get; }

    public Span<float> Outputs => _outputs.Span;

    public Span<float> OldOutputs => _oldOutputs.Span;

    public Span<float> Columns => _columns.Span;

    public Span<float> LogDeviation => _logDeviation.Span;

    public Span<float> OldLogDeviation => _oldLogDeviation.Span;

    public Span<float> Actions => _actions.Span;

    public bool IsValid(int row, int action) => _masks is null || _masks.Span[action * Stride + row] != 0;

    /// <summary>The distributions of the outputs as they stand.</summary>
    public void Refresh()
    {
        byte* masks = _masks is null ? null : _masks.Pointer;
        Distribution.FromOutputs(Kernels, _outputs.Pointer, OutputStride, masks, Rows, _columns.Pointer, Stride);
        Distribution.FromOutputs(Kernels, _oldOutputs.Pointer, OutputStride, masks, Rows, _oldColumns.Pointer, Stride);
    }

    /// <summary>Makes the old policy the new one.</summary>
    public void Equalize()
    {
        Outputs.CopyTo(OldOutputs);
        LogDeviation.CopyTo(OldLogDeviation);
        Refresh();
    }

    /// <summary>Row <paramref name="row"/> alone, as a batch of one.</summary>
    public DistributionBatch Single(int row)
    {
        var single = new DistributionBatch(Distribution, 1, masked: _masks is not null) { Kernels = Kernels };
        Outputs.Slice(row * OutputStride, Width).CopyTo(single.Outputs);
        OldOutputs.Slice(row * OutputStride, Width).CopyTo(single.OldOutputs);
        LogDeviation.CopyTo(single.LogDeviation);
        OldLogDeviation.CopyTo(single.OldLogDeviation);
        for (int a = 0; a < Distribution.ActionSize; a++)
            single.Actions[a * single.Stride] = Actions[a * Stride + row];
        for (int j = 0; _masks is not null && j < Width; j++)
            single._masks!.Span[j * single.Stride] = _masks.Span[j * Stride + row];
        single.Refresh();
        return single;
    }

    public DistributionPoint Point(int row) => PointOf(row, Outputs, LogDeviation);

    public DistributionPoint OldPoint(int row) => PointOf(row, OldOutputs, OldLogDeviation);

    public double[] Action(int row)
    {
        var action = new double[Distribution.ActionSize];
        for (int a = 0; a < action.Length; a++)
            action[a] = Actions[a * Stride + row];
        return action;
    }

    public float[] LogProbability()
    {
        var result = new AlignedBuffer<float>(Rows);
        Distribution.LogProbability(Kernels, _columns.Pointer, Stride, _logDeviation.Pointer, _actions.Pointer, Rows, result.Pointer);
        return result.Span.ToArray();
    }

    public float[] Entropy()
    {
        var result = new AlignedBuffer<float>(Rows);
        Distribution.Entropy(Kernels, _columns.Pointer, Stride, _logDeviation.Pointer, Rows, result.Pointer);
        return result.Span.ToArray();
    }

    public float[] Divergence(KlDirection direction)
    {
        var result = new AlignedBuffer<float>(Rows);
        if (direction == KlDirection.OldToNew)
            Distribution.Divergence(
                Kernels, _oldColumns.Pointer, _oldLogDeviation.Pointer, _columns.Pointer, _logDeviation.Pointer, Stride, Rows, result.Pointer);
        else
            Distribution.Divergence(
                Kernels, _columns.Pointer, _logDeviation.Pointer, _oldColumns.Pointer, _oldLogDeviation.Pointer, Stride, Rows, result.Pointer);
        return result.Span.ToArray();
    }

    public (float[] OfMean, float[] OfCovariance) DecoupledDivergence()
    {
        AlignedBuffer<float> mean = new(Rows), covariance = new(Rows);
        Distribution.DecoupledDivergence(
            Kernels, _oldColumns.Pointer, _oldLogDeviation.Pointer, _columns.Pointer, _logDeviation.Pointer, Stride, Rows, mean.Pointer, covariance.Pointer);
        return (mean.Span.ToArray(), covariance.Span.ToArray());
    }

    /// <summary>Draws into <see cref="Actions"/>.</summary>
    public void Sample(Span<RandomStream> streams) =>
        Distribution.Sample(Kernels, _columns.Pointer, Stride, _logDeviation.Pointer, Rows, streams, _actions.Pointer);

    /// <summary>Writes the mode into <see cref="Actions"/>.</summary>
    public void Mode() => Distribution.Mode(_columns.Pointer, Stride, Rows, _actions.Pointer);

    /// <summary>The gradient of Σ_i (cˡ_i ln π_i + cᵏ_i KL_i + cʰ_i H_i + cᵐ_i KL_μ,i + cˢ_i KL_Σ,i), at the outputs (with their padding) and at log σ.</summary>
    public (float[] Outputs, float[] LogDeviation) Backward(
        AlignedBuffer<float>? onLogProbability, AlignedBuffer<float>? onDivergence, AlignedBuffer<float>? onEntropy, KlDirection direction,
        AlignedBuffer<float>? onMean = null, AlignedBuffer<float>? onCovariance = null)
    {
        bool needsOld = (onDivergence ?? onMean ?? onCovariance) is not null;
        var outputs = new AlignedBuffer<float>(Rows * OutputStride);
        outputs.Span.Fill(Untouched);
        var logDeviation = new AlignedBuffer<float>(Distribution.FreeParameters);
        Distribution.Backward(Kernels, new DistributionGradient
        {
            Rows = Rows,
            Stride = Stride,
            Columns = _columns.Pointer,
            LogDeviation = _logDeviation.Pointer,
            OldColumns = needsOld ? _oldColumns.Pointer : null,
            OldLogDeviation = needsOld ? _oldLogDeviation.Pointer : null,
            Actions = _actions.Pointer,
            OnLogProbability = onLogProbability is null ? null : onLogProbability.Pointer,
            OnDivergence = onDivergence is null ? null : onDivergence.Pointer,
            Direction = direction,
            OnMeanDivergence = onMean is null ? null : onMean.Pointer,
            OnCovarianceDivergence = onCovariance is null ? null : onCovariance.Pointer,
            OnEntropy = onEntropy is null ? null : onEntropy.Pointer,
            OutputGradient = outputs.Pointer,
            OutputStride = OutputStride,
            LogDeviationGradient = Distribution.FreeParameters == 0 ? null : logDeviation.Pointer,
        });
        return (outputs.Span.ToArray(), logDeviation.Span.ToArray());
    }

    /// <summary>Uniform on [−1, 1), one a sample.</summary>
    public AlignedBuffer<float> Coefficients(int seed)
    {
        var random = new Random(seed);
        var coefficients = new AlignedBuffer<float>(Rows);
        for (int i = 0; i < Rows; i++)
            coefficients.Span[i] = Uniform(random, -1, 1);
        return coefficients;
    }

    private static float Uniform(Random random, double low, double high) => (float)(low + (high - low) * random.NextDouble());

    private void Fill(Random random)
    {
        for (int d = 0; d < LogDeviation.Length; d++)
        {
            // Behind log σ stands what is below the diagonal of a full covariance's factor: small, so that no inverse loses digits.
            LogDeviation[d] = d < Width ? Uniform(random, -1.5, 0.5) : Uniform(random, -0.3, 0.3);
            OldLogDeviation[d] = LogDeviation[d] + Uniform(random, -0.3, 0.3);
        }

        for (int i = 0; i < Rows; i++)
        {
            int taken = random.Next(Width);
            for (int j = 0; j < Width; j++)
            {
                Outputs[i * OutputStride + j] = Uniform(random, -2, 2);
                OldOutputs[i * OutputStride + j] = Outputs[i * OutputStride + j] + Uniform(random, -0.5, 0.5);
                if (_masks is not null)
                    _masks.Span[j * Stride + i] = (byte)(j == taken || random.Next(3) > 0 ? 1 : 0);
            }

            FillAction(random, i, taken);
        }
    }

    /// <summary>Any action that the family could take; of a masked one with several entries, the last choice of each is made valid for it.</summary>
    private void FillAction(Random random, int row, int taken)
    {
        int last = -1;
        for (int a = 0; a < Distribution.ActionSize; a++)
        {
            if (Distribution is MultiCategorical)
            {
                int count = DistributionFamily.CountOf(a);
                last += count;
                Actions[a * Stride + row] = count - 1;
                if (_masks is not null)
                    _masks.Span[last * Stride + row] = 1;
                continue;
            }

            Actions[a * Stride + row] = Distribution switch
            {
                Categorical => taken,
                BernoulliVector => random.Next(2),
                Beta => Uniform(random, 0.02, 0.98),
                _ => Uniform(random, -2, 2),
            };
        }
    }

    private DistributionPoint PointOf(int row, ReadOnlySpan<float> outputs, ReadOnlySpan<float> logDeviation)
    {
        var values = new double[Width];
        var deviations = new double[logDeviation.Length];
        for (int d = 0; d < deviations.Length; d++)
            deviations[d] = logDeviation[d];
        bool[]? valid = _masks is null ? null : new bool[Width];
        for (int j = 0; j < Width; j++)
        {
            values[j] = outputs[row * OutputStride + j];
            if (valid is not null)
                valid[j] = IsValid(row, j);
        }

        return new DistributionPoint(values, deviations, valid);
    }
}
