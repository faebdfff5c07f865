using Ratchet.Updates.Drifts.Networks;
using Ratchet.Updates.Rules;

namespace Ratchet.Training;

/// <summary>The setting <c>drift</c>: its text is a word, which names a part of the rule, or a formula, which is an option beside the part.</summary>
internal static class DriftSetting
{
    private static readonly (string Text, DriftKind Kind)[] Words = [("none", DriftKind.None), ("ppo", DriftKind.Ppo), ("dual-clip", DriftKind.DualClip), ("dpo", DriftKind.Dpo)];

    /// <summary>The setting.</summary>
    public static Setting Create() => new(
        "drift", SettingKind.Text, "What a change costs: none, ppo, dual-clip, dpo, lpo, the file of another drift network, or a formula of the ratio r and the advantage A.", $"none, ppo, dual-clip, dpo, lpo, a FILE{DriftNetworks.Extension}, or a formula of r and A", Write, Read)
    {
        IsPart = true,
        DecidesOthers = true,
    };

    private static RunOptions Write(RunOptions run, string text) => Array.FindIndex(Words, word => word.Text == text) is var index and >= 0
        ? With(run, Words[index].Kind)
        : DriftNetworks.IsReference(text)
        ? With(run with { Training = run.Training with { LearnedDrift = new LearnedDriftOptions { Network = DriftNetworks.Find(text) } } }, DriftKind.Learned)
        : With(run with { Training = run.Training with { OwnDrift = run.Training.OwnDrift with { Formula = text } } }, DriftKind.Formula);

    private static string Read(RunOptions run) => run.Training.Parts.Drift switch
    {
        DriftKind.Formula => run.Training.OwnDrift.Formula,
        DriftKind.Learned => run.Training.LearnedDrift.Network.Reference,
        var kind => Array.Find(Words, word => word.Kind == kind).Text,
    };

    private static RunOptions With(RunOptions run, DriftKind kind) => run with { Training = run.Training with { Parts = run.Training.Parts with { Drift = kind } } };
}
