using Ratchet.Studies.Records;
using static Ratchet.Studies.Findings.FindingText;

namespace Ratchet.Studies.Findings;

/// <summary>Why a run takes as long as it does: where the time goes, and what would shorten it.</summary>
internal static class SpeedFindings
{
    /// <summary>How the names of findings of lost time begin.</summary>
    public const string Slow = "slow-";

    /// <summary>Part of all time beyond which evaluations are the largest thing to save.</summary>
    private const double MostEvaluation = 0.3;

    /// <summary>Part of all time; a checkpoint takes milliseconds and one in 30 s is usual.</summary>
    private const double MostCheckpoint = 0.1;

    /// <summary>Part of the time of training.</summary>
    private const double MostWaiting = 0.3;

    /// <summary>Shorter runs are mostly start.</summary>
    private const double EnoughSeconds = 2;

    /// <summary>Part of the time of training that makes a part of it the one to shorten.</summary>
    private const double Most = 0.5;

    /// <summary>Rows: below, a step's fixed costs (Adam over all parameters, handing over to threads) are as much as its arithmetic.</summary>
    private const int SmallMinibatch = 128;

    /// <summary>A gain that is worth a thread.</summary>
    private const double WorthThreads = 1.15;

    public static IEnumerable<Finding> Examine(RunHistory run)
    {
        if (TimeSplit.Of(run) is not { } time)
            yield break;
        yield return Speed(run, time);
        if (time.Total < EnoughSeconds)
            yield break;
        if (time.Evaluation > MostEvaluation * time.Total)
            yield return Evaluations(run, time);
        if (time.Checkpoint > MostCheckpoint * time.Total)
            yield return Checkpoints(run, time);
        if (time.Threads > 1 && time.Waiting > MostWaiting * time.Training)
            yield return Waiting(run, time);
    }

    /// <summary>Environments of Python step in processes of their own, not on the pool's threads.</summary>
    public static bool IsPython(RunHistory run) => run.Training.Environment.StartsWith("gym:", StringComparison.Ordinal);

    private static Finding Speed(RunHistory run, TimeSplit time)
    {
        string threads = time.Threads > 0 ? $" on {Count(time.Threads, "thread")}" : "";
        string waiting = time.Waiting > 0.01 * time.Training ? $", of which {Share(time.Waiting / time.Training)} waiting for threads" : "";
        string beside = (time.Evaluation > 0.01 * time.Total ? $"; evaluation points took {Number(time.Evaluation)} s besides" : "")
            + (time.Checkpoint > 0.01 * time.Total ? $"; checkpoints and exports {Number(time.Checkpoint)} s" : "");
        return new Finding(
            "speed", FindingSeverity.Note,
            $"The run does {Number(run.Latest("time/fps"))} steps a second{threads}: {Share(time.Environment / time.Training)} of the time goes into the environments, {Share(time.Inference / time.Training)} into choosing actions and {Share(time.Update / time.Training)} into updates{waiting}{beside}.",
            $"{Lever(run, time)}{Threads(time)}",
            [
                run.Evidence(MetricNames.EnvironmentSeconds, time.Environment), run.Evidence(MetricNames.InferenceSeconds, time.Inference), run.Evidence(MetricNames.UpdateSeconds, time.Update),
                .. time.Threads > 0 ? (FindingEvidence[])[run.Evidence("time/shared_seconds", time.Shared), run.Evidence("time/waiting_seconds", time.Waiting)] : [],
            ]);
    }

    /// <summary>What shortens the longest part.</summary>
    private static string Lever(RunHistory run, TimeSplit time)
    {
        if (time.Environment > Most * time.Training)
            return IsPython(run) ? "The environments run in Python: as many as there are processors (--set environments, workers) overlap best, and a simulator in C# needs no other process. "
                : run.Training.Environments == 1 ? "One environment leaves nothing to step side by side: --set environments=8 (with the horizon an eighth). "
                : "The environments' own step is the part to shorten. ";
        int minibatch = run.Training.Optimization.Minibatch;
        bool hasMinibatches = run.Latest("train/primary_steps") > 1;
        return time.Update > Most * time.Training && hasMinibatches && minibatch < SmallMinibatch
            ? $"Minibatches of {minibatch} are small: larger ones (--set minibatch={4 * minibatch}) do the same arithmetic in fewer steps, with other results. "
            : "";
    }

    private static string Threads(TimeSplit time)
    {
        if (time.Threads == 0)
            return "How much of that time threads could share is only in the metrics of newer runs.";
        string basis = $"{Share(time.Shared / time.Training)} of the time was work that threads can share";
        if (time.SpeedUp(2 * time.Threads) < WorthThreads)
            return $"More threads would give little: {basis}.";
        return $"By Amdahl's law --threads {2 * time.Threads} would be up to {Times(time.SpeedUp(2 * time.Threads))} times as fast and {8 * time.Threads} up to {Times(time.SpeedUp(8 * time.Threads))}: {basis}, taken to spread evenly and to cost nothing to hand over.";
    }

    private static string Times(double speedUp) => Number(Math.Round(speedUp, 1));

    private static Finding Evaluations(RunHistory run, TimeSplit time) => new(
        Slow + "evaluation", FindingSeverity.Warning,
        $"Evaluation points took {Number(time.Evaluation)} s, {Share(time.Evaluation / time.Total)} of all time.",
        $"Measure less often (--set evaluation-interval={Math.Max(1, 4 * run.Run.Options.EvaluationInterval)}) or fewer episodes (evaluation-episodes).",
        [run.Evidence("time/evaluation_seconds", time.Evaluation)]);

    private static Finding Checkpoints(RunHistory run, TimeSplit time) => new(
        Slow + "checkpoints", FindingSeverity.Warning,
        $"Checkpoints and exports took {Number(time.Checkpoint)} s, {Share(time.Checkpoint / time.Total)} of all time.",
        "Save less often: --set checkpoint-interval=30 writes one in half a minute.",
        [run.Evidence("time/checkpoint_seconds", time.Checkpoint)]);

    private static Finding Waiting(RunHistory run, TimeSplit time) => new(
        Slow + "waiting", FindingSeverity.Warning,
        $"The training's own thread waited {Share(time.Waiting / time.Training)} of its time for the other {Count(time.Threads - 1, "thread")}: the processors are taken by other work, or the jobs are too small.",
        $"Train with fewer threads (--threads {Math.Max(1, time.Threads / 2)}), or give each more to do (larger minibatches, more environments).",
        [run.Evidence("time/waiting_seconds", time.Waiting)]);
}
