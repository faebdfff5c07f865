using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;
using Ratchet.Discovery.Families;
using Ratchet.Updates.Drifts;

namespace Ratchet.Discovery.Analysis;

/// <summary>
/// A closed form that was fitted to a drift: its slope f′ = ∂f/∂ln r = r ∂f/∂r, by which a drift weighs the gradient of ln π and which is all that an update sees of it, to that of the drift by least
/// squares over pairs (r, A).
/// </summary>
/// <param name="Form">The four numbers.</param>
/// <param name="Explained">1 − Σ(f′_form − f′)² / Σ f′²: 1 for a perfect fit, 0 for one no better than no drift at all.</param>
/// <param name="Residual">√ of the mean of (f′_form − f′)².</param>
public sealed record Distillation(ClosedForm Form, double Explained, double Residual)
{
    private const double Tolerance = 1e-9;
    private const int MostIterations = 4000;

    /// <summary>Starts of the search: near PPO, near DPO, and between.</summary>
    private static readonly ClosedForm[] Starts = [new(0.2, 0.2, 0.1, 0.1), new(0.01, 0.01, 2, 0.6), new(0.1, 0.1, 1, 0.3), new(0.3, 0.5, 0.5, 0.5)];

    /// <summary>DPO's form, of which α and β are fitted.</summary>
    public static Distillation ToDpo(Drift drift, ReadOnlySpan<(float Ratio, float Advantage)> pairs)
    {
        var target = Target.Of(drift, pairs);
        return target.Fit(Starts.Select(start => Vector<double>.Build.Dense(ClosedFormFamily.PointOf(start)[2..])), point => ClosedFormFamily.At([0, 0, point[0], point[1]]) with { LowerClip = 0, UpperClip = 0 });
    }

    /// <summary>All four numbers.</summary>
    public static Distillation ToFourNumbers(Drift drift, ReadOnlySpan<(float Ratio, float Advantage)> pairs)
    {
        var target = Target.Of(drift, pairs);
        return target.Fit(Starts.Select(start => Vector<double>.Build.Dense(ClosedFormFamily.PointOf(start))), point => ClosedFormFamily.At([.. point]));
    }

    /// <summary>∂f/∂ln r of a closed form.</summary>
    internal static double SlopeOf(ClosedForm form, double ratio, double advantage)
    {
        if (advantage >= 0)
            return ratio > 1 + form.UpperClip ? ratio * advantage * Squared(Math.Tanh((ratio - 1 - form.UpperClip) * advantage / form.Alpha)) : 0;
        return ratio < 1 - form.LowerClip ? advantage * Squared(Math.Tanh((Math.Log(1 - form.LowerClip) - Math.Log(ratio)) * -advantage / form.Beta)) : 0;
    }

    private static double Squared(double x) => x * x;

    /// <summary>What is fitted to: pairs and the drift's slopes there.</summary>
    private sealed class Target
    {
        private readonly (double Ratio, double Advantage, double Slope)[] _points;
        private readonly double _whole;

        private Target((double Ratio, double Advantage, double Slope)[] points) => (_points, _whole) = (points, points.Sum(point => point.Slope * point.Slope));

        public static Target Of(Drift drift, ReadOnlySpan<(float Ratio, float Advantage)> pairs)
        {
            ArgumentNullException.ThrowIfNull(drift);
            if (pairs.IsEmpty)
                throw new ArgumentException("There is nothing to fit to.", nameof(pairs));
            float[] ratios = new float[pairs.Length], advantages = new float[pairs.Length], values = new float[pairs.Length], slopes = new float[pairs.Length];
            for (int i = 0; i < pairs.Length; i++)
                (ratios[i], advantages[i]) = pairs[i];
            drift.Evaluate(ratios, advantages, values, slopes);
            return new Target([.. Enumerable.Range(0, pairs.Length).Select(i => ((double)ratios[i], (double)advantages[i], (double)ratios[i] * slopes[i]))]);
        }

        public Distillation Fit(IEnumerable<Vector<double>> starts, Func<Vector<double>, ClosedForm> formOf)
        {
            ClosedForm? best = null;
            double least = double.PositiveInfinity;
            IObjectiveFunction objective = ObjectiveFunction.Value(point =>
            {
                ClosedForm form = formOf(point);
                double loss = Loss(form);
                if (loss < least)
                    (best, least) = (form, loss);
                return loss;
            });
            foreach (Vector<double> start in starts)
            {
                try
                {
                    new NelderMeadSimplex(Tolerance, MostIterations).FindMinimum(objective, start);
                }
                catch (MaximumIterationsException)
                {
                    // A valley without an end, such as α → 0 of a sharp clip: the best that was seen in it counts.
                }
            }

            return new Distillation(best!, _whole > 0 ? 1 - (least * _points.Length / _whole) : double.NaN, Math.Sqrt(least));
        }

        private double Loss(ClosedForm form)
        {
            double sum = 0;
            foreach ((double ratio, double advantage, double slope) in _points)
                sum += Squared(SlopeOf(form, ratio, advantage) - slope);
            return sum / _points.Length;
        }
    }
}
