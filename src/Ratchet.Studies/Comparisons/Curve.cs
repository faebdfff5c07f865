using Ratchet.Studies.Definitions;

namespace Ratchet.Studies.Comparisons;

/// <summary>
/// The measurements of one run. The number measured at sᵢ stands for the steps since the measurement before, (sᵢ₋₁, sᵢ]; the last one stands for all steps after it.
/// So a run that ended early counts with its last score.
/// </summary>
public sealed class Curve
{
    /// <summary>A final score is the mean over this share of the steps compared.</summary>
    public const double FinalShare = 0.1;

    private readonly double[] _steps, _values;

    /// <summary>Takes the measurements that are finite; where steps do not increase, the later measurement counts.</summary>
    /// <param name="steps">Environment steps at each measurement.</param>
    /// <param name="values">What was measured; NaN where nothing was.</param>
    public Curve(ReadOnlySpan<double> steps, ReadOnlySpan<double> values)
    {
        List<double> keptSteps = [], keptValues = [];
        for (int i = 0; i < values.Length && i < steps.Length; i++)
        {
            if (!double.IsFinite(values[i]) || !(steps[i] is > 0 and < 1e18))
                continue;
            while (keptSteps.Count > 0 && keptSteps[^1] >= steps[i])
            {
                keptSteps.RemoveAt(keptSteps.Count - 1);
                keptValues.RemoveAt(keptValues.Count - 1);
            }

            keptSteps.Add(steps[i]);
            keptValues.Add(values[i]);
        }

        (_steps, _values) = ([.. keptSteps], [.. keptValues]);
    }

    /// <summary>Environment steps at each measurement, increasing.</summary>
    public IReadOnlyList<double> Steps => _steps;

    /// <summary>The measurements, all finite.</summary>
    public IReadOnlyList<double> Values => _values;

    /// <summary>How many measurements there are.</summary>
    public int Count => _steps.Length;

    /// <summary>The curve up to the measurement that is nearest to a step: an iteration or an evaluation ends a little before or after it.</summary>
    public Curve Until(double step)
    {
        int kept = 0;
        while (kept < _steps.Length && _steps[kept] <= step)
            kept++;
        if (kept < _steps.Length && (kept == 0 || _steps[kept] - step < step - _steps[kept - 1]))
            kept++;
        return new Curve(_steps.AsSpan(0, kept), _values.AsSpan(0, kept));
    }

    /// <summary>The value at a step, on straight lines between the measurements; NaN before the first one, the last one after it.</summary>
    public double At(double step)
    {
        if (_steps.Length == 0 || step < _steps[0])
            return double.NaN;
        int found = Array.BinarySearch(_steps, step);
        if (found >= 0)
            return _values[found];
        int next = ~found;
        if (next == _steps.Length)
            return _values[^1];
        double share = (step - _steps[next - 1]) / (_steps[next] - _steps[next - 1]);
        return _values[next - 1] + share * (_values[next] - _values[next - 1]);
    }

    /// <summary>The curve as one number.</summary>
    /// <param name="summary">Which one.</param>
    /// <param name="steps">The steps compared.</param>
    /// <returns>NaN when there is no measurement.</returns>
    public double Score(ScoreSummary summary, double steps)
    {
        Curve cut = Until(steps);
        return cut.Count == 0 ? double.NaN : summary switch
        {
            ScoreSummary.Final => cut.Mean((1 - FinalShare) * steps, steps),
            ScoreSummary.Best => cut._values.Max(),
            _ => cut.Mean(0, steps),
        };
    }

    /// <summary>The mean over the steps (from, to], each with the measurement that stands for it.</summary>
    private double Mean(double from, double to)
    {
        double sum = 0, done = from;
        for (int i = 0; i < _steps.Length && done < to; i++)
        {
            double end = i == _steps.Length - 1 || _steps[i] > to ? to : _steps[i];
            if (end <= done)
                continue;
            sum += _values[i] * ((end - done) / (to - from));
            done = end;
        }

        return sum;
    }
}
