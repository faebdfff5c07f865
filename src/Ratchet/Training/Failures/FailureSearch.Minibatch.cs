using System.Globalization;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Updates;

namespace Ratchet.Training.Failures;

/// <summary>The part of the search that goes through a minibatch: forward, objective, backward.</summary>
internal sealed unsafe partial class FailureSearch
{
    private NonFiniteQuantity? Minibatch(MinibatchWork work)
    {
        int[] rows = [.. work.Samples];
        if (rows.Length == 0)
            return null;
        var layout = new SliceGradientLayout(_policy);
        var gradient = new AlignedBuffer<float>(layout.Size);
        var slice = new MinibatchSlice(_policy, _batch, Scalar, rows.Length);
        bool both = work.Value is not null && _policy.Trunk is not null;
        float scale = 1f / rows.Length;
        fixed (int* samples = rows)
        {
            if (work.Objective is { } objective)
                slice.Policy(objective, samples, rows.Length, work.Advantages, scale, layout.Of(gradient.Pointer), backward: !both);
            if (work.Value is { } value)
                slice.Value(value, samples, rows.Length, scale, layout.Of(gradient.Pointer));
        }

        return Observations(rows)
            ?? (work.Objective is null ? null : PolicyForward(_policy, rows, Inputs(rows), out _) ?? Objective(work.Objective, slice, work.Advantages, rows))
            ?? (work.Value is null ? null : ValueForward(rows, Inputs(rows), out float[] values) ?? ValueLoss(work.Value, values, rows))
            ?? Backward(work, slice, rows)
            ?? Gradient();
    }

    /// <summary>From the distributions to the coefficients of the gradient, term by term.</summary>
    private NonFiniteQuantity? Objective(PolicyObjective objective, MinibatchSlice slice, AdvantageScale advantages, int[] rows)
    {
        int[] places = [.. Enumerable.Range(0, rows.Length)];
        NonFiniteQuantity? first = OfColumns("distribution", c => $"number {c} of the action distribution", slice.Columns.Current, _batch.Width, slice.Columns.Stride, places, rows);
        if (first is null && objective.Projection is not null)
            first = FirstOf(new ReadOnlySpan<float>(objective.Projection.Free, _policy.Distribution.FreeParameters), "projection", i => $"number {i} of the projected covariance")
                ?? OfColumns("projection", c => $"number {c} of the projected distribution", slice.Seen, _batch.Width, slice.Columns.Stride, places, rows);
        first ??= objective.Surrogate is not null ? Ratios(objective, slice, advantages, places, rows)
            : objective.Likelihood ? Likelihood(objective, slice, advantages, places, rows)
            : null;
        if (objective.NeedsDivergence)
            first ??= OfColumn("KL", "the KL to the old policy", slice.Columns.Of(SliceColumn.Divergence), places, rows)
                ?? OfColumn("penalty", "the weight of the KL", slice.Columns.Of(SliceColumn.OnDivergence), places, rows);
        if (objective.NeedsDecoupledDivergence)
            first ??= OfColumn("KL", "the KL's part of the mean", slice.Columns.Of(SliceColumn.MeanDivergence), places, rows)
                ?? OfColumn("penalty", "the weight of the KL's part of the mean", slice.Columns.Of(SliceColumn.OnMeanDivergence), places, rows)
                ?? OfColumn("KL", "the KL's part of the covariance", slice.Columns.Of(SliceColumn.CovarianceDivergence), places, rows)
                ?? OfColumn("penalty", "the weight of the KL's part of the covariance", slice.Columns.Of(SliceColumn.OnCovarianceDivergence), places, rows);
        if (objective.EntropyWeight != 0)
            first ??= OfColumn("entropy", "the entropy", slice.Columns.Of(SliceColumn.Entropy), places, rows);
        return first;
    }

    private NonFiniteQuantity? Ratios(PolicyObjective objective, MinibatchSlice slice, AdvantageScale advantages, int[] places, int[] rows)
    {
        int count = rows.Length;
        var scratch = new AlignedBuffer<float>(3, Kernels.Pad(count));
        float* logProbability = scratch.Pointer, value = logProbability + Kernels.Pad(count), slope = value + Kernels.Pad(count);
        float* ratio = slice.Columns.Of(SliceColumn.Ratio), advantage = slice.Columns.Of(SliceColumn.Advantage);
        _policy.Distribution.LogProbability(Scalar, slice.Seen, slice.Columns.Stride, slice.SeenFree, slice.Columns.Actions, count, logProbability);
        NonFiniteQuantity? first = OfColumn("log-probability", "the log-probability of the action", logProbability, places, rows)
            ?? OfColumn("log-probability", "the old log-probability of the action", _batch.LogProbability, rows, rows)
            ?? OfColumn("ratio", "the probability ratio", ratio, places, rows)
            ?? Advantages(advantages, advantage, places, rows);
        if (first is not null)
            return first;
        objective.Surrogate!.Accumulate(1f, ratio, advantage, count, value, slope);
        first = OfColumn("surrogate", "the surrogate", value, places, rows);
        if (first is null && objective.Drift is { } drift)
        {
            scratch.Span.Clear();
            drift.Accumulate(1f, ratio, advantage, count, value, slope);
            first = OfColumn("drift", "the drift", value, places, rows) ?? OfColumn("drift", "the slope of the drift", slope, places, rows);
        }

        return first
            ?? OfColumn("surrogate", "the surrogate less the drift", slice.Columns.Of(SliceColumn.Value), places, rows)
            ?? OfColumn("gradient", "the derivative of the loss by the log-probability", slice.Columns.Of(SliceColumn.OnLogProbability), places, rows);
    }

    private NonFiniteQuantity? Likelihood(PolicyObjective objective, MinibatchSlice slice, AdvantageScale advantages, int[] places, int[] rows)
    {
        NonFiniteQuantity? first = OfColumn("log-probability", "the log-probability of the action", slice.Columns.Of(SliceColumn.LogProbability), places, rows);
        if (objective.RowWeights is not null)
            return first ?? OfColumn("weight", "the weight of the action's log-probability", objective.RowWeights, rows, rows);
        var scaled = new AlignedBuffer<float>(rows.Length);
        for (int s = 0; s < rows.Length; s++)
            scaled.Span[s] = advantages.Apply(_batch.Advantages[rows[s]]);
        return first ?? Advantages(advantages, scaled.Pointer, places, rows);
    }

    private NonFiniteQuantity? Advantages(AdvantageScale scale, float* scaled, int[] places, int[] rows) =>
        OfColumn("advantage", "the advantage", _batch.Advantages, rows, rows)
        ?? FirstOf([scale.Mean, scale.Inverse], "advantage", i => i == 0 ? "the mean of the advantages" : "the inverse deviation of the advantages")
        ?? OfColumn("advantage", "the advantage in its unit", scaled, places, rows);

    private NonFiniteQuantity? ValueLoss(ValueObjective objective, float[] values, int[] rows)
    {
        for (int s = 0; s < rows.Length; s++)
        {
            (float error, float slope) = objective.ErrorOf(values[s], _batch.Returns[rows[s]], _batch.OldValues[rows[s]]);
            if (!float.IsFinite(error))
                return OfSample("value loss", "the error of the value", error, rows[s]);
            if (!float.IsFinite(error * error))
                return OfSample("value loss", "the squared error of the value", error * error, rows[s]);
            if (!float.IsFinite(slope))
                return OfSample("value loss", "the slope of the value loss", slope, rows[s]);
        }

        return null;
    }

    /// <summary>The heads first, then the trunk that both stand on.</summary>
    private NonFiniteQuantity? Backward(MinibatchWork work, MinibatchSlice slice, int[] rows)
    {
        NonFiniteQuantity? first = null;
        foreach ((LayerStack stack, ScalarNetwork network) in NetworksOf(_policy).Reverse())
        {
            if (stack == _policy.PolicyStack && work.Objective is not null)
                first = network.Backward(_batch, rows, slice.Workspace.Policy) ?? first;
            else if (stack == _policy.ValueStack && work.Value is not null)
                first = network.Backward(_batch, rows, slice.Workspace.Value);
            else if (stack == _policy.Trunk)
                first ??= network.Backward(_batch, rows, slice.Workspace.Trunk!);
        }

        return first;
    }

    /// <summary>The gradient that the run itself summed, and at last its squares, of which the norm is made.</summary>
    private NonFiniteQuantity? Gradient()
    {
        ReadOnlySpan<float> gradient = _trainer.Rule.Shared.Step.Gradient;
        if (OfParameters(_policy, gradient, "gradient", name => $"the gradient of {name}") is { } first)
            return first;
        for (int i = 0; i < gradient.Length; i++)
        {
            (string name, string? layer) = NameOf(_policy, i);
            if (!float.IsFinite(gradient[i] * gradient[i]))
                return new NonFiniteQuantity("gradient norm", string.Create(CultureInfo.InvariantCulture, $"the square of the gradient of {name}, which is {gradient[i]},"), gradient[i] * gradient[i]) { Layer = layer, Index = i };
        }

        return null;
    }
}
