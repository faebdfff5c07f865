namespace Ratchet.Storage;

/// <summary>As much of a text that was found as an error repeats: a file that is not trusted does not fill the screen.</summary>
internal static class Excerpt
{
    /// <summary>The beginning of a text.</summary>
    public static string Of(string text, int longest = 100) => text.Length <= longest ? text : string.Concat(text.AsSpan(0, longest), "…");
}
