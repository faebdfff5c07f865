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
    private readonly SliceColumns _columns;
    private readonly int _stride;

    /// <summary>The distributions that an objective sees, and their free parameters: the network's, or their projection.</summary>
    private float* _seen;
    private float* _seenFree;

    public MinibatchSlice(ActorCritic policy, RolloutBatch batch, Kernels kernels, int capacity)
    {
        _policy = policy;
        _batch = batch;
        _kernels = kernels;
        _workspace = new PolicyWorkspace(policy, kernels, capacity, backward: true);
        _policyInputs = new AlignedBuffer<float>(capacity, batch.InputStride);
        _valueInputs = new AlignedBuffer<float>(policy.Trunk is null ? capacity : 0, batch.InputStride);
        _columns = new SliceColumns(batch, capacity);
        _stride = _columns.Stride;
        KlByTask = new KlSums[batch.TaskCount > 1 ? batch.TaskCount : 0];
    }

    /// <summary>Sums over this slice's samples.</summary>
    public MinibatchSums Sums;

    /// <summary>The KL over this slice's samples by task; empty where there is one.</summary>
    public KlSums[] KlByTask { get; }

    /// <summary>The activations, and the gradients at the layers' sums.</summary>
    public PolicyWorkspace Workspace => _workspace;

    /// <summary>What was gathered and computed, a number a sample in each column, as the last pass left it.</summary>
    public SliceColumns Columns => _columns;

    /// <summary>The distributions that the objective saw: the network's, or their projection.</summary>
    public float* Seen => _seen;

    /// <summary>Their free parameters.</summary>
    public float* SeenFree => _seenFree;

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
        _columns.GatherInputs(samples, rows, _policyInputs.Pointer);
        _workspace.ForwardPolicy(_policyInputs.Pointer, _batch.InputStride, rows);
        _policy.Distribution.FromOutputs(_kernels, _workspace.Policy.Outputs, _workspace.Policy.OutputStride, _columns.GatherMasks(samples, rows), rows, _columns.Current, _stride);
        _seen = _columns.Current;
        _seenFree = _policy.LogDeviationPointer;
        if (objective.Projection is { } projection)
            Project(objective, projection, samples, rows);

        var derivative = new DistributionGradient
        {
            Rows = rows, Stride = _stride,
            Columns = _seen, LogDeviation = _seenFree,
            OldColumns = _columns.Old, OldLogDeviation = ReferenceFree(objective),
            Actions = _columns.Actions, Direction = objective.Direction,
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
            derivative.OnMeanDivergence = _columns.Uniform(SliceColumn.OnMeanDivergence, rows, scale * (float)objective.MeanKlWeight);
            derivative.OnCovarianceDivergence = _columns.Uniform(SliceColumn.OnCovarianceDivergence, rows, scale * (float)objective.CovarianceKlWeight);
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
            _columns.GatherInputs(samples, rows, inputs);
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
        projection.Means(_columns.Current, _columns.Old, _stride, rows, _columns.Projected);
        _seen = _columns.Projected;
        _seenFree = projection.Free;
    }

    private void BackwardThroughProjection(PolicyObjective objective, in DistributionGradient derivative, float scale)
    {
        Sums.Divergence = objective.Projection!.MeansBackward(
            _columns.Current, _columns.Old, _stride, derivative.Rows, objective.RegressionWeight * scale, derivative.OutputGradient, derivative.OutputStride);
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
        float* ratio = _columns.Of(SliceColumn.Ratio), oldLogProbability = _columns.Of(SliceColumn.OldLogProbability), advantage = _columns.Of(SliceColumn.Advantage);
        float* value = _columns.Of(SliceColumn.Value), slope = _columns.Of(SliceColumn.Slope), coefficient = _columns.Of(SliceColumn.OnLogProbability);
        SliceColumns.Gather(_batch.LogProbability, samples, rows, oldLogProbability);
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
        float* logProbability = _columns.Of(SliceColumn.LogProbability), coefficient = _columns.Of(SliceColumn.OnLogProbability);
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
        _columns.GatherActions(samples, rows);
        _policy.Distribution.LogProbability(_kernels, _seen, _stride, _seenFree, _columns.Actions, rows, logProbability);
    }

    private float* DivergenceCoefficients(PolicyObjective objective, int* samples, int rows, float scale)
    {
        float* divergence = _columns.Of(SliceColumn.Divergence), coefficient = _columns.Of(SliceColumn.OnDivergence);
        GatherReference(objective, samples, rows);
        PolicyDivergence.Evaluate(_policy, _kernels, objective.Direction, _columns.Old, ReferenceFree(objective), _columns.Current, _stride, rows, divergence);
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
        float* ofMean = _columns.Of(SliceColumn.MeanDivergence), ofCovariance = _columns.Of(SliceColumn.CovarianceDivergence);
        GatherReference(objective, samples, rows);
        _policy.Distribution.DecoupledDivergence(_kernels, _columns.Old, ReferenceFree(objective), _columns.Current, _policy.LogDeviationPointer, _stride, rows, ofMean, ofCovariance);
        double mean = 0, covariance = 0;
        for (int i = 0; i < rows; i++)
        {
            mean += ofMean[i];
            covariance += ofCovariance[i];
        }

        Sums.MeanDivergence = mean;
        Sums.CovarianceDivergence = covariance;
    }

    private float* EntropyCoefficients(PolicyObjective objective, int rows, float scale)
    {
        float* entropy = _columns.Of(SliceColumn.Entropy);
        _policy.Distribution.Entropy(_kernels, _seen, _stride, _seenFree, rows, entropy);
        double sum = 0;
        for (int i = 0; i < rows; i++)
            sum += entropy[i];
        Sums.Entropy = sum;
        return _columns.Uniform(SliceColumn.OnEntropy, rows, -scale * (float)objective.EntropyWeight);
    }

    /// <summary>The policy that the KL starts from.</summary>
    private void GatherReference(PolicyObjective objective, int* samples, int rows) =>
        _columns.GatherOld(objective.ReferenceColumns is null ? _batch.Columns : objective.ReferenceColumns, samples, rows);

    private float* ReferenceFree(PolicyObjective objective) =>
        _policy.Distribution.FreeParameters == 0 ? null : objective.ReferenceFree is null ? _batch.LogDeviation.Pointer : objective.ReferenceFree;
}
