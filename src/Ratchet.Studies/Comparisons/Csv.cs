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

    /// <summary>A text that a spreadsheet would take for a formula gets an apostrophe before it; numbers stay as they are.</summary>
    private static string Quote(string field)
    {
        if (field.Length > 0 && field[0] is '=' or '+' or '-' or '@' or '\t' or '\r' && !double.TryParse(field, CultureInfo.InvariantCulture, out _))
            field = "'" + field;
        return field.AsSpan().ContainsAny(",\"\n\r") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
    }
}
