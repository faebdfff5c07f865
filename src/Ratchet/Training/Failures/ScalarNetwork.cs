using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Rollouts;
using Ratchet.Updates;

namespace Ratchet.Training.Failures;

/// <summary>A chain of layers walked through a number at a time, in the order of the kernels, so that every pre-activation can be looked at.</summary>
/// <param name="stack">The layers.</param>
/// <param name="name">What they are called, such as "policy network".</param>
internal sealed unsafe class ScalarNetwork(LayerStack stack, string name)
{
    private static readonly Kernels Scalar = Kernels.Supported[^1];

    /// <summary>A layer in words, counted from 1.</summary>
    public string NameOf(int layer) => $"layer {layer + 1} of the {name}";

    /// <summary>Runs some samples through all layers.</summary>
    /// <param name="batch">Where the samples are from.</param>
    /// <param name="rows">Which they are; behind the batch's own rows are the states after the last step.</param>
    /// <param name="parameters">Those of the actor-critic.</param>
    /// <param name="inputs">[samples × inputs], dense; becomes the outputs.</param>
    /// <returns>The first number that is not finite.</returns>
    public NonFiniteQuantity? Forward(RolloutBatch batch, ReadOnlySpan<int> rows, ReadOnlySpan<float> parameters, ref float[] inputs)
    {
        for (int i = 0; i < stack.Layers.Length; i++)
        {
            DenseLayer layer = stack.Layers[i];
            var outputs = new float[rows.Length * layer.Outputs];
            ReadOnlySpan<float> weights = parameters.Slice(layer.Offset, layer.WeightCount), bias = parameters.Slice(layer.BiasOffset, layer.Outputs);
            for (int s = 0; s < rows.Length; s++)
            {
                ReadOnlySpan<float> input = inputs.AsSpan(s * layer.Inputs, layer.Inputs);
                for (int j = 0; j < layer.Outputs; j++)
                {
                    float sum = bias[j];
                    for (int p = 0; p < input.Length; p++)
                        sum = MathF.FusedMultiplyAdd(input[p], weights[(p * layer.Outputs) + j], sum);
                    if (!float.IsFinite(sum))
                        return Unit(batch, rows[s], "pre-activation", i, j, sum);
                    if (layer.Activated)
                        Scalar.Activate(stack.Activation, &sum, &sum, 1);
                    if (!float.IsFinite(sum))
                        return Unit(batch, rows[s], "activation", i, j, sum);
                    outputs[(s * layer.Outputs) + j] = sum;
                }
            }

            inputs = outputs;
        }

        return null;
    }

    /// <summary>Looks at the derivatives of the loss by the pre-activations, from the last layer to the first.</summary>
    /// <param name="batch">Where the samples are from.</param>
    /// <param name="rows">Which they are.</param>
    /// <param name="workspace">A backward pass through them.</param>
    public NonFiniteQuantity? Backward(RolloutBatch batch, ReadOnlySpan<int> rows, StackWorkspace workspace)
    {
        for (int i = stack.Layers.Length - 1; i >= 0; i--)
        {
            int outputs = stack.Layers[i].Outputs;
            for (int s = 0; s < rows.Length; s++)
                for (int j = 0; j < outputs; j++)
                    if (workspace.GradientAt(i)[(s * Kernels.Pad(outputs)) + j] is var slope && !float.IsFinite(slope))
                        return Unit(batch, rows[s], "derivative of the loss by the pre-activation", i, j, slope);
        }

        return null;
    }

    private NonFiniteQuantity Unit(RolloutBatch batch, int row, string operation, int layer, int unit, float value) =>
        new(operation, $"the {operation} of unit {unit} in {NameOf(layer)}", value)
        {
            Layer = NameOf(layer), Index = unit, Environment = row % batch.Environments, Step = row / batch.Environments,
        };
}
