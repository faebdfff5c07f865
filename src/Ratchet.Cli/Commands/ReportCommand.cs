using System.CommandLine;
using Ratchet.Cli.Views;
using Ratchet.Studies.Execution;
using Ratchet.Studies.Reports;

namespace Ratchet.Cli.Commands;

/// <summary><c>ratchet report</c>: writes the page of a run or of a study.</summary>
internal static class ReportCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var folder = new Argument<string>("dir") { Description = "The folder of a run or of a study." };
        var file = new Option<string?>("--out") { Description = "The page (default: report.html in the folder of a run, results/report.html in that of a study).", HelpName = "file" };
        var publish = new Option<string?>("--publish")
        {
            Description = "Of a study: writes into this folder, instead of the page, what is worth keeping in a repository: tables, scores, thinned curves, figures and a README.",
            HelpName = "dir",
        };
        var command = new Command("report", "Writes one HTML page about a run or a study, which needs no network and no script; of a study also tables, curves and figures.") { folder, file, publish };
        command.SetAction(result =>
        {
            string path = result.GetRequiredValue(folder);
            string? page = result.GetValue(file), published = result.GetValue(publish);
            if (page is not null && (page.Length == 0 || Path.EndsInDirectorySeparator(page) || Directory.Exists(page)))
                throw new UserException($"--out is '{page}', which is no file; give the name of one.");
            surroundings.Output.WriteLine(published is null ? WritePage(path, page) : Publish(path, page, published));
            return ExitCode.Success;
        });
        return command;
    }

    private static string WritePage(string path, string? page) => StudyFiles.IsStudy(path)
        ? $"{StudyResults.Write(path, page)}; tables and figures are in {Path.Combine(path, StudyResults.FolderName)}."
        : RunReport.Write(RequireRun(path), page);

    private static string Publish(string path, string? page, string folder)
    {
        if (page is not null)
            throw new UserException("--publish writes no page; give either it or --out.");
        if (folder.Length == 0 || File.Exists(folder))
            throw new UserException($"--publish is '{folder}', which is no folder; give the name of one.");
        StudyResults.Publish(path, folder);
        return $"The results are in {Wording.Argument(folder)}.";
    }

    private static string RequireRun(string path) => Directory.Exists(path) && !File.Exists(Path.Combine(path, "config.json"))
        ? throw new UserException($"'{path}' holds neither a run nor a study: it has no config.json and no {StudyFiles.DefinitionFile}.")
        : path;
}
