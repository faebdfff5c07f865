using System.Text;
using Ratchet.Discovery.Recipes;
using Ratchet.Discovery.Search;
using Ratchet.Environments;
using Ratchet.Updates.Drifts;
using Ratchet.Updates.Drifts.Networks;
using Xunit;

namespace Ratchet.Discovery.Tests;

public sealed class DiscoveryFolderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("ratchet-discovery-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_search_that_was_stopped_goes_on_and_ends_with_the_same_files()
    {
        string whole = Path.Combine(_root, "whole"), parts = Path.Combine(_root, "parts");
        Run(whole, 4);
        Run(parts, 1);
        Run(parts, 3);
        Run(parts, 4);
        Assert.Equal(Lines(whole), Lines(parts));
        Assert.Equal(File.ReadAllBytes(Path.Combine(whole, "checkpoint.safetensors")), File.ReadAllBytes(Path.Combine(parts, "checkpoint.safetensors")));
        Assert.Equal(["000002.safetensors", "000004.safetensors"], Directory.GetFiles(Path.Combine(parts, "centers")).Select(Path.GetFileName).Order());
        DriftNetwork center = DriftNetwork.ReadFile(DiscoveryFolder.CenterFile(parts, 4));
        Assert.Equal("4", center.About["generation"]);
        Assert.Equal(center.Hash, DriftNetwork.ReadFile(DiscoveryFolder.CenterFile(whole, 4)).Hash);
    }

    [Fact]
    public void A_line_beyond_the_checkpoint_is_written_again()
    {
        string folder = Path.Combine(_root, "killed");
        Run(folder, 2);
        string[] lines = Lines(folder);
        File.Copy(Path.Combine(folder, "checkpoint.previous.safetensors"), Path.Combine(folder, "checkpoint.safetensors"), overwrite: true);
        File.AppendAllText(Path.Combine(folder, "log.jsonl"), "{\"generation\":3,\"si");
        Run(folder, 2);
        Assert.Equal(lines, Lines(folder));
    }

    [Fact]
    public void A_damaged_checkpoint_gives_way_to_the_one_before()
    {
        string folder = Path.Combine(_root, "damaged");
        Run(folder, 3);
        string[] lines = Lines(folder);
        byte[] bytes = File.ReadAllBytes(Path.Combine(folder, "checkpoint.safetensors"));
        bytes[^5] ^= 1;
        File.WriteAllBytes(Path.Combine(folder, "checkpoint.safetensors"), bytes);
        Run(folder, 3);
        Assert.Equal(lines, Lines(folder));
    }

    [Fact]
    public void What_is_in_the_way_is_refused()
    {
        string folder = Path.Combine(_root, "search"), other = Path.Combine(_root, "other");
        Directory.CreateDirectory(other);
        File.WriteAllText(Path.Combine(other, "thesis.txt"), "");
        Assert.Contains("something else", Refused(other, SmallRecipe.Text), StringComparison.Ordinal);
        Run(folder, 1);
        Assert.Contains("has other settings", Refused(folder, SmallRecipe.Text.Replace("\"seed\": 3", "\"seed\": 4", StringComparison.Ordinal)), StringComparison.Ordinal);
        using (DiscoveryFolder.Open(folder, "small", SmallRecipe.Bytes, EnvironmentRegistry.BuiltIn))
            Assert.Contains("in use", Refused(folder, SmallRecipe.Text), StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, "checkpoint.safetensors"), "no");
        Assert.Contains("checkpoint", Refused(folder, SmallRecipe.Text), StringComparison.Ordinal);
    }

    [Fact]
    public void A_search_may_have_more_generations_than_it_began_with()
    {
        string folder = Path.Combine(_root, "more");
        Run(folder, 1);
        using var opened = DiscoveryFolder.Open(folder, "small", Encoding.UTF8.GetBytes(SmallRecipe.Text.Replace("\"generations\": 3", "\"generations\": 9", StringComparison.Ordinal)), EnvironmentRegistry.BuiltIn);
        Assert.Equal((1, 9), (opened.Search.Generation, opened.Search.Recipe.Generations));
    }

    [Fact]
    public void The_log_of_a_family_without_networks_has_the_formula_as_it_is_typed()
    {
        string folder = Path.Combine(_root, "formula"), network = """{ "hidden": [8], "activation": "tanh", "clip-range": 0.2 }""";
        using (var opened = DiscoveryFolder.Open(folder, "small", Encoding.UTF8.GetBytes(SmallRecipe.Text.Replace(network, "\"closed-form\"", StringComparison.Ordinal)), EnvironmentRegistry.BuiltIn))
            opened.Keep(opened.Search.Advance(2));
        string line = File.ReadAllLines(Path.Combine(folder, "log.jsonl"))[0];
        const string begin = "\"drift\":\"";
        int start = line.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        string formula = line[start..line.IndexOf('"', start)];
        Assert.StartsWith("where(A >= 0, ", formula, StringComparison.Ordinal);
        Assert.True(DriftCheck.Run(DriftFormula.Parse(formula)).IsSound);
    }

    private static string Refused(string folder, string recipe) =>
        Assert.Throws<DiscoveryException>(() => DiscoveryFolder.Open(folder, "small", Encoding.UTF8.GetBytes(recipe), EnvironmentRegistry.BuiltIn).Dispose()).Message;

    private static void Run(string path, int generations)
    {
        using var folder = DiscoveryFolder.Open(path, "small", SmallRecipe.Bytes, EnvironmentRegistry.BuiltIn);
        while (folder.Search.Generation < generations)
            folder.Keep(folder.Search.Advance(2));
    }

    /// <summary>Without the seconds, which no two runs share.</summary>
    private static string[] Lines(string folder) => [.. File.ReadAllLines(Path.Combine(folder, "log.jsonl")).Select(line => line[..line.LastIndexOf(",\"seconds\"", StringComparison.Ordinal)])];
}
