using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Policies.Projections;
using Ratchet.Rollouts;
using Ratchet.Updates.Penalties;

namespace Ratchet.Updates;

/// <summary>
/// A contiguous share of a minibatch and everything that its forward and backward pass needs. Its gradient depends only on its samples, so
/// that which thread computes it changes nothing.
/// </summary>
internal sealed unsafe class MinibatchSlice
{
    private readonly ActorCritic _policy;
    private readonly RolloutBatch _batch;
    private readonly Kernels _kernels;
    private readonly PolicyWorkspace _workspace;
    private readonly AlignedBuffer<float> _policyInputs;
    private readonly AlignedBuffer<float> _valueInputs;
    private readonly AlignedBuffer<float> _columns;
    private readonly AlignedBuffer<byte> _masks;
    private readonly int _stride;

    /// <summary>The distributions that an objective sees, and their free parameters: the network's, or their projection.</summary>
    private float* _seen;
    private float* _seenFree;

    public MinibatchSlice(ActorCritic policy, RolloutBatch batch, Kernels kernels, int capacity)
    {
        _policy = policy;
        _batch = batch;
        _kernels = kernels;
        _stride = Kernels.Pad(capacity);
        _workspace = new PolicyWorkspace(policy, kernels, capacity, backward: true);
        _policyInputs = new AlignedBuffer<float>(capacity, batch.InputStride);
        _valueInputs = new AlignedBuffer<float>(policy.Trunk is null ? capacity : 0, batch.InputStride);
        _columns = new AlignedBuffer<float>((3 * batch.Width) + batch.ActionSize + (int)SliceColumn.Count, _stride);
        _masks = new AlignedBuffer<byte>(batch.Width, _stride);
        KlByTask = new KlSums[batch.TaskCount > 1 ? batch.TaskCount : 0];
    }

    /// <summary>Sums over this slice's samples.</summary>
    public MinibatchSums Sums;

    /// <summary>The KL over this slice's samples by task; empty where there is one.</summary>
    public KlSums[] KlByTask { get; }

    /// <summary>The activations, and the gradients at the layers' sums.</summary>
    public PolicyWorkspace Workspace => _workspace;

    /// <summary>Distance between columns.</summary>
    public int ColumnStride => _stride;

    /// <summary>The network's distributions.</summary>
    public float* Columns => _columns.Pointer;

    /// <summary>The distributions that the objective saw: the network's, or their projection.</summary>
    public float* Seen => _seen;

    /// <summary>Their free parameters.</summary>
    public float* SeenFree => _seenFree;

    private float* OldColumns => Columns + (_batch.Width * _stride);

    private float* ProjectedColumns => OldColumns + (_batch.Width * _stride);

    /// <summary>What was done, gathered where the objective asks for its probability.</summary>
    public float* Actions => ProjectedColumns + (_batch.Width * _stride);

    /// <summary>The policy's part: forward, objective, backward.</summary>
    /// <param name="objective">What is minimised.</param>
    /// <param name="samples">Row indices.</param>
    /// <param name="rows">How many.</param>
    /// <param name="advantages">How advantages are normalised.</param>
    /// <param name="scale">1 / samples of the whole minibatch.</param>
    /// <param name="gradient">Written.</param>
    /// <param name="backward">Whether the gradient goes on into the networks now (a shared trunk waits for the value's part).</param>
    public void Policy(PolicyObjective objective, int* samples, int rows, AdvantageScale advantages, float scale, in PolicyGradient gradient, bool backward)
    {
        Gather(samples, rows, _policyInputs.Pointer);
        _workspace.ForwardPolicy(_policyInputs.Pointer, _batch.InputStride, rows);
        _policy.Distribution.FromOutputs(_kernels, _workspace.Policy.Outputs, _workspace.Policy.OutputStride, GatherMasks(samples, rows), rows, Columns, _stride);
        _seen = Columns;
        _seenFree = _policy.LogDeviationPointer;
        if (objective.Projection is { } projection)
            Project(objective, projection, samples, rows);

        var derivative = new DistributionGradient
        {
            Rows = rows, Stride = _stride,
            Columns = _seen, LogDeviation = _seenFree,
            OldColumns = OldColumns, OldLogDeviation = ReferenceFree(objective),
            Actions = Actions, Direction = objective.Direction,
            OutputGradient = _workspace.Policy.OutputGradient, OutputStride = _workspace.Policy.OutputStride,
            LogDeviationGradient = gradient.LogDeviation,
        };
        if (objective.Surrogate is not null)
            derivative.OnLogProbability = RatioCoefficients(objective, samples, rows, advantages, scale);
        else if (objective.Likelihood)
            derivative.OnLogProbability = LikelihoodCoefficients(objective, samples, rows, advantages, scale);
        if (objective.NeedsDivergence)
            derivative.OnDivergence = DivergenceCoefficients(objective, samples, rows, scale);
        if (objective.NeedsDecoupledDivergence)
        {
            DecoupledDivergence(objective, samples, rows);
            derivative.OnMeanDivergence = Uniform(SliceColumn.OnMeanDivergence, rows, scale * (float)objective.MeanKlWeight);
            derivative.OnCovarianceDivergence = Uniform(SliceColumn.OnCovarianceDivergence, rows, scale * (float)objective.CovarianceKlWeight);
        }

        if (objective.EntropyWeight != 0)
            derivative.OnEntropy = EntropyCoefficients(objective, rows, scale);
        _policy.Distribution.Backward(_kernels, derivative);
        if (objective.Projection is not null)
            BackwardThroughProjection(objective, derivative, scale);
        if (backward)
            _workspace.BackwardPolicy(_policyInputs.Pointer, _batch.InputStride, rows, gradient);
    }

    /// <summary>The value's part: forward, objective, backward.</summary>
    public void Value(ValueObjective objective, int* samples, int rows, float scale, in PolicyGradient gradient)
    {
        bool shared = _policy.Trunk is not null;
        float* inputs = shared ? _policyInputs.Pointer : _valueInputs.Pointer;
        if (!shared)
            Gather(samples, rows, inputs);
        _workspace.ForwardValue(inputs, _batch.InputStride, rows, afterPolicy: shared);
        ValueGradient(objective, samples, rows, scale);
        if (shared)
            _workspace.BackwardBoth(inputs, _batch.InputStride, rows, gradient);
        else
            _workspace.BackwardValue(inputs, _batch.InputStride, rows, gradient);
    }

    private void Project(PolicyObjective objective, KlProjection projection, int* samples, int rows)
    {
        GatherReference(objective, samples, rows);
        projection.Means(Columns, OldColumns, _stride, rows, ProjectedColumns);
        _seen = ProjectedColumns;
        _seenFree = projection.Free;
    }

    private void BackwardThroughProjection(PolicyObjective objective, in DistributionGradient derivative, float scale)
    {
        Sums.Divergence = objective.Projection!.MeansBackward(
            Columns, OldColumns, _stride, derivative.Rows, objective.RegressionWeight * scale, derivative.OutputGradient, derivative.OutputStride);
        objective.Projection.SolveBackward(derivative.LogDeviationGradient);
    }

    private void ValueGradient(ValueObjective objective, int* samples, int rows, float scale)
    {
        float weight = (float)(2 * objective.Weight) * scale;
        int outputStride = _workspace.Value.OutputStride;
        double loss = 0;
        for (int i = 0; i < rows; i++)
        {
            int sample = samples[i];
            (float error, float slope) = objective.ErrorOf(_workspace.Value.Outputs[i * outputStride], _batch.Returns[sample], _batch.OldValues[sample]);
            loss += error * error;
            _workspace.Value.OutputGradient[i * outputStride] = weight * slope;
        }

        Sums.ValueLoss = loss;
    }

    private float* RatioCoefficients(PolicyObjective objective, int* samples, int rows, AdvantageScale advantages, float scale)
    {
        float* ratio = Column(SliceColumn.Ratio), oldLogProbability = Column(SliceColumn.OldLogProbability), advantage = Column(SliceColumn.Advantage);
        float* value = Column(SliceColumn.Value), slope = Column(SliceColumn.Slope), coefficient = Column(SliceColumn.OnLogProbability);
        GatherColumn(_batch.LogProbability, samples, rows, oldLogProbability);
        LogProbabilities(samples, rows, ratio);
        double logRatios = 0;
        for (int i = 0; i < rows; i++)
        {
            ratio[i] -= oldLogProbability[i];
            logRatios += ratio[i];
            advantage[i] = advantages.Apply(_batch.Advantages[samples[i]]);
            value[i] = 0f;
            slope[i] = 0f;
        }

        _kernels.Exp(ratio, ratio, rows);
        objective.Surrogate!.Accumulate(1f, ratio, advantage, rows, value, slope);
        Sums.Clipped = objective.Drift?.Accumulate(-1f, ratio, advantage, rows, value, slope) ?? 0;
        double sum = 0, ratios = 0;
        for (int i = 0; i < rows; i++)
        {
            sum += value[i];
            ratios += ratio[i] - 1f;
            coefficient[i] = -scale * slope[i] * ratio[i];
        }

        Sums.PolicyLoss = -sum;
        Sums.RatioDivergence = ratios - logRatios;
        return coefficient;
    }

    private float* LikelihoodCoefficients(PolicyObjective objective, int* samples, int rows, AdvantageScale advantages, float scale)
    {
        float* logProbability = Column(SliceColumn.LogProbability), coefficient = Column(SliceColumn.OnLogProbability);
        LogProbabilities(samples, rows, logProbability);
        double sum = 0;
        for (int i = 0; i < rows; i++)
        {
            float weight = objective.RowWeights is null ? advantages.Apply(_batch.Advantages[samples[i]]) : objective.RowWeights[samples[i]];
            sum += weight * logProbability[i];
            coefficient[i] = -scale * weight;
        }

        Sums.PolicyLoss = -sum;
        return coefficient;
    }

    private void LogProbabilities(int* samples, int rows, float* logProbability)
    {
        for (int d = 0; d < _batch.ActionSize; d++)
            GatherColumn(_batch.Actions + ((nint)d * _batch.Stride), samples, rows, Actions + (d * _stride));
        _policy.Distribution.LogProbability(_kernels, _seen, _stride, _seenFree, Actions, rows, logProbability);
    }

    private float* DivergenceCoefficients(PolicyObjective objective, int* samples, int rows, float scale)
    {
        float* divergence = Column(SliceColumn.Divergence), coefficient = Column(SliceColumn.OnDivergence);
        GatherReference(objective, samples, rows);
        PolicyDivergence.Evaluate(_policy, _kernels, objective.Direction, OldColumns, ReferenceFree(objective), Columns, _stride, rows, divergence);
        float weight = scale * (float)objective.KlWeight, greatest = 0f;
        double sum = 0;
        for (int i = 0; i < rows; i++)
        {
            sum += divergence[i];
            greatest = MinibatchSums.Greater(greatest, divergence[i]);
            coefficient[i] = weight;
        }

        Sums.Divergence = sum;
        Sums.MaxDivergence = greatest;
        if (KlByTask.Length > 0)
            DivideByTask(objective, samples, rows, scale, divergence, coefficient);
        return coefficient;
    }

    private void DivideByTask(PolicyObjective objective, int* samples, int rows, float scale, float* divergence, float* coefficient)
    {
        Array.Clear(KlByTask);
        for (int i = 0; i < rows; i++)
        {
            int task = _batch.Tasks[samples[i]];
            KlByTask[task].Add(divergence[i]);
            coefficient[i] = scale * (float)objective.TaskKlWeights[task];
        }
    }

    private void DecoupledDivergence(PolicyObjective objective, int* samples, int rows)
    {
        float* ofMean = Column(SliceColumn.MeanDivergence), ofCovariance = Column(SliceColumn.CovarianceDivergence);
        GatherReference(objective, samples, rows);
        _policy.Distribution.DecoupledDivergence(_kernels, OldColumns, ReferenceFree(objective), Columns, _policy.LogDeviationPointer, _stride, rows, ofMean, ofCovariance);
        double mean = 0, covariance = 0;
        for (int i = 0; i < rows; i++)
        {
            mean += ofMean[i];
            covariance += ofCovariance[i];
        }

        Sums.MeanDivergence = mean;
        Sums.CovarianceDivergence = covariance;
    }

    private float* Uniform(SliceColumn column, int rows, float value)
    {
        new Span<float>(Column(column), rows).Fill(value);
        return Column(column);
    }

    private float* EntropyCoefficients(PolicyObjective objective, int rows, float scale)
    {
        float* entropy = Column(SliceColumn.Entropy);
        _policy.Distribution.Entropy(_kernels, _seen, _stride, _seenFree, rows, entropy);
        double sum = 0;
        for (int i = 0; i < rows; i++)
            sum += entropy[i];
        Sums.Entropy = sum;
        return Uniform(SliceColumn.OnEntropy, rows, -scale * (float)objective.EntropyWeight);
    }

    private void Gather(int* samples, int rows, float* inputs)
    {
        int stride = _batch.InputStride;
        for (int i = 0; i < rows; i++)
            new ReadOnlySpan<float>(_batch.Inputs + ((nint)samples[i] * stride), stride).CopyTo(new Span<float>(inputs + ((nint)i * stride), stride));
    }

    private byte* GatherMasks(int* samples, int rows)
    {
        if (_batch.Masks is null)
            return null;
        for (int c = 0; c < _batch.Width; c++)
            for (int i = 0; i < rows; i++)
                _masks.Pointer[(c * _stride) + i] = _batch.Masks[((nint)c * _batch.Stride) + samples[i]];
        return _masks.Pointer;
    }

    private static void GatherColumn(float* source, int* samples, int rows, float* destination)
    {
        for (int i = 0; i < rows; i++)
            destination[i] = source[samples[i]];
    }

    private void GatherReference(PolicyObjective objective, int* samples, int rows)
    {
        float* reference = objective.ReferenceColumns is null ? _batch.Columns : objective.ReferenceColumns;
        for (int c = 0; c < _batch.Width; c++)
            GatherColumn(reference + ((nint)c * _batch.Stride), samples, rows, OldColumns + (c * _stride));
    }

    private float* ReferenceFree(PolicyObjective objective) =>
        _policy.Distribution.FreeParameters == 0 ? null : objective.ReferenceFree is null ? _batch.LogDeviation.Pointer : objective.ReferenceFree;

    /// <summary>A number a sample, as the last <see cref="Policy"/> left it.</summary>
    public float* Column(SliceColumn column) => Actions + ((_batch.ActionSize + (int)column) * _stride);
}

/// <summary>What the scratch columns hold, a number a sample. On… is a coefficient: the derivative of the objective by what it names.</summary>
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
