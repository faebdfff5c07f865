using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Rollouts;

namespace Ratchet.Updates.Solvers;

/// <summary>
/// Products with the Fisher information of a policy over a batch, exact and without building it:
/// <code>
/// F v = mean over the batch of Jᵀ M J v
/// </code>
/// J is the Jacobian of the distribution's numbers in the parameters, M their Fisher information: one pass forward along v, one pass back.
/// F is the second derivative of the mean KL at the policy that collected the batch. The batch is cut into contiguous slices, a function of
/// its size alone, whose products are added up by one tree.
/// </summary>
internal sealed unsafe class FisherProduct : IJob
{
    private readonly ActorCritic _policy;
    private readonly RolloutBatch _batch;
    private readonly Kernels _kernels;
    private readonly WorkerPool _pool;
    private readonly StackWorkspace[] _slices;
    private readonly int _logDeviationOffset;
    private readonly int _size;
    private readonly AlignedBuffer<float> _direction;
    private readonly AlignedBuffer<float> _products;
    private readonly AlignedBuffer<float> _sum;

    private bool _forward;

    /// <summary>For a policy with a network of its own.</summary>
    public FisherProduct(ActorCritic policy, RolloutBatch batch, Kernels kernels, WorkerPool pool)
    {
        _policy = policy;
        _batch = batch;
        _kernels = kernels;
        _pool = pool;
        _slices = new StackWorkspace[MinibatchPass.SlicesFor(batch.Rows)];
        for (int i = 0; i < _slices.Length; i++)
            _slices[i] = new StackWorkspace(policy.PolicyStack, kernels, StartOf(i + 1) - StartOf(i), backward: true);
        _logDeviationOffset = GradientLayout.SizeOf(policy.PolicyStack);
        _size = _logDeviationOffset + Kernels.Pad(policy.Distribution.FreeParameters);
        _direction = new AlignedBuffer<float>(_size);
        _products = new AlignedBuffer<float>(_slices.Length, _size);
        _sum = new AlignedBuffer<float>(_size);
    }

    /// <summary>Runs the policy that collected the batch over it: its activations are what the products work on.</summary>
    public void Begin()
    {
        _forward = true;
        _pool.Run(_slices.Length, this);
    }

    /// <summary>F v, both over the policy's parameters in their order.</summary>
    public void Multiply(ReadOnlySpan<double> direction, Span<double> product)
    {
        int parameters = _policy.PolicyStack.ParameterCount;
        GradientLayout.Pad(_policy.PolicyStack, direction, _direction.Pointer);
        for (int i = parameters; i < direction.Length; i++)
            _direction.Pointer[_logDeviationOffset + i - parameters] = (float)direction[i];
        _forward = false;
        _pool.Run(_slices.Length, this);
        _kernels.SumSlices(_products.Pointer, _size, _slices.Length, _size, _sum.Pointer);
        GradientLayout.Unpad(_policy.PolicyStack, _sum.Pointer, product);
        for (int i = parameters; i < product.Length; i++)
            product[i] = _sum.Pointer[_logDeviationOffset + i - parameters];
    }

    /// <inheritdoc/>
    void IJob.Execute(int index)
    {
        int start = StartOf(index), rows = StartOf(index + 1) - start;
        float* inputs = _batch.Inputs + ((nint)start * _batch.InputStride);
        StackWorkspace slice = _slices[index];
        if (_forward)
        {
            slice.Forward(inputs, _batch.InputStride, rows);
            return;
        }

        float* product = _products.Pointer + ((nint)index * _size);
        slice.Tangent(inputs, _batch.InputStride, rows, _direction.Pointer);
        _policy.Distribution.FisherProduct(
            _kernels, _batch.Columns + start, _batch.Stride, _batch.LogDeviation.Pointer, rows, 1f / _batch.Rows,
            slice.OutputGradient, slice.OutputStride, _direction.Pointer + _logDeviationOffset, product + _logDeviationOffset);
        slice.Backward(inputs, _batch.InputStride, rows, product);
    }

    private int StartOf(int slice) => MinibatchPass.StartOf(slice, _slices.Length, _batch.Rows);
}
