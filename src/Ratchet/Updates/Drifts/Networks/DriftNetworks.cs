using System.Collections.Concurrent;
using Ratchet.Numerics;

namespace Ratchet.Updates.Drifts.Networks;

/// <summary>
/// The drift networks that settings can name: those that come with the library, and every one that this process has read. A network is known by its content, as NAME#HASH, so that a
/// reference means the same weights everywhere; run and study folders hold the content beside the reference.
/// </summary>
public static class DriftNetworks
{
    /// <summary>How files of drift networks end.</summary>
    public const string Extension = ".safetensors";

    private const string Folder = "drifts/";
    private const char HashSign = '#';

    private static readonly ConcurrentDictionary<string, DriftNetwork> Known = new(StringComparer.Ordinal);

    /// <summary>Names of those that come with the library.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(DriftNetworks).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => name[Folder.Length..^Extension.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Whether a text names a network, be there one or not; a formula has no such form.</summary>
    public static bool IsReference(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.EndsWith(Extension, StringComparison.Ordinal) || text.Contains(HashSign, StringComparison.Ordinal) || Names.Contains(text, StringComparer.Ordinal);
    }

    /// <summary>The network that a text names, by one of its names, its file, or NAME#HASH.</summary>
    /// <exception cref="OptionException">There is none, or it is no drift of mirror learning; the message says what was found and what would be right.</exception>
    public static DriftNetwork Find(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.EndsWith(Extension, StringComparison.Ordinal))
            return Add(DriftNetwork.ReadFile(text));
        if (Names.Contains(text, StringComparer.Ordinal))
            return Shipped(text);
        if (Known.TryGetValue(text, out DriftNetwork? known))
            return known;
        foreach (string name in Names)
            if (Shipped(name).Reference == text)
                return Shipped(name);
        throw new OptionException("drift", $"the drift network '{text}' is not known here: give its file, FILE{Extension}, or one of {string.Join(", ", Names.Select(name => $"{name} ({Shipped(name).Reference})"))}.");
    }

    /// <summary>Makes a network known by its reference.</summary>
    /// <returns>It, or the equal one that was known before.</returns>
    /// <exception cref="OptionException">It is no drift of mirror learning.</exception>
    public static DriftNetwork Add(DriftNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (Known.TryGetValue(network.Reference, out DriftNetwork? known))
            return known;
        DriftReport report = DriftCheck.Run(new LearnedDrift(network));
        return report.IsSound
            ? Known.GetOrAdd(network.Reference, network)
            : throw new OptionException("drift", $"the drift network {network.Reference} is no drift of mirror learning ({report.Violations[0].Message.TrimEnd('.')}): it is refused.");
    }

    private static DriftNetwork Shipped(string name) => Known.GetOrAdd(name, static key =>
    {
        using Stream stream = typeof(DriftNetworks).Assembly.GetManifestResourceStream(Folder + key + Extension)!;
        return Add(DriftNetwork.Read(key + Extension, stream));
    });
}
