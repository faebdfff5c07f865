using Ratchet.Policies;
using Reading = Ratchet.Tests.Policies.ReadingEditions;

namespace Ratchet.Tests.Policies;

/// <summary>One sample's place in a distribution, in doubles: the network's outputs, log σ, and which actions are valid.</summary>
internal sealed record DistributionPoint(double[] Outputs, double[] LogDeviation, bool[]? Valid);

/// <summary>A distribution of the library beside its reading edition, so that one test says the same about both families.</summary>
internal abstract class DistributionFamily
{
    public static DistributionFamily Named(string name) => name == "categorical" ? new CategoricalFamily() : new GaussianFamily();

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
