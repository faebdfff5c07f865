namespace Ratchet.Numerics;

/// <summary>Running mean and population variance of one number in double precision, merged batch by batch (Chan, Golub and LeVeque 1979).</summary>
/// <param name="weight">How many samples the start counts as: mean 0, variance 1.</param>
internal sealed class RunningVariance(double weight)
{
    private double _mean;
    private double _weight = weight;

    /// <summary>How many doubles <see cref="Save"/> writes.</summary>
    public const int StateSize = 3;

    /// <summary>The variance of all that was merged.</summary>
    public double Variance { get; private set; } = 1;

    /// <summary>With δ = m_b − m and n = n_a + n_b: m += δ·n_b/n and var = (var·n_a + squares + δ²·n_a·n_b/n) / n.</summary>
    /// <param name="mean">m_b, the batch's mean.</param>
    /// <param name="squares">The sum of squared deviations from it.</param>
    /// <param name="count">n_b, the batch's size.</param>
    public void Merge(double mean, double squares, int count)
    {
        double delta = mean - _mean, total = _weight + count;
        _mean += delta * count / total;
        Variance = ((Variance * _weight) + squares + (delta * delta * _weight * count / total)) / total;
        _weight = total;
    }

    /// <summary>Writes weight, mean and variance.</summary>
    public void Save(Span<double> state) => (state[0], state[1], state[2]) = (_weight, _mean, Variance);

    /// <summary>Restores what <see cref="Save"/> wrote.</summary>
    public void Load(ReadOnlySpan<double> state) => (_weight, _mean, Variance) = (state[0], state[1], state[2]);
}
