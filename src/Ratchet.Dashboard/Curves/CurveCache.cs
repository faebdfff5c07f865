using Ratchet.Dashboard.Index;
using Ratchet.Training.Runs;

namespace Ratchet.Dashboard.Curves;

/// <summary>The curves that were looked at last, thinned: reading goes on where it ended, and what was not looked at for longest is let go when they take too much memory.</summary>
/// <param name="most">Bytes that are kept; the curves of one run always are.</param>
internal sealed class CurveCache(long most = 64 << 20)
{
    private const int MostTogether = 64;

    private readonly Lock _lock = new();
    private readonly LinkedList<Entry> _recent = [];
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);

    /// <summary>Reads curves of a run as they are now, and gives them to a reader of them; nobody else changes them meanwhile.</summary>
    /// <param name="run">The run.</param>
    /// <param name="names">The numbers that are wanted.</param>
    /// <param name="use">Is given the curves, and one sentence on what could not be read of them; null when all could.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public void Use(IndexedRun run, IReadOnlyList<string> names, Action<CurveReader, string?> use, CancellationToken cancellation)
    {
        Entry entry = Take(run);
        lock (entry.Lock)
        {
            if (entry.Reader is null || names.Except(entry.Reader.Names, StringComparer.Ordinal).Any())
                entry.Reader = new CurveReader(Together(names, entry.Reader?.Names ?? []));
            string? problem = Read(run, entry.Reader, cancellation);
            Account(entry, entry.Reader.Bytes);
            use(entry.Reader, problem);
        }
    }

    private static string? Read(IndexedRun run, CurveReader reader, CancellationToken cancellation)
    {
        try
        {
            if (run.MetricsPath is not { } path)
                return "the run has no metrics yet.";
            reader.Read(path, cancellation);
            return null;
        }
        catch (Exception exception) when (exception is RunException or IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }

    /// <summary>About how many bytes are kept.</summary>
    public long Bytes { get; private set; }

    /// <summary>Those that were wanted before are likely wanted again.</summary>
    private static List<string> Together(IReadOnlyList<string> names, IReadOnlyList<string> before) =>
        [.. names.Union(before, StringComparer.Ordinal).Take(names.Count > MostTogether ? names.Count : MostTogether)];

    private Entry Take(IndexedRun run)
    {
        lock (_lock)
        {
            // A folder that was removed and made anew is another run, of the same name.
            if (_entries.TryGetValue(run.Row.Name, out LinkedListNode<Entry>? node) && node.Value.Run == run)
                _recent.Remove(node);
            else
                node = Replace(run);
            _recent.AddFirst(node);
            return node.Value;
        }
    }

    private LinkedListNode<Entry> Replace(IndexedRun run)
    {
        if (_entries.Remove(run.Row.Name, out LinkedListNode<Entry>? old))
            LetGo(old);
        return _entries[run.Row.Name] = new(new Entry(run));
    }

    private void Account(Entry entry, long bytes)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(entry.Run.Row.Name, out LinkedListNode<Entry>? node) || node.Value != entry)
                return;
            Bytes += bytes - entry.Bytes;
            entry.Bytes = bytes;
            while (Bytes > most && _recent.Last is { } last && last.Value != entry)
            {
                _entries.Remove(last.Value.Run.Row.Name);
                LetGo(last);
            }
        }
    }

    private void LetGo(LinkedListNode<Entry> node)
    {
        _recent.Remove(node);
        Bytes -= node.Value.Bytes;
    }

    private sealed class Entry(IndexedRun run)
    {
        public IndexedRun Run { get; } = run;

        public Lock Lock { get; } = new();

        public CurveReader? Reader { get; set; }

        public long Bytes { get; set; }
    }
}
