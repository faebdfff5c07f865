using Ratchet.Numerics;
using Ratchet.Studies.Records;
using Ratchet.Training;

namespace Ratchet.Studies.Findings;

/// <summary>The lines of a run as the doctor's checks look at them: windows of a column without its missing numbers, and what is said of them.</summary>
internal sealed class RunHistory
{
    /// <summary>Fewer lines than this are too few to call anything a habit of the run.</summary>
    public const int EnoughLines = 20;

    private readonly MetricColumns _lines;

    public RunHistory(RunRecord run)
    {
        Run = run;
        _lines = run.Iterations;
        long batch = (long)Training.Environments * Training.Horizon;
        PlannedSteps = (Training.Steps + batch - 1) / batch * batch;
    }

    public RunRecord Run { get; }

    public TrainingOptions Training => Run.Options.Training;

    /// <summary>Lines of iterations.</summary>
    public int Count => _lines.Count;

    /// <summary>Environment steps of the whole run, finished or not.</summary>
    public long PlannedSteps { get; }

    /// <summary>Whether there are lines enough to speak of the last half of them.</summary>
    public bool IsLong => Count >= EnoughLines;

    /// <summary>The whole column; a number that a line does not have is NaN.</summary>
    public ReadOnlySpan<double> this[string name] => _lines[name];

    /// <summary>The sum of a column's finite numbers, from a line on.</summary>
    public double Sum(string name, int first) => _lines.Sum(name, first);

    /// <summary>Environment steps at a line.</summary>
    public long StepAt(int line) => _lines[MetricNames.Steps] is var steps && line >= 0 && line < steps.Length ? (long)steps[line] : 0;

    /// <summary>The finite numbers of the last share of the lines; empty where no line has the number.</summary>
    public double[] Last(double share, string name)
    {
        ReadOnlySpan<double> column = _lines[name];
        int start = column.Length - (int)Math.Ceiling(column.Length * share);
        return Finite(column[start..]);
    }

    /// <summary>The finite numbers of the first share of the lines.</summary>
    public double[] First(double share, string name) => Finite(_lines[name][..(int)Math.Ceiling(_lines[name].Length * share)]);

    /// <summary>All finite numbers of a column.</summary>
    public double[] All(string name) => Finite(_lines[name]);

    /// <summary>The last finite number; NaN when there is none.</summary>
    public double Latest(string name) => All(name) is [.., double last] ? last : double.NaN;

    /// <summary>A schedule's value at a line.</summary>
    public double At(Schedule schedule, int line)
    {
        var clock = new RunClock();
        // The number of an iteration is that at its beginning; a line tells the steps at its end.
        long batch = (long)Training.Environments * Training.Horizon;
        clock.Set(Math.Max(0, StepAt(line) - batch), PlannedSteps);
        return schedule.At(clock);
    }

    /// <summary>Evidence at the last line.</summary>
    public FindingEvidence Evidence(string metric, double value) => new(metric, value, StepAt(Count - 1));

    /// <summary>The middle one of some numbers, the upper of two; NaN of none.</summary>
    public static double Median(double[] values)
    {
        if (values.Length == 0)
            return double.NaN;
        double[] sorted = [.. values];
        Array.Sort(sorted);
        return sorted[sorted.Length / 2];
    }

    /// <summary>Their mean; NaN of none.</summary>
    public static double Mean(double[] values) => values.Length == 0 ? double.NaN : values.Sum() / values.Length;

    /// <summary>The greatest; NaN of none.</summary>
    public static double Greatest(double[] values) => values.Length == 0 ? double.NaN : values.Max();

    private static double[] Finite(ReadOnlySpan<double> values)
    {
        var finite = new List<double>(values.Length);
        foreach (double value in values)
            if (double.IsFinite(value))
                finite.Add(value);
        return [.. finite];
    }
}
