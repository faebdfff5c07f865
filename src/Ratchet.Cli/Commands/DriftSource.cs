using Ratchet.Updates.Drifts;
using Ratchet.Updates.Drifts.Networks;

namespace Ratchet.Cli.Commands;

/// <summary>A drift as a command takes it: a name, the file of a network, or a formula.</summary>
internal static class DriftSource
{
    private static readonly (string Name, Func<Drift> Create)[] Named =
    [
        ("ppo", () => new PpoClipDrift { Range = 0.2f }),
        ("dpo", () => new DpoDrift()),
        ("dual-clip", () => new DualClipDrift()),
    ];

    /// <summary>What may be given.</summary>
    public static string Description => $"A formula of the ratio r and the advantage A, such as 'relu((r-1)*A - 2*tanh((r-1)*A/2))', the FILE{DriftNetworks.Extension} of a network, or one of {string.Join(", ", Named.Select(drift => drift.Name).Concat(DriftNetworks.Names))}";

    /// <summary>The drift.</summary>
    public static Drift Read(string text) =>
        Array.Find(Named, drift => drift.Name == text) is { Create: { } create } ? create()
        : DriftNetworks.IsReference(text) ? new LearnedDrift(NetworkOf(text))
        : DriftFormula.Parse(text);

    /// <summary>A short name for figures and tables.</summary>
    public static string NameOf(string text) => DriftNetworks.IsReference(text) ? NetworkOf(text).Name : text.Length <= 40 ? text : text[..39] + "…";

    /// <summary>A file is not checked here: whoever looks at a drift wants to see a bad one too.</summary>
    private static DriftNetwork NetworkOf(string text) => text.EndsWith(DriftNetworks.Extension, StringComparison.Ordinal) ? DriftNetwork.ReadFile(text) : DriftNetworks.Find(text);
}
