using Ratchet.Updates.Drifts;

namespace Ratchet.Discovery.Analysis;

/// <summary>
/// What is to be seen in the map of g(r, A) = ∂(rA − f)/∂r of a drift (Lu et al. 2022, section 6), in numbers: r from 0.01 to 2, A from −3 to 3. Positive g pushes the probability of an
/// action up.
/// </summary>
/// <param name="RollbackShare">Of the quadrant A &lt; 0, r &lt; 1: the share where g &gt; 0, so that what seems a bad action is brought back. 0 for PPO.</param>
/// <param name="RollbackOnset">The greatest r below which that is so at A = −1; 0 where it never is.</param>
/// <param name="Caution">Of the quadrant A &gt; 0, r &gt; 1: the mean of 1 − g/A, the share of the push that is withheld.</param>
/// <param name="CautionSteps">How much of that is withheld at once: the greatest fall of g/A between two points 0.01 apart, mean over A. 1 for PPO, which drops it all at 1 + ε; near 0 where it fades.</param>
/// <param name="Crossing">The least r above 1 from which a greater advantage is pushed less: g(r, 3) &lt; g(r, 1); infinite where it never is.</param>
/// <param name="Asymmetry">Mean of |g(r, A)/A − g(2 − r, −A)/(−A)|: 0 for PPO, which clips alike on both sides.</param>
/// <param name="Spikes">The greatest |g − A|/|A| for |r − 1| &lt; 0.05 in the quadrants (A &gt; 0, r &lt; 1) and (A &lt; 0, r &gt; 1), where PPO and DPO leave the gradient alone.</param>
public sealed record DriftFeatures(double RollbackShare, double RollbackOnset, double Caution, double CautionSteps, double Crossing, double Asymmetry, double Spikes)
{
    private const double LowestRatio = 0.01, Step = 0.01;
    private const int Ratios = 200;

    private static readonly double[] Magnitudes = [.. Enumerable.Range(1, 30).Select(i => (double)(0.1f * i))];

    /// <summary>Measures a drift.</summary>
    public static DriftFeatures Of(Drift drift)
    {
        ArgumentNullException.ThrowIfNull(drift);
        double[] ratios = [.. Enumerable.Range(0, Ratios).Select(i => LowestRatio + (Step * i))];
        double[][] above = [.. Magnitudes.Select(magnitude => Slopes(drift, ratios, magnitude))], below = [.. Magnitudes.Select(magnitude => Slopes(drift, ratios, -magnitude))];
        int one = Array.FindIndex(ratios, ratio => ratio > 1 - (Step / 2));
        double[] ofOne = below[9], cautious = above[9], cautiousGreat = above[29];
        return new DriftFeatures(
            Mean(below, one, (slopes, _, i) => slopes[i] > 0 ? 1 : 0, fromBelow: true),
            Onset(ratios, ofOne, one),
            Mean(above, one, (slopes, magnitude, i) => 1 - (slopes[i] / magnitude), fromBelow: false),
            above.Zip(Magnitudes).Average(row => Enumerable.Range(one, Ratios - one - 1).Max(i => (row.First[i] - row.First[i + 1]) / row.Second)),
            Enumerable.Range(one + 1, Ratios - one - 1).Where(i => cautiousGreat[i] < cautious[i]).Select(i => ratios[i]).FirstOrDefault(double.PositiveInfinity),
            AsymmetryOf(above, below),
            Math.Max(SpikeOf(above, ratios, isBelow: true, sign: 1), SpikeOf(below, ratios, isBelow: false, sign: -1)));
    }

    /// <summary>g(r, A) at some ratios.</summary>
    public static double[] Slopes(Drift drift, IReadOnlyList<double> ratios, double advantage)
    {
        ArgumentNullException.ThrowIfNull(drift);
        ArgumentNullException.ThrowIfNull(ratios);
        float[] at = [.. ratios.Select(ratio => (float)ratio)], advantages = new float[at.Length], values = new float[at.Length], slopes = new float[at.Length];
        Array.Fill(advantages, (float)advantage);
        drift.Evaluate(at, advantages, values, slopes);
        return Array.ConvertAll(slopes, slope => (double)((float)advantage - slope));
    }

    private static double Mean(double[][] rows, int one, Func<double[], double, int, double> of, bool fromBelow)
    {
        double sum = 0;
        int count = 0;
        for (int row = 0; row < rows.Length; row++)
            for (int i = fromBelow ? 0 : one + 1; i < (fromBelow ? one : Ratios); i++, count++)
                sum += of(rows[row], Magnitudes[row], i);
        return sum / count;
    }

    private static double Onset(double[] ratios, double[] slopes, int one)
    {
        for (int i = one - 1; i >= 0; i--)
            if (slopes[i] > 0)
                return ratios[i];
        return 0;
    }

    /// <summary>The mirror image of the i-th ratio about 1 is the (198 − i)-th: 0.01 + 0.01 i and 2 − that.</summary>
    private static double AsymmetryOf(double[][] above, double[][] below)
    {
        double sum = 0;
        int count = 0;
        for (int row = 0; row < above.Length; row++)
            for (int i = 0; i < Ratios - 1; i++, count++)
                sum += Math.Abs((above[row][i] / Magnitudes[row]) + (below[row][Ratios - 2 - i] / Magnitudes[row]));
        return sum / count;
    }

    private static double SpikeOf(double[][] rows, double[] ratios, bool isBelow, int sign)
    {
        double greatest = 0;
        for (int row = 0; row < rows.Length; row++)
            for (int i = 0; i < Ratios; i++)
                if (Math.Abs(ratios[i] - 1) < 0.05 && (isBelow ? ratios[i] < 1 - (Step / 2) : ratios[i] > 1 + (Step / 2)))
                    greatest = Math.Max(greatest, Math.Abs(rows[row][i] - (sign * Magnitudes[row])) / Magnitudes[row]);
        return greatest;
    }
}
