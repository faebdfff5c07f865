using Ratchet.Numerics;

namespace Ratchet.BlackBox.Methods;

/// <summary>
/// Policy improvement with path integrals, PI² (Theodorou, Buchli and Schaal 2010): m ← m + Σ_k P_k ε_k with P_k ∝ exp(−h (S_k − min S) / (max S − min S)) over the
/// costs S = −U. With the rewards of every step there is a P for each of them, of the cost to go, and the changes are averaged over time, the earlier the heavier
/// (<see cref="ReturnWeights.OverTime"/>). A perturbation stays the same over an episode and is one of the parameters themselves: the paper's projection M is the identity, and there are no
/// basis functions of time to weigh the average further.
/// PI²-CMA (Stulp and Sigaud 2012) also learns C ← Σ_k P_k (θ_k − m)(θ_k − m)ᵀ around the <em>old</em> m, by which a spread that is too small can grow.
/// </summary>
public sealed class PathIntegralSearch : GaussianSearch
{
    private readonly PathIntegralOptions _options;

    /// <summary>A search that begins around a point.</summary>
    /// <exception cref="OptionException">A setting is out of its range.</exception>
    public PathIntegralSearch(PathIntegralOptions options, ReadOnlySpan<double> start)
        : base(
            Valid(options).LearnsCovariance ? "pi2-cma" : "pi2",
            start,
            options.Seed,
            options.LearnsCovariance ? options.Covariance : CovarianceKind.Isotropic,
            options.Deviation.Initial) => _options = options;

    /// <inheritdoc/>
    public override int Population => _options.Population;

    /// <inheritdoc/>
    public override bool UsesRewards => _options.OverTime;

    private protected override void Improve(ReadOnlySpan<double> fitness) => Follow(ReturnWeights.Normalized(Shaping.Comparable(fitness), _options.H));

    private protected override void Improve(ReadOnlySpan<double> fitness, IReadOnlyList<float[]> rewards)
    {
        if (rewards.All(episode => episode.Length == 0))
            Improve(fitness);
        else
            Follow(ReturnWeights.OverTime(fitness, rewards, _options.H));
    }

    private void Follow(double[] weights)
    {
        if (_options.LearnsCovariance)
        {
            Fit(weights, aroundOldMean: true);
            return;
        }

        Move(1, WeightedSum(weights));
        Spread(_options.Deviation.At(Generation + 1));
    }
}
