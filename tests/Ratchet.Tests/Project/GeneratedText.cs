using Xunit;

namespace Ratchet.Tests.Project;

/// <summary>
/// Text of a document that the code dictates: the whole file, or what stands between the lines <c>&lt;!-- begin NAME --&gt;</c> and
/// <c>&lt;!-- end NAME --&gt;</c>. A test fails when it is stale; with <c>RATCHET_REWRITE=1</c> in the environment it writes it instead.
/// </summary>
internal static class GeneratedText
{
    private const string RewriteVariable = "RATCHET_REWRITE";

    public static void RequireFile(string path, string content) => Require(path, content, "");

    public static void RequireBlock(string path, string name, string content)
    {
        string text = Repository.Read(path), begin = $"<!-- begin {name} -->\n", end = $"<!-- end {name} -->\n";
        int from = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length, to = text.IndexOf(end, StringComparison.Ordinal);
        Assert.True(from >= begin.Length && to >= from, $"{path} has no block '{name}'.");
        Require(path, text[..from] + content + text[to..], $" (block '{name}')");
    }

    private static void Require(string path, string content, string place)
    {
        string file = Path.Combine(Repository.Root, path);
        if (File.Exists(file) && File.ReadAllText(file) == content)
            return;
        if (Environment.GetEnvironmentVariable(RewriteVariable) != "1")
            Assert.Fail($"{path}{place} is stale: '{RewriteVariable}=1 ./test Readme Docs' writes it anew.");
        File.WriteAllText(file, content);
    }
}
