using System.Globalization;

namespace Ratchet.Studies.Reports;

/// <summary>Numbers and times as the pages and tables write them.</summary>
internal static class ReportNumbers
{
    /// <summary>What stands where there is no number.</summary>
    public const string None = "–";

    private const string Minus = "−";

    /// <summary>The shortest text that reads back as the same number; empty for none.</summary>
    public static string Exact(double value) => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "";

    /// <summary>A whole number, its thousands apart.</summary>
    public static string Count(double value) => double.IsFinite(value) ? Signed(value, "#,0") : None;

    /// <summary>Four digits that count.</summary>
    public static string Measure(double value) => !double.IsFinite(value) ? None : Math.Abs(value) switch
    {
        >= 1000 => Signed(value, "#,0"),
        >= 100 => Signed(value, "0.0"),
        >= 10 => Signed(value, "0.00"),
        0 => "0",
        < 1e-3 => Signed(value, "0.00e0"),
        _ => Signed(value, "0.000"),
    };

    /// <summary>A share in per cent: all digits that count where it is small, so that what is not nothing does not look like it.</summary>
    public static string Share(double value) => !double.IsFinite(value) ? None : Math.Abs(value) switch
    {
        0 => "0 %",
        < 1e-4 => Signed(value * 100, "0.0e0") + " %",
        < 0.1 => Signed(value * 100, "0.00") + " %",
        _ => Signed(value * 100, "0.0") + " %",
    };

    /// <summary>A number that is held to a bound: where four digits would show one below it as the bound itself, as many more as it takes to tell them apart.</summary>
    public static string Within(double value, double? bound) =>
        bound is { } limit && value < limit && !double.IsNegative(value) ? Apart(value, limit, Measure(value), Measure(limit)) : Measure(value);

    /// <summary>A share of a bound, likewise.</summary>
    public static string ShareWithin(double value) => value is >= 0 and < 1 ? Apart(value * 100, 100, Share(value), Share(1), " %") : Share(value);

    private static string Apart(double value, double limit, string text, string limitText, string unit = "")
    {
        for (int digits = 3; text == limitText && digits < 15; digits++)
        {
            text = value.ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) + unit;
            limitText = limit.ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) + unit;
        }

        return text;
    }

    /// <summary>12 s, 3 min 20 s, 2 h 5 min or 3 d 4 h.</summary>
    public static string Time(double seconds)
    {
        if (!(seconds is >= 0 and < 1e10))
            return None;
        if (seconds < 60)
            return seconds < 10 ? Signed(seconds, "0.0") + " s" : Signed(seconds, "0") + " s";
        long whole = (long)Math.Round(seconds);
        return whole switch
        {
            < 3600 => string.Create(CultureInfo.InvariantCulture, $"{whole / 60} min {whole % 60} s"),
            < 86_400 => string.Create(CultureInfo.InvariantCulture, $"{whole / 3600} h {whole / 60 % 60} min"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{whole / 86_400} d {whole / 3600 % 24} h"),
        };
    }

    /// <summary>1 run, 2 runs.</summary>
    public static string Counted(long count, string noun) => count == 1 ? $"1 {noun}" : $"{Count(count)} {noun}s";

    private static string Signed(double value, string format)
    {
        string text = Math.Abs(value).ToString(format, CultureInfo.InvariantCulture);
        return value < 0 && text.AsSpan().ContainsAnyInRange('1', '9') ? Minus + text : text;
    }
}
