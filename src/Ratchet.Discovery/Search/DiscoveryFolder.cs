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
    public const string LogFile = GenerationFolder.LogFile;

    /// <summary>The log as a picture.</summary>
    public const string CurveFile = "curve.svg";

    /// <summary>The folder of the centres.</summary>
    public const string CentersFolder = "centers";

    private readonly GenerationFolder _folder;

    private DiscoveryFolder(GenerationFolder folder, DriftSearch search) => (_folder, Search) = (folder, search);

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
        var search = new DriftSearch(RecipeReader.Read(name, recipe), environments);
        var folder = GenerationFolder.Open(
            path, "a search for a drift", RecipeFile, recipe, file => RecipeReader.AreSame(RecipeReader.Bytes(file), recipe), (message, cause) => new DiscoveryException(message, cause));
        try
        {
            folder.Resume(search.Load, () => search.Generation, line => DiscoveryLog.Parse(folder.LogPath, line).Generation);
            return new DiscoveryFolder(folder, search);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Keeps a finished generation.</summary>
    /// <returns>The line of the log.</returns>
    public ReadOnlyMemory<byte> Keep(GenerationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        byte[] line = DiscoveryLog.LineOf(result, Search.Recipe.Family is NetworkFamily ? null : Search.Recipe.Family.Create(Search.Center).ToString());
        if (Search.Generation % Search.Recipe.KeepEvery == 0)
            WriteCenter(CenterFile(_folder.Path, Search.Generation));
        _folder.Keep(line, Search.Save);
        return line;
    }

    /// <summary>The finished generations.</summary>
    public IReadOnlyList<GenerationResult> ReadLog() => DiscoveryLog.Read(_folder.LogPath);

    /// <summary>Writes the log's picture.</summary>
    public void WriteCurve(string svg) => WholeFile.Write(Path.Combine(_folder.Path, CurveFile), stream => stream.Write(Encoding.UTF8.GetBytes(svg)));

    /// <summary>The file of the centre after a generation.</summary>
    public static string CenterFile(string path, long generation) => Path.Combine(path, CentersFolder, string.Create(CultureInfo.InvariantCulture, $"{generation:000000}.safetensors"));

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

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
}
