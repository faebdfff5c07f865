using Ratchet.Numerics;
using Ratchet.Policies;

namespace Ratchet.Updates.Solvers;

/// <summary>Which parameters a step moves.</summary>
internal enum UpdatedPart
{
    /// <summary>All.</summary>
    All,

    /// <summary>Those that the policy depends on.</summary>
    Policy,

    /// <summary>Those of the value network alone.</summary>
    Value,
}

/// <summary>
/// Sums the slices' gradients, clips their joint norm and takes a step of the optimiser (<see cref="Optimizer"/>), on all threads; then brings
/// the networks' working copies up to date. The policy's and the value's parameters count their steps apart: in a step on the policy alone the
/// value's moments stay as they are, as parameters without a gradient do; and the other way round.
/// </summary>
internal sealed unsafe class GradientStep : IJob
{
    private readonly ActorCritic _policy;
    private readonly WorkerPool _pool;
    private readonly Kernels _kernels;
    private readonly OptimizationOptions _options;
    private readonly RunClock _clock;
    private readonly ParameterSegment[] _segments;
    private readonly int _policySegments;
    private readonly double[] _squares;
    private readonly AlignedBuffer<float> _gradient;
    private readonly AlignedBuffer<float> _firstMoment;
    private readonly AlignedBuffer<float> _secondMoment;
    private readonly double[] _powers = [1, 1, 1, 1];

    private float* _slices;
    private int _sliceSize;
    private int _sliceCount;
    private int _firstSegment;
    private bool _summing;
    private AdamStep _policyStep;
    private AdamStep _valueStep;
    private RmsPropStep _rmsPropStep;
    private (float StepSize, float Decay) _descent;

    public GradientStep(ActorCritic policy, SliceGradientLayout layout, OptimizationOptions options, RunClock clock, Kernels kernels, WorkerPool pool)
    {
        _policy = policy;
        _pool = pool;
        _kernels = kernels;
        _clock = clock;
        _options = options;
        var segments = new List<ParameterSegment>();
        if (policy.Trunk is { } trunk)
            ParameterSegment.AddStack(segments, trunk, 0);
        ParameterSegment.AddStack(segments, policy.PolicyStack, layout.PolicyOffset);
        if (policy.Distribution.FreeParameters > 0)
            segments.Add(new ParameterSegment(null, 0, 1, policy.Distribution.FreeParameters, policy.LogDeviationOffset, layout.LogDeviationOffset));
        _policySegments = segments.Count;
        ParameterSegment.AddStack(segments, policy.ValueStack, layout.ValueOffset);
        _segments = segments.ToArray();
        _squares = new double[_segments.Length];
        int count = policy.Parameters.Length;
        _gradient = new AlignedBuffer<float>(count);
        _firstMoment = new AlignedBuffer<float>(options.Optimizer == Optimizer.Adam ? count : 0);
        _secondMoment = new AlignedBuffer<float>(options.Optimizer == Optimizer.Sgd ? 0 : count);
        Reset();
    }

    /// <summary>The gradient that <see cref="Sum"/> left.</summary>
    public Span<float> Gradient => _gradient.Span;

    /// <summary>The norms of that gradient.</summary>
    public GradientNorms Norms { get; private set; }

    /// <summary>Adam's first moments, all parameters; empty for the other optimisers.</summary>
    public Span<float> FirstMoment => _firstMoment.Span;

    /// <summary>Adam's second moments or RMSprop's mean squares, all parameters; empty for SGD.</summary>
    public Span<float> SecondMoment => _secondMoment.Span;

    /// <summary>Adam's running products β1^t, β2^t of the policy's and of the value's parameters: part of the state.</summary>
    public Span<double> Powers => _powers;

    /// <summary>Forgets the steps before.</summary>
    public void Reset()
    {
        FirstMoment.Clear();
        SecondMoment.Fill(_options.Optimizer == Optimizer.RmsPropTf ? 1f : 0f);
        Powers.Fill(1);
    }

    /// <summary>Sums the slices' gradients.</summary>
    /// <returns>The Euclidean norm of the sum.</returns>
    public double Sum(MinibatchPass pass, UpdatedPart part)
    {
        _slices = pass.Gradients;
        _sliceSize = pass.Layout.Size;
        _sliceCount = pass.Slices;
        _summing = true;
        int segments = Choose(part);
        _pool.Run(segments, this);
        double squares = 0, ofPolicy = 0, ofValue = 0;
        for (int i = _firstSegment; i < _firstSegment + segments; i++)
        {
            squares += _squares[i];
            if (i < _policySegments)
                ofPolicy += _squares[i];
            else
                ofValue += _squares[i];
        }

        Norms = new GradientNorms(Math.Sqrt(squares), Math.Sqrt(ofPolicy), Math.Sqrt(ofValue));
        return Norms.All;
    }

    /// <summary>Steps along the summed gradient, clipped to the largest norm that the options allow.</summary>
    public void Step(double norm, double learningRate, UpdatedPart part)
    {
        double bound = _options.MaxGradientNorm.At(_clock);
        Prepare(learningRate, bound > 0 && norm > bound ? bound / (norm + 1e-6) : 1, part);
        _summing = false;
        _pool.Run(Choose(part), this);
        if (part != UpdatedPart.Value)
            _policy.ClampLogDeviation();
    }

    /// <inheritdoc/>
    void IJob.Execute(int job)
    {
        int index = _firstSegment + job;
        ParameterSegment segment = _segments[index];
        float* gradient = _gradient.Pointer + segment.Offset;
        if (_summing)
        {
            segment.SumSlices(_kernels, _slices, _sliceSize, _sliceCount, gradient);
            _squares[index] = _kernels.SumOfSquares(gradient, segment.Count);
            return;
        }

        float* parameters = _policy.ParameterPointer;
        Move(parameters + segment.Offset, gradient, segment, index < _policySegments ? _policyStep : _valueStep);
        segment.Layer?.PackRows(_kernels, parameters, segment.FirstRow, segment.Rows);
    }

    private void Move(float* parameters, float* gradient, ParameterSegment segment, in AdamStep adam)
    {
        float* firstMoment = _firstMoment.Pointer + segment.Offset, secondMoment = _secondMoment.Pointer + segment.Offset;
        switch (_options.Optimizer)
        {
            case Optimizer.RmsProp or Optimizer.RmsPropTf:
                _kernels.RmsProp(parameters, gradient, secondMoment, segment.Count, _rmsPropStep);
                break;
            case Optimizer.Sgd:
                _kernels.Descend(parameters, gradient, segment.Count, _descent.StepSize, _descent.Decay);
                break;
            default:
                _kernels.Adam(parameters, gradient, firstMoment, secondMoment, segment.Count, adam);
                break;
        }
    }

    /// <summary>Sets the first segment of a part.</summary>
    /// <returns>How many it has.</returns>
    private int Choose(UpdatedPart part)
    {
        _firstSegment = part == UpdatedPart.Value ? _policySegments : 0;
        return (part == UpdatedPart.Policy ? _policySegments : _segments.Length) - _firstSegment;
    }

    private void Prepare(double learningRate, double scale, UpdatedPart part)
    {
        float decay = (float)(1 - (learningRate * _options.WeightDecay.At(_clock)));
        switch (_options.Optimizer)
        {
            case Optimizer.RmsProp or Optimizer.RmsPropTf:
                bool inside = _options.Optimizer == Optimizer.RmsPropTf;
                float alpha = (float)_options.RmsPropAlpha.At(_clock), epsilon = (float)_options.RmsPropEpsilon.At(_clock);
                _rmsPropStep = new RmsPropStep((float)learningRate, alpha, inside ? epsilon : 0f, inside ? 0f : epsilon, (float)scale, decay);
                break;
            case Optimizer.Sgd:
                _descent = ((float)(learningRate * scale), decay);
                break;
            default:
                if (part != UpdatedPart.Value)
                    _policyStep = Advance(0, learningRate, scale, decay);
                if (part != UpdatedPart.Policy)
                    _valueStep = Advance(2, learningRate, scale, decay);
                break;
        }
    }

    private AdamStep Advance(int power, double learningRate, double scale, float decay)
    {
        double beta1 = _options.AdamBeta1.At(_clock), beta2 = _options.AdamBeta2.At(_clock);
        _powers[power] *= beta1;
        _powers[power + 1] *= beta2;
        return new AdamStep(
            (float)(learningRate / (1 - _powers[power])),
            (float)(1 / Math.Sqrt(1 - _powers[power + 1])),
            (float)beta1,
            (float)beta2,
            (float)_options.AdamEpsilon.At(_clock),
            (float)scale,
            decay);
    }
}

/// <summary>Euclidean norms of a gradient, before it is clipped.</summary>
/// <param name="All">Of all that was summed.</param>
/// <param name="Policy">Of the parameters that the policy depends on.</param>
/// <param name="Value">Of the value network's own parameters.</param>
internal readonly record struct GradientNorms(double All, double Policy, double Value);

/// <summary>Some rows of a layer (its bias being the last row), or log σ: what one job sums and steps.</summary>
/// <param name="Layer">The working copy to bring up to date; null for log σ.</param>
/// <param name="FirstRow">First row of the layer.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Width">Parameters in a row.</param>
/// <param name="Offset">First parameter in the block.</param>
/// <param name="PaddedOffset">First float in a slice's gradient.</param>
internal sealed unsafe record ParameterSegment(PackedLayer? Layer, int FirstRow, int Rows, int Width, int Offset, int PaddedOffset)
{
    private const int TargetSize = 4096;

    /// <summary>How many parameters.</summary>
    public int Count => Rows * Width;

    /// <summary>Cuts a stack into segments of about 4096 parameters, at multiples of 16 rows.</summary>
    public static void AddStack(List<ParameterSegment> segments, LayerStack stack, int paddedOffset)
    {
        for (int i = 0; i < stack.Layers.Length; i++)
        {
            DenseLayer layer = stack.Layers[i];
            int padded = Kernels.Pad(layer.Outputs), rows = layer.Inputs + 1, step = Kernels.Pad(TargetSize / padded < 1 ? 1 : TargetSize / padded);
            for (int row = 0; row < rows; row += step)
            {
                int end = rows - row <= step + 1 ? rows : row + step;
                segments.Add(new ParameterSegment(
                    stack.Packed(i), row, end - row, layer.Outputs, layer.Offset + (row * layer.Outputs), paddedOffset + GradientLayout.OffsetOf(stack, i) + (row * padded)));
                if (end == rows)
                    break;
            }
        }
    }

    /// <summary>Adds the slices up and leaves the padding out.</summary>
    public void SumSlices(Kernels kernels, float* slices, int sliceSize, int sliceCount, float* destination)
    {
        int padded = Kernels.Pad(Width);
        if (padded == Width)
        {
            kernels.SumSlices(slices + PaddedOffset, sliceSize, sliceCount, Count, destination);
            return;
        }

        for (int row = 0; row < Rows; row++)
            kernels.SumSlices(slices + PaddedOffset + (row * padded), sliceSize, sliceCount, Width, destination + (row * Width));
    }
}
