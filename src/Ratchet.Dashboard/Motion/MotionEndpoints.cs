using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Ratchet.Environments;
using Ratchet.Storage;
using Ratchet.Training;
using Ratchet.Training.Runs;

namespace Ratchet.Dashboard.Motion;

/// <summary>
/// The policy in motion, for the page: <c>/api/checkpoints?run=</c> lists the checkpoints of a run, and <c>/api/episode?run=&amp;checkpoint=&amp;actions=&amp;seed=</c> plays one
/// episode with the policy of one of them. A checkpoint is <c>latest</c> or the environment steps of a kept one, never a file's name. What is refused is answered by one
/// sentence, <c>{"error": "…"}</c>.
/// </summary>
public static class MotionEndpoints
{
    private const string Latest = "latest";

    /// <summary>Episodes that are played at the same time: the machine is there to train.</summary>
    private const int MostAtOnce = 2;

    /// <summary>How long an episode is played before it is shown as far as it came.</summary>
    private static readonly TimeSpan PlayLimit = TimeSpan.FromSeconds(20);

    /// <summary>How long a request waits: a simulator may hang within a step, where nothing stops it.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(30);

    /// <summary>Maps both addresses.</summary>
    /// <param name="routes">Of the server.</param>
    /// <param name="folderOf">The folder of a run that the server knows by this name; null for any other.</param>
    /// <param name="definitionOf">The task of a run, without the run's wrappers.</param>
    public static void Map(IEndpointRouteBuilder routes, Func<string, string?> folderOf, Func<RunOptions, EnvironmentDefinition> definitionOf)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(folderOf);
        ArgumentNullException.ThrowIfNull(definitionOf);
        var places = new SemaphoreSlim(MostAtOnce);
        routes.MapGet("/api/checkpoints", context => Answer(context, () => Task.FromResult(ListCheckpoints(FolderOf(context, folderOf)))));
        routes.MapGet("/api/episode", context => Answer(context, () => PlayEpisode(Read(context, folderOf), definitionOf, places, context.RequestAborted)));
    }

    private static Action<Utf8JsonWriter> ListCheckpoints(string folder)
    {
        RunOptions options = RunFolder.ReadOptions(folder);
        long? latest = Retry(() => RunFolder.StepsOfCheckpoint(folder));
        IReadOnlyList<long> kept = RunFolder.KeptCheckpointsOf(folder);
        return json =>
        {
            json.WriteString("environment"u8, options.Training.Environment);
            json.WriteNumber("keep"u8, options.KeepCheckpoints);
            json.WriteStartArray("checkpoints"u8);
            if (latest is { } last)
                WriteCheckpoint(json, Latest, last);
            foreach (long steps in kept.Reverse())
                WriteCheckpoint(json, steps.ToString(CultureInfo.InvariantCulture), steps);
            json.WriteEndArray();
        };
    }

    private static void WriteCheckpoint(Utf8JsonWriter json, string id, long steps)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteNumber("steps"u8, steps);
        json.WriteEndObject();
    }

    private static async Task<Action<Utf8JsonWriter>> PlayEpisode(
        EpisodeRequest request, Func<RunOptions, EnvironmentDefinition> definitionOf, SemaphoreSlim places, CancellationToken aborted)
    {
        if (!await places.WaitAsync(PlayLimit, aborted))
            throw new BadHttpRequestException("Other episodes are being played: try again in a moment.", StatusCodes.Status503ServiceUnavailable);
        // The place is given back when the simulator comes back, however long that takes, and not when the request has given up.
        Task<PlayedEpisode> playing = Task.Run(
            () =>
            {
                try
                {
                    return Retry(() => PlayedEpisode.Play(request, definitionOf, PlayLimit, aborted));
                }
                finally
                {
                    places.Release();
                }
            },
            CancellationToken.None);
        try
        {
            return (await playing.WaitAsync(AnswerLimit, aborted)).Write;
        }
        catch (TimeoutException)
        {
            throw new BadHttpRequestException("The simulator takes too long: no episode could be shown.", StatusCodes.Status503ServiceUnavailable);
        }
    }

    /// <summary>Once more after a moment: between the two renames of a checkpoint's write, its file may be gone just when it is opened.</summary>
    private static T Retry<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (RunException exception) when (exception.InnerException is FileNotFoundException)
        {
            Thread.Sleep(50);
            return read();
        }
    }

    private static EpisodeRequest Read(HttpContext context, Func<string, string?> folderOf)
    {
        IQueryCollection query = context.Request.Query;
        string folder = FolderOf(context, folderOf), checkpoint = ValueOf(query, "checkpoint", Latest), actions = ValueOf(query, "actions", "sampled"), seed = ValueOf(query, "seed", "1");
        long steps = 0;
        if (checkpoint != Latest && !long.TryParse(checkpoint, NumberStyles.None, CultureInfo.InvariantCulture, out steps))
            throw new BadHttpRequestException("The checkpoint must be 'latest', or the environment steps of one that was kept.");
        if (actions is not ("sampled" or "deterministic"))
            throw new BadHttpRequestException("The actions must be 'sampled' or 'deterministic'.");
        if (!ulong.TryParse(seed, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number))
            throw new BadHttpRequestException($"The seed must be a whole number between 0 and {ulong.MaxValue}.");
        return new EpisodeRequest(folder, checkpoint == Latest ? null : steps, actions == "deterministic", number);
    }

    private static string FolderOf(HttpContext context, Func<string, string?> folderOf) =>
        folderOf(ValueOf(context.Request.Query, "run", "")) ?? throw new BadHttpRequestException("there is no such run.", StatusCodes.Status404NotFound);

    private static string ValueOf(IQueryCollection query, string name, string usual) => query[name] switch
    {
        { Count: 0 } => usual,
        { Count: 1 } values => values[0] ?? usual,
        _ => throw new BadHttpRequestException($"'{name}' is given more than once."),
    };

    private static async Task Answer(HttpContext context, Func<Task<Action<Utf8JsonWriter>>> answer)
    {
        try
        {
            await Write(context, StatusCodes.Status200OK, await answer());
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody reads the answer.
        }
        catch (Exception exception) when (StatusOf(exception) is not 0)
        {
            await Write(context, StatusOf(exception), json => json.WriteString("error"u8, exception.Message));
        }
    }

    /// <summary>What went wrong, for errors that are the user's or the run's; 0 for defects of the program.</summary>
    private static int StatusOf(Exception exception) => exception switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        RunException or SnapshotException => StatusCodes.Status409Conflict,
        MotionException or EnvironmentException or Ratchet.Numerics.OptionException or InvalidOperationException => StatusCodes.Status422UnprocessableEntity,
        _ => 0,
    };

    private static async Task Write(HttpContext context, int status, Action<Utf8JsonWriter> properties)
    {
        using var buffer = new MemoryStream();
        bool zip = context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        Stream target = zip ? new GZipStream(buffer, CompressionLevel.Optimal, leaveOpen: true) : buffer;
        using (var json = new Utf8JsonWriter(target))
        {
            json.WriteStartObject();
            properties(json);
            json.WriteEndObject();
        }

        if (zip)
            await target.DisposeAsync();
        HttpResponse response = context.Response;
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        if (zip)
            response.Headers.ContentEncoding = "gzip";
        response.ContentLength = buffer.Length;
        buffer.Position = 0;
        await buffer.CopyToAsync(response.Body, context.RequestAborted);
    }
}
