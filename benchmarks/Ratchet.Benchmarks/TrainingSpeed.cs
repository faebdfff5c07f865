using System.Diagnostics;
using System.Globalization;

namespace Ratchet.Benchmarks;

/// <summary>
/// The best of many short stretches of a training, and the peak rate of a core measured between them. Short, so that on a machine that others
/// use too some stretch is undisturbed; on a quiet one the mean is hardly longer.
/// </summary>
internal sealed record TrainingSpeed(TrainingLoop Loop, int Threads, IterationTimes Times, double MeanWhole, double LeastUpdate, double LeastPhysics, double PeakRate)
{
    private const double Seconds = 5;
    private const double StretchSeconds = 0.015;

    /// <summary>Environment steps per second, end to end.</summary>
    public double StepsPerSecond => Loop.Rows / ToSeconds(Times.Whole);

    /// <summary>Environment steps per second if there were nothing but the simulators.</summary>
    public double PhysicsStepsPerSecond => Loop.Rows / ToSeconds(Times.Physics);

    /// <summary>Seconds that the matrix products of an iteration take at the peak rate of all threads' cores.</summary>
    public double ArithmeticSeconds => Loop.Operations / (PeakRate * Threads);

    /// <summary>Time of an iteration over the time of its arithmetic.</summary>
    public double TimesArithmetic => ToSeconds(Times.Whole) / ArithmeticSeconds;

    public static TrainingSpeed Measure(TrainingLoop loop, int threads)
    {
        (Action peak, double operations) = Benchmarks.PeakRate.Widest;
        double shortestPeak = double.PositiveInfinity, whole = 0;
        double leastUpdate = double.PositiveInfinity, leastPhysics = double.PositiveInfinity;
        WarmUp(loop);
        int iterations = Math.Max(1, (int)(StretchSeconds / ToSeconds(loop.Run(1).Whole))), stretches = 0;
        IterationTimes best = default;
        for (long start = Stopwatch.GetTimestamp(); ToSeconds(Stopwatch.GetTimestamp() - start) < Seconds; stretches++)
        {
            IterationTimes times = loop.Run(iterations);
            whole += times.Whole;
            leastUpdate = Math.Min(leastUpdate, times.Update);
            leastPhysics = Math.Min(leastPhysics, times.Physics);
            if (stretches == 0 || times.Whole < best.Whole)
                best = times;
            shortestPeak = Math.Min(shortestPeak, BestTime.Of(20, peak)[0]);
        }

        return new TrainingSpeed(loop, threads, best, whole / stretches, leastUpdate, leastPhysics, operations / shortestPeak);
    }

    /// <summary>Prints the shares of an iteration.</summary>
    public void Report(TextWriter details)
    {
        void Line(string what, double ticks) =>
            details.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what,-66} {ToSeconds(ticks) * 1e6,9:0.0} µs  {ticks / Times.Whole,4:0%}"));

        details.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Threads} thread{(Threads == 1 ? "" : "s")}: {StepsPerSecond:0} steps/s (mean of all stretches {Loop.Rows / ToSeconds(MeanWhole):0}); an iteration of {Loop.Rows} steps takes {TimesArithmetic:0.0} × its {Loop.Operations / 1e6:0} MFLOP at the peak of {PeakRate / 1e9:0} GFLOP/s a core"));
        Line("simulators", Times.Physics);
        Line("choice of actions, storage", Times.Collection - Times.Physics);
        Line("values, advantages, KL of the last update here; the first minibatch", Times.Preparation);
        Line("minibatches but the first, fixup", Times.Minibatches);
        Line("audit", Times.Audit);
        Line("metrics", Times.Metrics);
        Line("(the arithmetic at the peak)", ArithmeticSeconds * Stopwatch.Frequency);
    }

    private static void WarmUp(TrainingLoop loop)
    {
        for (long start = Stopwatch.GetTimestamp(); ToSeconds(Stopwatch.GetTimestamp() - start) < 1;)
            loop.Run(1);
    }

    private static double ToSeconds(double ticks) => ticks / Stopwatch.Frequency;
}
