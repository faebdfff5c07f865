namespace Ratchet.Rollouts;

/// <summary>
/// Scale of what the networks see in a batch: of up to 512 of its states, evenly spaced over steps and environments, because all of them would cost as much as a layer
/// where observations are wide. It only looks: no number of the training depends on it.
/// </summary>
internal sealed unsafe class InputStatistics(int size)
{
    private const int MostStates = 512;

    private readonly double[] _sums = new double[size];
    private readonly double[] _squares = new double[size];

    /// <summary>Greatest |x|.</summary>
    public double Greatest { get; private set; } = double.NaN;

    /// <summary>Greatest |mean| of an entry.</summary>
    public double GreatestMean { get; private set; } = double.NaN;

    /// <summary>Greatest deviation (population) of an entry.</summary>
    public double GreatestDeviation { get; private set; } = double.NaN;

    /// <summary>Least deviation of the entries that vary at all; 0 when none does.</summary>
    public double LeastDeviation { get; private set; } = double.NaN;

    /// <summary>Share of the numbers at ± the normaliser's clip; 0 without one.</summary>
    public double ClippedShare { get; private set; } = double.NaN;

    /// <summary>Takes the numbers of a batch.</summary>
    /// <param name="inputs">Rows of network inputs.</param>
    /// <param name="stride">Distance between rows.</param>
    /// <param name="rows">How many there are, at least 1.</param>
    /// <param name="clip">The normaliser's clip; infinite without one.</param>
    public void Measure(float* inputs, int stride, int rows, float clip)
    {
        Array.Clear(_sums);
        Array.Clear(_squares);
        int apart = rows > MostStates ? rows / MostStates : 1, count = rows > MostStates ? MostStates : rows;
        float greatest = 0;
        long clipped = 0;
        for (int i = 0; i < count; i++)
        {
            // Rows are steps × environments, and the distance may be a multiple of their number: the place within it moves on, so that all environments are seen.
            float* row = inputs + (((nint)i * apart) + (i * (nint)apart / count)) * stride;
            for (int k = 0; k < size; k++)
            {
                float value = row[k], magnitude = value < 0 ? -value : value;
                greatest = magnitude > greatest ? magnitude : greatest;
                clipped += magnitude >= clip ? 1 : 0;
                _sums[k] += value;
                _squares[k] += (double)value * value;
            }
        }

        Greatest = greatest;
        ClippedShare = clipped / ((double)count * size);
        Summarize(count);
    }

    private void Summarize(int count)
    {
        (GreatestMean, GreatestDeviation, LeastDeviation) = (0, 0, double.PositiveInfinity);
        for (int k = 0; k < size; k++)
        {
            double mean = _sums[k] / count, variance = (_squares[k] / count) - (mean * mean);
            // What rounding leaves of the variance of a constant is no variance.
            double deviation = variance > 1e-12 * (mean * mean) ? Math.Sqrt(variance) : 0;
            double offset = Math.Abs(mean);
            GreatestMean = offset > GreatestMean ? offset : GreatestMean;
            GreatestDeviation = deviation > GreatestDeviation ? deviation : GreatestDeviation;
            LeastDeviation = deviation > 0 && deviation < LeastDeviation ? deviation : LeastDeviation;
        }

        LeastDeviation = double.IsPositiveInfinity(LeastDeviation) ? 0 : LeastDeviation;
    }
}
