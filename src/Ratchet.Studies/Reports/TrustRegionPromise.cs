using Ratchet.Numerics;
using Ratchet.Studies.Records;
using Ratchet.Training;
using Ratchet.Updates.Neighbourhoods;
using Ratchet.Updates.Rules;

namespace Ratchet.Studies.Reports;

/// <summary>What a rule promises about an update, and by which number of a run it is seen to be kept.</summary>
/// <param name="Sentence">The promise in one sentence.</param>
/// <param name="Symbol">The bound's symbol, ε or δ; null where there is no single bound.</param>
/// <param name="Bound">The bound in nats; null where there is no single bound.</param>
/// <param name="Metric">The number that is held to the bound: <see cref="MetricNames.MaxKl"/>, or the mean KL.</param>
public sealed record TrustRegionPromise(string Sentence, string? Symbol = null, Schedule? Bound = null, string Metric = MetricNames.MaxKl)
{
    /// <summary>Mean KL of an update.</summary>
    internal const string MeanKlMetric = "train/approx_kl";

    /// <summary>Whether anything is promised.</summary>
    public bool IsAny { get; private init; } = true;

    /// <summary>The promise in a few words, for a table.</summary>
    public string Short => (IsAny, Bound) switch
    {
        (false, _) => "none",
        (true, { } bound) => $"{(Metric == MetricNames.MaxKl ? "max" : "mean")} KL ≤ {bound}",
        _ => "several bounds",
    };

    /// <summary>The promise of a run's rule.</summary>
    public static TrustRegionPromise Of(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        RegionOptions region = options.Region;
        return options.Parts.Neighbourhood switch
        {
            NeighbourhoodKind.MaxKl when region.TaskEpsilonKl.Count > 0 => new(
                $"After every update the KL to the policy that collected the batch is at most ε at every state of that batch, with an ε for each task: {Settings.Find("task-epsilon-kl").Read(new RunOptions { Training = options })}."),
            NeighbourhoodKind.MaxKl => new($"After every update the KL to the policy that collected the batch is at most ε = {region.EpsilonKl} at every state of that batch.", "ε", region.EpsilonKl),
            NeighbourhoodKind.MeanKl => new($"After every update the mean KL to the policy that collected the batch, over its states, is at most δ = {region.MeanKl}.", "δ", region.MeanKl, MeanKlMetric),
            NeighbourhoodKind.Projection when options.Projection.Act == ProjectionAct.Regressed => new(
                $"After every update, at every state of the batch, the part of the KL that the mean makes is at most ε_μ = {options.Projection.MeanBound} and that of the covariance at most ε_Σ = {options.Projection.CovarianceBound}."),
            NeighbourhoodKind.Projection => None(
                $"Nothing is promised of the policy that acts: the projected one keeps ε_μ = {options.Projection.MeanBound} and ε_Σ = {options.Projection.CovarianceBound}, the network's own mean follows it only as far as it has learnt to."),
            NeighbourhoodKind.TargetKl => None($"Nothing is promised: an update's epochs end once a minibatch's estimate of the mean KL is beyond 1.5 × {region.TargetKl}."),
            _ => None("Nothing is promised: the rule may change the policy by any amount, and the KL is measured all the same."),
        };
    }

    private static TrustRegionPromise None(string sentence) => new(sentence) { IsAny = false };
}
