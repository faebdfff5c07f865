using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Ratchet.Dashboard.Serving;

/// <summary>Answers in JSON; a refusal is one sentence.</summary>
internal static class Answer
{
    private const string Json = "application/json; charset=utf-8";

    // What is written never stands inside HTML: the page parses it, and the header forbids a browser to take it for anything else.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Answers with one object.</summary>
    public static Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> properties)
    {
        ReadOnlyMemory<byte> body = ToBytes(properties);
        context.Response.ContentType = Json;
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    /// <summary>Answers <c>{"error": "one sentence"}</c>.</summary>
    public static Task RefuseAsync(HttpContext context, int status, string sentence)
    {
        context.Response.StatusCode = status;
        return WriteAsync(context, json => json.WriteString("error"u8, sentence));
    }

    /// <summary>One object in UTF-8, without a line feed.</summary>
    public static ReadOnlyMemory<byte> ToBytes(Action<Utf8JsonWriter> properties)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        properties(json);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}
