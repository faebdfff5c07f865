#:property RunAnalyzers=false
#:property PublishAot=false
#:property IsAotCompatible=false
#:property GenerateDocumentationFile=false
// Draws what a terminal shows as an SVG: standard input has the text with its colours (as 'tmux capture-pane -e -p' prints it), standard output gets the picture.
using System.Globalization;
using System.Security;
using System.Text;
using System.Text.RegularExpressions;

const double CharacterWidth = 7.8, LineHeight = 18, Margin = 16;
const string Foreground = "#d7dce2", Background = "#10151c";
var colours = new Dictionary<string, string>
{
    ["1"] = "#f47067", ["2"] = "#6bc46d", ["3"] = "#e3b341", ["4"] = "#6cb6ff", ["9"] = "#f47067", ["10"] = "#6bc46d", ["11"] = "#e3b341", ["12"] = "#6cb6ff",
};

string[] lines = Console.In.ReadToEnd().TrimEnd().Split('\n');
int columns = lines.Max(line => Regex.Replace(line, @"\e\[[0-9;]*m", "").TrimEnd().Length);
var svg = new StringBuilder();
double width = columns * CharacterWidth + 2 * Margin, height = lines.Length * LineHeight + 2 * Margin;
Write($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:0.#} {height:0.#}" width="{width:0.#}" height="{height:0.#}" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="13" xml:space="preserve">""");
Write($"""<rect width="100%" height="100%" rx="8" fill="{Background}"/>""");

string colour = Foreground;
bool bold = false, dim = false;
for (int row = 0; row < lines.Length; row++)
{
    int column = 0;
    foreach (string piece in Regex.Split(lines[row], @"(\e\[[0-9;]*m)"))
    {
        if (piece.StartsWith('\e'))
        {
            Style(piece[2..^1]);
            continue;
        }

        foreach (Match run in Regex.Matches(piece, @"\S+( \S+)*"))
            Draw(run.Value, column + run.Index, row);
        column += piece.Length;
    }
}

svg.Append("</svg>\n");
Console.Out.Write(svg);

void Style(string codes)
{
    string[] parts = codes.Split(';');
    for (int i = 0; i < parts.Length; i++)
    {
        switch (parts[i])
        {
            case "" or "0": (colour, bold, dim) = (Foreground, false, false); break;
            case "1": bold = true; break;
            case "2": dim = true; break;
            case "39": colour = Foreground; break;
            case "38" when i + 2 < parts.Length: colour = colours.GetValueOrDefault(parts[i += 2], Foreground); break;
            case [('3' or '9') and var bank, var digit]: colour = colours.GetValueOrDefault((digit - '0' + (bank == '9' ? 8 : 0)).ToString(CultureInfo.InvariantCulture), Foreground); break;
        }
    }
}

// The length is given, so that a font whose bars are of another width keeps the columns.
void Draw(string text, int column, int row)
{
    string weight = bold ? " font-weight=\"bold\"" : "", opacity = dim ? " opacity=\"0.55\"" : "";
    double x = Margin + column * CharacterWidth, y = Margin + row * LineHeight + 13, length = text.Length * CharacterWidth;
    Write($"""<text x="{x:0.#}" y="{y:0.#}" textLength="{length:0.#}" lengthAdjust="spacingAndGlyphs" fill="{colour}"{weight}{opacity}>{SecurityElement.Escape(text)}</text>""");
}

void Write(FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
