using Ratchet.Numerics;
using Ratchet.Updates.Drifts.Networks;

namespace Ratchet.Updates.Drifts;

/// <summary>
/// Tests whether a function is a drift in the sense of mirror learning (Kuba et al. 2022) on a dense grid of r, from 0.001 to 1000 and most
/// dense around 1, and of A of both signs and 0: non-negative everywhere, zero at r = 1, flat at r = 1. It also looks for places that are no
/// numbers, and compares the slope with the differences of the values, where one's own class may be wrong. In floats, as a training
/// computes; what could be rounding counts as 0.
/// </summary>
public static class DriftCheck
{
    private const int RatiosBelowOne = 600;
    private const int RatiosNearOne = 200;
    private const double Lowest = 1e-3;
    private const double Nearest = 1e-6;

    /// <summary>About 30 roundings of numbers of the size of (1 + r)(1 + |A|).</summary>
    private const double Rounding = 4e-6;

    private static readonly float[] Magnitudes = [0.01f, 0.03f, 0.1f, 0.3f, 1f, 3f, 10f];
    private static readonly float[] Advantages = [0f, .. Magnitudes, .. Magnitudes.Select(magnitude => -magnitude)];
    private static readonly float[] Ratios = MakeRatios();

    /// <summary>Looks at a drift at every place of the grid.</summary>
    public static DriftReport Run(Drift drift)
    {
        ArgumentNullException.ThrowIfNull(drift);
        var violations = new Violations();
        foreach (float advantage in Advantages)
        {
            CheckConditions(drift, advantage, violations);
            // A network's slope is right by its making, and it may rise between two points of any grid.
            if (drift is not LearnedDrift && !violations.Has(DriftCondition.Finite))
                CheckSlopes(drift, advantage, violations);
        }

        return new DriftReport(
            drift.ToString() ?? "", Ratios.Length * Advantages.Length, violations.Found(),
            FlatAround(drift, Magnitudes), FlatAround(drift, Array.ConvertAll(Magnitudes, magnitude => -magnitude)));
    }

    private static void CheckConditions(Drift drift, float advantage, Violations violations)
    {
        (float[] values, float[] slopes) = Evaluate(drift, Ratios, advantage);
        for (int i = 0; i < Ratios.Length; i++)
        {
            float ratio = Ratios[i];
            double tolerance = Rounding * (1 + ratio) * (1 + Math.Abs(advantage));
            if (!float.IsFinite(values[i]) || !float.IsFinite(slopes[i]))
                violations.Add(DriftCondition.Finite, ratio, advantage, values[i], double.PositiveInfinity);
            if (values[i] < -tolerance)
                violations.Add(DriftCondition.NonNegative, ratio, advantage, values[i], -values[i]);
            if (ratio == 1 && Math.Abs(values[i]) > tolerance)
                violations.Add(DriftCondition.ZeroAtOne, ratio, advantage, values[i], Math.Abs(values[i]));
            if (ratio == 1 && Math.Abs(slopes[i]) > tolerance)
                violations.Add(DriftCondition.FlatAtOne, ratio, advantage, slopes[i], Math.Abs(slopes[i]));
        }
    }

    /// <summary>
    /// By the mean value theorem (f(r + h) − f(r − h)) / 2h is a slope somewhere between: it must lie within the slopes that are found there.
    /// That holds at kinks as well, but not where the values jump.
    /// </summary>
    private static void CheckSlopes(Drift drift, float advantage, Violations violations)
    {
        const float step = 0.01f;
        const int points = 9;
        float[] around = new float[points * Ratios.Length];
        for (int i = 0; i < around.Length; i++)
            around[i] = Ratios[i / points] * (1 + (step * ((i % points) - (points / 2)) / (points / 2)));
        (float[] values, float[] slopes) = Evaluate(drift, around, advantage);
        for (int i = 0; i < Ratios.Length; i++)
        {
            int first = i * points, last = first + points - 1;
            double least = double.PositiveInfinity, greatest = double.NegativeInfinity, size = (1.0 + Ratios[i]) * (1 + Math.Abs(advantage));
            for (int point = first; point <= last; point++)
            {
                least = Lesser(least, slopes[point]);
                greatest = Greater(greatest, slopes[point]);
                size = Greater(size, Math.Abs(values[point]));
            }

            double width = (double)around[last] - around[first], difference = ((double)values[last] - values[first]) / width;
            double tolerance = (Rounding / 4 * size / width) + (0.02 * Greater(Math.Abs(least), Math.Abs(greatest)));
            double excess = Greater(difference - greatest, least - difference) - tolerance;
            if (!(excess <= 0))
                violations.Add(DriftCondition.Derivative, Ratios[i], advantage, slopes[first + (points / 2)], excess);
        }
    }

    private static FlatInterval FlatAround(Drift drift, float[] advantages)
    {
        int one = Array.IndexOf(Ratios, 1f);
        float[] below = [.. Ratios[..one].Reverse()], above = Ratios[(one + 1)..];
        double low = 0, high = double.PositiveInfinity;
        foreach (float advantage in advantages)
        {
            low = Greater(low, FlatUntil(drift, below, advantage) ?? 0);
            high = Lesser(high, FlatUntil(drift, above, advantage) ?? double.PositiveInfinity);
        }

        return new FlatInterval(low, high);
    }

    /// <summary>Where it stops being flat on the way from 1; null when it never does.</summary>
    private static double? FlatUntil(Drift drift, float[] ratios, float advantage)
    {
        float flat = 1f;
        foreach (float ratio in ratios)
        {
            if (!IsFlat(drift, ratio, advantage))
                return Boundary(drift, flat, ratio, advantage);
            flat = ratio;
        }

        return null;
    }

    private static double Boundary(Drift drift, float flat, float curved, float advantage)
    {
        if (!IsFlat(drift, flat, advantage))
            return 1;
        for (int i = 0; i < 40; i++)
        {
            float middle = flat + ((curved - flat) / 2);
            if (IsFlat(drift, middle, advantage))
                flat = middle;
            else
                curved = middle;
        }

        return flat;
    }

    private static bool IsFlat(Drift drift, float ratio, float advantage)
    {
        (float[] values, float[] slopes) = Evaluate(drift, [ratio], advantage);
        return values[0] == 0 && slopes[0] == 0;
    }

    private static (float[] Values, float[] Slopes) Evaluate(Drift drift, float[] ratios, float advantage)
    {
        float[] advantages = new float[ratios.Length], values = new float[ratios.Length], slopes = new float[ratios.Length];
        Array.Fill(advantages, advantage);
        drift.Evaluate(ratios, advantages, values, slopes);
        return (values, slopes);
    }

    private static float[] MakeRatios()
    {
        var ratios = new SortedSet<float> { 1f };
        double factor = Real.Exp(Real.Log(Lowest) / RatiosBelowOne), ratio = 1;
        for (int i = 0; i < RatiosBelowOne; i++)
        {
            ratio *= factor;
            ratios.Add((float)ratio);
            ratios.Add((float)(1 / ratio));
        }

        double growth = Real.Exp(Real.Log(0.5 / Nearest) / (RatiosNearOne - 1)), distance = Nearest;
        for (int i = 0; i < RatiosNearOne; i++, distance *= growth)
        {
            ratios.Add((float)(1 - distance));
            ratios.Add((float)(1 + distance));
        }

        return [.. ratios];
    }

    private static double Lesser(double a, double b) => a < b ? a : b;

    private static double Greater(double a, double b) => a > b ? a : b;

    /// <summary>The worst place of each condition, and the one nearest to r = 1.</summary>
    private sealed class Violations
    {
        private readonly SortedDictionary<DriftCondition, (DriftViolation Violation, double Badness)> _worst = [];

        public bool Has(DriftCondition condition) => _worst.ContainsKey(condition);

        public void Add(DriftCondition condition, float ratio, float advantage, double value, double badness)
        {
            if (!_worst.TryGetValue(condition, out (DriftViolation Violation, double Badness) worst))
                worst = (new DriftViolation(condition, 0, ratio, advantage, value, ratio, advantage), badness);
            DriftViolation violation = worst.Violation with { Places = worst.Violation.Places + 1 };
            if (badness > worst.Badness)
                violation = violation with { Ratio = ratio, Advantage = advantage, Value = value };
            if (Math.Abs(ratio - 1) < Math.Abs(violation.NearestRatio - 1))
                violation = violation with { NearestRatio = ratio, NearestAdvantage = advantage };
            _worst[condition] = (violation, Greater(badness, worst.Badness));
        }

        public IReadOnlyList<DriftViolation> Found() => [.. _worst.Values.Select(worst => worst.Violation)];
    }
}
