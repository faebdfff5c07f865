using Ratchet.Studies.Definitions;

namespace Ratchet.Studies.Reports;

/// <summary>The commands by which everything of a study can be had again.</summary>
internal static class StudyCommands
{
    /// <summary>The file of the definition beside the results.</summary>
    public const string DefinitionFile = "study.json";

    /// <summary>The study, and what is made of it.</summary>
    public static IReadOnlyList<string> Whole(StudyDefinition study, string published) =>
    [
        ShellCommand.Join("./ratchet", "study", $"{published}/{DefinitionFile}"),
        ShellCommand.Join("./ratchet", "report", $"studies/{study.Name}", "--publish", published),
    ];

    /// <summary>One run of each task and rule, with its first seed that was trained.</summary>
    public static IReadOnlyList<string> Runs(StudyFacts study) =>
    [
        .. from cell in study.Cells
           let run = cell.Runs.FirstOrDefault(run => run.Record is not null)
           where run is not null
           select ShellCommand.Train(run.Record!.Options, $"runs/{cell.Task}-{cell.Rule}-{run.Seed}"),
    ];
}
