using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Ratchet.Dashboard.Curves;
using Ratchet.Dashboard.Index;
using Ratchet.Dashboard.Motion;
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
        var findings = new FindingsAnswer();
        routes.MapGet("/api/findings", context => findings.WriteAsync(context, Find(context, index)));
        routes.MapGet("/api/studies", context => Answer.WriteAsync(context, json => StudyAnswer.Write(json, index)));
        routes.MapGet("/report", context => ServeReportAsync(context, index));
        MotionEndpoints.Map(routes, name => index.Runs.TryGetValue(name, out IndexedRun? run) ? run.Folder : null, options.FindEnvironment);
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
        string[] names = ReadNames(context.Request.Query);
        int points = ReadPoints(context.Request.Query["points"]);
        return Answer.WriteAsync(context, json => cache.Use(
            run,
            names,
            (curves, problem) =>
            {
                json.WriteString("run"u8, run.Row.Name);
                json.WriteString("problem"u8, problem);
                json.WritePropertyName("iterations"u8);
                CurveJson.Write(json, curves.Iterations, curves.Names, names, points);
                json.WritePropertyName("evaluations"u8);
                CurveJson.Write(json, curves.Evaluations, curves.Names, names, points);
            },
            context.RequestAborted));
    }

    /// <summary>Names in lists with commas between, or one by one for any that has a comma in it.</summary>
    private static string[] ReadNames(IQueryCollection query)
    {
        IEnumerable<string> lists = query["names"].SelectMany(list => list!.Split(',', StringSplitOptions.RemoveEmptyEntries));
        string[] names = [.. lists.Concat(query["name"].Select(name => name!)).Distinct(StringComparer.Ordinal)];
        return names.Length is > 0 and <= MostCurves ? names : throw new RefusalException(StatusCodes.Status400BadRequest, $"name 1 to {MostCurves} curves, as &names=a,b.");
    }

    private static Task ServeReportAsync(HttpContext context, RunIndex index)
    {
        if (context.Request.Query["study"] is not [{ } study])
            return ReportPage.ServeAsync(context, Find(context, index).Folder, isStudy: false);
        return index.Studies.TryGetValue(study, out string? folder)
            ? ReportPage.ServeAsync(context, folder, isStudy: true)
            : throw new RefusalException(StatusCodes.Status404NotFound, "there is no such study.");
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
