using Ratchet.Numerics;

namespace Ratchet.Policies;

/// <summary>Orthogonal weights (Saxe et al. 2014): the rows, or the columns if they are fewer, are orthonormal, times the gain.</summary>
internal static class OrthogonalInitializer
{
    /// <summary>Fills W, row-major [inputs × outputs]: Gaussian vectors made orthonormal by modified Gram–Schmidt, twice for accuracy, in double.</summary>
    public static void Fill(Span<float> weights, int inputs, int outputs, double gain, ref RandomStream random)
    {
        int count = inputs < outputs ? inputs : outputs, length = inputs < outputs ? outputs : inputs;
        var vectors = new double[count][];
        for (int i = 0; i < count; i++)
        {
            vectors[i] = new double[length];
            for (int k = 0; k < length; k++)
                vectors[i][k] = random.NextGaussian();
            for (int pass = 0; pass < 2; pass++)
                for (int j = 0; j < i; j++)
                    Subtract(vectors[i], vectors[j], Dot(vectors[i], vectors[j]));
            Scale(vectors[i], 1 / Math.Sqrt(Dot(vectors[i], vectors[i])));
        }

        for (int i = 0; i < inputs; i++)
            for (int o = 0; o < outputs; o++)
                weights[(i * outputs) + o] = (float)(gain * (inputs < outputs ? vectors[i][o] : vectors[o][i]));
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int k = 0; k < a.Length; k++)
            sum += a[k] * b[k];
        return sum;
    }

    private static void Subtract(double[] a, double[] b, double factor)
    {
        for (int k = 0; k < a.Length; k++)
            a[k] -= factor * b[k];
    }

    private static void Scale(double[] a, double factor)
    {
        for (int k = 0; k < a.Length; k++)
            a[k] *= factor;
    }
}
