using Ratchet.Numerics;

namespace Ratchet.Environments;

/// <summary>
/// Scales rewards by the spread of the discounted return, so that the critic's targets are of order 1 whatever the task's units.
/// For each environment G ← γ·G + r; every G goes into one running variance; the reward becomes r / √(var + ε), clipped; G ← 0 where an
/// episode ends. The mean is not subtracted: that would change what is optimal.
/// </summary>
/// <remarks>
/// As in OpenAI baselines and Stable-Baselines3 (VecNormalize): the statistics start at mean 0, variance 1, weight 1e-4, and each step
/// of the N environments is merged as one batch by Chan's formula, in doubles.
/// </remarks>
internal sealed class ReturnNormalizer
{
    private readonly double[] _returns;
    private readonly double _epsilon;
    private readonly double _clip;
    private readonly RunningVariance _variance = new(weight: 1e-4);

    /// <summary>Statistics of N environments, at their beginning.</summary>
    /// <param name="count">N.</param>
    /// <param name="discount">γ, in [0, 1].</param>
    /// <param name="epsilon">ε &gt; 0, added to the variance; usually 1e-8.</param>
    /// <param name="clip">Bound of a scaled reward; usually 10.</param>
    public ReturnNormalizer(int count, double discount, double epsilon = 1e-8, double clip = 10)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (!(discount is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(discount), discount, "The discount lies in [0, 1].");
        if (!(epsilon > 0))
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "Epsilon is positive.");
        if (!(clip > 0))
            throw new ArgumentOutOfRangeException(nameof(clip), clip, "The clip bound is positive.");
        _returns = new double[count];
        Discount = discount;
        _epsilon = epsilon;
        _clip = clip;
    }

    /// <summary>γ.</summary>
    public double Discount { get; set; }

    /// <summary>The running variance of G.</summary>
    public double Variance => _variance.Variance;

    /// <summary>How many doubles <see cref="SaveState"/> writes.</summary>
    public int StateSize => RunningVariance.StateSize + _returns.Length;

    /// <summary>Takes the rewards of one step of all environments into the statistics, and scales them in place.</summary>
    public void Apply(Span<float> rewards, ReadOnlySpan<bool> terminated, ReadOnlySpan<bool> truncated)
    {
        if (rewards.Length != _returns.Length || terminated.Length != _returns.Length || truncated.Length != _returns.Length)
            throw new ArgumentException(
                $"The normaliser is for {_returns.Length} environments; found {rewards.Length} rewards, {terminated.Length} and {truncated.Length} flags.");
        for (int i = 0; i < _returns.Length; i++)
            _returns[i] = Discount * _returns[i] + rewards[i];
        Merge(_returns);

        double scale = Math.Sqrt(Variance + _epsilon);
        for (int i = 0; i < _returns.Length; i++)
        {
            rewards[i] = (float)Math.Clamp(rewards[i] / scale, -_clip, _clip);
            if (terminated[i] || truncated[i])
                _returns[i] = 0;
        }
    }

    /// <summary>Takes over the running variance of another normaliser, for any number of environments.</summary>
    public void CopyStatisticsFrom(ReturnNormalizer source)
    {
        Span<double> state = stackalloc double[RunningVariance.StateSize];
        source._variance.Save(state);
        _variance.Load(state);
    }

    /// <summary>G ← 0 everywhere: all simulators begin new episodes.</summary>
    public void DropUnfinished() => Array.Clear(_returns);

    /// <summary>Writes the statistics and every G.</summary>
    public void SaveState(Span<double> state)
    {
        RequireSize(state.Length);
        _variance.Save(state);
        _returns.CopyTo(state[RunningVariance.StateSize..]);
    }

    /// <summary>Restores what <see cref="SaveState"/> wrote.</summary>
    public void LoadState(ReadOnlySpan<double> state)
    {
        RequireSize(state.Length);
        _variance.Load(state);
        state[RunningVariance.StateSize..].CopyTo(_returns);
    }

    private void Merge(double[] batch)
    {
        double sum = 0;
        foreach (double value in batch)
            sum += value;
        double mean = sum / batch.Length, squares = 0;
        foreach (double value in batch)
            squares += (value - mean) * (value - mean);
        _variance.Merge(mean, squares, batch.Length);
    }

    private void RequireSize(int size)
    {
        if (size != StateSize)
            throw new ArgumentException($"The state of a return normaliser for {_returns.Length} environments has {StateSize} numbers; found {size}.");
    }
}
