using Ratchet.Numerics;

namespace Ratchet.Tests.Numerics.ReadingEditions;

/// <summary>C = f(bias + A B), or f′ times it, one number at a time in double precision.</summary>
internal static class MatrixProduct
{
    public static double Activate(Activation activation, double x) => activation switch
    {
        Activation.Tanh => Math.Tanh(x),
        Activation.Relu => Math.Max(0, x),
        Activation.Elu => x > 0 ? x : Math.Exp(x) - 1,
        Activation.Silu => x / (1 + Math.Exp(-x)),
        _ => x,
    };

    /// <summary>f′ at the argument x.</summary>
    public static double Slope(Activation activation, double x)
    {
        double sigmoid = 1 / (1 + Math.Exp(-x));
        return activation switch
        {
            Activation.Tanh => 1 - (Math.Tanh(x) * Math.Tanh(x)),
            Activation.Relu => x > 0 ? 1 : 0,
            Activation.Elu => x > 0 ? 1 : Math.Exp(x),
            Activation.Silu => sigmoid * (1 + (x * (1 - sigmoid))),
            _ => 1,
        };
    }

    /// <summary>start + Σ_p a[p] b[p], and the sum of magnitudes that bounds its rounding error.</summary>
    public static (double Sum, double Magnitude) Dot(double start, IEnumerable<(float A, float B)> pairs)
    {
        double sum = start, magnitude = Math.Abs(start);
        foreach ((float a, float b) in pairs)
        {
            sum += (double)a * b;
            magnitude += Math.Abs((double)a * b);
        }

        return (sum, magnitude);
    }
}
