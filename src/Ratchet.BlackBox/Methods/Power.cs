using Ratchet.Numerics;

namespace Ratchet.BlackBox.Methods;

/// <summary>
/// PoWER, policy learning by weighting exploration with the returns (Kober and Peters 2008), by episodes and with W = I: m ← m + Σ_e (θ_e − m) Q_e / Σ_e Q_e with Q_e ≥ 0, where e
/// runs over the best candidates ever seen (importance re-use).
/// </summary>
public sealed class Power : GaussianSearch
{
    private readonly PowerOptions _options;

    /// <summary>The remembered, best first, one after another, and their returns: −∞ where there is none yet.</summary>
    private readonly double[] _points;
    private readonly double[] _returns;

    /// <summary>A search that begins around a point.</summary>
    /// <exception cref="OptionException">A setting is out of its range.</exception>
    public Power(PowerOptions options, ReadOnlySpan<double> start)
        : base("power", start, Valid(options).Seed, CovarianceKind.Isotropic, options.Deviation.Initial)
    {
        _options = options;
        _points = Keep("points", new double[checked(options.Memory * Dimension)]);
        _returns = Keep("returns", new double[options.Memory]);
        Array.Fill(_returns, double.NegativeInfinity);
    }

    /// <inheritdoc/>
    public override int Population => _options.Population;

    private protected override void Improve(ReadOnlySpan<double> fitness)
    {
        double[] all = [.. _returns, .. fitness];
        for (int e = 0; e < all.Length; e++)
            if (!double.IsFinite(all[e]))
                all[e] = double.NegativeInfinity;
        double zero = _options.ShiftsReturns ? all.Where(double.IsFinite).Min() : 0;
        Remember(all);
        Follow(zero);
        Spread(_options.Deviation.At(Generation + 1));
    }

    /// <summary>The best of the remembered and the candidates, in this order.</summary>
    private void Remember(double[] all)
    {
        double[] known = [.. _points], candidate = new double[Dimension];
        int[] best = Ranking.Best(all, _options.Memory);
        for (int e = 0; e < best.Length && double.IsFinite(all[best[e]]); e++)
        {
            if (best[e] < _options.Memory)
                known.AsSpan(best[e] * Dimension, Dimension).CopyTo(candidate);
            else
                Candidate(best[e] - _options.Memory, candidate);
            candidate.CopyTo(_points, e * Dimension);
            _returns[e] = all[best[e]];
        }
    }

    private void Follow(double zero)
    {
        double[] change = new double[Dimension];
        double total = 0;
        for (int e = 0; e < _options.Memory; e++)
        {
            double q = _returns[e] - zero;
            if (!(q > 0))
                continue;
            total += q;
            for (int i = 0; i < change.Length; i++)
                change[i] += q * (_points[(e * Dimension) + i] - Mean[i]);
        }

        if (total > 0)
            Move(1 / total, change);
    }
}
