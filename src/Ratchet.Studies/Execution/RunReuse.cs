using System.Globalization;
using Ratchet.Storage;
using Ratchet.Studies.Definitions;
using Ratchet.Training;
using Ratchet.Training.Runs;

namespace Ratchet.Studies.Execution;

/// <summary>Takes over runs of other studies that have the same settings and seed, instead of training them again.</summary>
public static class RunReuse
{
    /// <summary>Copies what can be taken over into runs that have not begun, however far it is: the study goes on with the rest. The other study is only read.</summary>
    /// <param name="folder">The study that takes.</param>
    /// <param name="runs">Its runs.</param>
    /// <param name="from">The folder of the other study.</param>
    /// <param name="warn">Is told of runs that could not be read.</param>
    /// <returns>The runs that were taken over.</returns>
    /// <exception cref="StudyException">The other folder holds no runs.</exception>
    public static IReadOnlyList<StudyRun> TakeOver(StudyFolder folder, IReadOnlyList<StudyRun> runs, string from, Action<string> warn)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(runs);
        ILookup<ulong, (string Path, RunOptions Options)> others = Read(from, warn).ToLookup(other => other.Options.Training.Seed);
        List<StudyRun> taken = [];
        foreach (StudyRun run in runs)
        {
            string path = folder.RunPath(run);
            if (!Directory.Exists(path) && others[run.Seed].FirstOrDefault(other => StudyDifference.OfRuns(other.Options, run.Options) is null).Path is { } source && Copy(source, path, warn))
                taken.Add(run);
        }

        return taken;
    }

    private static IEnumerable<(string Path, RunOptions Options)> Read(string from, Action<string> warn)
    {
        string root = Path.Combine(from, StudyFiles.RunsFolder);
        if (!Directory.Exists(root))
            throw new StudyException($"'{from}' holds no study whose runs could be taken over: it has no folder '{StudyFiles.RunsFolder}'.");
        foreach (string path in from task in Directory.EnumerateDirectories(root) from rule in Directory.EnumerateDirectories(task) from seed in Directory.EnumerateDirectories(rule) select seed)
        {
            if (!ulong.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out _) || !File.Exists(Path.Combine(path, RunFolder.ConfigurationFile)))
                continue;
            RunOptions? options = null;
            try
            {
                options = RunFolder.ReadOptions(path);
            }
            catch (RunException exception)
            {
                warn(exception.Message);
            }

            if (options is not null)
                yield return (path, options);
        }
    }

    /// <summary>Copies a run while no process works in it; the folder is there as a whole or not at all.</summary>
    private static bool Copy(string source, string path, Action<string> warn)
    {
        string beside = $"{path}.copy";
        try
        {
            using FileStream held = FolderLock.TryTake(source) ?? throw new IOException("another process is working on it.");
            if (Directory.Exists(beside))
                Directory.Delete(beside, recursive: true);
            Directory.CreateDirectory(beside);
            foreach (FileInfo file in new DirectoryInfo(source).EnumerateFiles())
                if (!file.Name.StartsWith('.') && file.Extension != ".tmp")
                    file.CopyTo(Path.Combine(beside, file.Name));
            Directory.Move(beside, path);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            warn($"the run in '{source}' could not be taken over: {exception.Message}");
            return false;
        }
    }
}
