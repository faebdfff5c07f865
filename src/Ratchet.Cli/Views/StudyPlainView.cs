using Ratchet.Studies.Definitions;
using Ratchet.Studies.Execution;

namespace Ratchet.Cli.Views;

/// <summary>Plain lines for logs: one for each run that ends.</summary>
internal sealed class StudyPlainView(TextWriter output, TextWriter error) : IStudyView
{
    public void OnStart(StudyProgress progress) => output.WriteLine(StudyWording.Start(progress));

    public void OnRunStarted(StudyProgress progress, StudyRun run)
    {
    }

    public void OnRunEnded(StudyProgress progress, StudyRun run, RunEnd end)
    {
        RunCounts total = progress.Total;
        string counts = $"{total.Done} done, {total.Running} running, {total.Left} left, {total.Failed} failed";
        if (end.Kind == RunEndKind.Failed)
            error.WriteLine(StudyWording.Failed(run, end.Message));
        else
            output.WriteLine($"{run.Name} {StudyWording.Word(end.Kind)}; {counts}{(total is { Left: 0, Running: 0 } ? "" : $"; {Wording.Time(progress.SecondsLeft)} left")}");
    }

    public void OnReuse(string folder, int count) => output.WriteLine(StudyWording.Reused(folder, count));

    public void OnEnd(StudyFolder folder, string page) => output.WriteLine($"{StudyWording.Took(folder)} {StudyWording.Results(page)}");

    public void OnWarning(string message) => error.WriteLine(Wording.Warning(message));
}
