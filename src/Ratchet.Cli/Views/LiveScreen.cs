using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Ratchet.Cli.Views;

/// <summary>
/// Lines at the end of a terminal that change in place. Spectre's own live display keeps the width that its frames once had: after a terminal has become narrower, each of them is
/// wrapped and leaves rows behind. This one writes no more than the lines have, and knows how many rows a narrower terminal has made of them.
/// </summary>
internal sealed class LiveScreen(IAnsiConsole console)
{
    private int[] _lengths = [];

    /// <summary>Draws lines, each shorter than the terminal is wide, in place of those before; what does not fit is cut at the bottom.</summary>
    public void Show(IReadOnlyList<StyledLine> lines)
    {
        int width = Math.Max(1, console.Profile.Width), most = Math.Max(1, console.Profile.Height - 1);
        // An empty line is a row; a line of a width's length is one too.
        int rows = _lengths.Sum(length => Math.Max(1, (length + width - 1) / width));
        StyledLine[] fitting = [.. lines.Take(most)];
        console.Write(new Frame(Math.Min(rows, most), fitting));
        _lengths = [.. fitting.Select(line => line.Length)];
    }

    /// <summary>Draws what Spectre lays out, in place of what was there before. A line that fills the width would make some terminals begin another one: it is a column narrower.</summary>
    public void Show(Func<int, int, IRenderable> picture)
    {
        int width = Math.Max(1, console.Profile.Width - 1);
        IEnumerable<Segment> segments = picture(width, console.Profile.Height).Render(RenderOptions.Create(console), width);
        Show([.. Segment.SplitLines(segments).Select(line => line.Aggregate(new StyledLine(), (styled, segment) => styled.Add(segment.Text, segment.Style)).Fit(width))]);
    }

    /// <summary>From so many rows above the cursor on: the lines, the rest of the screen empty. One write, so that nothing flickers.</summary>
    private sealed class Frame(int above, StyledLine[] lines) : Renderable
    {
        protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
        {
            if (above > 0)
                yield return Segment.Control(string.Create(CultureInfo.InvariantCulture, $"\e[{above}A"));
            yield return Segment.Control("\r");
            foreach (StyledLine line in lines)
            {
                foreach (Segment segment in line.Segments)
                    yield return segment;
                yield return Segment.Control("\e[K");
                yield return Segment.LineBreak;
            }

            yield return Segment.Control("\e[J");
        }
    }
}
