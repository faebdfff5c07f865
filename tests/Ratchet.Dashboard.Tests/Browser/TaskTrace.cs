using System.Text.Json;
using Microsoft.Playwright;

namespace Ratchet.Dashboard.Tests.Browser;

/// <summary>
/// How long the tasks of a page's main thread were, in time of the processor. (The page itself, by a PerformanceObserver, can only measure them by the clock, which goes on while
/// another process has the processor: on a machine in use that tells of the machine.)
/// </summary>
internal sealed class TaskTrace
{
    private readonly ICDPSession _session;
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<(int Process, int Thread), List<double>> _tasks = [];
    private readonly HashSet<(int Process, int Thread)> _pageThreads = [];

    private TaskTrace(ICDPSession session)
    {
        _session = session;
        session.Event("Tracing.dataCollected").OnEvent += (_, data) => Take(data!.Value.GetProperty("value"));
        session.Event("Tracing.tracingComplete").OnEvent += (_, _) => _complete.TrySetResult();
    }

    public static async Task<TaskTrace> BeginAsync(IPage page)
    {
        var trace = new TaskTrace(await page.Context.NewCDPSessionAsync(page));
        await trace._session.SendAsync("Tracing.start", new() { ["categories"] = "-*,__metadata,disabled-by-default-devtools.timeline", ["transferMode"] = "ReportEvents" });
        return trace;
    }

    /// <summary>The longest tasks since the beginning, in milliseconds of the processor, longest first.</summary>
    public async Task<IReadOnlyList<double>> EndAsync(int count)
    {
        await _session.SendAsync("Tracing.end");
        await _complete.Task;
        return [.. _tasks.Where(pair => _pageThreads.Contains(pair.Key)).SelectMany(pair => pair.Value).OrderDescending().Take(count)];
    }

    private void Take(JsonElement events)
    {
        foreach (JsonElement one in events.EnumerateArray())
        {
            (int, int) thread = (one.GetProperty("pid").GetInt32(), one.GetProperty("tid").GetInt32());
            switch (one.GetProperty("name").GetString())
            {
                case "thread_name" when one.GetProperty("args").GetProperty("name").GetString() == "CrRendererMain":
                    _pageThreads.Add(thread);
                    break;
                case "RunTask" when one.TryGetProperty("tdur", out JsonElement microseconds):
                    if (!_tasks.TryGetValue(thread, out List<double>? tasks))
                        _tasks.Add(thread, tasks = []);
                    tasks.Add(microseconds.GetDouble() / 1e3);
                    break;
            }
        }
    }
}
