using System.IO.Compression;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using Ratchet.Environments;
using Xunit;

namespace Ratchet.Tests.Project;

/// <summary>The core runs in a game, a service or ahead-of-time compiled: it needs the runtime and nothing else.</summary>
public class CoreDependencyTests
{
    private static readonly Assembly Core = typeof(IEnvironment).Assembly;

    [Fact]
    public void The_package_of_the_core_depends_on_no_package()
    {
        string folder = Directory.CreateTempSubdirectory("ratchet-nuspec-").FullName;
        try
        {
            // Packs the assembly under test, apart from every other build; nothing is compiled.
            string output = Path.Combine(folder, "bin", "Ratchet", "release");
            Directory.CreateDirectory(output);
            foreach (string extension in (string[])["dll", "pdb", "xml"])
                File.Copy(Path.ChangeExtension(Core.Location, extension), Path.Combine(output, $"Ratchet.{extension}"));
            ProcessResult pack = Repository.Run("dotnet",
            [
                "msbuild", "src/Ratchet/Ratchet.csproj", "-restore", "-t:Pack", "-p:Configuration=Release", "-p:NoBuild=true",
                $"-p:ArtifactsPath={folder}", "-nodeReuse:false", "-v:q", "-nologo",
            ]);
            Assert.True(pack.ExitCode == 0, pack.Output + pack.Error);

            using ZipArchive archive = ZipFile.OpenRead(Assert.Single(Directory.GetFiles(folder, "*.nupkg", SearchOption.AllDirectories)));
            using Stream nuspec = archive.GetEntry("Ratchet.nuspec")!.Open();
            XDocument package = XDocument.Load(nuspec);
            Assert.Equal("Ratchet", package.Descendants().Single(element => element.Name.LocalName == "id").Value);
            Assert.DoesNotContain(package.Descendants(), element => element.Name.LocalName == "dependency");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void The_core_references_only_assemblies_of_the_runtime()
    {
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        Assert.All(Core.GetReferencedAssemblies(), reference =>
            Assert.True(File.Exists(Path.Combine(runtime, reference.Name + ".dll")), $"{reference.Name} is no assembly of the runtime."));
    }

    [Fact]
    public void The_core_calls_no_native_library()
    {
        using PEReader file = new(File.OpenRead(Core.Location));
        MetadataReader metadata = file.GetMetadataReader();
        Assert.Equal(0, metadata.GetTableRowCount(TableIndex.ImplMap));
    }
}
