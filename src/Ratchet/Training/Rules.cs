using Ratchet.Numerics;
using Ratchet.Updates.Rules;

namespace Ratchet.Training;

/// <summary>
/// The policy-update rules by name: each stands for a composition of parts, any of which a setting can exchange. Adding a rule is adding a line
/// here.
/// </summary>
public static class Rules
{
    /// <summary>The rule that is taken when none is named.</summary>
    public const string Default = "fixpo";

    private static readonly RuleParts FixPo = new() { Penalty = PenaltyKind.LagrangeMax, Neighbourhood = NeighbourhoodKind.MaxKl };

    // The multiplier aims at δ / C_β: at 0.02 / 3 it spends about the mean KL that FixPO spends at its presets. Trials on CartPole with seeds 101 to 103: at 0.01 and
    // 0.02 all reach 475 (at 0.02 also 105 and 106), at 0.03 and 0.05 one does not.
    private const string MeanKlOfFixPo = "mean-kl=0.02";

    private static readonly RuleParts PolicyGradient = new() { Surrogate = Surrogate.LogLikelihood, Solver = SolverKind.SingleStep };

    private static readonly RuleParts Search = new() { Solver = SolverKind.Search };

    private static readonly Rule[] Known =
    [
        new("fixpo", "FixPO (Zentner et al. 2023): KL(old‖new) ≤ ε at every state of the batch, guaranteed after every update.", FixPo),
        new("fixpo-no-fixup", "FixPO's ablation without the fixup phase: nothing is guaranteed.", FixPo with { Neighbourhood = NeighbourhoodKind.None }) { PresetsOf = "fixpo" },
        new("fixpo-mean-kl", "FixPO's ablation with the mean KL in the place of the greatest: mean KL ≤ δ, guaranteed.",
            FixPo with { Penalty = PenaltyKind.LagrangeMean, Neighbourhood = NeighbourhoodKind.MeanKl }) { PresetsOf = "fixpo", Changes = [MeanKlOfFixPo] },
        new("fixpo-c-beta-1", "FixPO's ablation with C_β = 1: many more fixup steps.", FixPo) { PresetsOf = "fixpo", Changes = ["c-beta=1"] },
        new("fixpo-last-epoch", "FixPO's ablation with a fixup phase after the last epoch only.", FixPo) { PresetsOf = "fixpo", Changes = ["fixup-every-epoch=false"] },
        new("fixpo-constant-beta", "FixPO's ablation with a constant β = 10.", FixPo with { Penalty = PenaltyKind.Fixed }) { PresetsOf = "fixpo", Changes = ["beta=10"] },
        new("ppo", "PPO-clip (Schulman et al. 2017): a clipped ratio, no guarantee.", new() { Drift = DriftKind.Ppo }),
        // β is in units of the advantages: Schulman et al. (2017) give it for such as are normalised.
        new("ppo-kl", "PPO with a fixed KL penalty instead of the clip (Schulman et al. 2017), no guarantee.", new() { Penalty = PenaltyKind.Fixed }) { PresetsOf = "ppo", Changes = ["advantage-unit=minibatch"] },
        new("ppo-kl-adaptive", "PPO with a KL penalty that is doubled or halved towards a target (Schulman et al. 2017), no guarantee.", new() { Penalty = PenaltyKind.Adaptive }) { PresetsOf = "ppo", Changes = ["advantage-unit=minibatch"] },
        new("dpo", "DPO (Lu et al. 2022): PPO with a meta-learned drift instead of the clip, no guarantee.", new() { Drift = DriftKind.Dpo }) { PresetsOf = "ppo" },
        new("lpo", "LPO (Lu et al. 2022): PPO with a drift network that evolution strategies found (docs/discovery.md) instead of the clip, no guarantee.", new() { Drift = DriftKind.Learned }) { PresetsOf = "ppo" },
        new("drift", "PPO with a drift of your own, a formula, instead of the clip, no guarantee.", new() { Drift = DriftKind.Formula }) { PresetsOf = "ppo" },
        new("v-mpo", "V-MPO (Song et al. 2019): the likelihood of the better half of a batch, weighted by exp(A/η), and multipliers on the mean KL to a target network, no guarantee.",
            new() { Surrogate = Surrogate.WeightedLikelihood, Penalty = PenaltyKind.Decoupled }),
        new("kl-projection", "KL projection (Otto et al. 2021): each state's Gaussian is projected onto bounds for its mean and covariance.", new() { Neighbourhood = NeighbourhoodKind.Projection }),
        new("trpo", "TRPO (Schulman et al. 2015): one natural-gradient step a batch, with a line search that keeps mean KL ≤ δ.",
            new() { Neighbourhood = NeighbourhoodKind.MeanKl, Solver = SolverKind.NaturalGradient }),
        new("npg", "Natural policy gradient (Kakade 2002): the same step at a fixed rate, without the search.", new() { Solver = SolverKind.NaturalGradient }),
        new("reinforce", "REINFORCE (Williams 1992): one step a batch along ∇ln π, weighted by returns; no guarantee.", PolicyGradient),
        new("actor-critic", "One-step actor-critic (Sutton and Barto 2018, §13.5): a step of policy and critic after every step of the task; no guarantee.", PolicyGradient),
        new("a2c", "A2C (Mnih et al. 2016): one step a short batch along ∇ln π, weighted by advantages; no guarantee.", PolicyGradient),
        new("ars-v1", "Augmented random search V1 (Mania et al. 2018): finite differences along random directions, scaled by the returns' deviation, on raw observations.", Search)
            { PresetsOf = "ars-v2-t", Changes = ["normalize-observations=false", "elites=0"] },
        new("ars-v1-t", "Augmented random search V1-t: V1 with the best directions alone.", Search) { PresetsOf = "ars-v2-t", Changes = ["normalize-observations=false"] },
        new("ars-v2", "Augmented random search V2: V1 on normalised observations.", Search) { PresetsOf = "ars-v2-t", Changes = ["elites=0"] },
        new("ars-v2-t", "Augmented random search V2-t: V2 with the best directions alone.", Search),
        new("es", "Evolution strategies (Salimans et al. 2017): mirrored perturbations, ranks, Adam.", Search),
        new("cma-es", "CMA-ES (Hansen): a Gaussian whose mean, step and covariance follow the better half of its samples.", Search),
        new("cem", "Cross-entropy method: a Gaussian fitted to the best tenth of its samples, again and again.", Search),
        new("power", "PoWER (Kober and Peters 2008): the mean of perturbations weighted by their returns.", Search),
        new("pi2", "PI2 (Theodorou et al. 2010): perturbations weighted by the exponential of their costs to go.", Search),
        new("pi2-cma", "PI2-CMA (Stulp and Sigaud 2012): PI2 that adapts its exploration by the same weights.", Search),
        new("rwr", "Reward-weighted regression (Peters and Schaal 2007): a Gaussian fitted to all samples, weighted by the exponential of their returns.", Search),
        new("pepg", "Parameter-exploring policy gradients (Sehnke et al. 2010): mirrored perturbations that move mean and deviation.", Search),
        new("finite-differences", "Finite differences: the gradient of the return by least squares over random perturbations.", Search),
        new("hill-climbing", "Hill climbing: a perturbation is kept when it is better; the floor that every other method must beat.", Search),
    ];

    /// <summary>All rules: name and one line for a listing.</summary>
    public static IReadOnlyList<(string Name, string Summary)> All { get; } = Array.ConvertAll(Known, rule => (rule.Name, rule.Summary));

    /// <summary>Names of those that follow gradients; the others are searches, which Ratchet.BlackBox has.</summary>
    public static IReadOnlyList<string> ByGradients { get; } = [.. Known.Where(rule => rule.Parts.Solver != SolverKind.Search).Select(rule => rule.Name)];

    /// <summary>Checks that there is a rule of that name.</summary>
    /// <exception cref="OptionException">There is none; the message names the nearest one.</exception>
    public static void Require(string name) => Find(name);

    /// <summary>The parts that a name stands for.</summary>
    /// <exception cref="OptionException">There is no such rule; the message names the nearest one.</exception>
    public static RuleParts PartsOf(string name) => Find(name).Parts;

    /// <summary>The rule whose presets a rule takes, and what it changes of them.</summary>
    internal static (string Rule, IReadOnlyList<string> Changes) PresetsOf(string name) => (Find(name).PresetsOf, Find(name).Changes);

    private static Rule Find(string name) =>
        Array.Find(Known, rule => rule.Name == name) ?? throw UnknownName.Option("rule", name, All.Select(rule => rule.Name));

    private sealed record Rule(string Name, string Summary, RuleParts Parts)
    {
        /// <summary>The rule whose presets it takes: itself, or one whose settings suit it.</summary>
        public string PresetsOf { get; init; } = Name;

        /// <summary>Settings that it changes of these presets.</summary>
        public IReadOnlyList<string> Changes { get; init; } = [];
    }
}
