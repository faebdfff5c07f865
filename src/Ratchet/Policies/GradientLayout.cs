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
}
