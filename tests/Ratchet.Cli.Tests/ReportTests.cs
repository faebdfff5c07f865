using Ratchet.Tests.Project;
using Xunit;

namespace Ratchet.Cli.Tests;

public sealed class ReportTests : IDisposable
{
    private const string Study = """
        {
          "name": "tiny", "tasks": ["cartpole"], "rules": ["fixpo", "ppo"], "seeds": "20001", "purpose": "test", "steps": 256,
          "settings": { "environments": 4, "horizon": 16, "minibatch": 32, "hidden": "8" }
        }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_gets_its_page_in_its_folder_or_where_it_is_asked_for()
    {
        string run = _folder.Sub("run"), page = _folder.Sub("page.html");
        Assert.Equal(0, Command.Run(Command.ShortTraining(run)).ExitCode);

        Assert.Equal((0, Path.Combine(run, "report.html")), Report(run));
        Assert.Equal((0, page), Report(run, "--out", page));
        Assert.Contains("fixpo on cartpole, seed 1", File.ReadAllText(page), StringComparison.Ordinal);
    }

    [Fact]
    public void A_study_gets_its_results_and_every_file_of_them_stands_in_the_docs()
    {
        string study = _folder.Sub("study"), published = _folder.Sub("published");
        Directory.CreateDirectory(study);
        File.WriteAllText(Path.Combine(study, "study.json"), Study);
        foreach (string rule in new[] { "fixpo", "ppo" })
            Assert.Equal(0, Command.Run(Command.ShortTraining(Path.Combine(study, "runs", "cartpole", rule, "20001"), "--rule", rule, "--seed", "20001")).ExitCode);

        Command.Result written = Command.Run("report", study);
        Assert.True(written.ExitCode == 0, written.Error);
        Assert.True(File.Exists(Path.Combine(study, "results", "report.html")));
        Assert.Equal(0, Command.Run("report", study, "--publish", published).ExitCode);

        string docs = File.ReadAllText(Path.Combine(Repository.Root, "docs/reports.md"));
        foreach (string file in Directory.EnumerateFiles(published))
            Assert.Contains($"| `{Path.GetFileName(file)}` |", docs, StringComparison.Ordinal);
        Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(published, "figures"), "*.svg"));
    }

    [Fact]
    public void What_cannot_be_reported_is_said_in_one_sentence()
    {
        string run = _folder.Sub("run");
        Assert.Equal(0, Command.Run(Command.ShortTraining(run)).ExitCode);

        AssertRefused("holds neither a run nor a study", _folder.Path);
        AssertRefused("holds no run", _folder.Sub("nowhere"));
        AssertRefused("which is no file", run, "--out", _folder.Path);
        AssertRefused("holds no study", run, "--publish", _folder.Sub("p"));
        AssertRefused("give either it or --out", run, "--publish", _folder.Sub("p"), "--out", _folder.Sub("a.html"));
        AssertRefused("which is no folder", run, "--publish", Path.Combine(run, "config.json"));
    }

    private static void AssertRefused(string sentence, params string[] arguments)
    {
        Command.Result result = Command.Run(["report", .. arguments]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(sentence, Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    private static (int ExitCode, string Output) Report(params string[] arguments) => Command.Run(["report", .. arguments]) is var result ? (result.ExitCode, result.Output.TrimEnd('\n')) : default;
}
