using System.Text;
using Ratchet.Studies.Comparisons;

namespace Ratchet.Studies.Reports;

/// <summary>The results of a study as one Markdown page, for a repository.</summary>
internal static class StudyReadme
{
    public static string Write(StudyFacts study, IReadOnlyList<StudyPicture> pictures, IReadOnlyList<ResultFile> files, IReadOnlyList<string> commands)
    {
        var page = new MarkdownPage();
        page.Heading(study.Definition.Name);
        page.Paragraph(study.Definition.About);
        page.Paragraph($"{StudyWords.Counts(study)} {StudyWords.Steps(study.Definition)}");
        page.Paragraph(StudyWords.Time(study));
        page.Commands(commands);
        if (study.Sweep is { } sweep)
        {
            page.Section("Search");
            page.Paragraph(SweepTables.Verdict(study.Definition, sweep));
            page.Commands(SweepTables.Command(study.Definition, sweep));
            page.Table(SweepTables.Trials(study.Definition.Sweep!, sweep));
            if (SweepTables.Values(study.Definition.Sweep!, sweep) is { } values)
                page.Table(values);
        }

        if (study.Comparison is { } comparison)
            page.Written(ComparisonMarkdown.Write(comparison));
        foreach (StudyPicture picture in pictures)
            page.Picture(picture.Description, $"figures/{picture.Name}.svg");
        page.Section("Trust region");
        page.Paragraph(StudyWords.Audit(study));
        page.Table(StudyTables.Audit(study).Only(StudyTables.AuditOnThePage));
        if (StudyTables.Collapsed(study) is { } collapsed)
        {
            page.Section("Collapsed runs");
            page.Paragraph(Collapse.Definition);
            page.Table(collapsed);
        }

        if (StudyTables.Problems(study) is { } problems)
        {
            page.Section("Runs that failed");
            page.Table(problems);
        }

        page.Section("Runs");
        page.Table(StudyTables.Counts(study));
        page.Section("Time");
        page.Table(StudyTables.Times(study));
        foreach ((string facts, int runs) in study.Machines)
            page.Paragraph($"{ReportNumbers.Counted(runs, "run")}: {facts}.");
        page.Section("Files");
        page.List(files.Select(file => $"{file.Name}: {file.About}"));
        return page.ToString();
    }
}

/// <summary>A page of Markdown; every text is escaped.</summary>
internal sealed class MarkdownPage
{
    private readonly StringBuilder _text = new();

    public void Heading(string title) => Block($"# {ReportTable.Escape(title)}");

    public void Section(string title) => Block($"## {ReportTable.Escape(title)}");

    public void Paragraph(string text)
    {
        if (text.Length > 0)
            Block(ReportTable.Escape(text));
    }

    public void Table(ReportTable table) => Block(table.ToMarkdown().TrimEnd('\n'));

    public void List(params IEnumerable<string> items)
    {
        string[] lines = [.. items.Select(item => $"- {ReportTable.Escape(item)}")];
        if (lines.Length > 0)
            Block(string.Join('\n', lines));
    }

    /// <summary>Commands in a fence longer than any run of its sign inside them.</summary>
    public void Commands(params IEnumerable<string> lines)
    {
        string text = string.Join('\n', lines);
        string fence = "```";
        while (text.Contains(fence, StringComparison.Ordinal))
            fence += "`";
        Block($"{fence}sh\n{text}\n{fence}");
    }

    public void Picture(string title, string file) => Block($"![{ReportTable.Escape(title)}]({Uri.EscapeDataString(file).Replace("%2F", "/", StringComparison.Ordinal)})");

    /// <summary>Markdown that was written, and escaped, elsewhere.</summary>
    public void Written(string markdown) => Block(markdown.Trim('\n'));

    public override string ToString() => _text.ToString();

    private void Block(string text) => _text.Append(_text.Length > 0 ? "\n" : "").Append(text).Append('\n');
}
