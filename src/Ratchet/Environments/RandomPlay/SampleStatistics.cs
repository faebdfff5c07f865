namespace Ratchet.Environments.RandomPlay;

/// <summary>What can be said about a sample of numbers.</summary>
/// <param name="Mean">Their mean m.</param>
/// <param name="Deviation">√(Σ(x − m)² / n), the population's.</param>
/// <param name="StandardError">Of the mean as an estimate: √(Σ(x − m)² / (n − 1)) / √n; NaN for a single number.</param>
/// <param name="Min">The least.</param>
/// <param name="Max">The greatest.</param>
public readonly record struct SampleStatistics(double Mean, double Deviation, double StandardError, double Min, double Max)
{
    /// <summary>The statistics of these numbers, of which there is at least one.</summary>
    public static SampleStatistics Of(ReadOnlySpan<double> values)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Length);
        double sum = 0, min = values[0], max = values[0];
        foreach (double value in values)
        {
            sum += value;
            min = value < min ? value : min;
            max = value > max ? value : max;
        }

        double mean = sum / values.Length, squares = 0;
        foreach (double value in values)
            squares += (value - mean) * (value - mean);
        double standardError = values.Length > 1 ? Math.Sqrt(squares / (values.Length - 1) / values.Length) : double.NaN;
        return new SampleStatistics(mean, Math.Sqrt(squares / values.Length), standardError, min, max);
    }
}
