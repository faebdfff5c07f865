using System.Collections.Immutable;
using System.Diagnostics;

namespace Ratchet.Dashboard.Index;

/// <summary>
/// The runs and studies below the root, watched by looking: file notifications are missing on network disks, and a look at 500 files takes a few milliseconds. A request names a run, and this
/// is the only place where names become folders: what was not found by looking does not exist.
/// </summary>
internal sealed class RunIndex
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);

    /// <summary>Looking takes at most this share of the time, however slow the disk is.</summary>
    private const double PauseOverWork = 20;

    /// <summary>New runs are looked for, and finished ones looked at, once in so many rounds.</summary>
    private const int RoundsBetweenScans = 3;

    private readonly string _root;
    private ImmutableSortedDictionary<string, IndexedRun> _runs = ImmutableSortedDictionary.Create<string, IndexedRun>(StringComparer.Ordinal);
    private ImmutableSortedDictionary<string, string> _studies = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
    private TaskCompletionSource _nextRound = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _round;
    private long _completed;

    /// <summary>Looks at nothing yet.</summary>
    public RunIndex(string root) => _root = Path.GetFullPath(root);

    /// <summary>The runs by name.</summary>
    public ImmutableSortedDictionary<string, IndexedRun> Runs => Volatile.Read(ref _runs);

    /// <summary>The folders of the studies by name.</summary>
    public ImmutableSortedDictionary<string, string> Studies => Volatile.Read(ref _studies);

    /// <summary>How many rounds of looking are over. What a reader sees later in <see cref="Runs"/> has every change of these.</summary>
    public long Completed => Interlocked.Read(ref _completed);

    /// <summary>Ends with the next round in which something changed.</summary>
    public Task NextChange => Volatile.Read(ref _nextRound).Task;

    /// <summary>Looks for the first time.</summary>
    public void Begin() => Look(scan: true);

    /// <summary>Looks again and again until it is cancelled.</summary>
    public async Task WatchAsync(CancellationToken cancellation)
    {
        for (int turn = 1; ; turn++)
        {
            var clock = Stopwatch.StartNew();
            Look(scan: turn % RoundsBetweenScans == 0);
            TimeSpan pause = clock.Elapsed * PauseOverWork;
            await Task.Delay(pause > ShortestPause ? pause : ShortestPause, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellation.IsCancellationRequested)
                return;
        }
    }

    private void Look(bool scan)
    {
        long round = ++_round;
        bool hasChanged = scan && Scan();
        DateTime now = DateTime.UtcNow;
        foreach (IndexedRun run in Runs.Values)
        {
            if (scan || run.Row.Status != RunStatus.Finished)
                run.Refresh(round, now);
            hasChanged |= run.ChangedIn == round;
        }

        Interlocked.Exchange(ref _completed, round);
        if (hasChanged)
            Interlocked.Exchange(ref _nextRound, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    /// <summary>Takes in what came and lets go what went.</summary>
    /// <returns>Whether anything came or went.</returns>
    private bool Scan()
    {
        FolderScan found = FolderScan.Of(_root);
        ImmutableSortedDictionary<string, IndexedRun> known = Runs;
        ImmutableSortedDictionary<string, IndexedRun>.Builder runs = known.ToBuilder();
        runs.RemoveRange(known.Keys.Except(found.Runs.Select(run => run.Name), StringComparer.Ordinal));
        foreach ((string folder, string name, string? study) in found.Runs)
            if (!known.TryGetValue(name, out IndexedRun? run) || run.Row.Study != study)
                runs[name] = new IndexedRun(folder, name, study);
        ImmutableSortedDictionary<string, string> studies = found.Studies.ToImmutableSortedDictionary(study => study.Name, study => study.Folder, StringComparer.Ordinal);
        bool hasChanged = runs.Count != known.Count || known.Keys.Any(name => !runs.ContainsKey(name)) || !studies.SequenceEqual(Studies);
        Volatile.Write(ref _runs, runs.ToImmutable());
        Volatile.Write(ref _studies, studies);
        return hasChanged;
    }
}
