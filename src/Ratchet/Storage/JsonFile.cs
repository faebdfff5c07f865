using System.Text.Json;

namespace Ratchet.Storage;

/// <summary>A JSON file that a person wrote, which is not trusted: comments and trailing commas are welcome, a field given twice is not.</summary>
/// <param name="what">What it is, as errors name it: "a study".</param>
/// <param name="error">Makes the exception of a message and a cause.</param>
internal sealed class JsonFile(string what, Func<string, Exception?, Exception> error)
{
    /// <summary>Bytes of the largest that is read.</summary>
    public const int Largest = 1 << 20;

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };

    /// <summary>The content of a file.</summary>
    public byte[] Bytes(string file)
    {
        try
        {
            var information = new FileInfo(file);
            if (!information.Exists)
                throw error(Directory.Exists(file) ? $"'{file}' is a folder; {what} is a file." : $"there is no file '{file}'.", null);
            return information.Length <= Largest ? File.ReadAllBytes(file) : throw error($"{file} has {information.Length} bytes; {what} has at most {Largest}.", null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw error($"cannot read {file}: {exception.Message}", exception);
        }
    }

    /// <summary>Reads the content of a file.</summary>
    /// <param name="file">How errors name it.</param>
    /// <param name="utf8">The content.</param>
    /// <param name="read">Makes what it stands for of its root.</param>
    public T Read<T>(string file, ReadOnlyMemory<byte> utf8, Func<JsonField, T> read)
    {
        try
        {
            using JsonDocument document = Parse(utf8);
            return read(new JsonField(file, document.RootElement, error));
        }
        catch (JsonException exception)
        {
            throw error($"{file} is not JSON: {exception.Message}", exception);
        }
    }

    /// <summary>The document of a content that was read before.</summary>
    public static JsonDocument Parse(ReadOnlyMemory<byte> utf8) => JsonDocument.Parse(utf8, Lenient);
}
