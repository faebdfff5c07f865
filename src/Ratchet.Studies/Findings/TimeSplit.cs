using Ratchet.Studies.Records;

namespace Ratchet.Studies.Findings;

/// <summary>
/// Where a run's time went, in seconds, and by how much more threads would shorten it. The parts are sums over the lines of the metrics; where a line stands for several
/// iterations, the parts of training are those of the last of them, and only their shares count; <c>Total</c>, evaluation and checkpoints are all of it.
/// </summary>
internal sealed record TimeSplit(double Environment, double Inference, double Update, double Shared, double Waiting, double Evaluation, double Checkpoint, double Total, int Threads)
{
    /// <summary>Lines at the beginning that are left out: code is compiled and caches are filled in them.</summary>
    private const int WarmUp = 2;

    /// <summary>Work of a step of all environments that is worth a second thread, in seconds: twice the 10 µs that the worker pool asks of a job.</summary>
    private const double WorthSharing = 20e-6;

    /// <summary>Collecting and learning, as the lines tell of it.</summary>
    public double Training => Environment + Inference + Update;

    /// <summary>The split of a run; null where there are no times.</summary>
    public static TimeSplit? Of(RunHistory run)
    {
        int first = Math.Max(run.Count > 2 * WarmUp ? WarmUp : 0, FirstWithThreads(run));
        double environment = run.Sum(MetricNames.EnvironmentSeconds, first), inference = run.Sum(MetricNames.InferenceSeconds, first), update = run.Sum(MetricNames.UpdateSeconds, first);
        if (!(environment + inference + update > 0))
            return null;
        double threads = run["time/threads"] is [.., double last] ? last : double.NaN, shared = run.Sum("time/shared_seconds", first);
        if (threads == 1 && SharesEnvironments(run, environment, first))
            shared += environment;
        double evaluation = run.Sum("time/evaluation_seconds", first), training = environment + inference + update;
        return new TimeSplit(
            environment, inference, update, Math.Min(shared, training), run.Sum("time/waiting_seconds", first), evaluation, run.Sum("time/checkpoint_seconds", first),
            Elapsed(run, first) + evaluation, double.IsNaN(threads) ? 0 : (int)threads);
    }

    /// <summary>
    /// Amdahl's law: with the time outside of shared work as it is, and the shared work, measured on n threads, spread evenly over m, T(m) = T − S + S·n/m. It leaves out that
    /// m threads hand over more often and share caches and memory: a bound from above.
    /// </summary>
    public double SpeedUp(int threads) => Training / (Training - Shared + (Shared * Threads / threads));

    /// <summary>One thread cuts no step of the environments into jobs, however much work it is; two would.</summary>
    private static bool SharesEnvironments(RunHistory run, double seconds, int first)
    {
        int lines = run[MetricNames.EnvironmentSeconds].Length - first;
        return run.Training.Environments > 1 && seconds / lines / run.Training.Horizon >= WorthSharing && !SpeedFindings.IsPython(run);
    }

    /// <summary>The first of the last lines that have the same number of threads: a resume may have changed it, or an older version begun, which did not tell it.</summary>
    private static int FirstWithThreads(RunHistory run)
    {
        ReadOnlySpan<double> threads = run["time/threads"];
        int first = threads.Length;
        while (first > 0 && threads[first - 1].Equals(threads[^1]))
            first--;
        return threads.IsEmpty || double.IsNaN(threads[^1]) ? 0 : first;
    }

    private static double Elapsed(RunHistory run, int first) => run.Latest(MetricNames.Seconds) - (first > 0 ? run[MetricNames.Seconds][first - 1] : 0);
}
