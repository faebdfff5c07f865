using System.Text.RegularExpressions;

namespace Ratchet.Tests.Project;

/// <summary>What a C# file says to the compiler: its text without comments and without the content of strings.</summary>
internal static partial class SourceText
{
    public static string CodeOf(string relativePath) => StripCommentsAndStrings(Repository.Read(relativePath));

    public static string StripCommentsAndStrings(string source) =>
        CommentsAndStrings().Replace(source, match => match.Value[0] == '/' ? " " : "\"\"");

    // One alternation, so that what begins first wins: a quote in a comment opens no string, nor two slashes in a string a comment.
    // In order: raw string, verbatim string, character, string, block comment, line comment.
    [GeneratedRegex("""
        ("{3,}).*?\1 | [$]*@[$]*"(?:[^"]|"")*" | '(?:\\.|[^'\\\n])+' | "(?:\\.|[^"\\\n])*" | /\*.*?\*/ | //[^\n]*
        """, RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex CommentsAndStrings();
}
