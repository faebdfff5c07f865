using System.Globalization;
using System.Text;

namespace Ratchet.Studies.Comparisons;

/// <summary>Comma-separated values (RFC 4180, with line feeds).</summary>
internal static class Csv
{
    /// <summary>A whole table.</summary>
    public static string Write(IEnumerable<string> headers, IEnumerable<IEnumerable<string>> rows)
    {
        var text = new StringBuilder();
        text.AppendJoin(',', headers.Select(Quote)).Append('\n');
        foreach (IEnumerable<string> row in rows)
            text.AppendJoin(',', row.Select(Quote)).Append('\n');
        return text.ToString();
    }

    /// <summary>One line.</summary>
    public static void WriteLine(TextWriter output, params ReadOnlySpan<string> fields)
    {
        for (int i = 0; i < fields.Length; i++)
        {
            if (i > 0)
                output.Write(',');
            output.Write(Quote(fields[i]));
        }

        output.Write('\n');
    }

    /// <summary>The fields of every line of a table that <see cref="Write"/> wrote.</summary>
    public static IEnumerable<string[]> Read(string text)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        bool isQuoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char letter = text[i];
            if (isQuoted && letter == '"' && i + 1 < text.Length && text[i + 1] == '"')
                field.Append(text[i++]);
            else if (letter == '"')
                isQuoted = !isQuoted;
            else if (isQuoted || letter is not (',' or '\n' or '\r'))
                field.Append(letter);
            else if (letter != '\r')
            {
                fields.Add(field.ToString());
                field.Clear();
                if (letter == ',')
                    continue;
                yield return [.. fields];
                fields.Clear();
            }
        }
    }

    /// <summary>A text that a spreadsheet would take for a formula gets an apostrophe before it; numbers stay as they are.</summary>
    private static string Quote(string field)
    {
        if (field.Length > 0 && field[0] is '=' or '+' or '-' or '@' or '\t' or '\r' && !double.TryParse(field, CultureInfo.InvariantCulture, out _))
            field = "'" + field;
        return field.AsSpan().ContainsAny(",\"\n\r") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
    }
}
