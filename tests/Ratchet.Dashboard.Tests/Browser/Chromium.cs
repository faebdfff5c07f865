namespace Ratchet.Dashboard.Tests.Browser;

/// <summary>The browser of this machine: nothing is downloaded by the tests themselves.</summary>
internal static class Chromium
{
    public const string Missing =
        "There is no Chromium; install the package chromium-headless-shell (100 MB), or set RATCHET_CHROMIUM to the program of a Chromium, Chrome or Edge.";

    private static readonly string[] Names = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"];

    private static readonly string[] Places =
    [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe",
        @"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    ];

    /// <summary>The program; null where there is none. What the user names is not questioned.</summary>
    public static string? Program { get; } = Environment.GetEnvironmentVariable("RATCHET_CHROMIUM") is { Length: > 0 } named ? named : Candidates().FirstOrDefault(File.Exists);

    private static IEnumerable<string> Candidates() =>
        (from name in Names
         from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
         select Path.Combine(folder, name)).Concat(Places);
}
