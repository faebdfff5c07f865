using Ratchet.Studies.Findings;
using Ratchet.Studies.Records;
using Ratchet.Training;
using Ratchet.Training.Failures;
using Ratchet.Training.Runs;

namespace Ratchet.Studies.Reports;

/// <summary>The page of a run.</summary>
public static class RunReport
{
    /// <summary>The page's name in a run's folder.</summary>
    public const string FileName = "report.html";

    /// <summary>Writes the page of a run that is finished, or goes on, or was stopped.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="file">The page; null for <see cref="FileName"/> in the run's folder.</param>
    /// <returns>Where it was written.</returns>
    /// <exception cref="RunException">The folder holds no run, or a file of it is damaged.</exception>
    public static string Write(string folder, string? file = null)
    {
        file ??= Path.Combine(folder, FileName);
        ReportFile.Write(file, ToHtml(RunRecord.Read(folder)));
        return file;
    }

    /// <summary>The page of a run as text.</summary>
    public static string ToHtml(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        TrainingOptions training = run.Options.Training;
        return Page.Write(
            $"{training.Rule} on {training.Environment}, seed {training.Seed}",
            $"{StatusOf(run)} {RunSections.Composition(run.Options)}",
            [
                RunSections.Headlines(run),
                .. RunSections.Curves(run),
                RunSections.Audit(TrustRegionAudit.Of(run)),
                RunSections.Findings(RunDoctor.Examine(run)),
                RunSections.Timing(run),
                RunSections.SettingsOf(run.Options),
                RunSections.MachineOf(run),
                RunSections.Again(run),
            ]);
    }

    private static string StatusOf(RunRecord run)
    {
        string steps = ReportNumbers.Counted(run.Steps, "step");
        if (run.Finished is not null)
            return $"Finished: {steps}.";
        string failed = File.Exists(Path.Combine(run.Path, FailureDump.FileName)) ? " A step failed; 'ratchet replay' tells at which number." : "";
        return $"Not finished: {steps} of {ReportNumbers.Count(run.Options.Training.Steps)}.{failed}";
    }
}
