using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Ratchet.Dashboard.Curves;
using Ratchet.Dashboard.Index;
using Ratchet.Training.Runs;

namespace Ratchet.Dashboard.Serving;

/// <summary>Every address of the page. A run is named by the query parameter <c>run</c> and looked up in the index.</summary>
internal static class Routes
{
    private const int FewestPoints = 8;
    private const int UsualPoints = 600;
    private const int MostCurves = 256;
    private const int MostCompared = 100;

    public static void Map(IEndpointRouteBuilder routes, DashboardOptions options, RunIndex index)
    {
        var curves = new CurveCache();
        routes.MapGet("/", context => Assets.ServeAsync(context, "index.html"));
        routes.MapGet("/assets/{name}", context => Assets.ServeAsync(context, (string)context.GetRouteValue("name")!));
        routes.MapGet("/api/runs", context => WriteRunsAsync(context, index));
        routes.MapGet("/api/run", context => WriteRunAsync(context, Find(context, index)));
        routes.MapGet("/api/metrics", context => Answer.WriteAsync(context, MetricAnswer.Write));
        routes.MapGet("/api/curves", context => WriteCurvesAsync(context, Find(context, index), curves));
        routes.MapGet("/api/difference", context => WriteDifferenceAsync(context, index));
        routes.MapGet("/api/events", context => EventStream.WriteAsync(context, index));
    }

    /// <summary>The run that a request names.</summary>
    /// <exception cref="RefusalException">It names none, or one that was not found below the root.</exception>
    private static IndexedRun Find(HttpContext context, RunIndex index) => context.Request.Query["run"] is [{ } name]
        ? Find(name, index)
        : throw new RefusalException(StatusCodes.Status400BadRequest, "name one run, as ?run=….");

    private static IndexedRun Find(string name, RunIndex index) =>
        index.Runs.TryGetValue(name, out IndexedRun? run) ? run : throw new RefusalException(StatusCodes.Status404NotFound, "there is no such run.");

    private static Task WriteRunsAsync(HttpContext context, RunIndex index) => Answer.WriteAsync(context, json =>
    {
        json.WriteStartArray("runs"u8);
        foreach (IndexedRun run in index.Runs.Values)
        {
            json.WriteStartObject();
            run.Row.Write(json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static Task WriteRunAsync(HttpContext context, IndexedRun run) => Answer.WriteAsync(context, json => RunAnswer.Write(json, run));

    private static Task WriteCurvesAsync(HttpContext context, IndexedRun run, CurveCache cache)
    {
        string[] names = [.. context.Request.Query["names"].SelectMany(list => list!.Split(',', StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.Ordinal)];
        if (names.Length is 0 or > MostCurves)
            throw new RefusalException(StatusCodes.Status400BadRequest, $"name 1 to {MostCurves} curves, as &names=a,b.");
        int points = ReadPoints(context.Request.Query["points"]);
        string path = run.MetricsPath ?? throw new RunException($"the run {run.Row.Name} has no metrics yet.");
        ReadOnlyMemory<byte> body = default;
        cache.Use(run, path, names, reader => body = ToBytes(reader), context.RequestAborted);
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();

        ReadOnlyMemory<byte> ToBytes(CurveReader reader) => Answer.ToBytes(json =>
        {
            json.WriteString("run"u8, run.Row.Name);
            json.WritePropertyName("iterations"u8);
            CurveJson.Write(json, reader.Iterations, reader.Names, names, points);
            json.WritePropertyName("evaluations"u8);
            CurveJson.Write(json, reader.Evaluations, reader.Names, names, points);
        });
    }

    private static int ReadPoints(string? text)
    {
        if (text is null)
            return UsualPoints;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int points) && points is >= FewestPoints and <= ThinnedLines.MostBuckets
            ? points
            : throw new RefusalException(StatusCodes.Status400BadRequest, $"points must be a whole number between {FewestPoints} and {ThinnedLines.MostBuckets}.");
    }

    private static Task WriteDifferenceAsync(HttpContext context, RunIndex index)
    {
        IndexedRun[] runs = [.. context.Request.Query["run"].Select(name => Find(name!, index))];
        if (runs.Length is 0 or > MostCompared)
            throw new RefusalException(StatusCodes.Status400BadRequest, $"name 1 to {MostCompared} runs, as ?run=…&run=….");
        return Answer.WriteAsync(context, json => SettingsDifference.Write(json, runs));
    }
}
