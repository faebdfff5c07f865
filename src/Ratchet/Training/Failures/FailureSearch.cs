using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Rollouts;
using Ratchet.Updates;

namespace Ratchet.Training.Failures;

/// <summary>
/// Finds the first number of a failed step that is NaN or infinite: what the step did is done again by plain scalar code, in its order, and every
/// number is looked at. It reads the trainer as the failure left it and changes nothing.
/// </summary>
internal sealed unsafe partial class FailureSearch
{
    private static readonly Kernels Scalar = Kernels.Supported[^1];

    private readonly Trainer _trainer;
    private readonly ActorCritic _policy;
    private readonly RolloutBatch _batch;

    /// <summary>A search through a trainer whose <see cref="Trainer.Advance"/> failed.</summary>
    public FailureSearch(Trainer trainer) => (_trainer, _policy, _batch) = (trainer, trainer.Policy, trainer.Batch);

    /// <summary>The first number that is not finite; null when all are.</summary>
    public NonFiniteQuantity? Find(UpdateStage stage) => stage switch
    {
        UpdateStage.Collection => Collection(),
        UpdateStage.Estimate => Parameters(_policy) ?? Observations(AllRows) ?? Estimate(),
        UpdateStage.Minibatch => Parameters(_policy) ?? Minibatch(_trainer.Rule.Shared.Pass.Last),
        UpdateStage.Audit => Audit(),
        _ => Parameters(_policy) ?? Moments(),
    };

    /// <summary>A parameter by its place in the block.</summary>
    public static (string Name, string? Layer) NameOf(ActorCritic policy, int index)
    {
        foreach ((LayerStack stack, ScalarNetwork network) in NetworksOf(policy))
        {
            for (int i = 0; i < stack.Layers.Length; i++)
            {
                DenseLayer layer = stack.Layers[i];
                int entry = index - layer.Offset;
                if (entry < 0 || entry >= layer.ParameterCount)
                    continue;
                return entry < layer.WeightCount
                    ? ($"weight {entry / layer.Outputs} → {entry % layer.Outputs} in {network.NameOf(i)}", network.NameOf(i))
                    : ($"bias {entry - layer.WeightCount} in {network.NameOf(i)}", network.NameOf(i));
            }
        }

        int free = index - policy.LogDeviationOffset;
        return (free < policy.Distribution.LogDeviations ? $"log σ of action entry {free}" : $"number {free} of the covariance", null);
    }

    private int[] AllRows => [.. Enumerable.Range(0, _batch.Rows)];

    private static IEnumerable<(LayerStack Stack, ScalarNetwork Network)> NetworksOf(ActorCritic policy)
    {
        if (policy.Trunk is { } trunk)
            yield return (trunk, new ScalarNetwork(trunk, "trunk"));
        yield return (policy.PolicyStack, new ScalarNetwork(policy.PolicyStack, policy.Trunk is null ? "policy network" : "policy head"));
        yield return (policy.ValueStack, new ScalarNetwork(policy.ValueStack, policy.Trunk is null ? "value network" : "value head"));
    }

    private static NonFiniteQuantity? Parameters(ActorCritic policy) =>
        OfParameters(policy, policy.Parameters, "parameter", name => name)
        ?? FirstOf(policy.Normalizer.Mean, "observation normaliser", i => $"the observation normaliser's mean of entry {i}")
        ?? FirstOf(policy.Normalizer.InverseDeviation, "observation normaliser", i => $"the observation normaliser's inverse deviation of entry {i}");

    private NonFiniteQuantity? Moments() =>
        OfParameters(_policy, _trainer.Rule.Step.FirstMoment, "optimiser", name => $"the optimiser's first moment of {name}")
        ?? OfParameters(_policy, _trainer.Rule.Step.SecondMoment, "optimiser", name => $"the optimiser's second moment of {name}");

    /// <summary>What the actor saw and chose, as far as it came.</summary>
    private NonFiniteQuantity? Collection()
    {
        int[] rows = AllRows[.._trainer.CollectedRows];
        return Parameters(_trainer.Actor) ?? Observations(rows) ?? PolicyForward(_trainer.Actor, rows, Inputs(rows), out _)
            ?? OfColumns("distribution", c => $"number {c} of the action distribution", _batch.Columns, _batch.Width, _batch.Stride, rows, rows)
            ?? OfColumns("action", c => $"entry {c} of the action", _batch.Actions, _batch.ActionSize, _batch.Stride, rows, rows)
            ?? OfColumn("log-probability", "the log-probability of the action", _batch.LogProbability, rows, rows);
    }

    private NonFiniteQuantity? Estimate()
    {
        int[] states = [.. Enumerable.Range(0, _batch.Rows + _batch.Environments)];
        return ValueForward(states, Inputs(states), out _)
            ?? OfColumn("value", "the value of the state, in the units of rewards,", _batch.Values, states, states)
            ?? OfColumn("reward", "the reward", _batch.Rewards, AllRows, AllRows)
            ?? OfColumn("return", "the return", _batch.Returns, AllRows, AllRows)
            ?? OfColumn("advantage", "the advantage", _batch.Advantages, AllRows, AllRows);
    }

    /// <summary>The actor at the raw observations with its own statistics, and its KL to the policy that collected the batch.</summary>
    private NonFiniteQuantity? Audit()
    {
        ActorCritic actor = _trainer.Actor;
        int[] rows = AllRows;
        NonFiniteQuantity? first = Parameters(actor) ?? PolicyForward(actor, rows, NormalizedObservations(actor, rows), out float[] outputs);
        if (first is not null)
            return first;
        var columns = new AlignedBuffer<float>(_batch.Width, _batch.Stride);
        var divergence = new AlignedBuffer<float>(_batch.Stride);
        fixed (float* output = outputs)
            actor.Distribution.FromOutputs(Scalar, output, _batch.Width, _batch.Masks, rows.Length, columns.Pointer, _batch.Stride);
        PolicyDivergence.Evaluate(
            actor, Scalar, _trainer.Rule.Shared.Audit.Direction, _batch.Columns, _batch.LogDeviation.Pointer, columns.Pointer, _batch.Stride, rows.Length, divergence.Pointer);
        return OfColumns("distribution", c => $"number {c} of the new action distribution", columns.Pointer, _batch.Width, _batch.Stride, rows, rows)
            ?? OfColumn("KL", "the KL between the old policy and the new one", divergence.Pointer, rows, rows);
    }

    private NonFiniteQuantity? Observations(int[] rows)
    {
        foreach (int row in rows)
        {
            for (int k = 0; k < _batch.ObservationSize; k++)
                if (_batch.Observations[((nint)row * _batch.ObservationSize) + k] is var value && !float.IsFinite(value))
                    return OfSample("observation", $"entry {k} of the observation", value, row) with { Index = k };
            for (int k = 0; k < _batch.ObservationSize; k++)
                if (_batch.Inputs[((nint)row * _batch.InputStride) + k] is var value && !float.IsFinite(value))
                    return OfSample("input", $"entry {k} of the network's input", value, row) with { Index = k };
        }

        return null;
    }

    private float[] Inputs(ReadOnlySpan<int> rows)
    {
        var inputs = new float[rows.Length * _batch.ObservationSize];
        for (int s = 0; s < rows.Length; s++)
            new ReadOnlySpan<float>(_batch.Inputs + ((nint)rows[s] * _batch.InputStride), _batch.ObservationSize).CopyTo(inputs.AsSpan(s * _batch.ObservationSize));
        return inputs;
    }

    private float[] NormalizedObservations(ActorCritic actor, ReadOnlySpan<int> rows)
    {
        var inputs = new float[rows.Length * _batch.ObservationSize];
        fixed (float* input = inputs)
            for (int s = 0; s < rows.Length; s++)
                actor.Normalizer.Normalize(Scalar, _batch.Observations + ((nint)rows[s] * _batch.ObservationSize), 1, input + (s * _batch.ObservationSize), _batch.ObservationSize);
        return inputs;
    }

    private NonFiniteQuantity? PolicyForward(ActorCritic policy, ReadOnlySpan<int> rows, float[] inputs, out float[] outputs)
    {
        outputs = inputs;
        foreach ((LayerStack stack, ScalarNetwork network) in NetworksOf(policy))
            if (stack != policy.ValueStack && network.Forward(_batch, rows, policy.Parameters, ref outputs) is { } first)
                return first;
        return null;
    }

    private NonFiniteQuantity? ValueForward(ReadOnlySpan<int> rows, float[] inputs, out float[] outputs)
    {
        outputs = inputs;
        foreach ((LayerStack stack, ScalarNetwork network) in NetworksOf(_policy))
            if (stack != _policy.PolicyStack && network.Forward(_batch, rows, _policy.Parameters, ref outputs) is { } first)
                return first;
        return null;
    }

    private static NonFiniteQuantity? OfParameters(ActorCritic policy, ReadOnlySpan<float> values, string operation, Func<string, string> name)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (float.IsFinite(values[i]))
                continue;
            (string parameter, string? layer) = NameOf(policy, i);
            return new NonFiniteQuantity(operation, name(parameter), values[i]) { Layer = layer, Index = i };
        }

        return null;
    }

    private static NonFiniteQuantity? FirstOf(ReadOnlySpan<float> values, string operation, Func<int, string> name)
    {
        for (int i = 0; i < values.Length; i++)
            if (!float.IsFinite(values[i]))
                return new NonFiniteQuantity(operation, name(i), values[i]) { Index = i };
        return null;
    }

    /// <summary>A number a sample.</summary>
    /// <param name="operation">What it is.</param>
    /// <param name="name">The same as the beginning of a sentence.</param>
    /// <param name="values">The column.</param>
    /// <param name="places">Where in it the samples stand.</param>
    /// <param name="rows">Which samples they are.</param>
    private NonFiniteQuantity? OfColumn(string operation, string name, float* values, ReadOnlySpan<int> places, ReadOnlySpan<int> rows)
    {
        for (int s = 0; s < rows.Length; s++)
            if (!float.IsFinite(values[places[s]]))
                return OfSample(operation, name, values[places[s]], rows[s]);
        return null;
    }

    private NonFiniteQuantity? OfColumns(string operation, Func<int, string> name, float* values, int width, nint stride, ReadOnlySpan<int> places, ReadOnlySpan<int> rows)
    {
        for (int s = 0; s < rows.Length; s++)
            for (int c = 0; c < width; c++)
                if (values[(c * stride) + places[s]] is var value && !float.IsFinite(value))
                    return OfSample(operation, name(c), value, rows[s]) with { Index = c };
        return null;
    }

    private NonFiniteQuantity OfSample(string operation, string name, double value, int row) =>
        new(operation, name, value) { Environment = row % _batch.Environments, Step = row / _batch.Environments };
}
