using Ratchet.Studies.Execution;
using Ratchet.Studies.Reports;

namespace Ratchet.Dashboard.Index;

/// <summary>Names of files by which folders are known.</summary>
internal static class RunFiles
{
    public const string Configuration = "config.json";
    public const string Metrics = "metrics.jsonl";
    public const string Lock = ".lock";
    public const string Report = RunReport.FileName;
    public const string Results = StudyResults.FolderName;
    public const string Study = StudyFiles.DefinitionFile;
}
