using Ratchet.Numerics;
using Ratchet.Training;

namespace Ratchet.BlackBox.Functions;

/// <summary>The functions that searches are usually compared on (Hansen and Kern 2004). Equal points have values of equal bits on every processor.</summary>
public static class TestFunctions
{
    private const double Ln10 = 2.302585092994046;

    /// <summary>Σ x_i².</summary>
    public static TestFunction Sphere { get; } = new(
        "sphere", "Σ x_i²", "nothing: how fast a search gets nearer",
        _ => x => Sum(x, value => value * value));

    /// <summary>Σ 10^(6 (i−1)/(n−1)) x_i².</summary>
    public static TestFunction Ellipsoid { get; } = new(
        "ellipsoid", "Σ 10^(6 (i−1)/(n−1)) x_i²", "scales that differ by a factor of 1000, evenly spread",
        n => Quadratic(n, i => Real.Exp(6 * Share(i, n) * Ln10)));

    /// <summary>x_1² + 10⁶ Σ_{i&gt;1} x_i².</summary>
    public static TestFunction Cigar { get; } = new(
        "cigar", "x_1² + 10⁶ Σ_{i>1} x_i²", "one direction that is 1000 times as long as the others",
        n => Quadratic(n, i => i == 0 ? 1 : 1e6));

    /// <summary>10⁶ x_1² + Σ_{i&gt;1} x_i²; the tablet.</summary>
    public static TestFunction Discus { get; } = new(
        "discus", "10⁶ x_1² + Σ_{i>1} x_i²", "one direction that is 1000 times as short as the others; also called tablet",
        n => Quadratic(n, i => i == 0 ? 1e6 : 1));

    /// <summary>Σ_i (Σ_{j≤i} x_j)².</summary>
    public static TestFunction DoubleSum { get; } = new(
        "double-sum", "Σ_i (Σ_{j≤i} x_j)²", "coordinates that depend on each other (Schwefel)",
        _ => x =>
        {
            (double sum, double total) = (0, 0);
            foreach (double value in x)
            {
                sum += value;
                total += sum * sum;
            }

            return total;
        });

    /// <summary>Σ |x_i|^(2 + 4 (i−1)/(n−1)).</summary>
    public static TestFunction DifferentPowers { get; } = new(
        "different-powers", "Σ |x_i|^(2 + 4 (i−1)/(n−1))", "scales that drift apart on the way to the optimum",
        n => x =>
        {
            double sum = 0;
            for (int i = 0; i < x.Length; i++)
                sum += Power(Math.Abs(x[i]), 2 + (4 * Share(i, n)));
            return sum;
        });

    /// <summary>Σ_{i&lt;n} 100 (x_{i+1} − x_i²)² + (1 − x_i)².</summary>
    public static TestFunction Rosenbrock { get; } = new(
        "rosenbrock", "Σ_{i<n} 100 (x_{i+1} − x_i²)² + (1 − x_i)²", "a bent valley; from 4 dimensions on a second minimum, near x_1 = −1",
        _ => x => SumOfNeighbours(x, (value, next) =>
        {
            double across = next - (value * value), along = 1 - value;
            return (100 * across * across) + (along * along);
        }))
    {
        LeastDimension = 2,
        Optimum = 1,
        Start = 0,
        Sigma = 0.5,
    };

    /// <summary>10 n + Σ x_i² − 10 cos 2π x_i.</summary>
    public static TestFunction Rastrigin { get; } = new(
        "rastrigin", "10 n + Σ x_i² − 10 cos 2π x_i", "a minimum at every whole number; wants a large population or restarts",
        _ => x => Sum(x, value => 10 + (value * value) - (10 * Real.Cos(2 * Math.PI * value))))
    {
        Start = 0,
        StartSpread = 5,
        Sigma = 2,
    };

    /// <summary>Σ_{i&lt;n} √s_i (sin²(50 s_i^⅕) + 1) with s_i = √(x_i² + x_{i+1}²).</summary>
    public static TestFunction Schaffer { get; } = new(
        "schaffer", "Σ_{i<n} √s_i (sin²(50 s_i^⅕) + 1), s_i = √(x_i² + x_{i+1}²)", "ripples that get narrower towards the optimum",
        _ => x => SumOfNeighbours(x, (value, next) =>
        {
            double s = Math.Sqrt((value * value) + (next * next)), sine = Real.Sin(50 * Power(s, 0.2));
            return Math.Sqrt(s) * ((sine * sine) + 1);
        }))
    {
        LeastDimension = 2,
        Start = 0,
        StartSpread = 100,
        Sigma = 40,
    };

    /// <summary>1 + Σ x_i²/4000 − Π cos(x_i/√i).</summary>
    public static TestFunction Griewank { get; } = new(
        "griewank", "1 + Σ x_i²/4000 − Π cos(x_i/√i)", "ripples on a wide bowl; the more dimensions, the smoother",
        n => x =>
        {
            double product = 1;
            for (int i = 0; i < x.Length; i++)
                product *= Real.Cos(x[i] / Math.Sqrt(i + 1));
            return Sum(x, value => value * value / 4000) + (1 - product);
        })
    {
        Start = 0,
        StartSpread = 600,
        Sigma = 240,
    };

    /// <summary>20 − 20 exp(−⅕ √(Σ x_i²/n)) + e − exp(Σ cos(2π x_i)/n).</summary>
    public static TestFunction Ackley { get; } = new(
        "ackley", "20 − 20 exp(−⅕ √(Σ x_i²/n)) + e − exp(Σ cos(2π x_i)/n)", "a plain with ripples around a funnel",
        n => x =>
        {
            double distance = Math.Sqrt(Sum(x, value => value * value) / n), ripples = Sum(x, value => Real.Cos(2 * Math.PI * value)) / n;
            return 20 - (20 * Real.Exp(-0.2 * distance)) + (Real.Exp(1) - Real.Exp(ripples));
        })
    {
        Start = 0,
        StartSpread = 30,
        Sigma = 12,
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<TestFunction> All { get; } =
        [Sphere, Ellipsoid, Cigar, Discus, DoubleSum, DifferentPowers, Rosenbrock, Rastrigin, Schaffer, Griewank, Ackley];

    /// <summary>The function of a name.</summary>
    /// <exception cref="OptionException">There is none; the message names the nearest one.</exception>
    public static TestFunction Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.FirstOrDefault(function => function.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw UnknownName.Option("function", name, All.Select(function => function.Name));
    }

    /// <summary>(i − 1)/(n − 1) of the formulas, whose i begins at 1; 0 for n = 1.</summary>
    private static double Share(int index, int dimension) => dimension > 1 ? (double)index / (dimension - 1) : 0;

    /// <summary>x^p for x ≥ 0 and p &gt; 0: 0 at 0, where the logarithm is −∞.</summary>
    private static double Power(double x, double p) => Real.Exp(p * Real.Log(x));

    private static double Sum(ReadOnlySpan<double> x, Func<double, double> term)
    {
        double sum = 0;
        foreach (double value in x)
            sum += term(value);
        return sum;
    }

    private static double SumOfNeighbours(ReadOnlySpan<double> x, Func<double, double, double> term)
    {
        double sum = 0;
        for (int i = 0; i + 1 < x.Length; i++)
            sum += term(x[i], x[i + 1]);
        return sum;
    }

    private static Func<ReadOnlySpan<double>, double> Quadratic(int dimension, Func<int, double> factor)
    {
        double[] factors = [.. Enumerable.Range(0, dimension).Select(factor)];
        return x =>
        {
            double sum = 0;
            for (int i = 0; i < x.Length; i++)
                sum += factors[i] * x[i] * x[i];
            return sum;
        };
    }
}
