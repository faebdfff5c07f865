using Ratchet.Storage;

namespace Ratchet.BlackBox.CovarianceAdaptation;

/// <summary>A C that is diagonal: its axes are the coordinates.</summary>
internal sealed class DiagonalCovariance : Covariance
{
    private readonly double[] _variances;
    private readonly double[] _lengths;

    public DiagonalCovariance(int dimension)
        : base(dimension)
    {
        (_variances, _lengths) = (new double[dimension], new double[dimension]);
        Array.Fill(_variances, 1);
        Array.Fill(_lengths, 1);
    }

    public DiagonalCovariance(Snapshot snapshot, int dimension)
        : base(dimension)
    {
        _variances = snapshot.Doubles(MatrixKey, dimension).ToArray();
        _lengths = snapshot.Doubles(LengthsKey, dimension).ToArray();
        Condition = snapshot.Doubles(ConditionKey, 1)[0];
    }

    public override ReadOnlySpan<double> Lengths => _lengths;

    public override double Variance(int coordinate) => _variances[coordinate];

    public override void Axis(int index, Span<double> axis)
    {
        axis.Clear();
        axis[index] = _lengths[index];
    }

    public override void Stretch(ReadOnlySpan<double> z, Span<double> y)
    {
        for (int i = 0; i < Dimension; i++)
            y[i] = _lengths[i] * z[i];
    }

    public override void Rotate(ReadOnlySpan<double> z, Span<double> rotated) => z.CopyTo(rotated);

    public override void Update(double keep, ReadOnlySpan<double> weights, ReadOnlySpan<double> vectors)
    {
        for (int i = 0; i < Dimension; i++)
            _variances[i] *= keep;
        for (int k = 0; k < weights.Length; k++)
        {
            ReadOnlySpan<double> vector = vectors.Slice(k * Dimension, Dimension);
            for (int i = 0; i < Dimension; i++)
                _variances[i] += weights[k] * vector[i] * vector[i];
        }
    }

    public override void Decompose()
    {
        (double least, double greatest) = (double.PositiveInfinity, 0);
        foreach (double variance in _variances)
            (least, greatest) = (variance < least ? variance : least, variance > greatest ? variance : greatest);
        Condition = least > 0 ? greatest / least : double.PositiveInfinity;
        double lift = Condition > WorstCondition ? (greatest / WorstCondition) - least : 0;
        for (int i = 0; i < Dimension; i++)
            _lengths[i] = Math.Sqrt(_variances[i] += lift);
    }

    protected override void Scale(double factor)
    {
        for (int i = 0; i < _variances.Length; i++)
            _variances[i] *= factor * factor;
        for (int i = 0; i < _lengths.Length; i++)
            _lengths[i] *= factor;
    }

    public override void Save(Snapshot snapshot)
    {
        snapshot.Add(MatrixKey, _variances);
        snapshot.Add(LengthsKey, _lengths);
        snapshot.Add(ConditionKey, [Condition]);
    }
}
