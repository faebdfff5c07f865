namespace Ratchet.BlackBox.Methods;

/// <summary>A setting of a search method, as a person writes it: key=value.</summary>
/// <param name="Key">In kebab-case, such as <c>elite-fraction</c>.</param>
/// <param name="Summary">What it is.</param>
/// <param name="Legal">The legal values, as the end of the sentence "it must be …"; the range of a number is checked where it is used.</param>
/// <param name="Default">Its value when nobody says anything.</param>
public sealed record SearchSetting(string Key, string Summary, string Legal, string Default);

/// <summary>A search method with a name, to be made from texts.</summary>
public abstract class SearchMethodDefinition
{
    private protected SearchMethodDefinition(string name, string summary) => (Name, Summary) = (name, summary);

    /// <summary>In kebab-case, such as <c>hill-climbing</c>.</summary>
    public string Name { get; }

    /// <summary>What it does and whose it is, in a line.</summary>
    public string Summary { get; }

    /// <summary>Its settings, but the seed.</summary>
    public abstract IReadOnlyList<SearchSetting> Settings { get; }

    /// <summary>Names of published settings, for <c>preset=NAME</c>; other settings are then changes of it.</summary>
    public abstract IReadOnlyList<string> Presets { get; }

    /// <summary>
    /// The setting that is the deviation of the first candidates, and so tells how far from its start the search looks; null for a method without one, such as an evolution strategy, whose σ is
    /// the distance over which it measures a slope.
    /// </summary>
    public abstract string? DeviationKey { get; }

    /// <summary>Makes a search.</summary>
    /// <param name="start">Where it begins.</param>
    /// <param name="seed">Of its random numbers.</param>
    /// <param name="settings">Texts key=value, in any order, each key once.</param>
    /// <exception cref="Numerics.OptionException">A text is not understood or a value out of its range; the message names the key and what would be right.</exception>
    public abstract SearchMethod Create(ReadOnlySpan<double> start, ulong seed, IEnumerable<string> settings);
}
