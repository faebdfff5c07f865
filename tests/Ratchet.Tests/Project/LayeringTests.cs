using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace Ratchet.Tests.Project;

/// <summary>The arrows of the design: what may use what, inside the core and between the projects.</summary>
public partial class LayeringTests
{
    /// <summary>
    /// Numerics ← Storage ← {Environments, Policies} ← Rollouts ← Updates ← Training. A layer uses those before it; the two in braces
    /// stand side by side and do not know each other. A file at the top of the library is vocabulary of all layers (the space of
    /// an observation, say), and so uses none.
    /// </summary>
    private static readonly string[][] Layers = [["Numerics"], ["Storage"], ["Environments", "Policies"], ["Rollouts"], ["Updates"], ["Training"]];

    /// <summary>
    /// {Records, Statistics, Plotting} ← Definitions ← Execution ← Comparisons ← Sweeps ← {Figures, Findings} ← Reports: what a run left, numbers and pictures know no studies;
    /// what a study is knows nothing of how it is run; and nothing knows the pages but whoever asks for one.
    /// </summary>
    private static readonly string[][] StudyLayers =
    [
        ["Records", "Statistics", "Plotting"], ["Definitions"], ["Execution"], ["Comparisons"], ["Sweeps"], ["Figures", "Findings"], ["Reports"],
    ];

    /// <summary>Ratchet ← what stands beside it ← Studies ← what a person touches. A project references lower ranks only.</summary>
    private static readonly string[][] Projects =
    [
        ["Ratchet"],
        ["Ratchet.MuJoCo", "Ratchet.Gymnasium", "Ratchet.Interchange", "Ratchet.BlackBox"],
        ["Ratchet.Discovery"],
        ["Ratchet.Studies"],
        ["Ratchet.Dashboard"],
        ["Ratchet.Cli"],
    ];

    [Fact]
    public void A_folder_of_the_core_uses_only_the_layers_below_it()
    {
        List<string> violations = [];
        foreach (string path in Repository.SourceFiles("src/Ratchet"))
        {
            string[] parts = path.Split('/');
            bool isVocabulary = parts.Length == 3;
            string layer = isVocabulary ? "" : parts[2];
            int rank = RankOf(Layers, layer);
            Assert.True(rank >= 0 || isVocabulary, $"{path}: the folder {layer} has no place among the layers; give it one in {nameof(LayeringTests)}.");
            violations.AddRange(from used in LayersUsedBy(SourceText.CodeOf(path)).Distinct()
                                where used != layer && RankOf(Layers, used) >= rank
                                select $"{path} uses {used}");
        }
        Assert.True(violations.Count == 0, string.Join('\n', violations));
    }

    [Fact]
    public void A_folder_of_the_studies_uses_only_the_layers_below_it()
    {
        List<string> violations = [];
        foreach (string path in Repository.SourceFiles("src/Ratchet.Studies"))
        {
            string layer = path.Split('/')[2];
            int rank = RankOf(StudyLayers, layer);
            Assert.True(rank >= 0, $"{path}: the folder {layer} has no place among the layers; give it one in {nameof(LayeringTests)}.");
            violations.AddRange(from Match match in NamedStudyLayer().Matches(SourceText.CodeOf(path))
                                let used = match.Groups[1].Value
                                where used != layer && RankOf(StudyLayers, used) >= rank
                                select $"{path} uses {used}");
        }

        Assert.True(violations.Count == 0, string.Join('\n', violations));
    }

    [Theory]
    [InlineData("using Ratchet.Updates;", "Updates")]
    [InlineData("using static Ratchet.Training.Run;", "Training")]
    [InlineData("using Batch = Ratchet.Rollouts.Rollout;", "Rollouts")]
    [InlineData("var x = new global::Ratchet.Policies.Network();", "Policies")]
    [InlineData("var x = Updates.Rules.Ppo.Create();", "Updates")]
    [InlineData("using System.Numerics; var v = System.Numerics.Vector<float>.Zero;", null)]
    [InlineData("int n = options.Environments.Count; // Updates.Ppo", null)]
    [InlineData("string s = \"Ratchet.Training.Run\";", null)]
    public void Every_way_to_name_a_layer_is_seen(string code, string? layer) =>
        Assert.Equal(layer is null ? [] : [layer], LayersUsedBy(SourceText.StripCommentsAndStrings(code)));

    [Fact]
    public void A_namespace_is_its_folder()
    {
        foreach (string path in Repository.SourceFiles("src"))
        {
            string expected = Path.GetDirectoryName(path)!.Replace('\\', '/')["src/".Length..].Replace('/', '.');
            foreach (Match declared in NamespaceDeclaration().Matches(SourceText.CodeOf(path)))
                Assert.True(declared.Groups[1].Value == expected, $"{path} declares {declared.Groups[1].Value}, its folder says {expected}.");
        }
    }

    [Fact]
    public void A_project_references_only_projects_of_a_lower_rank()
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories))
        {
            string project = Path.GetFileNameWithoutExtension(file);
            int rank = RankOf(Projects, project);
            Assert.True(rank >= 0, $"{project} has no place among the projects; give it one in {nameof(LayeringTests)}.");
            foreach (XElement reference in XDocument.Load(file).Descendants("ProjectReference"))
            {
                string used = Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/'));
                Assert.True(RankOf(Projects, used) is int lower and >= 0 && lower < rank, $"{project} must not reference {used}.");
            }
        }
    }

    private static int RankOf(string[][] ranks, string name) => Array.FindIndex(ranks, rank => rank.Contains(name));

    private static IEnumerable<string> LayersUsedBy(string code) => NamedLayer().Matches(code).Select(match => match.Groups[1].Value);

    // Either the full name, or the short one that C# resolves inside `namespace Ratchet.…` (not a member access: no dot before it).
    [GeneratedRegex(@"(?:(?<![\w.])(?:global::)?Ratchet\.|(?<![\w.]))(Numerics|Storage|Environments|Policies|Rollouts|Updates|Training)(?=\s*[.;]\s*(?:[A-Z]|$|\s|\w))", RegexOptions.Multiline)]
    private static partial Regex NamedLayer();

    [GeneratedRegex(@"(?<![\w.])(?:global::)?(?:Ratchet\.)?Studies\.(\w+)")]
    private static partial Regex NamedStudyLayer();

    [GeneratedRegex(@"^\s*namespace\s+([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespaceDeclaration();
}
