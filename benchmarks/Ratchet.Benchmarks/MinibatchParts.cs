using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Rollouts;
using Ratchet.Updates;
using Ratchet.Updates.Drifts;
using Ratchet.Updates.Solvers;
using Ratchet.Updates.Surrogates;

namespace Ratchet.Benchmarks;

/// <summary>
/// What a gradient step of PPO on 64 samples of a task with 17 observations and 6 actions is made of, each part as work to be timed on its own.
/// </summary>
internal sealed unsafe class MinibatchParts : IDisposable
{
    public const int Samples = 64;

    private const int SliceRows = 32;
    private const int Slices = Samples / SliceRows;
    private const int BatchRows = 2048;

    private readonly WorkerPool _pool = new(1);
    private readonly RolloutBatch _batch;
    private readonly MinibatchPass _pass;
    private readonly GradientStep _step;
    private readonly Minibatches _minibatches;
    private readonly PolicyWorkspace _workspace;
    private readonly AlignedBuffer<float> _inputs;
    private readonly AlignedBuffer<float> _gradient;
    private readonly AlignedBuffer<float> _columns;
    private readonly AlignedBuffer<float> _moments;
    private readonly PolicyObjective _objective;
    private readonly ValueObjective _value = new() { Weight = 0.25 };

    /// <summary>The parts, with PPO's drift unless another is given.</summary>
    public MinibatchParts(Activation activation, Drift? drift = null)
    {
        _objective = new PolicyObjective { Surrogate = new ImportanceSampledAdvantage(), Drift = drift ?? new PpoClipDrift { Range = 0.2f } };
        Policy = new ActorCritic(new NetworkOptions { Activation = activation }, new BoxSpace(17), new BoxSpace(6, -1, 1));
        Policy.Initialize(1);
        _batch = new RolloutBatch(Policy, 64, BatchRows / 64, masked: false);
        FillBatch();
        _minibatches = new Minibatches(BatchRows, Samples, 1, 0);
        _minibatches.Shuffle();
        _pass = new MinibatchPass(Policy, _batch, Kernels.Best, _pool, Samples);
        _step = new GradientStep(Policy, _pass.Layout, new OptimizationOptions(), new RunClock(), Kernels.Best, _pool);
        _workspace = new PolicyWorkspace(Policy, Kernels.Best, SliceRows, backward: true);
        _inputs = new AlignedBuffer<float>(Samples * _batch.InputStride);
        _gradient = new AlignedBuffer<float>(_pass.Layout.Size);
        _columns = new AlignedBuffer<float>(32 * SliceRows);
        _moments = new AlignedBuffer<float>(4 * Kernels.Pad(Policy.Parameters.Length));
        new Span<float>(_workspace.Policy.OutputGradient, SliceRows * _workspace.Policy.OutputStride).Fill(0.01f);
        new Span<float>(_workspace.Value.OutputGradient, SliceRows * _workspace.Value.OutputStride).Fill(0.01f);
    }

    public ActorCritic Policy { get; }

    /// <summary>Everything but the step of Adam.</summary>
    public void Pass() => _pass.Run(_minibatches.Rows(0, out int count), count, _objective, _value, AdvantageScale.Raw);

    /// <summary>Inputs for both networks, and a column for each number of an action, ln π_old, advantage and return.</summary>
    public void Gather()
    {
        int* rows = _minibatches.Rows(0, out int count);
        int stride = _batch.InputStride;
        for (int network = 0; network < 2; network++)
            for (int i = 0; i < count; i++)
                new ReadOnlySpan<float>(_batch.Inputs + (rows[i] * stride), stride).CopyTo(new Span<float>(_inputs.Pointer + (i * stride), stride));
        for (int column = 0; column < _batch.ActionSize + 3; column++)
            for (int i = 0; i < count; i++)
                _inputs.Pointer[i] = _batch.Actions[(column % _batch.ActionSize * _batch.Stride) + rows[i]];
    }

    /// <summary>Forward and backward of both networks.</summary>
    public void Networks()
    {
        PolicyGradient gradient = _pass.Layout.Of(_gradient.Pointer);
        for (int slice = 0; slice < Slices; slice++)
        {
            float* inputs = _batch.Inputs + (slice * SliceRows * _batch.InputStride);
            _workspace.ForwardPolicy(inputs, _batch.InputStride, SliceRows);
            _workspace.BackwardPolicy(inputs, _batch.InputStride, SliceRows, gradient);
            _workspace.ForwardValue(inputs, _batch.InputStride, SliceRows);
            _workspace.BackwardValue(inputs, _batch.InputStride, SliceRows, gradient);
        }
    }

    /// <summary>From the network's outputs to ln π, and back from its coefficients. Writes beside what <see cref="Networks"/> reads.</summary>
    public void Distribution()
    {
        float* actions = _columns.Pointer + (8 * SliceRows), coefficients = _columns.Pointer + (16 * SliceRows);
        for (int slice = 0; slice < Slices; slice++)
        {
            Policy.Distribution.FromOutputs(Kernels.Best, _workspace.Policy.Outputs, _workspace.Policy.OutputStride, null, SliceRows, _columns.Pointer, SliceRows);
            Policy.Distribution.LogProbability(Kernels.Best, _columns.Pointer, SliceRows, Policy.LogDeviationPointer, actions, SliceRows, coefficients);
            Policy.Distribution.Backward(Kernels.Best, new DistributionGradient
            {
                Rows = SliceRows, Stride = SliceRows,
                Columns = _columns.Pointer, LogDeviation = Policy.LogDeviationPointer,
                Actions = actions, OnLogProbability = coefficients,
                OutputGradient = _inputs.Pointer, OutputStride = _workspace.Policy.OutputStride,
                LogDeviationGradient = _gradient.Pointer + _pass.Layout.LogDeviationOffset,
            });
        }
    }

    /// <summary>The slices' gradients into one, and its norm.</summary>
    public void SumGradient() => _step.Sum(_pass, UpdatedPart.All);

    /// <summary>Adam and packing.</summary>
    public void Step() => _step.Step(0.1, 0, UpdatedPart.All);

    /// <summary>Adam alone.</summary>
    public void Adam()
    {
        int count = Policy.Parameters.Length, stride = Kernels.Pad(count);
        float* start = _moments.Pointer;
        Kernels.Best.Adam(start, start + stride, start + (2 * stride), start + (3 * stride), count, new AdamStep(1e-4f, 1f, 0.9f, 0.999f, 1e-8f, 1f, 1f));
    }

    public void Dispose() => _pool.Dispose();

    private void FillBatch()
    {
        var random = new RandomStream(1, StreamPurpose.User);
        for (int row = 0; row < BatchRows; row++)
        {
            for (int i = 0; i < _batch.ObservationSize; i++)
                _batch.Inputs[(row * _batch.InputStride) + i] = (float)random.NextGaussian();
            for (int d = 0; d < _batch.ActionSize; d++)
                _batch.Actions[(d * _batch.Stride) + row] = (float)random.NextGaussian();
            _batch.LogProbability[row] = -8;
            _batch.Advantages[row] = (float)random.NextGaussian();
            _batch.Returns[row] = (float)random.NextGaussian();
        }
    }
}
