namespace Ratchet.Numerics;

/// <summary>
/// Running mean and population variance of each entry of a stream of vectors, in double precision. A batch is reduced in two passes,
/// row by row, and merged by Chan, Golub and LeVeque's update (1979), so the result depends on the data and the batches alone. Until
/// the first row came, the mean is 0 and the variance 1.
/// </summary>
internal sealed class RunningMoments
{
    private readonly double[] _mean;
    private readonly double[] _variance;
    private readonly double[] _batchMean;
    private readonly double[] _batchSquares;

    /// <summary>No rows yet: mean 0, variance 1.</summary>
    /// <param name="size">Entries of a vector, at least 1.</param>
    public RunningMoments(int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        _mean = new double[size];
        _variance = new double[size];
        _batchMean = new double[size];
        _batchSquares = new double[size];
        Array.Fill(_variance, 1);
    }

    /// <summary>Entries of a vector.</summary>
    public int Size => _mean.Length;

    /// <summary>Rows merged so far.</summary>
    public long Count { get; private set; }

    /// <summary>Mean of each entry.</summary>
    public ReadOnlySpan<double> Mean => _mean;

    /// <summary>Population variance (divided by <see cref="Count"/>) of each entry.</summary>
    public ReadOnlySpan<double> Variance => _variance;

    /// <summary>How many doubles <see cref="Save"/> writes.</summary>
    public int StateSize => 1 + 2 * Size;

    /// <summary>Merges rows that lie one behind the other.</summary>
    /// <param name="batch">rows × <see cref="Size"/>.</param>
    /// <param name="rows">Number of rows; none changes nothing.</param>
    public void Merge(ReadOnlySpan<float> batch, int rows) => Merge(batch, rows, Size);

    /// <summary>
    /// Merges rows: with δ = m_b − m and n = n_a + n_b, m ← m + δ·n_b/n and v ← (v·n_a + M2_b + δ²·n_a·n_b/n) / n.
    /// </summary>
    /// <param name="batch">The rows; row r begins at r·stride.</param>
    /// <param name="rows">Number of rows; none changes nothing.</param>
    /// <param name="stride">Distance between rows, at least <see cref="Size"/>; the padding is not read.</param>
    public void Merge(ReadOnlySpan<float> batch, int rows, int stride)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, Size);
        if (rows == 0)
        {
            return;
        }
        ArgumentOutOfRangeException.ThrowIfLessThan(batch.Length, (long)(rows - 1) * stride + Size, nameof(batch));

        ReduceBatch(batch, rows, stride);
        MergeBatch(rows);
    }

    /// <summary>Merges what other moments have seen: those of batches that were reduced elsewhere, in an order that the caller keeps.</summary>
    public void Merge(RunningMoments other)
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentOutOfRangeException.ThrowIfNotEqual(other.Size, Size, nameof(other));
        if (other.Count == 0)
        {
            return;
        }
        for (int i = 0; i < Size; i++)
        {
            _batchMean[i] = other._mean[i];
            _batchSquares[i] = other._variance[i] * other.Count;
        }
        MergeBatch(other.Count);
    }

    /// <summary>Forgets all rows.</summary>
    public void Clear()
    {
        Array.Clear(_mean);
        Array.Fill(_variance, 1);
        Count = 0;
    }

    /// <summary>Copies the means, rounded to floats.</summary>
    public void CopyMean(Span<float> destination)
    {
        for (int i = 0; i < Size; i++)
        {
            destination[i] = (float)_mean[i];
        }
    }

    /// <summary>Copies 1 / √(variance + ε), rounded to floats.</summary>
    public void CopyInverseDeviation(Span<float> destination, double epsilon)
    {
        for (int i = 0; i < Size; i++)
        {
            destination[i] = (float)(1 / Math.Sqrt(_variance[i] + epsilon));
        }
    }

    /// <summary>Writes count, means and variances.</summary>
    public void Save(Span<double> state)
    {
        _variance.CopyTo(state.Slice(1 + Size, Size));
        _mean.CopyTo(state.Slice(1, Size));
        state[0] = Count;
    }

    /// <summary>Restores what <see cref="Save"/> wrote, bit by bit.</summary>
    public void Load(ReadOnlySpan<double> state)
    {
        state.Slice(1 + Size, Size).CopyTo(_variance);
        state.Slice(1, Size).CopyTo(_mean);
        Count = (long)state[0];
    }

    private void MergeBatch(long rows)
    {
        double before = Count;
        double total = before + rows;
        for (int i = 0; i < Size; i++)
        {
            double delta = _batchMean[i] - _mean[i];
            double squares = _variance[i] * before + _batchSquares[i] + delta * delta * (before * rows / total);
            _mean[i] += delta * (rows / total);
            _variance[i] = squares / total;
        }
        Count += rows;
    }

    /// <summary>Mean of the batch, then the sum of squared deviations from it; rows in order.</summary>
    private void ReduceBatch(ReadOnlySpan<float> batch, int rows, int stride)
    {
        Span<double> mean = _batchMean;
        Span<double> squares = _batchSquares;
        mean.Clear();
        squares.Clear();
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> values = batch.Slice(row * stride, mean.Length);
            for (int i = 0; i < values.Length; i++)
            {
                mean[i] += values[i];
            }
        }
        for (int i = 0; i < mean.Length; i++)
        {
            mean[i] /= rows;
        }
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> values = batch.Slice(row * stride, mean.Length);
            for (int i = 0; i < values.Length; i++)
            {
                double deviation = values[i] - mean[i];
                squares[i] += deviation * deviation;
            }
        }
    }
}
