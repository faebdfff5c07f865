using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Ratchet.MuJoCo;
using Ratchet.Tests.Project;
using Xunit;

namespace Ratchet.Cli.Tests;

/// <summary>What a user gets who has the packages and no checkout.</summary>
public sealed class PackagesTests(PackagesFixture packages) : IClassFixture<PackagesFixture>
{
    private static readonly string[] Libraries = ["Ratchet", "Ratchet.BlackBox", "Ratchet.Dashboard", "Ratchet.Discovery", "Ratchet.Gymnasium", "Ratchet.Interchange", "Ratchet.MuJoCo", "Ratchet.Studies"];

    public static TheoryData<string> Packages => [.. Libraries, "Ratchet.Tool"];

    [Fact]
    public void Every_project_of_src_is_a_package_and_no_other()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The script that packs is for bash.");
        int projects = Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories).Length;
        Assert.Equal(projects, Packages.Count);
        Assert.Equal(projects, Directory.GetFiles(packages.Feed, "*.nupkg").Length);
        Assert.Equal(projects, Directory.GetFiles(packages.Feed, "*.snupkg").Length);
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void A_package_has_what_a_reader_and_a_debugger_look_for(string id)
    {
        IReadOnlyDictionary<string, byte[]> files = packages.FilesOf(id);
        XElement metadata = XDocument.Parse(Encoding.UTF8.GetString(files[$"{id}.nuspec"]).TrimStart('\uFEFF')).Root!.Elements().First();
        string? Read(string name) => metadata.Elements().SingleOrDefault(element => element.Name.LocalName == name)?.Value;
        Assert.Equal(id, Read("id"));
        Assert.Equal("MIT", Read("license"));
        Assert.Equal("README.md", Read("readme"));
        Assert.NotEqual("Package Description", Read("description")); // NuGet's own, where a project gives none
        Assert.Contains("reinforcement-learning", Read("tags"), StringComparison.Ordinal);
        Assert.True(files["README.md"].Length > 100, "The readme says nothing.");
        Assert.Contains("LICENSE", files.Keys);
        if (Libraries.Contains(id))
        {
            Assert.Contains($"lib/net10.0/{id}.xml", files.Keys);
            Assert.Contains($"lib/net10.0/{id}.pdb", packages.FilesOf(id, "snupkg").Keys);
        }
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void A_package_names_no_path_of_the_machine_that_made_it(string id)
    {
        foreach ((string name, byte[] content) in packages.FilesOf(id).Concat(packages.FilesOf(id, "snupkg")))
        {
            Assert.True(content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Repository.Root)) < 0, $"{name} names the checkout.");
            Assert.True(content.AsSpan().IndexOf(Encoding.Unicode.GetBytes(Repository.Root)) < 0, $"{name} names the checkout.");
            if (!Path.GetFileName(name).StartsWith("Ratchet", StringComparison.Ordinal))
                continue;
            if (name.EndsWith(".pdb", StringComparison.Ordinal))
            {
                // The names of the sources are stored in parts: the search above does not see them.
                using var provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(content));
                MetadataReader symbols = provider.GetMetadataReader();
                Assert.NotEmpty(symbols.Documents);
                Assert.All(symbols.Documents, document => Assert.StartsWith("/_/", symbols.GetString(symbols.GetDocument(document).Name), StringComparison.Ordinal));
            }
            else if (name.EndsWith(".dll", StringComparison.Ordinal))
            {
                using var assembly = new PEReader(new MemoryStream(content));
                DebugDirectoryEntry entry = assembly.ReadDebugDirectory().First(entry => entry.Type == DebugDirectoryEntryType.CodeView);
                Assert.StartsWith("/_/", assembly.ReadCodeViewDebugDirectoryData(entry).Path, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void The_tool_tells_the_licences_of_the_libraries_that_it_carries()
    {
        IReadOnlyDictionary<string, byte[]> files = packages.FilesOf("Ratchet.Tool");
        string notices = Encoding.UTF8.GetString(files["THIRD-PARTY-NOTICES.txt"]);
        Assert.All(
            files.Keys.Where(name => name.EndsWith(".dll", StringComparison.Ordinal)).Select(Path.GetFileNameWithoutExtension).Where(name => !name!.StartsWith("Ratchet", StringComparison.Ordinal)),
            name => Assert.Contains($"\n{name}\n", notices, StringComparison.Ordinal));
    }

    /// <summary>The programs of the readmes, in a project that has nothing but the packages: those of the core and of the exporters run to their ends, MuJoCo's for some iterations.</summary>
    [Fact]
    public void The_programs_of_the_readmes_train_in_an_empty_project()
    {
        List<string> usings = [], methods = [];
        foreach (string id in Libraries)
        {
            string[] lines = Encoding.UTF8.GetString(packages.FilesOf(id)["README.md"]).Split('\n');
            string[] program = [.. lines.SkipWhile(line => line != "```csharp").Skip(1).TakeWhile(line => line != "```")];
            bool IsUsing(string line) => line.StartsWith("using ", StringComparison.Ordinal) && line.EndsWith(';') && !line.Contains('=', StringComparison.Ordinal);
            usings.AddRange(program.Where(IsUsing));
            methods.Add($"static {(id == "Ratchet.Dashboard" ? "async Task" : "void")} {id.Replace('.', '_')}()\n{{\n{string.Join('\n', program.Where(line => !IsUsing(line)))}\n}}\n");
        }
        string folder = packages.NewFolder("project");
        File.WriteAllText(Path.Combine(folder, "Program.cs"), $$"""
            {{string.Join('\n', usings.Distinct())}}

            if (args.Length > 0) // the others are compiled: they train for long, or on what is not installed
                foreach (Delegate example in (Delegate[])[{{string.Join(", ", Libraries.Select(id => id.Replace('.', '_')))}}])
                    example.DynamicInvoke();
            Ratchet();
            Ratchet_Interchange();
            if (MuJoCoLibrary.IsAvailable)
            {
                using var trainer = Trainer.Create(MuJoCoTasks.All.Single(task => task.Name == "hopper"), "ppo", configure: options => options with { Environments = 2, Horizon = 64, Steps = 256 });
                trainer.Run();
                Console.WriteLine($"hopper: {trainer.TotalIterations} iterations");
            }

            {{string.Join('\n', methods)}}
            """);
        File.WriteAllText(Path.Combine(folder, "Project.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
            {string.Concat(Libraries.Select(id => $"    <PackageReference Include=\"{id}\" Version=\"*\" />\n"))}  </ItemGroup>
            </Project>
            """);
        ProcessResult built = packages.Run(folder, "dotnet", "build", "-c", "Release", "--disable-build-servers", "-v", "q");
        Assert.True(built.ExitCode == 0, built.Output + built.Error);
        ProcessResult run = packages.Run(folder, "dotnet", "bin/Release/net10.0/Project.dll");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Matches(@"^return \d+ of 500; greatest KL of any update 0\.\d+\nthe pole leans to the right: push right\n", run.Output);
        Assert.True(new FileInfo(Path.Combine(folder, "cartpole.onnx")).Length > 1000);
        if (MuJoCoLibrary.IsAvailable)
            Assert.EndsWith("hopper: 2 iterations\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_installed_tool_trains()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The script that packs is for bash.");
        string folder = packages.NewFolder("tool");
        ProcessResult installed = packages.Run(folder, "dotnet", "tool", "install", "Ratchet.Tool", "--tool-path", "bin");
        Assert.True(installed.ExitCode == 0, installed.Output + installed.Error);
        ProcessResult run = packages.Run(folder, Path.Combine(folder, "bin", "ratchet"), "train", "cartpole", "--steps", "2000", "--json", "--out", "run");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.NotEmpty(run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line)));
        Assert.True(File.Exists(Path.Combine(folder, "run", "checkpoint.safetensors")));
    }
}
