using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Updates;
using Ratchet.Updates.Rules;

namespace Ratchet.Training;

/// <summary>The rules by name.</summary>
public static class UpdateRules
{
    /// <summary>Names and one-line summaries, in the order that <c>ratchet list</c> shows.</summary>
    public static IReadOnlyList<(string Name, string Summary)> All { get; } =
    [
        ("fixpo", "FixPO: max KL ≤ ε at every state of the batch, guaranteed by a fixup phase"),
        ("ppo", "PPO-clip: clipped probability ratios, no guarantee"),
    ];

    internal static UpdateRule Compose(string name, UpdateContext context, TrainingOptions options) => name switch
    {
        "fixpo" => FixPo.Compose(context, options.Optimization, options.FixPo),
        "ppo" => Ppo.Compose(context, options.Optimization, options.Ppo),
        _ => throw new OptionException("rule", $"Unknown rule '{name}'; did you mean '{NearestName.Find(name, All.Select(rule => rule.Name)) ?? "fixpo"}'?"),
    };
}
