using System.Globalization;
using System.Text;
using Ratchet.Discovery.Families;
using Ratchet.Discovery.Recipes;
using Ratchet.Environments;
using Ratchet.Storage;
using Ratchet.Updates.Drifts.Networks;

namespace Ratchet.Discovery.Search;

/// <summary>
/// The folder of a search: <c>recipe.json</c>, <c>checkpoint.safetensors</c> and the one before it, <c>log.jsonl</c> with a line for each generation, and <c>centers/</c> with every so
/// many centres. Killed anywhere, it goes on from the last finished generation, with the same bits.
/// </summary>
public sealed class DiscoveryFolder : IDisposable
{
    /// <summary>The recipe's file.</summary>
    public const string RecipeFile = "recipe.json";

    /// <summary>A line for each generation.</summary>
    public const string LogFile = "log.jsonl";

    /// <summary>The log as a picture.</summary>
    public const string CurveFile = "curve.svg";

    /// <summary>The folder of the centres.</summary>
    public const string CentersFolder = "centers";

    private readonly string _path;
    private readonly FileStream _lock;

    private DiscoveryFolder(string path, FileStream held, DriftSearch search) => (_path, _lock, Search) = (path, held, search);

    /// <summary>The search.</summary>
    public DriftSearch Search { get; }

    /// <summary>Opens a folder, or makes it.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="name">How errors name the recipe.</param>
    /// <param name="recipe">The recipe's file; a folder that is there must hold the same one.</param>
    /// <param name="environments">Where environments are found.</param>
    /// <exception cref="DiscoveryException">Another process works on it, it holds another search, or a file of it is damaged.</exception>
    public static DiscoveryFolder Open(string path, string name, ReadOnlyMemory<byte> recipe, EnvironmentRegistry environments)
    {
        ArgumentNullException.ThrowIfNull(path);
        Recipe asked = RecipeReader.Read(name, recipe);
        string file = Path.Combine(path, RecipeFile);
        if (Directory.Exists(path) && !File.Exists(file) && Directory.EnumerateFileSystemEntries(path).Any(entry => Path.GetFileName(entry) != FolderLock.FileName))
            throw new DiscoveryException($"'{path}' holds something else than a search for a drift: choose another folder.");
        Directory.CreateDirectory(path);
        FileStream held = FolderLock.TryTake(path) ?? throw new DiscoveryException($"'{path}' is in use: another process works on this search.");
        try
        {
            if (File.Exists(file) && !RecipeReader.AreSame(RecipeReader.Bytes(file), recipe))
                throw new DiscoveryException($"{file} is another recipe than {name}: choose another folder, or go on with the recipe that is there.");
            WholeFile.Write(file, stream => stream.Write(recipe.Span));
            var search = new DriftSearch(asked, environments);
            Load(path, search);
            CutLog(path, search.Generation);
            return new DiscoveryFolder(path, held, search);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Keeps a finished generation: its line first, so that a kill between the two loses a line that is written again, and not a generation without one.</summary>
    /// <returns>The line of the log.</returns>
    public ReadOnlyMemory<byte> Keep(GenerationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        byte[] line = DiscoveryLog.LineOf(result, Search.Recipe.Family is NetworkFamily ? null : Search.Recipe.Family.Create(Search.Center).ToString());
        using (var log = new FileStream(Path.Combine(_path, LogFile), FileMode.Append, FileAccess.Write, FileShare.Read))
        {
            log.Write(line);
            log.Flush(flushToDisk: true);
        }

        if (Search.Generation % Search.Recipe.KeepEvery == 0)
            WriteCenter(CenterFile(_path, Search.Generation));
        string latest = Path.Combine(_path, CheckpointPair.Latest);
        WholeFile.WriteBeside(latest, stream =>
        {
            var snapshot = new Snapshot();
            Search.Save(snapshot);
            SafeTensors.Write(stream, snapshot);
        });
        if (File.Exists(latest))
            File.Move(latest, Path.Combine(_path, CheckpointPair.Previous), overwrite: true);
        WholeFile.PutInPlace(latest);
        return line;
    }

    /// <summary>The finished generations.</summary>
    public IReadOnlyList<GenerationResult> ReadLog() => DiscoveryLog.Read(Path.Combine(_path, LogFile));

    /// <summary>Writes the log's picture.</summary>
    public void WriteCurve(string svg) => WholeFile.Write(Path.Combine(_path, CurveFile), stream => stream.Write(Encoding.UTF8.GetBytes(svg)));

    /// <summary>The file of the centre after a generation.</summary>
    public static string CenterFile(string path, long generation) => Path.Combine(path, CentersFolder, string.Create(CultureInfo.InvariantCulture, $"{generation:000000}.safetensors"));

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    /// <summary>A family without networks keeps its numbers in the checkpoint alone; its drift is in the log.</summary>
    private void WriteCenter(string file)
    {
        if (Search.Recipe.Family is not NetworkFamily family)
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        DriftNetwork network = family.NetworkOf(Search.Recipe.Name, Search.Center);
        new DriftNetwork(network.Name, network.Shape, network.Parameters)
        {
            About = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["recipe"] = Search.Recipe.Name,
                ["generation"] = Search.Generation.ToString(CultureInfo.InvariantCulture),
                ["seed"] = Search.Recipe.Strategy.Seed.ToString(CultureInfo.InvariantCulture),
            },
        }.WriteFile(file);
    }

    private static void Load(string path, DriftSearch search)
    {
        string file = CheckpointPair.Find(path);
        if (!File.Exists(file))
            return;
        try
        {
            search.Load(SafeTensors.ReadFile(file));
        }
        catch (SnapshotException exception) when (File.Exists(Path.Combine(path, CheckpointPair.Previous)) && exception.IsDamage && file.EndsWith(CheckpointPair.Latest, StringComparison.Ordinal))
        {
            search.Load(SafeTensors.ReadFile(Path.Combine(path, CheckpointPair.Previous)));
        }
        catch (SnapshotException exception)
        {
            throw new DiscoveryException($"{file} is no checkpoint of this search: {exception.Message}", exception);
        }
    }

    /// <summary>Leaves the lines of the generations that the checkpoint has.</summary>
    private static void CutLog(string path, long generations)
    {
        string file = Path.Combine(path, LogFile);
        if (!File.Exists(file))
            return;
        string[] lines = File.ReadAllText(file).Split('\n')[..^1];
        string[] kept = [.. lines.TakeWhile(line => DiscoveryLog.Parse(file, line).Generation <= generations)];
        if (kept.Length != lines.Length || new FileInfo(file).Length != kept.Sum(line => Encoding.UTF8.GetByteCount(line) + 1))
            WholeFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(string.Concat(kept.Select(line => line + "\n")))));
    }
}
