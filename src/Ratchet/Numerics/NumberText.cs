using System.Globalization;

namespace Ratchet.Numerics;

/// <summary>Numbers as settings and messages write them.</summary>
internal static class NumberText
{
    /// <summary>The shortest text that reads back as the same number, its exponent as people write it: 1e-5, where .NET has 1E-05.</summary>
    public static string Of(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        int exponent = text.IndexOf('E', StringComparison.Ordinal);
        return exponent < 0
            ? text
            : string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, exponent)}e{int.Parse(text.AsSpan(exponent + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)}");
    }
}
