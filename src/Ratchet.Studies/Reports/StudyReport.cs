using Ratchet.Studies.Comparisons;
using Ratchet.Studies.Definitions;

namespace Ratchet.Studies.Reports;

/// <summary>The page of a study.</summary>
internal static class StudyReport
{
    public static string ToHtml(StudyFacts study, IReadOnlyList<StudyPicture> pictures) => Page.Write(
        study.Definition.Name,
        study.Definition.About,
        [
            Headlines(study),
            Html.Paragraph(StudyWords.Counts(study), " ", StudyWords.Steps(study.Definition)),
            .. Search(study),
            .. study.Comparison is { } comparison ? Results(study.Definition, comparison, pictures) : [Html.Section("scores", "Scores", Html.Paragraph("No run has the steps that are compared yet."))],
            Html.Section("trust-region", "Trust region", Html.Paragraph(StudyWords.Audit(study)), StudyTables.Audit(study).Only(StudyTables.AuditOnThePage).ToHtml()),
            .. Collapsed(study),
            RunsOf(study),
            Html.Section("time", "Time", Html.Paragraph(StudyWords.Time(study)), StudyTables.Times(study).ToHtml()),
            Html.Section("definition", "Definition", Definition(study)),
            Html.Section(
                "machine", "Machine", Html.Element("ul", study.Machines.Select(machine => (HtmlNode)Html.Element("li", $"{ReportNumbers.Counted(machine.Runs, "run")}: {machine.Facts}")))),
            Html.Section(
                "again", "The same again",
                Html.Commands(StudyCommands.Whole(study.Definition, StudyResults.PublishedFolder(study.Definition.Name))),
                Html.Paragraph("Every run is an ordinary one; these commands give the same bits, to the last of the schedule's steps:"),
                Html.Folded("One run of each task and rule", Html.Commands(StudyCommands.Runs(study)))),
        ]);

    private static IEnumerable<HtmlNode> Search(StudyFacts study)
    {
        if (study.Sweep is not { } sweep)
            yield break;
        yield return Html.Section(
            "search", "Search",
            [
                Html.Paragraph(SweepTables.Verdict(study.Definition, sweep)),
                Html.Commands(SweepTables.Command(study.Definition, sweep)),
                SweepTables.Trials(study.Definition.Sweep!, sweep).ToHtml(),
                .. SweepTables.Values(study.Definition.Sweep!, sweep) is { } values ? [values.ToHtml()] : Array.Empty<HtmlNode>(),
            ]);
    }

    private static HtmlElement Headlines(StudyFacts study)
    {
        TrustRegionAudit[] promised = [.. study.Runs.Select(run => run.Audit).OfType<TrustRegionAudit>().Where(audit => audit.Promise.IsAny)];
        List<(HtmlNode Number, string Meaning)> numbers =
        [
            (Html.Count(study.Count(CellRunState.Done)), $"runs done, of {ReportNumbers.Count(study.Runs.Count)}"),
            (Html.Count(study.Definition.Until), "environment steps compared"),
            (Html.Count(study.Runs.Sum(run => (double)run.Steps)), "environment steps in all"),
        ];
        if (study.Clock.WallSeconds > 0)
            numbers.Add((Html.Number(study.Clock.WallSeconds, ReportNumbers.Time(study.Clock.WallSeconds)), "of wall time"));
        if (promised.Length > 0)
            numbers.Add((Html.Count(promised.Sum(audit => audit.Violations)), $"broken promises in {ReportNumbers.Counted(promised.Sum(audit => audit.Updates), "update")}"));
        if (study.Count(CellRunState.Failed) + study.Count(CellRunState.Damaged) is > 0 and var bad)
            numbers.Add((Html.Count(bad), "runs failed or damaged"));
        return Page.Headlines(numbers);
    }

    private static IEnumerable<HtmlNode> Results(StudyDefinition definition, Comparison comparison, IReadOnlyList<StudyPicture> pictures)
    {
        yield return Section(ComparisonTables.Scores(comparison), Below(comparison));
        if (pictures.Count > 0)
            yield return Html.Section("figures", "Figures", [.. pictures.Select(picture => (HtmlNode)Html.Picture(picture.Svg, picture.Description)), .. StudyPictures.Unknown(definition.Figures) is { } unknown ? [Html.Small(unknown)] : Array.Empty<HtmlNode>()]);
        if (comparison.Aggregates.Count > 0)
            yield return Section(ComparisonTables.Aggregated(comparison));
        if (comparison.Pairs.Count > 0)
            yield return Section(ComparisonTables.Pairs(comparison));
        yield return Section(ComparisonTables.Settings(comparison));
        if (comparison.References.Count > 0)
            yield return Section(ComparisonTables.References(comparison));
    }

    private static HtmlElement Section(ResultTable table, IEnumerable<HtmlNode>? below = null)
    {
        return Html.Section(table.Title.ToLowerInvariant().Replace(' ', '-'), table.Title, [.. Texts(table.Stamp), ReportTable.ToHtml(table), .. Texts(table.Caption), .. below ?? []]);

        static IEnumerable<HtmlNode> Texts(string text) => text.Length > 0 ? [Html.Small(text)] : [];
    }

    private static IEnumerable<HtmlNode> Below(Comparison comparison)
    {
        if (comparison.Notes.Count > 0)
            yield return Html.Element("ul", comparison.Notes.Select(note => (HtmlNode)Html.Element("li", note)));
        yield return Html.Folded("Means, intervals and deviations", StudyTables.Cells(comparison).ToHtml());
    }

    private static IEnumerable<HtmlNode> Collapsed(StudyFacts study)
    {
        if (StudyTables.Collapsed(study) is { } table)
            yield return Html.Section("collapsed", "Collapsed runs", Html.Paragraph(Collapse.Definition), table.ToHtml());
    }

    private static HtmlElement RunsOf(StudyFacts study) => Html.Section(
        "runs", "Runs",
        [
            .. StudyTables.Problems(study) is { } problems ? [Html.Element("h3", "Failed or damaged"), problems.ToHtml()] : Array.Empty<HtmlNode>(),
            Html.Folded("How many runs of each task and rule are done", StudyTables.Counts(study).ToHtml()),
            Html.Small("Every run with its scores, its audit and its hash stands in runs.csv beside this page."),
        ]);

    private static HtmlElement Definition(StudyFacts study)
    {
        StudyDefinition definition = study.Definition;
        string SettingsText(IReadOnlyDictionary<string, string> settings) => settings.Count == 0 ? ReportNumbers.None : string.Join(", ", settings.Select(setting => $"{setting.Key}={setting.Value}"));
        return Html.Element(
            "div",
            new ReportTable(
                ["Task", "Environment", "Settings"], 3,
                [.. definition.Tasks.Select(task => (IReadOnlyList<ReportCell>)[task.Name, task.Environment, SettingsText(task.Settings)])]).ToHtml(),
            new ReportTable(
                ["Rule", "Update rule", "Settings of its own"], 3,
                [.. definition.Rules.Select(rule => (IReadOnlyList<ReportCell>)[rule.Name, rule.Rule, SettingsText(rule.Settings)])]).ToHtml(),
            Html.Small($"Settings of all: {SettingsText(definition.Settings)}. The score is {Words.Of(definition.Score.Summary)}, of {Words.Of(definition.Score.Source)} returns."));
    }
}
