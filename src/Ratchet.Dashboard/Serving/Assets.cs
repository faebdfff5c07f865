using System.Collections.Frozen;
using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace Ratchet.Dashboard.Serving;

/// <summary>The files of the page. They are part of the assembly and are looked up by name: no request names a path of the disk.</summary>
internal static class Assets
{
    private const string Folder = "assets/";

    private static readonly FrozenDictionary<string, byte[]> Files = Read();

    /// <summary>Answers with a file; 404 when there is none of that name.</summary>
    public static Task ServeAsync(HttpContext context, string name)
    {
        if (!Files.TryGetValue(name, out byte[]? content))
            return Answer.RefuseAsync(context, StatusCodes.Status404NotFound, "there is no such file of the page.");
        context.Response.ContentType = TypeOf(name);
        context.Response.ContentLength = content.Length;
        return context.Response.Body.WriteAsync(content, context.RequestAborted).AsTask();
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };

    private static FrozenDictionary<string, byte[]> Read()
    {
        Assembly assembly = typeof(Assets).Assembly;
        return assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).ToFrozenDictionary(name => name[Folder.Length..], Content, StringComparer.Ordinal);

        byte[] Content(string name)
        {
            using Stream stream = assembly.GetManifestResourceStream(name)!;
            byte[] content = new byte[stream.Length];
            stream.ReadExactly(content);
            return content;
        }
    }
}
