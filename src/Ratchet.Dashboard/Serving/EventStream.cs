using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Ratchet.Dashboard.Index;

namespace Ratchet.Dashboard.Serving;

/// <summary>
/// <c>GET /api/events</c>: server-sent events <c>run-added</c>, <c>run-changed</c> (both with the run's row), <c>run-removed</c> and <c>heartbeat</c>. Nothing queues for a reader: each time it is
/// ready, it gets the rows that changed since, as they are by then, so that a slow one gets fewer events and never old ones.
/// </summary>
internal static class EventStream
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    public static async Task WriteAsync(HttpContext context, RunIndex index)
    {
        CancellationToken cancellation = context.RequestAborted;
        context.Response.ContentType = "text/event-stream";
        var told = new HashSet<string>(StringComparer.Ordinal);
        long seen = 0;
        await WriteAsync(context, "heartbeat", _ => { });
        await context.Response.Body.FlushAsync(cancellation);
        while (true)
        {
            Task change = index.NextChange;
            long completed = index.Completed;
            await WriteRowsAsync(context, index, told, seen);
            seen = completed;
            await context.Response.Body.FlushAsync(cancellation);
            if (await Task.WhenAny(change, Task.Delay(Heartbeat, cancellation)) != change)
                await WriteAsync(context, "heartbeat", _ => { });
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private static async Task WriteRowsAsync(HttpContext context, RunIndex index, HashSet<string> told, long seen)
    {
        IReadOnlyDictionary<string, IndexedRun> runs = index.Runs;
        foreach (string gone in told.Where(name => !runs.ContainsKey(name)).ToArray())
        {
            told.Remove(gone);
            await WriteAsync(context, "run-removed", json => json.WriteString("run"u8, gone));
        }

        foreach (IndexedRun run in runs.Values)
            if (told.Add(run.Row.Name))
                await WriteAsync(context, "run-added", run.Row.Write);
            else if (run.ChangedIn > seen)
                await WriteAsync(context, "run-changed", run.Row.Write);
    }

    private static async Task WriteAsync(HttpContext context, string name, Action<Utf8JsonWriter> properties)
    {
        await context.Response.WriteAsync($"event: {name}\ndata: ", context.RequestAborted);
        await context.Response.Body.WriteAsync(Answer.ToBytes(properties), context.RequestAborted);
        await context.Response.WriteAsync("\n\n", context.RequestAborted);
    }
}
