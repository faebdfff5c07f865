namespace Ratchet.Dashboard.Index;

/// <summary>Names of files by which folders are known.</summary>
internal static class RunFiles
{
    public const string Configuration = "config.json";
    public const string Metrics = "metrics.jsonl";
    public const string Lock = ".lock";
    public const string Report = "report.html";
    public const string Results = "results";
    public const string Study = "study.json";
}
