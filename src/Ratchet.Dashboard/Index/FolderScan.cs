namespace Ratchet.Dashboard.Index;

/// <summary>The runs and studies below a folder: a run has a <c>config.json</c> beside <c>metrics.jsonl</c> or <c>.lock</c>, a study a <c>study.json</c>. Links are not followed, nor are folders whose name begins with a dot.</summary>
internal sealed class FolderScan
{
    private const int Deepest = 16;
    private const int MostRuns = 20_000;
    private const int MostFolders = 200_000;

    // Links lie to the index about where they are; what is not allowed is not ours to report.
    private static readonly EnumerationOptions Entries = new() { AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Device, IgnoreInaccessible = true };

    private readonly string _root;
    private int _folders;

    private FolderScan(string root) => _root = root;

    /// <summary>The runs: full path of the folder, name, and name of the study.</summary>
    public List<(string Folder, string Name, string? Study)> Runs { get; } = [];

    /// <summary>The studies: full path of the folder, and name.</summary>
    public List<(string Folder, string Name)> Studies { get; } = [];

    /// <summary>Looks through everything below a folder.</summary>
    public static FolderScan Of(string root)
    {
        var scan = new FolderScan(root);
        scan.Visit(new DirectoryInfo(root), study: null, depth: 0);
        return scan;
    }

    /// <summary>The path of a folder below the root, separated by <c>/</c>.</summary>
    private string NameOf(string folder) => Path.GetRelativePath(_root, folder).Replace(Path.DirectorySeparatorChar, '/');

    private void Visit(DirectoryInfo folder, string? study, int depth)
    {
        if (_folders++ > MostFolders || Runs.Count > MostRuns)
            return;
        bool hasConfiguration = false, hasTrace = false;
        List<DirectoryInfo> below = [];
        try
        {
            foreach (FileSystemInfo entry in folder.EnumerateFileSystemInfos("*", Entries))
            {
                if (entry is DirectoryInfo child)
                {
                    if (!child.Name.StartsWith('.'))
                        below.Add(child);
                    continue;
                }

                hasConfiguration |= entry.Name == RunFiles.Configuration;
                hasTrace |= entry.Name is RunFiles.Metrics or RunFiles.Lock;
                if (entry.Name == RunFiles.Study)
                    Studies.Add((folder.FullName, study = NameOf(folder.FullName)));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Removed while it was looked at: the next round sees it as it is then.
            return;
        }

        bool isRun = hasConfiguration && hasTrace;
        if (isRun)
            Runs.Add((folder.FullName, NameOf(folder.FullName), study));
        // A run has no runs in it; only the root may be one and hold others.
        if ((isRun && depth > 0) || depth == Deepest)
            return;
        foreach (DirectoryInfo child in below)
            Visit(child, study, depth + 1);
    }
}
