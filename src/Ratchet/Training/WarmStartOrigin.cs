using Ratchet.Numerics;

namespace Ratchet.Training;

/// <summary>What a <see cref="WarmStart"/> takes over.</summary>
[Flags]
public enum WarmStartParts
{
    /// <summary>Nothing: not legal.</summary>
    None = 0,

    /// <summary>The policy's parameters (in a shared network the trunk too), log σ included.</summary>
    Policy = 1,

    /// <summary>The value function, with the running deviation of returns that it is in units of.</summary>
    Value = 2,

    /// <summary>The observation normaliser: the statistics that act, and the moments that gather.</summary>
    Normalizer = 4,

    /// <summary>All of them.</summary>
    All = Policy | Value | Normalizer,
}

/// <summary>Where a run's first parameters come from.</summary>
/// <param name="Hash">The other run's hash: 64 bits over parameters and normaliser statistics, the <c>hash</c> in the last line of its metrics once it is finished.</param>
/// <param name="Parts">What was taken over.</param>
public sealed record WarmStartOrigin(string Hash, WarmStartParts Parts)
{
    private static readonly (string Text, WarmStartParts Part)[] Words =
        [("policy", WarmStartParts.Policy), ("value", WarmStartParts.Value), ("normalizer", WarmStartParts.Normalizer)];

    /// <summary>Reads parts such as <c>policy,normalizer</c>.</summary>
    /// <exception cref="OptionException">A part is unknown or stands twice, or the policy is not among them.</exception>
    public static WarmStartParts ParseParts(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = WarmStartParts.None;
        foreach (string word in text.Split(',', StringSplitOptions.TrimEntries))
        {
            WarmStartParts part = Array.Find(Words, known => known.Text == word).Part;
            if (part == WarmStartParts.None || parts.HasFlag(part))
                throw WrongParts(text);
            parts |= part;
        }

        return parts.HasFlag(WarmStartParts.Policy) ? parts : throw WrongParts(text);
    }

    /// <summary>Such as <c>policy,value of 0123456789abcdef</c>.</summary>
    public override string ToString() => $"{TextOf(Parts)} of {Hash}";

    /// <summary>What <see cref="ParseParts"/> reads.</summary>
    internal static string TextOf(WarmStartParts parts) => string.Join(',', Words.Where(word => parts.HasFlag(word.Part)).Select(word => word.Text));

    internal static OptionException WrongParts(string text) =>
        new("from-parts", $"from-parts is '{text}'; it must be policy, alone or with value, normalizer or both, separated by commas.");
}
