using Ratchet.Policies;
using Reading = Ratchet.Tests.Policies.ReadingEditions;

namespace Ratchet.Tests.Policies;

/// <summary>One sample's place in a distribution, in doubles: the network's outputs, log σ, and which actions are valid.</summary>
internal sealed record DistributionPoint(double[] Outputs, double[] LogDeviation, bool[]? Valid);

/// <summary>A distribution of the library beside its reading edition, so that one test says the same about all families.</summary>
internal abstract class DistributionFamily
{
    public static IReadOnlyList<string> Names { get; } = ["categorical", "multi-categorical", "bernoulli", "gaussian", "full-gaussian", "squashed-gaussian", "beta"];

    public static DistributionFamily Named(string name) => name switch
    {
        "categorical" => new CategoricalFamily(),
        "multi-categorical" => new MultiCategoricalFamily(),
        "bernoulli" => new BernoulliFamily(),
        "gaussian" => new GaussianFamily(),
        "full-gaussian" => new FullGaussianFamily(),
        "squashed-gaussian" => new SquashedGaussianFamily(),
        "beta" => new BetaFamily(),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    /// <summary>The family of a distribution of the library (a multi-categorical one with the choices of <see cref="CountOf"/>).</summary>
    public static DistributionFamily Of(ActionDistribution distribution) => distribution switch
    {
        Categorical => Named("categorical"),
        MultiCategorical => Named("multi-categorical"),
        BernoulliVector => Named("bernoulli"),
        FullGaussian => Named("full-gaussian"),
        SquashedGaussian => Named("squashed-gaussian"),
        Beta => Named("beta"),
        _ => Named("gaussian"),
    };

    public static bool HasMasks(string name) => name.EndsWith("categorical", StringComparison.Ordinal);

    /// <summary>Choices of entry <paramref name="entry"/> of the multi-categorical ones under test: 2, 5, 1, 3, 2, 5, …</summary>
    public static int CountOf(int entry) => (entry % 4) switch { 0 => 2, 1 => 5, 2 => 1, _ => 3 };

    /// <summary>A distribution of <paramref name="width"/> actions, or of that many entries.</summary>
    public abstract ActionDistribution Create(int width);

    public abstract double LogProbability(DistributionPoint point, double[] action);

    public abstract double Entropy(DistributionPoint point);

    public abstract double Divergence(DistributionPoint p, DistributionPoint q);

    private sealed class CategoricalFamily : DistributionFamily
    {
        public override ActionDistribution Create(int width) => new Categorical(width);

        public override double LogProbability(DistributionPoint point, double[] action) =>
            Reading.Categorical.LogProbability(point.Outputs, (int)action[0], point.Valid);

        public override double Entropy(DistributionPoint point) => Reading.Categorical.Entropy(point.Outputs, point.Valid);

        public override double Divergence(DistributionPoint p, DistributionPoint q) =>
            Reading.Categorical.Divergence(p.Outputs, q.Outputs, p.Valid);
    }

    private sealed class MultiCategoricalFamily : DistributionFamily
    {
        public override ActionDistribution Create(int width) => new MultiCategorical([.. Enumerable.Range(0, width).Select(CountOf)]);

        public override double LogProbability(DistributionPoint point, double[] action) =>
            Entries(point).Select((entry, e) => Reading.Categorical.LogProbability(entry.Logits, (int)action[e], entry.Valid)).Sum();

        public override double Entropy(DistributionPoint point) => Entries(point).Sum(entry => Reading.Categorical.Entropy(entry.Logits, entry.Valid));

        public override double Divergence(DistributionPoint p, DistributionPoint q) =>
            Entries(p).Zip(Entries(q), (one, other) => Reading.Categorical.Divergence(one.Logits, other.Logits, one.Valid)).Sum();

        private static IEnumerable<(double[] Logits, bool[]? Valid)> Entries(DistributionPoint point)
        {
            for (int entry = 0, first = 0; first < point.Outputs.Length; first += CountOf(entry++))
                yield return (point.Outputs[first..(first + CountOf(entry))], point.Valid?[first..(first + CountOf(entry))]);
        }
    }

    private sealed class BernoulliFamily : DistributionFamily
    {
        public override ActionDistribution Create(int width) => new BernoulliVector(width);

        public override double LogProbability(DistributionPoint point, double[] action) => Reading.Bernoulli.LogProbability(point.Outputs, action);

        public override double Entropy(DistributionPoint point) => Reading.Bernoulli.Entropy(point.Outputs);

        public override double Divergence(DistributionPoint p, DistributionPoint q) => Reading.Bernoulli.Divergence(p.Outputs, q.Outputs);
    }

    private sealed class FullGaussianFamily : DistributionFamily
    {
        public override ActionDistribution Create(int width) => new FullGaussian(width);

        public override double LogProbability(DistributionPoint point, double[] action) =>
            Reading.FullGaussian.LogProbability(point.Outputs, point.LogDeviation, action);

        public override double Entropy(DistributionPoint point) => Reading.FullGaussian.Entropy(point.Outputs.Length, point.LogDeviation);

        public override double Divergence(DistributionPoint p, DistributionPoint q) =>
            Reading.FullGaussian.Divergence(p.Outputs, p.LogDeviation, q.Outputs, q.LogDeviation);
    }

    private sealed class SquashedGaussianFamily : DistributionFamily
    {
        public override ActionDistribution Create(int width) => new SquashedGaussian(width);

        public override double LogProbability(DistributionPoint point, double[] action) =>
            Reading.SquashedGaussian.LogProbability(point.Outputs, point.LogDeviation, action);

        public override double Entropy(DistributionPoint point) => Reading.SquashedGaussian.EstimatedEntropy(point.Outputs, point.LogDeviation);

        public override double Divergence(DistributionPoint p, DistributionPoint q) =>
            Reading.DiagonalGaussian.Divergence(p.Outputs, p.LogDeviation, q.Outputs, q.LogDeviation);
    }

    private sealed class BetaFamily : DistributionFamily
    {
        public override ActionDistribution Create(int width) => new Beta(width);

        public override double LogProbability(DistributionPoint point, double[] action) => Reading.Beta.LogProbability(point.Outputs, action);

        public override double Entropy(DistributionPoint point) => Reading.Beta.Entropy(point.Outputs);

        public override double Divergence(DistributionPoint p, DistributionPoint q) => Reading.Beta.Divergence(p.Outputs, q.Outputs);
    }

    private sealed class GaussianFamily : DistributionFamily
    {
        public override ActionDistribution Create(int width) => new DiagonalGaussian(width);

        public override double LogProbability(DistributionPoint point, double[] action) =>
            Reading.DiagonalGaussian.LogProbability(point.Outputs, point.LogDeviation, action);

        public override double Entropy(DistributionPoint point) => Reading.DiagonalGaussian.Entropy(point.LogDeviation);

        public override double Divergence(DistributionPoint p, DistributionPoint q) =>
            Reading.DiagonalGaussian.Divergence(p.Outputs, p.LogDeviation, q.Outputs, q.LogDeviation);
    }
}
