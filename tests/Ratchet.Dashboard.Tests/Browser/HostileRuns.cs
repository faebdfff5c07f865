using System.Runtime.InteropServices;
using System.Text;

namespace Ratchet.Dashboard.Tests.Browser;

/// <summary>
/// What a folder may hold that nobody meant well: names that are markup, script, paths or no text at all, metrics that are no metrics, files without end, links that lead
/// away. Whatever runs as script calls <c>alert</c>, which the tests see.
/// </summary>
internal static partial class HostileRuns
{
    /// <summary>A text that stands only in files outside of the folder of runs: wherever it is seen, a link or a path was followed.</summary>
    public const string Secret = "secret-kept-outside";

    /// <summary>A metric whose name is markup.</summary>
    public const string MarkupMetric = "<img src=x onerror=alert('metric')>";

    /// <summary>Runs that are sound but for their names; a slash separates folders, so that the relative path can be a whole element.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "<img src=x onerror=alert('run')>",
        "<script>alert('run')</script>",
        "\"><svg onload=alert('run')>",
        "' autofocus onfocus=alert('run') x='",
        "javascript:alert('run')",
        "a&run=b#fragment?query=1;c+d e",
        "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "100%",
        "%00",
        @"up\..\..\windows",
        " leading and trailing ",
        "line\nbreak\ttab",
        "\u202egnp.exe\u202c",
        "naïve-試験-\U0001F680",
        "__proto__",
        "constructor",
        "]]>'\"`${alert('run')}{{7*7}}",
        new string('x', 250),
        string.Join('/', Enumerable.Repeat(new string('d', 100), 6)),
    ];

    /// <summary>Runs whose files are wrong; whatever the page says of them, it and all other runs live on.</summary>
    public static IReadOnlyDictionary<string, Action<RunsFolder, string>> Faults { get; } = new Dictionary<string, Action<RunsFolder, string>>(StringComparer.Ordinal)
    {
        ["not-json"] = (runs, run) => Append(runs, run, "this is no JSON\n{\"time/total_timesteps\":\n]]]]\n"),
        ["not-a-number"] = (runs, run) => Append(runs, run, "{\"time/total_timesteps\":NaN,\"rollout/ep_rew_mean\":Infinity}\n"),
        ["beyond-double"] = (runs, run) => Append(runs, run, "{\"time/total_timesteps\":1e999,\"rollout/ep_rew_mean\":-1e999}\n"),
        ["texts-for-numbers"] = (runs, run) => Append(runs, run, "{\"time/total_timesteps\":\"<b>many</b>\",\"rollout/ep_rew_mean\":\"<img src=x onerror=alert('value')>\"}\n"),
        ["markup-for-names"] = (runs, run) => Append(
            runs,
            run,
            $"{{\"time/total_timesteps\":{RunsFolder.BatchSteps * 100},\"{MarkupMetric}\":1.5,\"__proto__\":2,\"constructor\":3,\"toString\":4,\"train/x\\\"'y\":5,\"a,b\":6}}\n"),
        ["half-a-letter"] = (runs, run) => Append(
            runs, run, "{\"time/total_timesteps\":1,\"time/total_timestep\\ud800\":1,\"rollout/ep_rew_m\\ud800ean\":2,\"e\\ud800vent\":3}\n{\"event\":\"finished\\ud800\"}\n{\"event\":\"fini\\ud800\"}\n"),
        ["deep"] = (runs, run) => Append(runs, run, $"{{\"x\":{new string('[', 100_000)}\n"),
        ["long-line"] = (runs, run) => Append(runs, run, $"{{\"time/total_timesteps\":1,\"x\":\"{new string('y', 3 << 20)}\"}}\n"),
        ["many-names"] = (runs, run) => Append(runs, run, $"{{{string.Join(',', Enumerable.Range(0, 5_000).Select(i => $"\"metric-{i}\":{i}"))}}}\n"),
        ["backwards"] = (runs, run) => Append(runs, run, "{\"time/total_timesteps\":-5,\"rollout/ep_rew_mean\":1}\n{\"time/total_timesteps\":0}\n"),
        ["binary"] = (runs, run) => File.WriteAllBytes(runs.MetricsOf(run), [0xff, 0xfe, 0x00, 0x0a, 0xc3, 0x28, 0x0a, 0xed, 0xa0, 0x80, 0x0a]),
        ["empty"] = (runs, run) => File.WriteAllText(runs.MetricsOf(run), ""),
        ["without-metrics"] = (runs, run) => File.Delete(runs.MetricsOf(run)),
        ["folder-for-metrics"] = (runs, run) => Replace(runs.MetricsOf(run), path => Directory.CreateDirectory(path)),
        ["sparse"] = (runs, run) => Sparse(runs.MetricsOf(run), 300L << 20),
        ["config-not-json"] = (runs, run) => WriteConfiguration(runs, run, "{\"<img src=x onerror=alert('key')>\": "),
        ["config-markup"] = (runs, run) => WriteConfiguration(runs, run, ReadConfiguration(runs, run).Replace("\"cartpole\"", "\"<img src=x onerror=alert('environment')>\"", StringComparison.Ordinal)),
        ["config-huge"] = (runs, run) => Sparse(runs.ConfigurationOf(run), 300L << 20),
        ["config-of-another-world"] = (runs, run) => WriteConfiguration(runs, run, "[[[1,2,3]]]"),
        ["checkpoint-garbage"] = (runs, run) => File.WriteAllBytes(runs.Sub(run + "/checkpoint.safetensors"), [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 1, 2, 3]),
    };

    /// <summary>Writes all of it: <see cref="Names"/> as they are, <see cref="Faults"/> below <c>faults/</c>, links below <c>links/</c>.</summary>
    /// <param name="runs">The folder.</param>
    /// <param name="outside">A folder beside it, for what must never be seen.</param>
    public static void Write(RunsFolder runs, RunsFolder outside)
    {
        foreach (string name in Names)
            runs.Write(name, points: 20);
        foreach ((string name, Action<RunsFolder, string> plant) in Faults)
        {
            runs.Write($"faults/{name}", points: 20);
            plant(runs, $"faults/{name}");
        }

        WriteLinks(runs, outside);
        if (OperatingSystem.IsLinux())
        {
            // A reader that opens a pipe waits for ever; a name that is no UTF-8 comes back as another text.
            runs.Write("faults/pipe", points: 20);
            Replace(runs.MetricsOf("faults/pipe"), path => MakePipe(path, 0x1a4));
            MakeFolder([.. Encoding.UTF8.GetBytes(runs.Path), (byte)'/', 0xff, 0xfe, (byte)'x', 0], 0x1ed);
        }
    }

    /// <summary>A run outside, links to it and to its files, and a circle.</summary>
    private static void WriteLinks(RunsFolder runs, RunsFolder outside)
    {
        outside.Write(Secret, points: 20);
        outside.Write("other", points: 20);
        File.AppendAllText(outside.MetricsOf("other"), $"{{\"time/total_timesteps\":{RunsFolder.BatchSteps * 100},\"{Secret}\":7}}\n");
        File.WriteAllText(outside.Sub("passwords"), Secret);
        runs.Write("links/metrics", points: 20);
        Replace(runs.MetricsOf("links/metrics"), path => File.CreateSymbolicLink(path, outside.MetricsOf("other")));
        runs.Write("links/config", points: 20);
        Replace(runs.ConfigurationOf("links/config"), path => File.CreateSymbolicLink(path, outside.Sub("passwords")));
        Directory.CreateSymbolicLink(runs.Sub("links/run"), outside.Sub(Secret));
        Directory.CreateSymbolicLink(runs.Sub("links/folder"), outside.Path);
        Directory.CreateSymbolicLink(runs.Sub("links/circle"), runs.Path);
    }

    private static void Append(RunsFolder runs, string run, string text) => File.AppendAllText(runs.MetricsOf(run), text);

    private static string ReadConfiguration(RunsFolder runs, string run) => File.ReadAllText(runs.ConfigurationOf(run));

    private static void WriteConfiguration(RunsFolder runs, string run, string text) => File.WriteAllText(runs.ConfigurationOf(run), text);

    private static void Replace(string path, Action<string> make)
    {
        File.Delete(path);
        make(path);
    }

    /// <summary>A file that has a length and no content: it takes no space on the disk.</summary>
    private static void Sparse(string path, long length)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
        file.SetLength(length);
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "mkdir")]
    private static partial int MakeFolder(byte[] path, uint mode);
}
