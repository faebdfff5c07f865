using Ratchet.Storage;

namespace Ratchet.BlackBox.CovarianceAdaptation;

/// <summary>
/// The shape of the search distribution: C, and its last decomposition C = B D² Bᵀ, from which candidates are drawn. The decomposition may lag behind C:
/// B and D are one consistent distribution until the next one.
/// </summary>
internal abstract class Covariance(int dimension)
{
    protected const string MatrixKey = "cma.covariance", AxesKey = "cma.axes", LengthsKey = "cma.lengths", ConditionKey = "cma.condition";

    /// <summary>No more than this is left to a condition: what is drawn must be as long as a number in every direction.</summary>
    protected const double WorstCondition = 1e14;

    /// <summary>n.</summary>
    protected int Dimension { get; } = dimension;

    /// <summary>Largest over smallest eigenvalue at the last decomposition; ∞ where one was not positive.</summary>
    public double Condition { get; protected set; } = 1;

    /// <summary>D: the deviation along each axis.</summary>
    public abstract ReadOnlySpan<double> Lengths { get; }

    /// <summary>C_ii, as it is now.</summary>
    public abstract double Variance(int coordinate);

    /// <summary>Writes D_i b_i.</summary>
    public abstract void Axis(int index, Span<double> axis);

    /// <summary>Writes y = B D z, which is N(0, C) if z is N(0, I).</summary>
    public abstract void Stretch(ReadOnlySpan<double> z, Span<double> y);

    /// <summary>Writes B z, which is C^−½ y for y = B D z.</summary>
    public abstract void Rotate(ReadOnlySpan<double> z, Span<double> rotated);

    /// <summary>C ← keep · C + Σ_k weight_k v_k v_kᵀ.</summary>
    /// <param name="keep">What is left of C.</param>
    /// <param name="weights">One for each vector.</param>
    /// <param name="vectors">One after another.</param>
    public abstract void Update(double keep, ReadOnlySpan<double> weights, ReadOnlySpan<double> vectors);

    /// <summary>Brings B and D up to C.</summary>
    public abstract void Decompose();

    /// <summary>
    /// Brings the longest axis near 1 where it is far from it: blind selection makes C shrink without end, and numbers have one. The factor is a power of two, so that it
    /// changes no bit of what is drawn where σ takes it.
    /// </summary>
    /// <returns>What the lengths were divided by; mostly 1.</returns>
    public double Normalise()
    {
        double longest = 0;
        foreach (double length in Lengths)
            longest = length > longest ? length : longest;
        if (longest is > 1e-30 and < 1e30)
            return 1;
        double scale = Math.ScaleB(1, Math.ILogB(longest));
        Scale(1 / scale);
        return scale;
    }

    /// <summary>Multiplies the lengths, and C by the square.</summary>
    protected abstract void Scale(double factor);

    /// <summary>Writes everything.</summary>
    public abstract void Save(Snapshot snapshot);

    /// <summary>I.</summary>
    public static Covariance Identity(int dimension, bool diagonal) => diagonal ? new DiagonalCovariance(dimension) : new FullCovariance(dimension);

    /// <summary>What <see cref="Save"/> wrote.</summary>
    /// <exception cref="SnapshotException">It is not there, or of another dimension.</exception>
    public static Covariance Read(Snapshot snapshot, int dimension, bool diagonal) =>
        diagonal ? new DiagonalCovariance(snapshot, dimension) : new FullCovariance(snapshot, dimension);
}
