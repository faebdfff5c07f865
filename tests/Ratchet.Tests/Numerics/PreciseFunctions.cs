using System.Numerics;

namespace Ratchet.Tests.Numerics;

/// <summary>
/// sin, cos, exp and ln of a double to hundreds of digits, straight from their series in fixed-point integers: value · 2^<see cref="Bits"/>.
/// Enough bits for the largest double's sine (π to 1024 bits before the point) and for the relative error of e^−745.
/// </summary>
internal static class PreciseFunctions
{
    public const int Bits = 1400;

    private static readonly BigInteger One = BigInteger.One << Bits;

    /// <summary>Machin (1706): π = 16 arctan(1/5) − 4 arctan(1/239).</summary>
    private static readonly BigInteger Pi = (16 * InverseSeries(5, -1)) - (4 * InverseSeries(239, -1));

    /// <summary>ln 2 = 2 artanh(1/3).</summary>
    private static readonly BigInteger Ln2 = 2 * InverseSeries(3, 1);

    public static BigInteger Sin(double x) => SinOfFixed(FromDouble(x));

    public static BigInteger Cos(double x) => SinOfFixed(FromDouble(x) + (Pi >> 1));

    /// <summary>e^x = 2^k · (e^(r / 2^16))^(2^16).</summary>
    public static BigInteger Exp(double x)
    {
        const int halvings = 16;
        BigInteger value = FromDouble(x);
        int k = (int)FloorDivide(value, Ln2);
        BigInteger r = (value - (k * Ln2)) >> halvings;
        BigInteger sum = One, term = One;
        for (int n = 1; !term.IsZero; n++)
        {
            term = ((term * r) >> Bits) / n;
            sum += term;
        }
        for (int i = 0; i < halvings; i++)
        {
            sum = (sum * sum) >> Bits;
        }
        return k >= 0 ? sum << k : sum >> -k;
    }

    /// <summary>ln(m · 2^e) = e ln 2 + 2 artanh((m − 1) / (m + 1)).</summary>
    public static BigInteger Log(double x)
    {
        BigInteger value = FromDouble(x);
        int e = (int)(value.GetBitLength() - Bits);
        BigInteger m = e >= 0 ? value >> e : value << -e;
        BigInteger s = ((m - One) << Bits) / (m + One);
        BigInteger square = (s * s) >> Bits;
        BigInteger sum = 0, power = s;
        for (int n = 1; BigInteger.Abs(power) > 1; n += 2)
        {
            sum += power / n;
            power = (power * square) >> Bits;
        }
        return (2 * sum) + (e * Ln2);
    }

    /// <summary>|approximation − exact| in units of the approximation's last place.</summary>
    public static double UlpError(double approximation, BigInteger exact)
    {
        BigInteger ulp = FromDouble(Math.BitIncrement(Math.Abs(approximation)) - Math.Abs(approximation));
        return (double)((BigInteger.Abs(FromDouble(approximation) - exact) << 20) / ulp) / (1 << 20);
    }

    /// <summary>x · 2^Bits, exactly for |x| ≥ 2^−1074 (any double).</summary>
    public static BigInteger FromDouble(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        int field = (int)((bits >> 52) & 0x7FF);
        BigInteger mantissa = (bits & ((1L << 52) - 1)) | (field == 0 ? 0 : 1L << 52);
        BigInteger value = mantissa << (Bits + Math.Max(field, 1) - 1075);
        return bits < 0 ? -value : value;
    }

    private static BigInteger SinOfFixed(BigInteger x)
    {
        // To [−π/2, π/2]: x − kπ with sign (−1)^k.
        BigInteger k = FloorDivide(x + (Pi >> 1), Pi);
        BigInteger r = x - (k * Pi);
        BigInteger square = (r * r) >> Bits;
        BigInteger sum = r, term = r;
        for (int n = 2; BigInteger.Abs(term) > 1; n += 2)
        {
            term = -((term * square) >> Bits) / (n * (n + 1));
            sum += term;
        }
        return k.IsEven ? sum : -sum;
    }

    /// <summary>Σ sign^n / ((2n + 1) d^(2n+1)): arctan(1/d) for sign −1, artanh(1/d) for +1.</summary>
    private static BigInteger InverseSeries(int d, int sign)
    {
        BigInteger sum = 0, power = One / d;
        for (int n = 1, s = 1; !power.IsZero; n += 2, s *= sign)
        {
            sum += s * (power / n);
            power /= d * d;
        }
        return sum;
    }

    private static BigInteger FloorDivide(BigInteger a, BigInteger b)
    {
        BigInteger quotient = BigInteger.DivRem(a, b, out BigInteger remainder);
        return remainder.Sign < 0 ? quotient - 1 : quotient;
    }
}
