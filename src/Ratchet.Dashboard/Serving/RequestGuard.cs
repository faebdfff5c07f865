using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Storage;
using Ratchet.Training.Runs;
using Ratchet.Updates;

namespace Ratchet.Dashboard.Serving;

/// <summary>
/// What every request passes first. A page of another site, open in the same browser, can send requests here; it must neither read an answer nor change anything. So: only GET, no header that
/// lets other origins read, and on a loopback address only names of this machine as the host (a foreign name that was made to point here, DNS rebinding, is refused). Elsewhere the token
/// does the same work: its cookie belongs to the name under which it was given.
/// </summary>
internal sealed class RequestGuard(DashboardOptions options, CancellationToken stopping)
{
    private const string PagePolicy = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private readonly byte[]? _tokenHash = options.Token is { } token ? SHA256.HashData(Encoding.UTF8.GetBytes(token)) : null;

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        using CancellationTokenRegistration end = stopping.Register(context.Abort);
        SetHeaders(context.Response.Headers);
        try
        {
            if (!HttpMethods.IsGet(context.Request.Method))
                await Answer.RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, "only GET is answered here.");
            else if (!IsOwnHost(context.Request.Host))
                await Answer.RefuseAsync(context, StatusCodes.Status421MisdirectedRequest, "this page is reached as localhost or by its address only.");
            else if (_tokenHash is null || HasToken(context.Request.Cookies[CookieName]))
                await AnswerAsync(context, next);
            else
                await AdmitAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer any more.
        }
    }

    /// <summary>Cookies do not tell ports apart: a page on another port of this machine has its own.</summary>
    private string CookieName => $"ratchet-{options.Port}";

    private static void SetHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = PagePolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }

    private bool IsOwnHost(HostString host)
    {
        if (!IPAddress.IsLoopback(options.Address))
            return true;
        // The port is not compared: a tunnel may have another one.
        string name = host.Host.Trim('[', ']');
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(name, out IPAddress? address) && IPAddress.IsLoopback(address));
    }

    /// <summary>In the same time for every wrong token: hashes are compared, whose bytes a guess does not steer.</summary>
    private bool HasToken(string? given) =>
        given is { Length: <= 200 } && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), _tokenHash);

    /// <summary>Takes the token from the address, once: it goes on as a cookie, and leaves the address bar.</summary>
    private Task AdmitAsync(HttpContext context)
    {
        if (!HasToken(context.Request.Query["token"]))
            return Answer.RefuseAsync(context, StatusCodes.Status401Unauthorized, "a token is needed: open the address that 'ratchet dashboard' printed.");
        context.Response.Cookies.Append(CookieName, options.Token!, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/" });
        var rest = new QueryBuilder(context.Request.Query.Where(pair => pair.Key != "token").SelectMany(pair => pair.Value, (pair, value) => KeyValuePair.Create(pair.Key, value ?? "")));
        context.Response.Redirect($"/{context.Request.Path.ToUriComponent().TrimStart('/')}{rest.ToQueryString()}");
        return Task.CompletedTask;
    }

    private static async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
            if (context.Response is { StatusCode: StatusCodes.Status404NotFound, HasStarted: false })
                await Answer.RefuseAsync(context, StatusCodes.Status404NotFound, "there is nothing here.");
        }
        catch (RefusalException refusal) when (!context.Response.HasStarted)
        {
            await Answer.RefuseAsync(context, refusal.Status, refusal.Message);
        }
        catch (Exception exception) when (IsOfTheRun(exception) && !context.Response.HasStarted)
        {
            await Answer.RefuseAsync(context, StatusCodes.Status422UnprocessableEntity, exception.Message);
        }
    }

    /// <summary>Whether the files of a run or its simulator are the reason, and no defect of the server.</summary>
    private static bool IsOfTheRun(Exception exception) => exception
        is RunException or SnapshotException or OptionException or EnvironmentException or NonFiniteException or InvalidDataException or IOException or UnauthorizedAccessException;
}
