using System.Diagnostics;
using Ratchet.Numerics;
using Ratchet.Training;

namespace Ratchet.Cli.Torture;

/// <summary>What the torture of one training found.</summary>
/// <param name="Environment">Its task.</param>
/// <param name="Rule">Its rule.</param>
/// <param name="Kills">How often it was killed in each <see cref="KillPhase"/>.</param>
/// <param name="Lines">Lines of metrics of the uninterrupted run.</param>
/// <param name="Hash">Hash of the final parameters of the uninterrupted run.</param>
/// <param name="Difference">The first difference, as a sentence; null when there is none.</param>
internal sealed record TortureResult(string Environment, string Rule, int[] Kills, int Lines, string Hash, string? Difference)
{
    /// <summary>How often it was killed.</summary>
    public int TotalKills => Kills.Sum();
}

/// <summary>
/// Trains twice, once in peace and once as processes that are killed at random moments and started again, and compares what is left. Time is all that it
/// has to aim with, so that it learns from the run in peace how long the phases take; which phase a kill hit is seen afterwards from the folder.
/// </summary>
/// <param name="options">The training.</param>
/// <param name="preset">What its settings are compared with, so that the command names those that differ.</param>
/// <param name="threads">Threads of the killed processes; the run in peace has one.</param>
/// <param name="folder">Where both run folders are made.</param>
/// <param name="seed">Of the moments.</param>
internal sealed class ResumeTorture(RunOptions options, RunOptions preset, int threads, string folder, ulong seed)
{
    /// <summary>A training that ends before it can be killed is begun anew, so often at most.</summary>
    private const int MostBarrenRuns = 5;

    private readonly string _peace = Path.Combine(folder, "uninterrupted");
    private readonly string _killed = Path.Combine(folder, "killed");
    private readonly int[] _kills = new int[3];
    private RandomStream _random = new(seed, StreamPurpose.User);

    /// <summary>Length of a start up to the first line, of an iteration, and of a checkpoint's write, in ticks of the stopwatch.</summary>
    private readonly long[] _lengths = new long[3];

    /// <summary>Kills so often, in as many runs as it takes.</summary>
    public TortureResult Run(int kills)
    {
        try
        {
            MeasureInPeace();
            string? difference = null;
            for (int barren = 0; _kills.Sum() < kills && difference is null;)
            {
                int before = _kills.Sum();
                if (Directory.Exists(_killed))
                    Directory.Delete(_killed, recursive: true);
                KillAndResume(kills - before);
                difference = RunComparison.Difference(_peace, _killed);
                barren = _kills.Sum() == before ? barren + 1 : 0;
                if (barren == MostBarrenRuns)
                    throw new UserException($"the training ends before it can be killed; give it more --steps than {options.Training.Steps}.");
            }

            return Result(difference);
        }
        catch (UserException exception)
        {
            return Result(exception.Message);
        }
    }

    private TortureResult Result(string? difference)
    {
        bool finished = File.Exists(Path.Combine(_peace, "metrics.jsonl"));
        return new TortureResult(
            options.Training.Environment, options.Training.Rule, _kills, finished ? LinesOf(_peace) : 0, difference is null ? RunComparison.HashOf(_peace) : "", difference);
    }

    private void MeasureInPeace()
    {
        using var process = new TrainingProcess(Arguments(_peace, 1));
        process.ReadLines(1);
        _lengths[(int)KillPhase.StartUp] = Stopwatch.GetTimestamp() - process.Started;
        const int Most = 8;
        long first = Stopwatch.GetTimestamp();
        int lines = 0;
        for (; lines < Most && process.ReadLines(1); lines++)
            _lengths[(int)KillPhase.Checkpoint] = LengthOfWrite(process);
        _lengths[(int)KillPhase.Iteration] = (Stopwatch.GetTimestamp() - first) / Math.Max(1, lines);
        process.RunToEnd();
    }

    private long LengthOfWrite(TrainingProcess process)
    {
        if (!WaitFor(() => IsWriting(_peace, process), _lengths[(int)KillPhase.StartUp] / 8))
            return _lengths[(int)KillPhase.Checkpoint];
        long begin = Stopwatch.GetTimestamp();
        WaitFor(() => !IsWriting(_peace, process), _lengths[(int)KillPhase.StartUp]);
        return Stopwatch.GetTimestamp() - begin;
    }

    private void KillAndResume(int kills)
    {
        long iterations = (options.Training.Steps + Batch - 1) / Batch;
        for (int i = 0; i < kills; i++)
        {
            // Lines are iterations, but for a few of other events: enough to spread the kills over the run.
            long left = Math.Max(1, iterations - LinesOf(_killed));
            var moment = KillMoment.Draw(ref _random, (int)Math.Min(int.MaxValue, Math.Max(1, left / (kills - i + 1))));
            if (!Kill(moment))
                return;
        }

        using var process = new TrainingProcess(NextArguments());
        process.RunToEnd();
    }

    /// <summary>Starts or resumes the training, and kills it.</summary>
    /// <returns>False when it was through before.</returns>
    private bool Kill(KillMoment moment)
    {
        using var process = new TrainingProcess(NextArguments());
        if (!process.ReadLines(moment.Lines))
        {
            process.RunToEnd();
            return false;
        }

        if (moment.Phase == KillPhase.Checkpoint)
            WaitFor(() => IsWriting(_killed, process), _lengths[(int)KillPhase.Iteration]);
        long length = _lengths[(int)moment.Phase];
        WaitFor(() => false, (long)(moment.Share * length) - (moment.Lines == 0 ? Stopwatch.GetTimestamp() - process.Started : 0));
        int lines = moment.Lines + process.Kill();
        if (process.HasSucceeded)
            return false;
        _kills[(int)(IsWriting(_killed, process) ? KillPhase.Checkpoint : lines == 0 ? KillPhase.StartUp : KillPhase.Iteration)]++;
        return true;
    }

    private long Batch => (long)options.Training.Environments * options.Training.Horizon;

    private string[] NextArguments() => File.Exists(Path.Combine(_killed, "config.json")) && _random.NextDouble() < 0.5
        ? ["resume", _killed, "--threads", $"{threads}", "--json"]
        : Arguments(_killed, threads);

    private string[] Arguments(string path, int count) =>
    [
        "train", options.Training.Environment, "--rule", options.Training.Rule, "--threads", $"{count}", "--json", "--out", path,
        .. Settings.All.Where(setting => setting.AppliesTo(options.Training) && setting.Read(options) != setting.Read(preset))
            .SelectMany(setting => (string[])["--set", $"{setting.Key}={setting.Read(options)}"]),
    ];

    private static int LinesOf(string path) => File.Exists(Path.Combine(path, "metrics.jsonl")) ? File.ReadLines(Path.Combine(path, "metrics.jsonl")).Count() : 0;

    /// <summary>Whether there is a file without its final name, other than one that an earlier process left behind.</summary>
    private static bool IsWriting(string path, TrainingProcess process) =>
        Directory.Exists(path) && Array.Exists(Directory.GetFiles(path, "checkpoint*.tmp"), file => File.GetLastWriteTimeUtc(file) > process.StartTime);

    /// <summary>Looks without a pause: sleeping would sleep through most of what it waits for.</summary>
    private static bool WaitFor(Func<bool> condition, long ticks)
    {
        long begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetTimestamp() - begin < ticks)
        {
            if (condition())
                return true;
            Thread.SpinWait(20);
        }

        return condition();
    }
}
