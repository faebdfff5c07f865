using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Rollouts;
using Ratchet.Updates.Penalties;

namespace Ratchet.Updates;

/// <summary>
/// The forward and backward pass of one minibatch on all threads. The minibatch is cut into contiguous slices, a function of its size alone;
/// a job is one network on one slice (actor beside critic is the cheapest parallelism at 64 samples); each slice has its own gradient.
/// </summary>
internal sealed unsafe class MinibatchPass : IJob
{
    private const int MaxSlices = 8;
    private const int RowsPerSlice = 32;

    private readonly ActorCritic _policy;
    private readonly RolloutBatch _batch;
    private readonly WorkerPool _pool;
    private readonly MinibatchSlice[] _slices;
    private readonly AlignedBuffer<float> _gradients;
    private readonly KlSums[]? _klByTask;

    private int* _samples;
    private int _count;
    private PolicyObjective? _objective;
    private ValueObjective? _value;
    private AdvantageScale _advantages;

    public MinibatchPass(ActorCritic policy, RolloutBatch batch, Kernels kernels, WorkerPool pool, int maxSamples)
    {
        _policy = policy;
        _batch = batch;
        _pool = pool;
        Layout = new SliceGradientLayout(policy);
        int capacity = (maxSamples / MaxSlices) + 8;
        _slices = new MinibatchSlice[SlicesFor(maxSamples)];
        for (int i = 0; i < _slices.Length; i++)
            _slices[i] = new MinibatchSlice(policy, batch, kernels, capacity < 2 * RowsPerSlice ? 2 * RowsPerSlice : capacity);
        _gradients = new AlignedBuffer<float>(_slices.Length, Layout.Size);
        _klByTask = batch.TaskCount > 1 ? new KlSums[batch.TaskCount] : null;
    }

    /// <summary>How a slice's gradient lies in memory.</summary>
    public SliceGradientLayout Layout { get; }

    /// <summary>The slices' gradients, <see cref="Layout"/>.Size floats each.</summary>
    public float* Gradients => _gradients.Pointer;

    /// <summary>Slices of the last pass.</summary>
    public int Slices => SlicesFor(_count);

    /// <summary>What the last pass worked on.</summary>
    public MinibatchWork Last => new(new ReadOnlySpan<int>(_samples, _count), _objective, _value, _advantages);

    /// <summary>Computes the gradient of objective + value loss over the given samples, slice by slice.</summary>
    /// <param name="samples">Rows of the batch.</param>
    /// <param name="count">How many.</param>
    /// <param name="objective">The policy's part; null leaves the policy alone (two networks only).</param>
    /// <param name="value">The value's part; null leaves the value network alone.</param>
    /// <param name="advantages">How advantages are normalised.</param>
    public MinibatchSums Run(int* samples, int count, PolicyObjective? objective, ValueObjective? value, AdvantageScale advantages)
    {
        _samples = samples;
        _count = count;
        _objective = objective;
        _value = value;
        _advantages = advantages;
        objective?.Projection?.Solve(_policy.LogDeviationPointer, _batch.LogDeviation.Pointer);
        int slices = Slices;
        for (int i = 0; i < slices; i++)
            _slices[i].Sums = default;
        _pool.Run(JobsPerSlice * slices, this);
        var sums = new MinibatchSums();
        for (int i = 0; i < slices; i++)
            sums.Add(_slices[i].Sums);
        sums.Rows = count;
        if (_klByTask is not null && objective is { NeedsDivergence: true })
            sums.KlByTask = SumByTask(_klByTask, slices);
        return sums;
    }

    private KlSums[] SumByTask(KlSums[] sums, int slices)
    {
        Array.Clear(sums);
        for (int i = 0; i < slices; i++)
            for (int task = 0; task < sums.Length; task++)
                sums[task].Add(_slices[i].KlByTask[task]);
        return sums;
    }

    private int JobsPerSlice => _objective is null || _value is null || _policy.Trunk is not null ? 1 : 2;

    /// <inheritdoc/>
    void IJob.Execute(int index)
    {
        int slices = Slices, slice = index % slices;
        int start = StartOf(slice, slices, _count), rows = StartOf(slice + 1, slices, _count) - start;
        float scale = 1f / _count;
        PolicyGradient gradient = Layout.Of(_gradients.Pointer + ((nint)slice * Layout.Size));
        bool both = _value is not null && _policy.Trunk is not null;
        bool policy = _objective is not null && index < slices;
        if (policy)
            _slices[slice].Policy(_objective!, _samples + start, rows, _advantages, scale, gradient, backward: !both);
        if (!policy || both)
            _slices[slice].Value(_value!, _samples + start, rows, scale, gradient);
    }

    /// <summary>Into how many slices so many samples are cut.</summary>
    internal static int SlicesFor(int count)
    {
        int slices = count / RowsPerSlice;
        return slices < 1 ? 1 : slices > MaxSlices ? MaxSlices : slices;
    }

    /// <summary>First of <paramref name="count"/> samples that belongs to a slice: multiples of 4, which the tiles of the product divide.</summary>
    internal static int StartOf(int slice, int slices, int count) => slice == slices ? count : (int)((long)count * slice / slices) & ~3;
}

/// <summary>What a pass works on.</summary>
/// <param name="samples">Rows of the batch.</param>
/// <param name="objective">The policy's part; null for none.</param>
/// <param name="value">The value's part; null for none.</param>
/// <param name="advantages">How advantages are normalised.</param>
internal readonly ref struct MinibatchWork(ReadOnlySpan<int> samples, PolicyObjective? objective, ValueObjective? value, AdvantageScale advantages)
{
    /// <summary>Rows of the batch.</summary>
    public ReadOnlySpan<int> Samples { get; } = samples;

    /// <summary>The policy's part; null for none.</summary>
    public PolicyObjective? Objective => objective;

    /// <summary>The value's part; null for none.</summary>
    public ValueObjective? Value => value;

    /// <summary>How advantages are normalised.</summary>
    public AdvantageScale Advantages => advantages;
}
