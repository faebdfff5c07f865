namespace Ratchet.Studies.Comparisons;

/// <summary>What has to be known of a rule's settings to judge its scores.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="Changes">Settings that differ from the preset, as key=value, on all its tasks; others stand in <see cref="Comparison.Notes"/>.</param>
/// <param name="Tuning">How they were found, where the study says it; null for default settings.</param>
public sealed record RuleStamp(string Rule, IReadOnlyList<string> Changes, string? Tuning)
{
    /// <summary>In words: "default settings", or what was changed and how it was found.</summary>
    public override string ToString()
    {
        string changes = Changes.Count == 0 ? "default settings" : $"settings changed: {string.Join(", ", Changes)}";
        return Tuning is null ? changes : $"{changes}; tuned: {Tuning}";
    }
}
