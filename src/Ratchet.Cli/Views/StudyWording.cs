using Ratchet.Studies.Definitions;
using Ratchet.Studies.Execution;

namespace Ratchet.Cli.Views;

/// <summary>How a study is written for people.</summary>
internal static class StudyWording
{
    public static string Start(StudyProgress progress)
    {
        RunCounts total = progress.Total;
        int all = total.Done + total.Left + total.Failed;
        string steps = progress.Until == progress.Study.Steps ? $"{Wording.Count(progress.Study.Steps)} steps each" : $"{Wording.Count(progress.Until)} of {Wording.Count(progress.Study.Steps)} steps each";
        return $"{progress.Study.Name}: {all} {(all == 1 ? "run" : "runs")}, {steps}; {total.Done} done, {total.Left} left, {total.Failed} failed";
    }

    public static string Failed(StudyRun run, string message) => $"ratchet: {run.Name} failed: {message} The others go on; --retry tries it again.";

    public static string Word(RunEndKind kind) => kind switch
    {
        RunEndKind.Reached => "done",
        RunEndKind.Stopped => "stopped",
        RunEndKind.InUse => "left to another process",
        _ => "failed",
    };

    public static string Results(string page) => $"Tables, figures and a page of all of it are beside {Wording.Argument(page)}.";

    public static string Reused(string folder, int count) => $"{count} {(count == 1 ? "run" : "runs")} taken over from {folder}";

    public static string Took(StudyFolder folder)
    {
        StudyClock clock = folder.Clock;
        if (clock.Processes == 0)
            return $"Nothing was left to train in {folder.Path}.";
        return $"The study in {folder.Path} took {Wording.Time(clock.WallSeconds)}, {Wording.Time(clock.CoreSeconds)} of one core, in {clock.Processes} {(clock.Processes == 1 ? "start" : "starts")}.";
    }
}
