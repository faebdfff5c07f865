using System.Globalization;
using Ratchet.Studies.Definitions;
using Ratchet.Studies.Execution;
using Ratchet.Training.Runs;

namespace Ratchet.Studies.Comparisons;

/// <summary>
/// Finds runs below folders, at any depth: a folder with a <c>config.json</c> is a run, and nothing below it is looked at. Links are not followed. A run in
/// <c>STUDY/runs/TASK/RULE/SEED</c> has the study's names, wherever the search began. The tables of a study that was published stand for its runs; those beside a study's own runs,
/// in its folder <c>results/</c>, only where they are named themselves.
/// </summary>
public sealed class RunFinder
{
    private const int Deepest = 32, MostRuns = 100_000;

    private readonly Dictionary<string, StudyDefinition?> _studies = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<FoundRun> _runs = [];
    private readonly List<PublishedStudy> _published = [];
    private readonly List<string> _warnings = [];

    private RunFinder()
    {
    }

    /// <summary>Finds the runs of what a user names.</summary>
    /// <param name="paths">Folders of runs, of studies, or of either; at least one.</param>
    /// <exception cref="RunException">A folder is not there, or there is no run in any of them.</exception>
    public static FoundRuns Find(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var finder = new RunFinder();
        string[] named = [.. paths];
        foreach (string path in named)
        {
            if (!Directory.Exists(path))
                throw new RunException(File.Exists(path) ? $"'{path}' is a file; name the folder of a run, of a study, or of several." : $"there is no folder '{path}'.");
            finder.Search(path, 0);
        }

        if (finder._runs.Count == 0 && finder._published.Count == 0)
            throw new RunException($"there is no run in {string.Join(", ", named.Select(path => $"'{path}'"))}: no folder below has a {RunFolder.ConfigurationFile}, or the tables of a published study.");
        return new FoundRuns(finder._runs, finder._published, [.. finder._studies.Values.OfType<StudyDefinition>()], finder._warnings);
    }

    private void Search(string path, int depth)
    {
        try
        {
            if (File.Exists(Path.Combine(path, RunFolder.ConfigurationFile)))
                Add(path);
            else if (PublishedStudy.IsAt(path) && (depth == 0 || !StudyFiles.IsStudy(Path.GetDirectoryName(path)!)))
                AddPublished(path);
            else if (depth < Deepest)
                foreach (string below in Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal))
                    if (!File.GetAttributes(below).HasFlag(FileAttributes.ReparsePoint))
                        Search(below, depth + 1);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _warnings.Add($"cannot look into '{path}': {exception.Message}");
        }
    }

    private void Add(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (!_seen.Add(full))
            return;
        if (_runs.Count == MostRuns)
            throw new RunException($"there are more than {MostRuns} runs; name folders with fewer.");
        string? rule = Path.GetDirectoryName(full), task = Path.GetDirectoryName(rule), runs = Path.GetDirectoryName(task);
        bool isStudy = Path.GetFileName(runs) == StudyFiles.RunsFolder && ulong.TryParse(Path.GetFileName(full), NumberStyles.None, CultureInfo.InvariantCulture, out _);
        _runs.Add(isStudy ? new FoundRun(path, Path.GetFileName(task), Path.GetFileName(rule), StudyOf(Path.GetDirectoryName(runs)!)) : new FoundRun(path));
    }

    private void AddPublished(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (!_seen.Add(full))
            return;
        try
        {
            StudyDefinition definition = StudyFiles.ReadDefinition(path);
            _studies[full] = definition;
            _published.Add(new PublishedStudy(path, definition));
        }
        catch (StudyException exception)
        {
            _warnings.Add(exception.Message);
        }
    }

    private StudyDefinition? StudyOf(string folder)
    {
        if (_studies.TryGetValue(folder, out StudyDefinition? known))
            return known;
        StudyDefinition? definition = null;
        try
        {
            definition = StudyFiles.IsStudy(folder) ? StudyFiles.ReadDefinition(folder) : null;
        }
        catch (StudyException exception)
        {
            _warnings.Add($"the names of folders stand for what a study's definition would say: {exception.Message}");
        }

        _studies.Add(folder, definition);
        return definition;
    }
}
