using Ratchet.Numerics;

namespace Ratchet.BlackBox.Methods;

/// <summary>
/// Hill climbing, the floor under every other method: keep the best point ever seen, look around it, go where it is better; a success doubles the radius, a failure halves it. The value
/// of the best is never measured again: in a noisy task the search holds on to luck.
/// </summary>
public sealed class HillClimbing : GaussianSearch
{
    private readonly HillClimbingOptions _options;

    /// <summary>The fitness of the best; −∞ before the first.</summary>
    private readonly double[] _best;

    /// <summary>A search that begins at a point.</summary>
    /// <exception cref="OptionException">A setting is out of its range.</exception>
    public HillClimbing(HillClimbingOptions options, ReadOnlySpan<double> start)
        : base("hill-climbing", start, Valid(options).Seed, CovarianceKind.Isotropic, options.Radius)
    {
        _options = options;
        _best = Keep("best", [double.NegativeInfinity]);
    }

    /// <inheritdoc/>
    public override int Population => _options.Population;

    /// <summary>The fitness of <see cref="SearchMethod.Center"/>; −∞ while nothing has been told.</summary>
    public double Best => _best[0];

    /// <summary>The first candidate of all is the start itself: no answer is worse than it.</summary>
    private protected override void Perturb(int index, Span<double> epsilon)
    {
        if (Generation == 0 && index == 0)
            epsilon.Clear();
        else
            base.Perturb(index, epsilon);
    }

    private protected override void Improve(ReadOnlySpan<double> fitness)
    {
        int winner = -1;
        for (int k = 0; k < fitness.Length; k++)
            if (double.IsFinite(fitness[k]) && fitness[k] > _best[0])
                (winner, _best[0]) = (k, fitness[k]);
        if (winner >= 0)
        {
            double[] step = new double[Dimension];
            Perturb(winner, step);
            Move(1, step);
        }

        double radius = Deviation(0) * (winner >= 0 ? _options.Growth : _options.Shrinkage);
        Spread(radius < _options.LeastRadius ? _options.LeastRadius : radius > _options.GreatestRadius ? _options.GreatestRadius : radius);
    }
}
