using System.Globalization;
using System.Runtime.CompilerServices;

namespace Ratchet.Numerics;

/// <summary>A setting has a value outside its legal range; the message names the setting, the value and the range.</summary>
public sealed class OptionException(string option, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The setting's name.</summary>
    public string Option { get; } = option;
}

/// <summary>Range checks for options, with one sentence when they fail.</summary>
internal static class OptionRange
{
    /// <summary>Checks low ≤ value ≤ high (NaN fails).</summary>
    public static double Check(double value, double low, double high, [CallerArgumentExpression(nameof(value))] string option = "")
    {
        if (value >= low && value <= high)
            return value;
        throw new OptionException(option, $"{option} is {NumberText.Of(value)}; it must lie between {NumberText.Of(low)} and {NumberText.Of(high)}.");
    }

    /// <summary>Checks low ≤ value ≤ high at every time.</summary>
    public static void Check(Schedule value, double low, double high, string option)
    {
        if (value.IsConstant)
            Check(value.Least, low, high, option);
        else if (!(value.Least >= low && value.Greatest <= high))
            throw new OptionException(option, $"{option} is {value}; it must lie between {NumberText.Of(low)} and {NumberText.Of(high)} at every time.");
    }

    /// <summary>Checks low ≤ value ≤ high.</summary>
    public static int Check(int value, int low, int high, [CallerArgumentExpression(nameof(value))] string option = "")
    {
        if (value >= low && value <= high)
            return value;
        string range = high == int.MaxValue ? $"at least {low}" : $"between {low} and {high}";
        throw new OptionException(option, string.Create(CultureInfo.InvariantCulture, $"{option} is {value}; it must be {range}."));
    }
}
