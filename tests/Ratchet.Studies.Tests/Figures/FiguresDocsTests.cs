using System.Text.RegularExpressions;
using Ratchet.Studies.Figures;
using Ratchet.Studies.Plotting;
using Xunit;

namespace Ratchet.Studies.Tests.Figures;

/// <summary>The pictures of <c>docs/figures.md</c>; with <c>RATCHET_REWRITE=1</c> in the environment they are written anew.</summary>
public sealed partial class FiguresDocsTests(ExampleFigures examples) : IClassFixture<ExampleFigures>
{
    private const string Pictures = "docs/pictures/figures";

    [Fact]
    public void Every_picture_is_what_the_code_draws()
    {
        bool isRewriting = Environment.GetEnvironmentVariable("RATCHET_REWRITE") == "1";
        if (isRewriting)
            Directory.CreateDirectory(PathOf(Pictures));
        foreach ((string name, Figure figure) in examples.All)
        {
            string file = PathOf($"{Pictures}/{name}.svg"), svg = figure.ToSvg(Theme.Automatic);
            if (File.Exists(file) && File.ReadAllText(file) == svg)
                continue;
            Assert.True(isRewriting, $"{Pictures}/{name}.svg is stale: 'RATCHET_REWRITE=1 ./test FiguresDocs' writes it anew.");
            File.WriteAllText(file, svg);
        }
    }

    [Fact]
    public void The_page_shows_every_picture_and_names_every_figure_that_a_study_may_ask_for()
    {
        string page = File.ReadAllText(PathOf("docs/figures.md"));
        string[] shown = [.. Picture().Matches(page).Select(picture => picture.Groups[1].Value).Order(StringComparer.Ordinal)];
        Assert.Equal(examples.All.Select(example => example.Name).Order(StringComparer.Ordinal), shown);
        Assert.Equal(shown, Directory.EnumerateFiles(PathOf(Pictures)).Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal));
        Assert.All(StudyFigures.Requests, request => Assert.Contains($"`{request}`", page, StringComparison.Ordinal));
    }

    /// <summary>A path below the folder that holds Ratchet.slnx.</summary>
    private static string PathOf(string path)
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Ratchet.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("There is no Ratchet.slnx above the tests.");
        return Path.Combine(folder, path);
    }

    [GeneratedRegex(@"\(pictures/figures/([\w-]+)\.svg\)")]
    private static partial Regex Picture();
}
