namespace Ratchet.Numerics;

/// <summary>
/// The hot loops, for one width of vectors. Chosen once at start; every width gives the same bits, so the choice is a matter of speed alone.
/// </summary>
internal abstract unsafe class Kernels
{
    /// <summary>Rows are padded to this many floats, and sums across a vector go through this many virtual lanes.</summary>
    public const int Padding = 16;

    /// <summary>Denormal flush of the moments of Adam and RMSprop: a multiply with a denormal costs 7 ns instead of 0.14 ns (measured).</summary>
    public const float MomentFloor = 1e-30f;

    /// <summary>The kernels that this processor runs, fastest first. Wider is faster: each halving of the width about halves the rate.</summary>
    public static IReadOnlyList<Kernels> Supported { get; } = FindSupported();

    /// <summary>The kernels in use: the fastest, or what <c>RATCHET_ISA</c> names.</summary>
    public static Kernels Best { get; } = Choose(Environment.GetEnvironmentVariable("RATCHET_ISA"));

    /// <summary>As <c>RATCHET_ISA</c> has it: 512, 256, 128 or scalar.</summary>
    public abstract string Name { get; }

    /// <summary>n rounded up to a multiple of <see cref="Padding"/>.</summary>
    public static int Pad(int n) => (n + Padding - 1) & -Padding;

    /// <summary>The kernels of that name, or the fastest for null or an empty name.</summary>
    /// <exception cref="UnsupportedInstructionSetException">The name is unknown or this processor lacks the instructions.</exception>
    public static Kernels Choose(string? name)
    {
        if (string.IsNullOrEmpty(name))
            return Supported[0];
        foreach (Kernels kernels in Supported)
            if (kernels.Name == name)
                return kernels;
        throw new UnsupportedInstructionSetException(
            $"RATCHET_ISA is '{name}'; this processor can run: {string.Join(", ", Supported.Select(kernels => kernels.Name))}.");
    }

    /// <summary>C = f(bias + A · B); see <see cref="Product"/>.</summary>
    public abstract void Multiply(in Product product);

    /// <summary><see cref="Multiply"/> where few numbers of A, <paramref name="active"/> row by row, are not zero (depth stride 1): the same bits, for finite B.</summary>
    public abstract void MultiplyActive(in Product product, ActiveInputs active);

    /// <summary><see cref="Multiply"/> where A is such a matrix transposed (row stride 1), without bias, accumulation and activation: the gradient of the weights.</summary>
    public abstract void MultiplyActiveTransposed(in Product product, ActiveInputs active);

    /// <summary>destination[j] = Σ_i source[i · stride + j], rows in ascending order, for columns j &lt; <paramref name="columns"/> (a multiple of 16).</summary>
    public abstract void SumRows(float* source, nint stride, int rows, int columns, float* destination);

    /// <summary>Transposes rows × columns; the destination has <paramref name="destinationStride"/> floats a row.</summary>
    public abstract void Transpose(float* source, nint sourceStride, int rows, int columns, float* destination, nint destinationStride);

    /// <summary>destination[i] = tree over s of source[s · stride + i], for i &lt; count: ((0+1)+(2+3))+((4+5)+(6+7)), absent slices left out.</summary>
    public abstract void SumSlices(float* source, nint stride, int slices, int count, float* destination);

    /// <summary>Σ x² through 16 virtual lanes and one fixed tree.</summary>
    public abstract float SumOfSquares(float* x, int count);

    /// <summary>One Adam (or AdamW) step on a span; moments below <see cref="MomentFloor"/> become zero.</summary>
    public abstract void Adam(float* parameters, float* gradient, float* firstMoment, float* secondMoment, int count, in AdamStep step);

    /// <summary>One RMSprop step (Tieleman and Hinton 2012) on a span; mean squares below <see cref="MomentFloor"/> become zero.</summary>
    public abstract void RmsProp(float* parameters, float* gradient, float* meanSquare, int count, in RmsPropStep step);

    /// <summary>One step of gradient descent on a span: parameter ← decay · parameter − stepSize · gradient.</summary>
    public abstract void Descend(float* parameters, float* gradient, int count, float stepSize, float decay);

    /// <summary>destination[i] = clip((source[i] − mean[i]) · inverseDeviation[i], ±limit), row by row.</summary>
    public abstract void Normalize(float* source, nint sourceStride, int rows, int columns, float* mean, float* inverseDeviation, float limit, float* destination, nint destinationStride);

    /// <summary>e^x, at most 2 ulp off.</summary>
    public abstract void Exp(float* source, float* destination, int count);

    /// <summary>ln x, at most 2 ulp off.</summary>
    public abstract void Log(float* source, float* destination, int count);

    /// <summary>f(x).</summary>
    public abstract void Activate(Activation activation, float* source, float* destination, int count);

    /// <summary>Runs work of another layer at this width.</summary>
    public abstract void Run<TWork>(ref TWork work)
        where TWork : struct, ILaneWork;

    private static List<Kernels> FindSupported()
    {
        var supported = new List<Kernels>();
        if (Lanes512.IsSupported)
            supported.Add(new Kernels<Lanes512>("512"));
        if (Lanes256.IsSupported)
            supported.Add(new Kernels<Lanes256>("256"));
        if (Lanes128.IsSupported)
            supported.Add(new Kernels<Lanes128>("128"));
        supported.Add(new Kernels<Lanes1>("scalar"));
        return supported;
    }
}
