using Ratchet.Numerics;
using Xunit;

namespace Ratchet.Tests.Numerics;

/// <summary>
/// Lanes of doubles: every operation against the scalar one, and sine, cosine and remainder against <see cref="Real"/> and the % of doubles. The
/// accuracy is held by <see cref="RealTests"/>.
/// </summary>
public sealed unsafe class TrigonometryTests
{
    /// <summary>Widths that this processor has; the mistakes of a missing one show on processors that have it.</summary>
    public static TheoryData<string> Widths => [.. Kernels.Supported.Select(kernels => kernels.Name)];

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_lane_computes_what_a_double_does(string width) => Run(width, new OperationsAreScalar());

    [Theory]
    [MemberData(nameof(Widths))]
    public void Sine_cosine_and_remainder_have_the_bits_of_the_scalar_ones_in_every_lane(string width) => Run(width, new FunctionsAreScalar());

    // Multiples of 2π, their neighbours and what is just below: where the rounded quotient is a whole number and the true one is not.
    [Fact]
    public void The_remainder_is_exact_where_the_quotient_is_rounded_up()
    {
        const double m = 2 * Math.PI;
        int roundedUp = 0;
        for (double k = 1; k < 1e15; k = Math.Ceiling(k * 1.1))
        {
            double x = Math.BitDecrement(k * m);
            roundedUp += x / m == k && x % m > 1 ? 1 : 0;
            foreach (double y in new[] { x, k * m, Math.BitIncrement(k * m), -x })
                Assert.Equal(Bits(y % m), Bits(Trigonometry<DoubleLanes1>.Remainder(y, m)));
        }

        Assert.InRange(roundedUp, 10, 400);
    }

    private static void Run(string width, ICheck check)
    {
        switch (width)
        {
            case "512":
                check.Run<DoubleLanes512>();
                break;
            case "256":
                check.Run<DoubleLanes256>();
                break;
            case "128":
                check.Run<DoubleLanes128>();
                break;
            default:
                check.Run<DoubleLanes1>();
                break;
        }
    }

    private interface ICheck
    {
        void Run<D>()
            where D : unmanaged, IDoubleLanes<D>;
    }

    private sealed class OperationsAreScalar : ICheck
    {
        public void Run<D>()
            where D : unmanaged, IDoubleLanes<D>
        {
            double[] numbers = Numbers();
            float* singles = stackalloc float[D.Count];
            for (int i = 0; i + (2 * D.Count) < numbers.Length; i++)
            {
                ReadOnlySpan<double> x = numbers.AsSpan(i, D.Count), y = numbers.AsSpan(i + D.Count, D.Count);
                D a = Load<D>(x), b = Load<D>(y);
                Same(a + b, x, y, (p, q) => p + q);
                Same(a - b, x, y, (p, q) => p - q);
                Same(a * b, x, y, (p, q) => p * q);
                Same(a / b, x, y, (p, q) => p / q);
                Same(-a, x, y, (p, _) => -p);
                Same(D.FusedMultiplyAdd(a, b, 0.3), x, y, (p, q) => Math.FusedMultiplyAdd(p, q, 0.3));
                Same(D.Abs(a), x, y, (p, _) => Math.Abs(p));
                Same(D.Round(a), x, y, (p, _) => Math.Round(p));
                Same(D.Floor(a), x, y, (p, _) => Math.Floor(p));
                Same(D.RoundToSingle(a), x, y, (p, _) => (float)p);
                Same(D.GreaterThan(a, b), x, y, (p, q) => Mask(p > q));
                Same(D.GreaterThanOrEqual(a, b), x, y, (p, q) => Mask(p >= q));
                Same(D.GreaterThanOrEqual(a, a), x, y, (p, _) => Mask(!double.IsNaN(p)));
                Same(D.SelectGreater(a, b, 1, 2), x, y, (p, q) => p > q ? 1 : 2);
                Same(D.SelectBySign(a, 1, b), x, y, (p, q) => double.IsNegative(p) ? 1 : q);
                Same(D.Clip(a, -1.5, 0.25), x, y, (p, _) => double.IsNaN(p) ? p : Math.Clamp(p, -1.5, 0.25));
                Same(D.And(a, b), x, y, (p, q) => BitConverter.Int64BitsToDouble(Bits(p) & Bits(q)));
                Same(D.Or(a, b), x, y, (p, q) => BitConverter.Int64BitsToDouble(Bits(p) | Bits(q)));
                Same(D.Xor(a, b), x, y, (p, q) => BitConverter.Int64BitsToDouble(Bits(p) ^ Bits(q)));
                Same(D.ShiftLeft(a, 62), x, y, (p, _) => BitConverter.Int64BitsToDouble(Bits(p) << 62));
                uint signs = 0;
                bool all = true, any = false;
                for (int lane = 0; lane < D.Count; lane++)
                {
                    signs |= double.IsNegative(x[lane]) ? 1u << lane : 0;
                    all &= x[lane] > y[lane];
                    any |= x[lane] > y[lane];
                }

                Assert.Equal((signs, all, any), (D.SignBits(a), D.AllGreater(a, b), D.AnyGreater(a, b)));
                D.Store(singles, a);
                Same(D.Load(singles), x, y, (p, _) => (float)p);
            }
        }
    }

    private sealed class FunctionsAreScalar : ICheck
    {
        public void Run<D>()
            where D : unmanaged, IDoubleLanes<D>
        {
            double[] numbers = Numbers();
            for (int i = 0; i + D.Count < numbers.Length; i++)
            {
                ReadOnlySpan<double> x = numbers.AsSpan(i, D.Count);
                D a = Load<D>(x);
                Same(Trigonometry<D>.Sin(a), x, x, (p, _) => Real.Sin(p));
                Same(Trigonometry<D>.Cos(a), x, x, (p, _) => Real.Cos(p));
                Trigonometry<D>.SinCos(a, out D sine, out D cosine);
                Same(sine, x, x, (p, _) => Real.Sin(p));
                Same(cosine, x, x, (p, _) => Real.Cos(p));
                Same(Trigonometry<D>.Remainder(a, 2 * Math.PI), x, x, (p, _) => p % (2 * Math.PI));
            }
        }
    }

    /// <summary>Angles of every scale that simulators meet, and among them some of every other: huge, tiny, zeros, and none at all.</summary>
    private static double[] Numbers()
    {
        var random = new RandomStream(3, StreamPurpose.User);
        double[] special = [0.0, -0.0, double.Epsilon, -1e-310, 0.5, 1.5, -2.5, Math.PI, -2 * Math.PI, 1L << 30, 1e300, double.MaxValue, double.NaN, double.PositiveInfinity, double.NegativeInfinity];
        double[] numbers = new double[2000];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = i % 3 == 0 ? random.NextUniform(-4, 4) : i % 3 == 1 ? random.NextUniform(-100, 100) : random.NextUniform(-1e8, 1e8);
            if (i > 500 && i % 29 == 0)
                numbers[i] = special[random.NextBelow(special.Length)];
        }

        return numbers;
    }

    private static D Load<D>(ReadOnlySpan<double> numbers)
        where D : unmanaged, IDoubleLanes<D>
    {
        fixed (double* first = numbers)
            return D.Load(first);
    }

    private static void Same<D>(D found, ReadOnlySpan<double> x, ReadOnlySpan<double> y, Func<double, double, double> expected)
        where D : unmanaged, IDoubleLanes<D>
    {
        double* lanes = stackalloc double[D.Count];
        D.Store(lanes, found);
        for (int lane = 0; lane < D.Count; lane++)
        {
            double wanted = expected(x[lane], y[lane]);

            // The payload of a NaN differs between processors; that of a mask is its meaning.
            Assert.True(
                Bits(wanted) == Bits(lanes[lane]) || (double.IsNaN(wanted) && Bits(wanted) != -1 && double.IsNaN(lanes[lane])),
                $"lane {lane} of {D.Count}, from {x[lane]:R} and {y[lane]:R}: expected {wanted:R}, found {lanes[lane]:R}");
        }
    }

    private static double Mask(bool set) => BitConverter.Int64BitsToDouble(set ? -1 : 0);

    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);
}
