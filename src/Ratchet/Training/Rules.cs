using Ratchet.Numerics;
using Ratchet.Updates;
using Ratchet.Updates.Rules;

namespace Ratchet.Training;

/// <summary>The policy-update rules by name. Adding one is adding its file under Updates/Rules and a line here.</summary>
public static class Rules
{
    /// <summary>The rule that is taken when none is named.</summary>
    public const string Default = "fixpo";

    private static readonly Rule[] Known =
    [
        new("fixpo", "FixPO (Zentner et al. 2023): KL(old‖new) ≤ ε at every state of the batch, guaranteed after every update.", (context, options) => FixPo.Compose(context, options.Optimization, options.FixPo)),
        new("ppo", "PPO-clip (Schulman et al. 2017): a clipped ratio, no guarantee.", (context, options) => Ppo.Compose(context, options.Optimization, options.Ppo)),
        new("dpo", "DPO (Lu et al. 2022): PPO with a meta-learned drift instead of the clip, no guarantee.", (context, options) => Dpo.Compose(context, options.Optimization, options.Dpo)) { PresetsOf = "ppo" },
        new("drift", "PPO with a drift of your own, a formula, instead of the clip, no guarantee.", (context, options) => OwnDrift.Compose(context, options.Optimization, options.OwnDrift)) { PresetsOf = "ppo" },
        new("trpo", "TRPO (Schulman et al. 2015): one natural-gradient step a batch, with a line search that keeps mean KL ≤ δ.", (context, options) => NaturalPolicyGradient.Compose(context, options.Optimization, options.NaturalGradient, search: true)) { Require = RequireNaturalGradient },
        new("npg", "Natural policy gradient (Kakade 2002): the same step at a fixed rate, without the search.", (context, options) => NaturalPolicyGradient.Compose(context, options.Optimization, options.NaturalGradient, search: false)) { Require = RequireNaturalGradient },
    ];

    /// <summary>All rules: name and one line for a listing.</summary>
    public static IReadOnlyList<(string Name, string Summary)> All { get; } = Array.ConvertAll(Known, rule => (rule.Name, rule.Summary));

    /// <summary>Checks that there is a rule of that name.</summary>
    /// <exception cref="OptionException">There is none; the message names the nearest one.</exception>
    public static void Require(string name) => Find(name);

    /// <summary>Checks that a rule's parts fit the other options; a name that is unknown is left to <see cref="Require"/>.</summary>
    /// <exception cref="OptionException">They do not; the message says why in one sentence.</exception>
    internal static void RequireCombination(TrainingOptions options) => Array.Find(Known, rule => rule.Name == options.Rule)?.Require?.Invoke(options);

    internal static UpdateRule Compose(string name, UpdateContext context, TrainingOptions options) => Find(name).Compose(context, options);

    /// <summary>The rule whose presets a rule takes.</summary>
    internal static string PresetsOf(string name) => Find(name).PresetsOf;

    private static Rule Find(string name) =>
        Array.Find(Known, rule => rule.Name == name) ?? throw UnknownName.Option("rule", name, All.Select(rule => rule.Name));

    private static void RequireNaturalGradient(TrainingOptions options) => NaturalPolicyGradient.Require(options.Rule, options.Network, options.Optimization);

    private sealed record Rule(string Name, string Summary, Func<UpdateContext, TrainingOptions, UpdateRule> Compose)
    {
        /// <summary>The rule whose presets it takes: itself, or one whose settings suit it.</summary>
        public string PresetsOf { get; init; } = Name;

        /// <summary>Throws if the rule's parts do not fit the other options; null when all fit.</summary>
        public Action<TrainingOptions>? Require { get; init; }
    }
}
