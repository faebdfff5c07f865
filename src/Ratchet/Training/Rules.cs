using Ratchet.Numerics;

namespace Ratchet.Training;

/// <summary>The policy-update rules by name.</summary>
public static class Rules
{
    /// <summary>The rule that is taken when none is named.</summary>
    public const string Default = "fixpo";

    /// <summary>All rules: name and one line for a listing.</summary>
    public static IReadOnlyList<(string Name, string Summary)> All { get; } =
    [
        ("fixpo", "FixPO (Zentner et al. 2023): KL(old‖new) ≤ ε at every state of the batch, guaranteed after every update."),
        ("ppo", "PPO-clip (Schulman et al. 2017): a clipped ratio, no guarantee."),
    ];

    /// <summary>Checks that there is a rule of that name.</summary>
    /// <exception cref="OptionException">There is none; the message names the nearest one.</exception>
    public static void Require(string name)
    {
        if (!All.Any(rule => rule.Name == name))
            throw UnknownName.Option("rule", name, All.Select(rule => rule.Name));
    }
}
