using System.CommandLine;
using Ratchet.Studies.Reports;

namespace Ratchet.Cli.Commands;

/// <summary><c>ratchet report</c>: writes the page of a run or of a study.</summary>
internal static class ReportCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var folder = new Argument<string>("dir") { Description = "The folder of a run or of a study." };
        var file = new Option<string?>("--out") { Description = "The page (default: report.html in the run's folder, results/report.html in the study's).", HelpName = "file" };
        var publish = new Option<string?>("--publish") { Description = "Of a study: also writes into this folder what is worth keeping in a repository: tables, scores, thinned curves, figures and a README.", HelpName = "dir" };
        var command = new Command("report", "Writes one HTML page about a run or a study, with tables and figures beside that of a study; it needs no network and no script.") { folder, file, publish };
        command.SetAction(result =>
        {
            string path = result.GetRequiredValue(folder);
            surroundings.Output.WriteLine(RunReport.Write(path, ReadFile(result.GetValue(file))));
            return ExitCode.Success;
        });
        return command;
    }

    private static string? ReadFile(string? file) =>
        file is null || !(file.Length == 0 || Path.EndsInDirectorySeparator(file) || Directory.Exists(file))
            ? file
            : throw new UserException($"--out is '{file}', which is no file; give the name of one.");
}
