namespace Ratchet.Tests.Updates.MirrorLearning;

/// <summary>A drift D(p, q) from q = π(·|s) to p = π̄(·|s), and the exact answer to what the mirror step asks in a single state.</summary>
internal abstract class TabularDrift
{
    public static TabularDrift Named(string name) => name switch
    {
        "kl" => new KlDrift(),
        "l2" => new SquaredDistance(),
        "tv" => new SquaredTotalVariation(),
        "zero" => new TrivialDrift(),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    public abstract double Value(double[] p, double[] q);

    /// <summary>argmax_p Σ_a p_a A_a − weight · D(p, q) over all distributions p.</summary>
    public abstract double[] Maximizer(double[] advantages, double[] q, double weight);

    /// <summary>KL(q ‖ p), old to new. Setting the derivative by p_a to the multiplier λ of Σp = 1: p_a = c q_a / (λ − A_a), λ &gt; max A.</summary>
    private sealed class KlDrift : TabularDrift
    {
        public override double Value(double[] p, double[] q) => q.Select((value, a) => value == 0 ? 0 : value * Math.Log(value / p[a])).Sum();

        public override double[] Maximizer(double[] advantages, double[] q, double weight)
        {
            // Σ_a p_a falls from ∞ at max A to at most 1 at max A + c.
            double best = advantages.Max();
            double excess = Bisect(0, weight, shift => Sum(shift) > 1);
            return Normalized([.. q.Select((value, a) => weight * value / (excess + best - advantages[a]))]);

            double Sum(double shift) => q.Select((value, a) => value == 0 ? 0 : weight * value / (shift + best - advantages[a])).Sum();
        }
    }

    /// <summary>Σ_a (p_a − q_a)². The maximiser is the point of the simplex next to q + A / 2c: p_a = max(0, q_a + A_a / 2c − μ).</summary>
    private sealed class SquaredDistance : TabularDrift
    {
        public override double Value(double[] p, double[] q) => p.Zip(q, (a, b) => (a - b) * (a - b)).Sum();

        public override double[] Maximizer(double[] advantages, double[] q, double weight)
        {
            double[] point = [.. q.Select((value, a) => value + (advantages[a] / (2 * weight)))];
            double level = Bisect(point.Max() - 1, point.Max(), mu => point.Sum(x => Math.Max(0, x - mu)) > 1);
            return Normalized([.. point.Select(x => Math.Max(0, x - level))]);
        }
    }

    /// <summary>
    /// (½ Σ_a |p_a − q_a|)². At a distance t nothing is better than to take t from the worst actions and to give it to the best: a gain G(t)
    /// that is concave, with slope A_best − A_taken. So t rises until 2ct exceeds that slope.
    /// </summary>
    private sealed class SquaredTotalVariation : TabularDrift
    {
        public override double Value(double[] p, double[] q)
        {
            double distance = p.Zip(q, (a, b) => Math.Abs(a - b)).Sum() / 2;
            return distance * distance;
        }

        public override double[] Maximizer(double[] advantages, double[] q, double weight)
        {
            double[] p = [.. q];
            int best = Array.IndexOf(advantages, advantages.Max());
            double moved = 0;
            foreach (int worst in Enumerable.Range(0, q.Length).Where(a => a != best).OrderBy(a => advantages[a]))
            {
                double taken = Math.Min(q[worst], Math.Max(0, ((advantages[best] - advantages[worst]) / (2 * weight)) - moved));
                p[worst] -= taken;
                p[best] += taken;
                moved += taken;
            }

            return p;
        }
    }

    /// <summary>Nothing: generalised policy iteration.</summary>
    private sealed class TrivialDrift : TabularDrift
    {
        public override double Value(double[] p, double[] q) => 0;

        public override double[] Maximizer(double[] advantages, double[] q, double weight)
        {
            int best = Array.IndexOf(advantages, advantages.Max());
            return [.. q.Select((_, a) => a == best ? 1.0 : 0)];
        }
    }

    /// <summary>Where <paramref name="isBelow"/> turns from true to false.</summary>
    public static double Bisect(double low, double high, Predicate<double> isBelow)
    {
        for (double middle = low + ((high - low) / 2); middle > low && middle < high; middle = low + ((high - low) / 2))
            (low, high) = isBelow(middle) ? (middle, high) : (low, middle);
        return high;
    }

    private static double[] Normalized(double[] weights)
    {
        double sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }
}
