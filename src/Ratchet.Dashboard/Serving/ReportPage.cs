using Microsoft.AspNetCore.Http;
using Ratchet.Dashboard.Index;

namespace Ratchet.Dashboard.Serving;

/// <summary>
/// <c>GET /report?run=…</c> and <c>?study=…</c>: the report that lies in the folder, as a page of its own. It is a file that anybody may have put there: the sandbox gives it an origin of its own, in
/// which nothing of this server can be read, and no scripts, forms or network.
/// </summary>
internal static class ReportPage
{
    private const string Policy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; frame-ancestors 'none'";
    private const int LongestReport = 64 << 20;

    /// <summary>The report's file; null when there is none that may be shown.</summary>
    /// <param name="folder">The folder of the run or study.</param>
    /// <param name="isStudy">Whether it is a study's.</param>
    public static string? Find(string folder, bool isStudy)
    {
        string place = isStudy ? Path.Combine(folder, RunFiles.Results) : folder;
        string file = Path.Combine(place, RunFiles.Report);
        bool isInside = Directory.Exists(place) && (!isStudy || (new DirectoryInfo(place).Attributes & FileAttributes.ReparsePoint) == 0);
        return isInside && RegularFile.Stat(file) is { Length: <= LongestReport } ? file : null;
    }

    public static Task ServeAsync(HttpContext context, string folder, bool isStudy)
    {
        string file = Find(folder, isStudy) ?? throw new RefusalException(StatusCodes.Status404NotFound, "there is no report here yet; 'ratchet report' makes one.");
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.SendFileAsync(file, context.RequestAborted);
    }
}
