using Ratchet.Numerics;
using Ratchet.Storage;

namespace Ratchet.BlackBox;

/// <summary>
/// An evolution strategy with mirrored sampling (Salimans et al. 2017): candidates m ± σ z_p with z_p ~ N(0, I), the estimate g = 1/(2 n σ) Σ_p (u₊ − u₋) z_p of the gradient of
/// the shaped fitness u, and Adam up along it. A perturbation is drawn from its seed and its number, by whoever evaluates it: nothing but fitness needs to be exchanged.
/// </summary>
public sealed class EvolutionStrategy : SearchMethod
{
    private readonly EvolutionStrategyOptions _options;
    private readonly SavedState _state = new("");
    private readonly double[] _center;
    private readonly double[] _first;
    private readonly double[] _second;

    // β₁^t and β₂^t as running products: a power would have other bits elsewhere.
    private readonly double[] _powers;

    /// <summary>A search that begins at a point.</summary>
    /// <exception cref="OptionException">A setting is out of its range.</exception>
    public EvolutionStrategy(EvolutionStrategyOptions options, ReadOnlySpan<double> start)
        : base(start.Length)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _center = _state.Keep("center", start.ToArray());
        _first = _state.Keep("adam.first", new double[start.Length]);
        _second = _state.Keep("adam.second", new double[start.Length]);
        _powers = _state.Keep("adam.powers", [1, 1]);
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Center => _center;

    /// <inheritdoc/>
    public override int Population => 2 * _options.Pairs;

    /// <inheritdoc/>
    public override bool HasPairs => true;

    /// <summary>σ of the present generation.</summary>
    public double Sigma => _options.Sigma.At(Generation);

    /// <summary>Adam's step in the present generation.</summary>
    public double LearningRate => _options.LearningRate.At(Generation);

    /// <summary>Length of the last estimate of the gradient; NaN before the first.</summary>
    public double GradientNorm { get; private set; } = double.NaN;

    /// <summary>Candidates 2p and 2p + 1 are m + σ z_p and m − σ z_p.</summary>
    /// <inheritdoc/>
    public override void Candidate(int index, Span<double> point)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Population);
        RandomStream noise = NoiseOf(index / 2);
        double sigma = index % 2 == 0 ? Sigma : -Sigma;
        for (int i = 0; i < Dimension; i++)
            point[i] = _center[i] + (sigma * noise.NextGaussian());
    }

    /// <inheritdoc/>
    public override void Tell(ReadOnlySpan<double> fitness)
    {
        if (fitness.Length != Population)
            throw new ArgumentException($"A generation has {Population} candidates; there are {fitness.Length} values.", nameof(fitness));
        Climb(GradientOf(Shaping.Of(_options.Shaping, fitness)));
        Generation++;
    }

    /// <inheritdoc/>
    public override void Save(Snapshot snapshot) => _state.Save(snapshot, Generation);

    /// <inheritdoc/>
    public override void Load(Snapshot snapshot) => Generation = _state.Load(snapshot);

    private RandomStream NoiseOf(int pair) => new(_options.Seed, StreamPurpose.Perturbation, checked((uint)((Generation * _options.Pairs) + pair)));

    private double[] GradientOf(double[] shaped)
    {
        double[] gradient = new double[Dimension];
        for (int pair = 0; pair < _options.Pairs; pair++)
        {
            double weight = shaped[2 * pair] - shaped[(2 * pair) + 1];
            if (weight == 0)
                continue;
            RandomStream noise = NoiseOf(pair);
            for (int i = 0; i < Dimension; i++)
                gradient[i] += weight * noise.NextGaussian();
        }

        double scale = 1 / (Population * Sigma), square = 0;
        for (int i = 0; i < Dimension; i++)
        {
            gradient[i] *= scale;
            square += gradient[i] * gradient[i];
        }

        GradientNorm = Math.Sqrt(square);
        return gradient;
    }

    private void Climb(double[] gradient)
    {
        _powers[0] *= _options.Beta1;
        _powers[1] *= _options.Beta2;
        double step = LearningRate, pull = _options.L2 / Sigma;
        for (int i = 0; i < Dimension; i++)
        {
            double slope = gradient[i] - (pull * _center[i]);
            _first[i] = (_options.Beta1 * _first[i]) + ((1 - _options.Beta1) * slope);
            _second[i] = (_options.Beta2 * _second[i]) + ((1 - _options.Beta2) * slope * slope);
            double mean = _first[i] / (1 - _powers[0]), deviation = Math.Sqrt(_second[i] / (1 - _powers[1]));
            _center[i] = ((1 - _options.WeightDecay) * _center[i]) + (step * mean / (deviation + _options.Epsilon));
        }
    }
}
