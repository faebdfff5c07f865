using Ratchet.Numerics;
using Ratchet.Policies;

namespace Ratchet.Rollouts;

/// <summary>
/// PopArt (van Hasselt et al. 2016): the critic learns targets of mean 0 and deviation 1, and its head is rescaled whenever that unit moves, so that
/// no value changes by it.
/// <code>
/// V = σ (w·x + b) + μ        μ ← (1 − β) μ + β mean R        ν ← (1 − β) ν + β mean R²        σ = √(ν − μ²) within [1e-2, 1e6]
/// w ← w σ_old/σ        b ← (σ_old b + μ_old − μ)/σ
/// </code>
/// </summary>
/// <remarks>
/// The step is β/(1 − (1 − β)^t) at batch t, so that the first batch alone sets the statistics and none of their start (μ = 0, ν = 1) is left, however
/// small β is. Adam's moments of the head stay as they are.
/// </remarks>
internal sealed unsafe class PopArt
{
    /// <summary>The bounds of σ (Song et al. 2019).</summary>
    public const double LeastDeviation = 1e-2;

    /// <inheritdoc cref="LeastDeviation"/>
    public const double GreatestDeviation = 1e6;

    /// <summary>How many doubles <see cref="Save"/> writes.</summary>
    public const int StateSize = 3;

    private readonly ActorCritic _policy;
    private readonly Kernels _kernels;
    private readonly RunClock _clock;
    private readonly Schedule _step;

    private double _mean;
    private double _square = 1;
    private double _remaining = 1;

    /// <summary>Values in reward units, until the first batch.</summary>
    /// <param name="policy">Whose value head is rescaled.</param>
    /// <param name="kernels">To bring its working copy up to date with.</param>
    /// <param name="clock">The time of the run.</param>
    /// <param name="step">β, in (0, 1].</param>
    public PopArt(ActorCritic policy, Kernels kernels, RunClock clock, Schedule step)
    {
        _policy = policy;
        _kernels = kernels;
        _clock = clock;
        _step = step;
    }

    /// <summary>μ.</summary>
    public double Mean => _mean;

    /// <summary>σ.</summary>
    public double Deviation
    {
        get
        {
            double variance = _square - (_mean * _mean);
            double deviation = variance > 0 ? Math.Sqrt(variance) : 0;
            return deviation < LeastDeviation ? LeastDeviation : deviation > GreatestDeviation ? GreatestDeviation : deviation;
        }
    }

    /// <summary>Brings the critic's outputs to reward units, which advantages are estimated in.</summary>
    public void ToRewardUnits(RolloutBatch batch)
    {
        Transform(batch.Values, batch.Rows + batch.Environments, Deviation, _mean);
        Transform(batch.FinalValues, batch.FinalCount, Deviation, _mean);
    }

    /// <summary>Moves the statistics to a batch's returns, rescales the head, and brings values and returns to the critic's new units.</summary>
    public void ToCriticUnits(RolloutBatch batch)
    {
        double deviation = Deviation, mean = _mean;
        Observe(new ReadOnlySpan<float>(batch.Returns, batch.Rows));
        double factor = deviation / Deviation, offset = (mean - _mean) / Deviation;
        RescaleHead(factor, offset);
        // The centre of value clipping, which stays for all epochs of an update while the units move with every estimate.
        Transform(batch.OldValues, batch.Rows, factor, offset);
        double inverse = 1 / Deviation, shift = -_mean / Deviation;
        Transform(batch.Returns, batch.Rows, inverse, shift);
        Transform(batch.Values, batch.Rows + batch.Environments, inverse, shift);
        Transform(batch.FinalValues, batch.FinalCount, inverse, shift);
    }

    /// <summary>Writes μ, ν and (1 − β)^t.</summary>
    public void Save(Span<double> state) => (state[0], state[1], state[2]) = (_mean, _square, _remaining);

    /// <summary>Restores what <see cref="Save"/> wrote.</summary>
    public void Load(ReadOnlySpan<double> state) => (_mean, _square, _remaining) = (state[0], state[1], state[2]);

    private void Observe(ReadOnlySpan<float> returns)
    {
        double sum = 0, squares = 0;
        foreach (float value in returns)
        {
            sum += value;
            squares += (double)value * value;
        }

        double beta = _step.At(_clock);
        _remaining *= 1 - beta;
        double step = beta / (1 - _remaining);
        _mean += step * ((sum / returns.Length) - _mean);
        _square += step * ((squares / returns.Length) - _square);
    }

    /// <summary>w ← factor · w, b ← factor · b + shift.</summary>
    private void RescaleHead(double factor, double shift)
    {
        LayerStack stack = _policy.ValueStack;
        DenseLayer head = stack.Layers[^1];
        foreach (ref float weight in _policy.Parameters.Slice(head.Offset, head.WeightCount))
            weight = (float)(weight * factor);
        ref float bias = ref _policy.Parameters[head.BiasOffset];
        bias = (float)((bias * factor) + shift);
        stack.Packed(stack.Layers.Length - 1).Pack(_kernels, _policy.ParameterPointer);
    }

    private static void Transform(float* values, int count, double factor, double shift)
    {
        for (int i = 0; i < count; i++)
            values[i] = (float)((values[i] * factor) + shift);
    }
}
