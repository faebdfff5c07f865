using Ratchet.Numerics;
using Ratchet.Storage;

namespace Ratchet.BlackBox.Methods;

/// <summary>
/// What the methods that sample around a point share: candidates m + ε_k with ε_k ~ N(0, C). An ε is drawn from the seed and its number, by whoever needs it: any
/// thread may ask for any candidate, no generation is held in memory, and nothing but fitness needs to be exchanged between machines.
/// </summary>
public abstract class GaussianSearch : SearchMethod
{
    private readonly SavedState _state;
    private readonly ulong _seed;
    private readonly double[] _center;
    private readonly Covariance _covariance;

    /// <param name="name">Begins the names of what is saved, so that the state of another method is refused.</param>
    /// <param name="start">The first m.</param>
    /// <param name="seed">Of the perturbations.</param>
    /// <param name="kind">Of the covariance.</param>
    /// <param name="deviation">The first σ of all coordinates.</param>
    private protected GaussianSearch(string name, ReadOnlySpan<double> start, ulong seed, CovarianceKind kind, double deviation)
        : base(start.Length)
    {
        (_seed, _state, _covariance) = (seed, new SavedState(name + "."), new Covariance(kind, start.Length, deviation));
        _center = Keep("center", start.ToArray());
        Keep("covariance", _covariance.Values);
    }

    /// <inheritdoc/>
    public sealed override ReadOnlySpan<double> Center => _center;

    /// <summary>m, to be moved.</summary>
    private protected Span<double> Mean => _center;

    /// <summary>Perturbations drawn in a generation: a mirrored pair shares one.</summary>
    private int Draws => HasPairs ? Population / 2 : Population;

    /// <summary>σ_i, the deviation of a coordinate of the candidates.</summary>
    public double Deviation(int coordinate)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(coordinate);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(coordinate, Dimension);
        return Math.Sqrt(_covariance.Variance(coordinate));
    }

    /// <summary>m + ε_k; candidates 2p and 2p + 1 of a search that <see cref="SearchMethod.HasPairs"/> are m + ε_p and m − ε_p.</summary>
    /// <inheritdoc/>
    public sealed override void Candidate(int index, Span<double> point)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Population);
        Perturb(index, point[..Dimension]);
        for (int i = 0; i < Dimension; i++)
            point[i] += _center[i];
    }

    /// <summary>A generation without a single number as fitness ends without a move.</summary>
    /// <inheritdoc/>
    public sealed override void Tell(ReadOnlySpan<double> fitness) => Finish(fitness, []);

    /// <inheritdoc/>
    public sealed override void Tell(ReadOnlySpan<double> fitness, IReadOnlyList<float[]> rewards)
    {
        ArgumentNullException.ThrowIfNull(rewards);
        if (rewards.Count != Population)
            throw new ArgumentException($"A generation has {Population} candidates; there are the rewards of {rewards.Count}.", nameof(rewards));
        Finish(fitness, rewards);
    }

    /// <inheritdoc/>
    public sealed override void Save(Snapshot snapshot) => _state.Save(snapshot, Generation);

    /// <inheritdoc/>
    public sealed override void Load(Snapshot snapshot)
    {
        Generation = _state.Load(snapshot);
        _covariance.Factorize();
    }

    /// <summary>The same settings, once they are checked.</summary>
    private protected static TOptions Valid<TOptions>(TOptions options)
        where TOptions : ISearchOptions
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return options;
    }

    /// <summary>Names numbers that belong to the state of the search.</summary>
    private protected double[] Keep(string key, double[] values) => _state.Keep(key, values);

    /// <summary>Learns from a generation of which at least one has a number as fitness.</summary>
    private protected abstract void Improve(ReadOnlySpan<double> fitness);

    /// <summary>The same with the rewards of the episodes.</summary>
    private protected virtual void Improve(ReadOnlySpan<double> fitness, IReadOnlyList<float[]> rewards) => Improve(fitness);

    /// <summary>What a candidate differs by from m.</summary>
    private protected virtual void Perturb(int index, Span<double> epsilon)
    {
        Draw(HasPairs ? index / 2 : index, epsilon);
        if (HasPairs && index % 2 == 1)
            for (int i = 0; i < epsilon.Length; i++)
                epsilon[i] = -epsilon[i];
    }

    /// <summary>ε of a number.</summary>
    private protected void Draw(int number, Span<double> epsilon)
    {
        var noise = new RandomStream(_seed, StreamPurpose.Perturbation, checked((uint)((Generation * Draws) + number)));
        for (int i = 0; i < epsilon.Length; i++)
            epsilon[i] = noise.NextGaussian();
        _covariance.Shape(epsilon);
    }

    /// <summary>Σ_k w_k ε_k.</summary>
    private protected double[] WeightedSum(ReadOnlySpan<double> weights)
    {
        double[] sum = new double[Dimension], epsilon = new double[Dimension];
        for (int k = 0; k < weights.Length; k++)
        {
            if (weights[k] == 0)
                continue;
            Draw(k, epsilon);
            for (int i = 0; i < sum.Length; i++)
                sum[i] += weights[k] * epsilon[i];
        }

        return sum;
    }

    /// <summary>
    /// The Gaussian of greatest weighted likelihood, or a step towards it: m ← m + meanRate · Σ_k w_k ε_k, and C ← rate · S + (1 − rate) · C + extra · I with
    /// S = Σ_k w_k (θ_k − c)(θ_k − c)ᵀ around c = Σ_k w_k θ_k or the old m.
    /// </summary>
    /// <param name="weights">One a candidate; their sum is 1.</param>
    /// <param name="aroundOldMean">Whether c is the old m.</param>
    /// <param name="meanRate">1 for all of the way.</param>
    /// <param name="covarianceRate">1 for all of the way.</param>
    /// <param name="extraVariance">Added to every variance.</param>
    private protected void Fit(ReadOnlySpan<double> weights, bool aroundOldMean, double meanRate = 1, double covarianceRate = 1, double extraVariance = 0)
    {
        double[] shift = WeightedSum(weights), epsilon = new double[Dimension], estimate = new double[_covariance.Values.Length];
        for (int k = 0; k < weights.Length; k++)
        {
            if (weights[k] == 0)
                continue;
            Draw(k, epsilon);
            for (int i = 0; i < epsilon.Length && !aroundOldMean; i++)
                epsilon[i] -= shift[i];
            _covariance.Add(estimate, weights[k], epsilon);
        }

        Move(meanRate, shift);
        _covariance.Learn(estimate, covarianceRate, extraVariance);
    }

    /// <summary>m ← m + rate · direction.</summary>
    private protected void Move(double rate, ReadOnlySpan<double> direction)
    {
        for (int i = 0; i < _center.Length; i++)
            _center[i] += rate * direction[i];
    }

    /// <summary>C ← σ² I.</summary>
    private protected void Spread(double deviation) => _covariance.Reset(deviation);

    /// <summary>C ← diag(σ²), for a diagonal one.</summary>
    private protected void Spread(ReadOnlySpan<double> deviations)
    {
        for (int i = 0; i < deviations.Length; i++)
            _covariance.Values[i] = deviations[i] * deviations[i];
        _covariance.Factorize();
    }

    private void Finish(ReadOnlySpan<double> fitness, IReadOnlyList<float[]> rewards)
    {
        if (fitness.Length != Population)
            throw new ArgumentException($"A generation has {Population} candidates; there are {fitness.Length} values.", nameof(fitness));
        if (fitness.ToArray().Any(double.IsFinite))
        {
            if (UsesRewards && rewards.Count > 0)
                Improve(fitness, rewards);
            else
                Improve(fitness);
        }

        Generation++;
    }
}
