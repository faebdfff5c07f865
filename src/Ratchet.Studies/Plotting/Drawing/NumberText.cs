using System.Globalization;
using System.Text;

namespace Ratchet.Studies.Plotting.Drawing;

/// <summary>Numbers for readers: 0.05, 5000, 200k, 1.5M, 2×10⁻⁵, with a true minus sign.</summary>
internal static class NumberText
{
    private const double FirstThousands = 10_000;
    private const double LeastPlain = 1e-4;

    /// <summary>A number of an axis with ticks <paramref name="step"/> apart.</summary>
    /// <param name="value">The number.</param>
    /// <param name="step">The distance of ticks, which decides the decimals.</param>
    /// <param name="most">The greatest absolute number of the axis; from 10,000 its numbers are written with k, M and G.</param>
    public static string Tick(double value, double step, double most)
    {
        double size = Math.Abs(value);
        if (size < step * 1e-6)
            return "0";
        if (most is >= 1e13 or < LeastPlain)
            return Scientific(value, Exponent(most), step);
        (double unit, string suffix) = most < FirstThousands ? (1, "") : UnitOf(size);
        string digits = Fixed(size / unit, Decimals(step / unit));
        return Signed(value, (suffix.Length > 0 ? TrimZeros(digits) : digits) + suffix);
    }

    /// <summary>A number on a logarithmic axis.</summary>
    /// <param name="value">The number.</param>
    /// <param name="inPowers">Whether all numbers of the axis are written as powers of ten.</param>
    public static string LogTick(double value, bool inPowers)
    {
        int exponent = Exponent(value * (1 + 1e-9));
        double mantissa = Math.Round(value / Math.Pow(10, exponent));
        if (inPowers)
            return (mantissa > 1 ? mantissa.ToString("0", CultureInfo.InvariantCulture) + "×" : "") + "10" + Superscript(exponent);
        (double unit, string suffix) = value < FirstThousands ? (1, "") : UnitOf(value);
        return TrimZeros(Fixed(value / unit, Math.Max(0, -exponent))) + suffix;
    }

    /// <summary>A number by itself, with a count of significant digits.</summary>
    public static string Significant(double value, int digits = 3)
    {
        if (!double.IsFinite(value))
            return double.IsNaN(value) ? "–" : value > 0 ? "∞" : "−∞";
        double size = Math.Abs(value);
        if (size == 0)
            return "0";
        if (size is < LeastPlain or >= 1e13)
            return Scientific(value, Exponent(size), Math.Pow(10, Exponent(size) - digits + 1));
        (double unit, string suffix) = size < FirstThousands ? (1, "") : UnitOf(size);
        return Signed(value, TrimZeros(Fixed(size / unit, Math.Max(0, digits - 1 - Exponent(size / unit)))) + suffix);
    }

    /// <summary>A share as per cent.</summary>
    public static string Percent(double value, double step) => Signed(value, Fixed(Math.Abs(value) * 100, Decimals(step * 100)) + "%");

    private static (double Unit, string Suffix) UnitOf(double size) => size switch
    {
        >= 1e9 * (1 - 1e-9) => (1e9, "G"),
        >= 1e6 * (1 - 1e-9) => (1e6, "M"),
        >= 1e3 * (1 - 1e-9) => (1e3, "k"),
        _ => (1, ""),
    };

    private static string Scientific(double value, int exponent, double step)
    {
        double unit = Math.Pow(10, exponent);
        return Signed(value, $"{TrimZeros(Fixed(Math.Abs(value) / unit, Decimals(step / unit)))}×10{Superscript(exponent)}");
    }

    /// <summary>Decimals that tell numbers apart that differ by a step.</summary>
    private static int Decimals(double step) => Math.Clamp((int)Math.Ceiling(-Math.Log10(step) - 1e-6), 0, 12);

    /// <summary>⌊log₁₀ x⌋.</summary>
    public static int Exponent(double value) => (int)Math.Floor(Math.Log10(value) + 1e-12);

    private static string Signed(double value, string digits) => value < 0 ? "−" + digits : digits;

    private static string Fixed(double value, int decimals) => value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static string TrimZeros(string digits) => digits.Contains('.', StringComparison.Ordinal) ? digits.TrimEnd('0').TrimEnd('.') : digits;

    private static string Superscript(int exponent)
    {
        var text = new StringBuilder();
        foreach (char digit in exponent.ToString(CultureInfo.InvariantCulture))
            text.Append(digit == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit - '0']);
        return text.ToString();
    }
}
