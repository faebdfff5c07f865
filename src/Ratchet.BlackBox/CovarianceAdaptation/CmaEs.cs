using Ratchet.Numerics;
using Ratchet.Storage;

namespace Ratchet.BlackBox.CovarianceAdaptation;

/// <summary>
/// CMA-ES, the evolution strategy with covariance matrix adaptation (Hansen and Ostermeier 2001; Hansen's tutorial, arXiv 1604.00772, with active update): candidates
/// x_i = m + σ y_i with y_i ~ N(0, C). The mean follows the better half; σ follows the length of the path that the mean takes (steps that agree are too short, steps that
/// cancel each other too long); C follows that path and the better half, and shrinks where the worse half lies. Only the order of the values counts, so that the search is the
/// same for f and for any increasing map of f; and since C learns scales and directions, it is the same for every rotation and scaling of the space, once C has learnt them.
/// </summary>
public sealed class CmaEs : SearchMethod, ITerminating
{
    private const string MeanKey = "cma.mean", SigmaPathKey = "cma.path.sigma", ShapePathKey = "cma.path.shape", ScalarsKey = "cma.scalars", CountersKey = "cma.counters";

    /// <summary>σ keeps away from the ends of what a number can be: on a linear function it grows for ever.</summary>
    private const double LeastSigma = 1e-150, GreatestSigma = 1e150;

    private readonly CmaEsOptions _options;
    private readonly BoxTransform? _transform;
    private readonly double[] _mean;
    private readonly double[] _center;
    private readonly double[] _sigmaPath;
    private readonly double[] _shapePath;

    // What the search draws and adds up in a generation, the candidates best first; nothing of it outlives Tell. The last vector of the steps is p_c.
    private readonly double[] _steps;
    private readonly double[] _stepWeights;
    private readonly double[] _z;
    private readonly double[] _meanZ;
    private readonly double[] _meanStep;

    private Covariance _shape;
    private Termination _termination;

    /// <summary>(1 − c_σ)^(2g), as a running product: a power would have other bits elsewhere.</summary>
    private double _pathStart = 1;

    /// <summary>A search that begins at a point.</summary>
    /// <exception cref="OptionException">A setting is out of its range, or the start out of the bounds.</exception>
    public CmaEs(CmaEsOptions options, ReadOnlySpan<double> start)
        : base(start.Length)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate(start.Length);
        _options = options;
        Parameters = new StrategyParameters(start.Length, options.Population, options.Active, options.Diagonal);
        _transform = options.Bounds is { } box ? new BoxTransform(box) : null;
        (_mean, _center) = (start.ToArray(), start.ToArray());
        _transform?.Invert(_mean);
        (_sigmaPath, _shapePath, _z, _meanZ, _meanStep) = (new double[Dimension], new double[Dimension], new double[Dimension], new double[Dimension], new double[Dimension]);
        _steps = new double[checked((Population + 1) * Dimension)];
        _stepWeights = new double[Population + 1];
        _shape = Covariance.Identity(Dimension, options.Diagonal);
        _termination = new Termination(options, Parameters);
        Sigma = Bounded(options.Sigma);
    }

    /// <summary>The rates and weights that it works with.</summary>
    public StrategyParameters Parameters { get; }

    /// <summary>The mean m, mapped into the bounds.</summary>
    public override ReadOnlySpan<double> Center => _center;

    /// <inheritdoc/>
    public override int Population => Parameters.Population;

    /// <summary>σ, the size of a step.</summary>
    public double Sigma { get; private set; }

    /// <summary>Deviation along the axes of C at its last decomposition, without σ.</summary>
    public ReadOnlySpan<double> AxisLengths => _shape.Lengths;

    /// <inheritdoc/>
    public StopReason Stop { get; private set; }

    /// <summary>σ √C_ii, the deviation of a coordinate.</summary>
    public double Deviation(int coordinate)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(coordinate);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(coordinate, Dimension);
        return Sigma * Math.Sqrt(_shape.Variance(coordinate));
    }

    /// <summary>x = m + σ B D z, mapped into the bounds; z is drawn anew from the seed and the candidate's number over all generations.</summary>
    /// <inheritdoc/>
    public override void Candidate(int index, Span<double> point)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Population);
        Span<double> z = Dimension <= 512 ? stackalloc double[Dimension] : new double[Dimension];
        Draw(index, z);
        _shape.Stretch(z, point);
        for (int i = 0; i < Dimension; i++)
            point[i] = _mean[i] + (Sigma * point[i]);
        _transform?.Apply(point);
    }

    /// <inheritdoc/>
    public override void Tell(ReadOnlySpan<double> fitness)
    {
        if (fitness.Length != Population)
            throw new ArgumentException($"A generation has {Population} candidates; there are {fitness.Length} values.", nameof(fitness));
        double[] ranked = fitness.ToArray();
        Recombine(Rank(ranked));
        MoveMean();
        FollowSigmaPath();
        bool isSteady = FollowShapePath();
        AdaptShape(isSteady);
        AdaptSigma();
        Generation++;
        if (Generation % Parameters.DecompositionInterval == 0)
            Decompose();
        Stop = _termination.Observe(Generation, ranked, new SearchState(_mean, Sigma, _shapePath, _shape));
    }

    /// <inheritdoc/>
    public override void Save(Snapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        snapshot.Add(MeanKey, _mean);
        snapshot.Add(SigmaPathKey, _sigmaPath);
        snapshot.Add(ShapePathKey, _shapePath);
        snapshot.Add(ScalarsKey, [Sigma, _pathStart]);
        snapshot.Add(CountersKey, [(ulong)Generation, (ulong)Population, (ulong)Stop]);
        _shape.Save(snapshot);
        _termination.Save(snapshot);
    }

    /// <inheritdoc/>
    public override void Load(Snapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ReadOnlySpan<double> mean = snapshot.Doubles(MeanKey, Dimension), sigmaPath = snapshot.Doubles(SigmaPathKey, Dimension), shapePath = snapshot.Doubles(ShapePathKey, Dimension);
        ReadOnlySpan<double> scalars = snapshot.Doubles(ScalarsKey, 2);
        ReadOnlySpan<ulong> counters = snapshot.Words(CountersKey, 3);
        if (counters[1] != (ulong)Population)
            throw new SnapshotException($"the entry '{CountersKey}' is of a population of {counters[1]}; this search has {Population}.");
        if (counters[0] > long.MaxValue || counters[2] > (ulong)StopReason.Budget || !(scalars[0] is >= LeastSigma and <= GreatestSigma))
            throw new SnapshotException($"generation {counters[0]}, reason {counters[2]} and sigma {NumberText.Of(scalars[0])} in '{CountersKey}' and '{ScalarsKey}' are not those of a search.");
        var shape = Covariance.Read(snapshot, Dimension, _options.Diagonal);
        var termination = Termination.Read(snapshot, _options, Parameters);

        mean.CopyTo(_mean);
        sigmaPath.CopyTo(_sigmaPath);
        shapePath.CopyTo(_shapePath);
        (Sigma, _pathStart) = (scalars[0], scalars[1]);
        (Generation, Stop) = ((long)counters[0], (StopReason)counters[2]);
        (_shape, _termination) = (shape, termination);
        MapCenter();
    }

    private void Draw(int index, Span<double> z)
    {
        var noise = new RandomStream(_options.Seed, StreamPurpose.Perturbation, checked((uint)((Generation * Population) + index)));
        for (int i = 0; i < z.Length; i++)
            z[i] = noise.NextGaussian();
    }

    /// <summary>The candidates, best first and ties by number; their fitness becomes f in that order, +∞ where it is not finite.</summary>
    private static int[] Rank(double[] fitness)
    {
        int[] order = new int[fitness.Length];
        for (int i = 0; i < order.Length; i++)
            (order[i], fitness[i]) = (i, double.IsFinite(fitness[i]) ? -fitness[i] : double.PositiveInfinity);
        double[] values = [.. fitness];
        Array.Sort(order, (a, b) => values[a].CompareTo(values[b]) is not 0 and var difference ? difference : a - b);
        Array.Sort(fitness);
        return order;
    }

    /// <summary>
    /// Draws the generation again: y_i in its order, y_w = Σ_{i ≤ μ} w_i y_i, and B z_w, which is C^−½ y_w. A negative weight becomes w_i n / |C^−½ y_i|², with |C^−½ y_i| = |z_i|:
    /// a long step, which is more often a bad one, takes no more variance away than a short one.
    /// </summary>
    private void Recombine(ReadOnlySpan<int> order)
    {
        ReadOnlySpan<double> weights = Parameters.Weights;
        Array.Clear(_meanZ);
        for (int i = 0; i < order.Length; i++)
        {
            Draw(order[i], _z);
            _shape.Stretch(_z, _steps.AsSpan(i * Dimension, Dimension));
            double square = SquareOf(_z);
            _stepWeights[i] = Parameters.RankMuRate * (weights[i] >= 0 ? weights[i] : square > 0 ? weights[i] * Dimension / square : 0);
            for (int j = 0; j < Dimension && i < Parameters.Parents; j++)
                _meanZ[j] += weights[i] * _z[j];
        }

        _shape.Stretch(_meanZ, _meanStep);
        _shape.Rotate(_meanZ, _z);
    }

    /// <summary>m ← m + σ y_w.</summary>
    private void MoveMean()
    {
        for (int i = 0; i < Dimension; i++)
            _mean[i] += Sigma * _meanStep[i];
        MapCenter();
    }

    /// <summary>p_σ ← (1 − c_σ) p_σ + √(c_σ (2 − c_σ) μ_eff) C^−½ y_w: N(0, I) where selection is blind.</summary>
    private void FollowSigmaPath()
    {
        double rate = Parameters.SigmaRate, gain = Math.Sqrt(rate * (2 - rate) * Parameters.EffectiveParents);
        for (int i = 0; i < Dimension; i++)
            _sigmaPath[i] = ((1 - rate) * _sigmaPath[i]) + (gain * _z[i]);
        _pathStart *= (1 - rate) * (1 - rate);
    }

    /// <summary>
    /// p_c ← (1 − c_c) p_c + h_σ √(c_c (2 − c_c) μ_eff) y_w. h_σ is 1 while |p_σ| / √(1 − (1 − c_σ)^(2(g+1))) &lt; (1.4 + 2/(n + 1)) χ_n, else 0: while σ is far too small, its steps
    /// say nothing of the shape.
    /// </summary>
    /// <returns>Whether h_σ is 1.</returns>
    private bool FollowShapePath()
    {
        double length = Math.Sqrt(SquareOf(_sigmaPath) / (1 - _pathStart));
        bool isSteady = length < (1.4 + (2.0 / (Dimension + 1))) * Parameters.ExpectedNorm;
        double rate = Parameters.PathRate, gain = isSteady ? Math.Sqrt(rate * (2 - rate) * Parameters.EffectiveParents) : 0;
        for (int i = 0; i < Dimension; i++)
            _shapePath[i] = ((1 - rate) * _shapePath[i]) + (gain * _meanStep[i]);
        return isSteady;
    }

    /// <summary>C ← (1 + c₁ (1 − h_σ) c_c (2 − c_c) − c₁ − c_μ Σ_j w_j) C + c₁ p_c p_cᵀ + c_μ Σ_i w°_i y_i y_iᵀ.</summary>
    private void AdaptShape(bool isSteady)
    {
        (double one, double many, double path) = (Parameters.RankOneRate, Parameters.RankMuRate, Parameters.PathRate);
        double sum = 0;
        foreach (double weight in Parameters.Weights)
            sum += weight;
        double keep = 1 + (isSteady ? 0 : one * path * (2 - path)) - one - (many * sum);
        _shapePath.CopyTo(_steps.AsSpan(Population * Dimension));
        _stepWeights[Population] = one;
        _shape.Update(keep, _stepWeights, _steps);
    }

    /// <summary>σ ← σ exp(c_σ/d_σ (|p_σ|/χ_n − 1)), its exponent within ±1.</summary>
    private void AdaptSigma()
    {
        double exponent = Parameters.SigmaRate / Parameters.Damping * ((Math.Sqrt(SquareOf(_sigmaPath)) / Parameters.ExpectedNorm) - 1);
        Sigma = Bounded(Sigma * Real.Exp(exponent < -1 ? -1 : exponent > 1 ? 1 : exponent));
    }

    /// <summary>Brings B and D up to C. Only σ² C counts: where C has become too small or too large, σ takes its scale, and p_c is measured by the new σ.</summary>
    private void Decompose()
    {
        _shape.Decompose();
        double scale = _shape.Normalise();
        if (scale.Equals(1))
            return;
        Sigma = Bounded(Sigma * scale);
        for (int i = 0; i < Dimension; i++)
            _shapePath[i] /= scale;
    }

    /// <summary>σ such that no deviation is more than a third of its side: beyond, candidates would be mirrored time and again.</summary>
    private double Bounded(double sigma)
    {
        for (int i = 0; i < Dimension && _options.Bounds is { } box; i++)
        {
            double most = (box.Upper[i] - box.Lower[i]) / (3 * Math.Sqrt(_shape.Variance(i)));
            sigma = sigma > most ? most : sigma;
        }

        return sigma < LeastSigma ? LeastSigma : sigma > GreatestSigma ? GreatestSigma : sigma;
    }

    private void MapCenter()
    {
        _mean.CopyTo(_center, 0);
        _transform?.Apply(_center);
    }

    private static double SquareOf(ReadOnlySpan<double> vector)
    {
        double square = 0;
        foreach (double value in vector)
            square += value * value;
        return square;
    }
}
