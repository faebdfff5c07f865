using Ratchet.Numerics;

namespace Ratchet.Policies;

/// <summary>The activations of a <see cref="LayerStack"/> for up to a fixed number of rows, and its two passes over them.</summary>
internal sealed unsafe class StackWorkspace
{
    private readonly LayerStack _stack;
    private readonly Kernels _kernels;
    private readonly AlignedBuffer<float>[] _outputs;
    private readonly AlignedBuffer<float>?[] _arguments;
    private readonly AlignedBuffer<float>[] _gradients;
    private readonly ActiveInputs? _active;
    private bool _isSparse;

    /// <summary>Room for <paramref name="capacity"/> rows; the gradients' part only if there will be backward passes.</summary>
    public StackWorkspace(LayerStack stack, Kernels kernels, int capacity, bool backward)
    {
        _stack = stack;
        _kernels = kernels;
        _outputs = Array.ConvertAll(stack.Layers, layer => new AlignedBuffer<float>(capacity, Kernels.Pad(layer.Outputs)));
        _arguments = Array.ConvertAll(stack.Layers, layer => layer.Activated && stack.Activation == Activation.Silu ? new AlignedBuffer<float>(capacity, Kernels.Pad(layer.Outputs)) : null);
        _gradients = backward ? Array.ConvertAll(stack.Layers, layer => new AlignedBuffer<float>(capacity, Kernels.Pad(layer.Outputs))) : [];
        _active = ActiveInputs.For(capacity, stack.Layers[0].Inputs);
        OutputStride = Kernels.Pad(stack.Outputs);
    }

    /// <summary>Distance between the rows of <see cref="Outputs"/> and <see cref="OutputGradient"/>.</summary>
    public int OutputStride { get; }

    /// <summary>Outputs of the last layer, [rows × <see cref="OutputStride"/>].</summary>
    public float* Outputs => _outputs[^1].Pointer;

    /// <summary>
    /// Where the caller of <see cref="Backward"/> writes the gradient at the last layer's sums, before its activation if it has one; the
    /// padding stays zero.
    /// </summary>
    public float* OutputGradient => _gradients[^1].Pointer;

    /// <summary>The gradient at the sums of a layer, as the last <see cref="Backward"/> left it, rows padded as the layer's outputs are.</summary>
    public float* GradientAt(int layer) => _gradients[layer].Pointer;

    /// <summary>Where the gradient at this stack's outputs goes when another stack stands on it.</summary>
    public InputGradient AboveOutputs(bool accumulate, bool last) => new()
    {
        Destination = OutputGradient, Accumulate = accumulate,
        Activation = last ? _stack.Activation : Activation.Identity, SlopeAt = last ? SlopeAt(_outputs.Length - 1) : null,
    };

    /// <summary>Computes the outputs of <paramref name="rows"/> inputs.</summary>
    public void Forward(float* inputs, nint stride, int rows)
    {
        float* x = inputs;
        nint xStride = stride;
        _isSparse = _active?.Find(inputs, stride, rows) ?? false;
        for (int i = 0; i < _outputs.Length; i++)
        {
            DenseLayer layer = _stack.Layers[i];
            PackedLayer packed = _stack.Packed(i);
            AlignedBuffer<float>? argument = _arguments[i];
            var product = new Product
            {
                A = x, RowStride = xStride, DepthStride = 1,
                B = packed.Weights, BStride = packed.Stride,
                C = (argument ?? _outputs[i]).Pointer, CStride = packed.Stride,
                Bias = packed.Bias, Rows = rows, Depth = layer.Inputs, Columns = packed.Stride,
                Activation = layer.Activated && argument is null ? _stack.Activation : Activation.Identity,
            };
            MultiplyInputs(i, product);
            if (argument is not null)
                _kernels.Activate(_stack.Activation, argument.Pointer, _outputs[i].Pointer, rows * packed.Stride);
            x = _outputs[i].Pointer;
            xStride = packed.Stride;
        }
    }

    /// <summary>
    /// From <see cref="OutputGradient"/> to the gradients of the parameters, for the rows and inputs of the last <see cref="Forward"/>.
    /// </summary>
    /// <param name="inputs">The inputs of the forward pass.</param>
    /// <param name="stride">Distance between their rows.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="gradient">Written, see <see cref="GradientLayout"/>.</param>
    /// <param name="destination">Where the gradient at the inputs goes, if it is needed.</param>
    public void Backward(float* inputs, nint stride, int rows, float* gradient, in InputGradient destination = default)
    {
        for (int i = _outputs.Length - 1; i >= 0; i--)
        {
            DenseLayer layer = _stack.Layers[i];
            PackedLayer packed = _stack.Packed(i);
            float* delta = _gradients[i].Pointer;
            float* layerGradient = gradient + GradientLayout.OffsetOf(_stack, i);
            var product = new Product
            {
                A = i > 0 ? _outputs[i - 1].Pointer : inputs, RowStride = 1, DepthStride = i > 0 ? packed.TransposedStride : stride,
                B = delta, BStride = packed.Stride,
                C = layerGradient, CStride = packed.Stride,
                Rows = layer.Inputs, Depth = rows, Columns = packed.Stride,
            };
            if (i == 0 && _isSparse)
                _kernels.MultiplyActiveTransposed(product, _active!);
            else
                _kernels.Multiply(product);
            _kernels.SumRows(delta, packed.Stride, rows, packed.Stride, layerGradient + (layer.Inputs * packed.Stride));

            InputGradient target = i > 0
                ? new InputGradient { Destination = _gradients[i - 1].Pointer, Activation = _stack.Activation, SlopeAt = SlopeAt(i - 1) }
                : destination;
            if (target.Destination is not null)
                BackwardToInputs(delta, layer, packed, rows, target);
        }
    }

    /// <summary>
    /// The derivative of the outputs as the parameters move along a direction (Jacobian times vector), for the rows and inputs of the last
    /// <see cref="Forward"/>; it stands in <see cref="OutputGradient"/>. With x the inputs of a layer and dots for derivatives,
    /// <code>
    /// ẏ = f′ · (x Ẇ + ḃ + ẋ W)
    /// </code>
    /// and ẋ = 0 at the first. The buffers are those of <see cref="Backward"/>, which may follow.
    /// </summary>
    /// <param name="inputs">The inputs of the forward pass.</param>
    /// <param name="stride">Distance between their rows.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="direction">Ẇ and ḃ of every layer, see <see cref="GradientLayout"/>; the padding is zero.</param>
    public void Tangent(float* inputs, nint stride, int rows, float* direction)
    {
        for (int i = 0; i < _outputs.Length; i++)
        {
            DenseLayer layer = _stack.Layers[i];
            PackedLayer packed = _stack.Packed(i);
            float* weights = direction + GradientLayout.OffsetOf(_stack, i);
            var product = new Product
            {
                A = i > 0 ? _outputs[i - 1].Pointer : inputs, RowStride = i > 0 ? packed.TransposedStride : stride, DepthStride = 1,
                B = weights, BStride = packed.Stride,
                C = _gradients[i].Pointer, CStride = packed.Stride,
                Bias = weights + (layer.Inputs * packed.Stride), Rows = rows, Depth = layer.Inputs, Columns = packed.Stride,
            };
            if (i > 0)
            {
                _kernels.Multiply(product);
                product.A = _gradients[i - 1].Pointer;
                product.B = packed.Weights;
                product.Accumulate = true;
            }

            if (layer.Activated)
            {
                product.Activation = _stack.Activation;
                product.SlopeAt = SlopeAt(i);
                product.SlopeStride = packed.Stride;
            }

            MultiplyInputs(i, product);
        }
    }

    /// <summary>Multiplies the inputs of a layer by a matrix of its shape.</summary>
    private void MultiplyInputs(int layer, in Product product)
    {
        if (layer == 0 && _isSparse)
            _kernels.MultiplyActive(product, _active!);
        else
            _kernels.Multiply(product);
    }

    private void BackwardToInputs(float* delta, DenseLayer layer, PackedLayer packed, int rows, in InputGradient target) =>
        _kernels.Multiply(new Product
        {
            A = delta, RowStride = packed.Stride, DepthStride = 1,
            B = packed.Transposed, BStride = packed.TransposedStride,
            C = target.Destination, CStride = packed.TransposedStride,
            Rows = rows, Depth = layer.Outputs, Columns = packed.TransposedStride,
            Accumulate = target.Accumulate,
            Activation = target.Activation, SlopeAt = target.SlopeAt, SlopeStride = packed.TransposedStride,
        });

    private float* SlopeAt(int index) => (_arguments[index] ?? _outputs[index]).Pointer;
}

/// <summary>Where the gradient at a stack's inputs goes, [rows × padded inputs]; the default is nowhere.</summary>
internal unsafe struct InputGradient
{
    /// <summary>Written (or added to); null when it is not needed.</summary>
    public float* Destination;

    /// <summary>Adds to what stands there.</summary>
    public bool Accumulate;

    /// <summary>Activation of the layer below; <see cref="Activation.Identity"/> leaves its slope out.</summary>
    public Activation Activation;

    /// <summary>Where the slope of the layer below is read from.</summary>
    public float* SlopeAt;
}
