using Ratchet.Numerics;

namespace Ratchet.Policies;

/// <summary>
/// How a slice's gradient of a <see cref="LayerStack"/> lies in memory: layer by layer the weights' rows and then the bias, each row
/// padded to 16 floats. The sum over slices removes the padding.
/// </summary>
internal static class GradientLayout
{
    /// <summary>Floats of a whole stack.</summary>
    public static int SizeOf(LayerStack stack) => OffsetOf(stack, stack.Layers.Length);

    /// <summary>First float of layer <paramref name="index"/>.</summary>
    public static int OffsetOf(LayerStack stack, int index)
    {
        int offset = 0;
        for (int i = 0; i < index; i++)
            offset = checked(offset + ((stack.Layers[i].Inputs + 1) * Kernels.Pad(stack.Layers[i].Outputs)));
        return offset;
    }

    /// <summary>Brings numbers that lie as a stack's parameters do into this layout; the padding is left alone.</summary>
    public static unsafe void Pad(LayerStack stack, ReadOnlySpan<double> parameters, float* padded)
    {
        int index = 0;
        for (int i = 0; i < stack.Layers.Length; i++)
        {
            DenseLayer layer = stack.Layers[i];
            float* row = padded + OffsetOf(stack, i);
            for (int r = 0; r <= layer.Inputs; r++, row += Kernels.Pad(layer.Outputs))
                for (int j = 0; j < layer.Outputs; j++)
                    row[j] = (float)parameters[index++];
        }
    }

    /// <summary>The opposite of <see cref="Pad"/>.</summary>
    public static unsafe void Unpad(LayerStack stack, float* padded, Span<double> parameters)
    {
        int index = 0;
        for (int i = 0; i < stack.Layers.Length; i++)
        {
            DenseLayer layer = stack.Layers[i];
            float* row = padded + OffsetOf(stack, i);
            for (int r = 0; r <= layer.Inputs; r++, row += Kernels.Pad(layer.Outputs))
                for (int j = 0; j < layer.Outputs; j++)
                    parameters[index++] = row[j];
        }
    }
}
