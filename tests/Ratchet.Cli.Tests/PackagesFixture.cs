using System.IO.Compression;
using System.Xml.Linq;
using Ratchet.Tests.Project;
using Xunit;

namespace Ratchet.Cli.Tests;

/// <summary>All packages, made once by the script that makes them, and a folder outside the checkout to use them in.</summary>
public sealed class PackagesFixture : IDisposable
{
    private readonly TemporaryFolder? _folder;

    public PackagesFixture()
    {
        if (OperatingSystem.IsWindows())
            return;
        _folder = new TemporaryFolder();
        Feed = _folder.Sub("feed");
        ProcessResult packed = Repository.Run(Path.Combine(Repository.Root, "eng", "pack.sh"), [Feed]);
        Assert.True(packed.ExitCode == 0, packed.Error);

        // The empty project sees these packages, and for what they depend on those that the build of this checkout took; nothing else, and no network.
        const string Cache = "global-packages: ";
        string installed = Repository.Run("dotnet", ["nuget", "locals", "global-packages", "--list", "--force-english-output"]).Output.Split('\n').First(line => line.Contains(Cache, StringComparison.Ordinal));
        File.WriteAllText(_folder.Sub("NuGet.config"), $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="made" value="{Feed}" />
                <add key="installed" value="{installed[(installed.IndexOf(Cache, StringComparison.Ordinal) + Cache.Length)..].Trim()}" />
              </packageSources>
              <packageSourceMapping>
                <packageSource key="made"><package pattern="Ratchet*" /></packageSource>
                <packageSource key="installed"><package pattern="Google.Protobuf" /><package pattern="MathNet.Numerics" /></packageSource>
              </packageSourceMapping>
            </configuration>
            """);
    }

    /// <summary>Where the packages lie; empty on Windows.</summary>
    public string Feed { get; } = "";

    /// <summary>The files of a package, by their paths in it.</summary>
    /// <param name="id">The package.</param>
    /// <param name="extension">nupkg, or snupkg for the symbols.</param>
    public IReadOnlyDictionary<string, byte[]> FilesOf(string id, string extension = "nupkg")
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The script that packs is for bash.");
        using ZipArchive archive = ZipFile.OpenRead(Path.Combine(Feed, $"{id}.{Version}.{extension}"));
        return archive.Entries.ToDictionary(entry => entry.FullName, Content);

        static byte[] Content(ZipArchiveEntry entry)
        {
            using var content = new MemoryStream();
            using (Stream stream = entry.Open())
                stream.CopyTo(content);
            return content.ToArray();
        }
    }

    /// <summary>Makes a folder beside the others in which a program is run with these packages in sight, and in a cache of its own.</summary>
    public string NewFolder(string name) => Directory.CreateDirectory(_folder!.Sub(name)).FullName;

    /// <summary>Runs a program to its end as on a machine on which the packages were never installed.</summary>
    internal ProcessResult Run(string folder, params string[] command) => Repository.Run(
        "env",
        [
            $"NUGET_PACKAGES={_folder!.Sub("packages")}", $"DOTNET_ROOT={Path.GetFullPath("../../..", Path.GetDirectoryName(typeof(object).Assembly.Location)!)}",
            "DOTNET_CLI_TELEMETRY_OPTOUT=1", "DOTNET_NOLOGO=1", "DOTNET_CLI_USE_MSBUILD_SERVER=0", "MSBUILDDISABLENODEREUSE=1", .. command,
        ],
        folder);

    public void Dispose() => _folder?.Dispose();

    /// <summary>The version of this checkout.</summary>
    private static string Version { get; } = XDocument.Parse(Repository.Read("Directory.Build.props")).Descendants("Version").Single().Value;
}
