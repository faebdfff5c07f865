using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Policies.Projections;

namespace Ratchet.Tests.Policies.Projections;

/// <summary>Random new and old Gaussians, what a projection makes of them, and the same numbers as doubles for the reading edition.</summary>
internal sealed unsafe class ProjectionCase
{
    private readonly KlProjection _projection;
    private readonly AlignedBuffer<float> _means;
    private readonly AlignedBuffer<float> _oldMeans;
    private readonly AlignedBuffer<float> _projectedMeans;
    private readonly AlignedBuffer<float> _free;
    private readonly AlignedBuffer<float> _oldFree;

    /// <summary>A case.</summary>
    /// <param name="full">Of a full covariance.</param>
    /// <param name="size">Dimensions.</param>
    /// <param name="rows">States.</param>
    /// <param name="change">How far the new policy is from the old one.</param>
    /// <param name="seed">Of the random numbers.</param>
    public ProjectionCase(bool full, int size, int rows, double change, int seed = 1)
    {
        Size = size;
        Rows = rows;
        Stride = Kernels.Pad(rows);
        FreeCount = full ? size * (size + 1) / 2 : size;
        _projection = full ? new FullKlProjection(size) : new DiagonalKlProjection(size);
        (_projection.MeanBound, _projection.CovarianceBound) = (MeanBound, CovarianceBound);
        (_means, _oldMeans, _projectedMeans) = (new(size, Stride), new(size, Stride), new(size, Stride));
        (_free, _oldFree) = (new(FreeCount), new(FreeCount));
        var random = new RandomStream((ulong)seed, StreamPurpose.User, 0);
        for (int d = 0; d < size; d++)
            for (int i = 0; i < rows; i++)
                Means[(d * Stride) + i] = (OldMeans[(d * Stride) + i] = (float)random.NextGaussian()) + (float)(change * random.NextGaussian());
        for (int i = 0; i < FreeCount; i++)
            Free[i] = (OldFree[i] = (float)(0.3 * random.NextGaussian())) + (float)(0.5 * change * random.NextGaussian());
    }

    public const double MeanBound = 0.03;

    public const double CovarianceBound = 0.001;

    public int Size { get; }

    public int Rows { get; }

    public int Stride { get; }

    public int FreeCount { get; }

    public bool Active => _projection.Active;

    public bool KeptOld => ((FullKlProjection)_projection).KeptOld;

    public Span<float> Means => _means.Span;

    public Span<float> OldMeans => _oldMeans.Span;

    public Span<float> ProjectedMeans => _projectedMeans.Span;

    public Span<float> Free => _free.Span;

    public Span<float> OldFree => _oldFree.Span;

    public Span<float> ProjectedFree => new(_projection.Free, FreeCount);

    public void Project()
    {
        _projection.Solve(_free.Pointer, _oldFree.Pointer);
        _projection.Means(_means.Pointer, _oldMeans.Pointer, Stride, Rows, _projectedMeans.Pointer);
    }

    /// <summary>∂L/∂(free parameters) from that at the projected ones.</summary>
    public float[] FreeGradient(ReadOnlySpan<float> given)
    {
        var gradient = new AlignedBuffer<float>(FreeCount);
        given.CopyTo(gradient.Span);
        _projection.SolveBackward(gradient.Pointer);
        return gradient.Span.ToArray();
    }

    /// <summary>∂L/∂μ, row after row, from that at the projected means.</summary>
    public float[] MeanGradient(ReadOnlySpan<float> given, double regression = 0)
    {
        var gradient = new AlignedBuffer<float>(Rows * Size);
        given.CopyTo(gradient.Span);
        _projection.MeansBackward(_means.Pointer, _oldMeans.Pointer, Stride, Rows, regression, gradient.Pointer, Size);
        return gradient.Span.ToArray();
    }

    /// <summary>Sum of the mean parts of KL(π_θ ‖ π̃).</summary>
    public double RegressionDivergence()
    {
        var gradient = new AlignedBuffer<float>(Rows * Size);
        return _projection.MeansBackward(_means.Pointer, _oldMeans.Pointer, Stride, Rows, 0, gradient.Pointer, Size);
    }

    public double[] MeanOf(Span<float> columns, int row)
    {
        double[] mean = new double[Size];
        for (int d = 0; d < Size; d++)
            mean[d] = columns[(d * Stride) + row];
        return mean;
    }

    public double[,] CovarianceOf(Span<float> free) => CovarianceOf([.. free.ToArray().Select(value => (double)value)]);

    /// <summary>Σ of either kind of free parameters.</summary>
    public double[,] CovarianceOf(double[] free) =>
        ReadingEditions.FullGaussian.Covariance(Size, [.. free, .. new double[(Size * (Size + 1) / 2) - free.Length]]);

    /// <summary>Numbers to serve as ∂L, or as a direction.</summary>
    public static float[] Random(int count, uint stream)
    {
        var random = new RandomStream(9, StreamPurpose.User, stream);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++)
            numbers[i] = (float)random.NextGaussian();
        return numbers;
    }
}
