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
            // Restored and packed apart, with the analyzers in, as the package would be: they must not become dependencies.
            ProcessResult pack = Repository.Run("dotnet",
            [
                "msbuild", "src/Ratchet/Ratchet.csproj", "-restore", "-t:GenerateNuspec", "-nodeReuse:false", "-v:q", "-nologo",
                "-p:Configuration=Release", "-p:NoBuild=true", "-p:ContinuePackingAfterGeneratingNuspec=false",
                $"-p:ArtifactsPath={folder}", $"-p:NuspecOutputPath={folder}/nuspec/",
            ]);
            Assert.True(pack.ExitCode == 0, pack.Output + pack.Error);

            string nuspec = Assert.Single(Directory.GetFiles(folder, "*.nuspec", SearchOption.AllDirectories));
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
