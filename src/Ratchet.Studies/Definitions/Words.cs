namespace Ratchet.Studies.Definitions;

/// <summary>The words of files and tables for what is an enumeration here: its names, in small letters.</summary>
internal static class Words
{
    public static string Of<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
