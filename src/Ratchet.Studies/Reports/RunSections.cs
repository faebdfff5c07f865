using Ratchet.Studies.Comparisons;
using Ratchet.Studies.Figures;
using Ratchet.Studies.Findings;
using Ratchet.Studies.Plotting;
using Ratchet.Studies.Records;
using Ratchet.Training;

namespace Ratchet.Studies.Reports;

/// <summary>The sections of a run's page.</summary>
internal static class RunSections
{
    /// <summary>The settings that name the parts of a rule, in the order in which a sentence has them.</summary>
    private static readonly string[] PartKeys = ["surrogate", "drift", "penalty", "neighbourhood", "solver"];

    public static string Composition(RunOptions options) =>
        $"The rule: {string.Join(", ", PartKeys.Select(key => $"{key} {Settings.Find(key).Read(options)}"))}.";

    public static HtmlElement Headlines(RunRecord run)
    {
        var timing = TimingSplit.Of(run);
        ReadOnlySpan<double> returns = run.Iterations[MetricNames.Return];
        List<(HtmlNode Number, string Meaning)> numbers =
        [
            (Html.Measure(Last(returns)), "mean return of the last 100 episodes"),
            (Html.Measure(TrustRegionAudit.Greatest(returns)), "greatest such mean of the run"),
        ];
        if (run.Evaluations.Count > 0)
        {
            numbers.Add((Html.Measure(Last(run.Evaluations[MetricNames.SampledReturn])), "last evaluation, actions sampled"));
            numbers.Add((Html.Measure(Last(run.Evaluations[MetricNames.DeterministicReturn])), "last evaluation, most probable actions"));
        }

        numbers.Add((Html.Count(run.Steps), "environment steps"));
        numbers.Add((Html.Number(timing.Elapsed, ReportNumbers.Time(timing.Elapsed)), "of training"));
        numbers.Add((Html.Count(timing.StepsPerSecond), "steps a second"));
        return Page.Headlines(numbers);
    }

    public static IEnumerable<HtmlNode> Curves(RunRecord run)
    {
        Figure figure = RunFigures.Page(run);
        if (figure.Panels.Count > 0)
            yield return Html.Section("curves", "Curves", Html.Picture(figure.ToSvg(Theme.Automatic), figure.Description));
    }

    public static HtmlElement Audit(TrustRegionAudit audit)
    {
        string bound = audit.Promise.Symbol ?? "the bound";
        List<(string, HtmlNode)> rows =
        [
            ("Updates", Html.Count(audit.Updates)),
            ("Greatest KL at any state of a batch (nats)", Html.Number(audit.MaxKl, ReportNumbers.Within(audit.MaxKl, audit.Promise.Metric == MetricNames.MaxKl ? audit.Promise.Bound?.Greatest : null))),
            ("Greatest mean KL of an update (nats)", Html.Measure(audit.GreatestMeanKl)),
        ];
        if (audit.Promise.Bound is not null)
            rows.Add(($"Greatest share of {bound} that an update used", Html.Number(audit.GreatestShareOfBound, ReportNumbers.ShareWithin(audit.GreatestShareOfBound))));
        if (audit.Promise is { IsAny: true, Symbol: "ε" })
            rows.Add(("Share of states beyond ε/2, mean of all updates", Html.Share(audit.ShareBeyondHalf)));
        rows.AddRange(
        [
            ("Greatest KL on the next batch's states, where nothing is promised (nats)", Html.Measure(audit.NextBatchMaxKl)),
            ("Gradient steps of the primary phase", Html.Count(audit.PrimarySteps)),
            ("Gradient steps of the fixup phase", Html.Count(audit.FixupSteps)),
            ("Interpolations towards the old policy", Html.Count(audit.Interpolations)),
            ("Updates whose normaliser statistics had to wait", Html.Count(audit.DeferredSwaps)),
        ]);
        return Html.Section(
            "trust-region", "Trust region",
            [Html.Paragraph(audit.Promise.Sentence), Verdict(audit), Facts(rows), .. Coverage(audit)]);
    }

    private static HtmlElement Verdict(TrustRegionAudit audit) => (audit.Promise.IsAny, audit.Updates, audit.Violations) switch
    {
        (_, 0, _) => Html.Paragraph("There was no update yet."),
        (false, _, _) => Html.Paragraph("So there is nothing to violate; what the updates did is below."),
        (true, _, 0) => Html.Paragraph("It was kept: ", Html.Element("b", Html.Number(0, "0 violations")).With("class", "good"), " in ", Html.Number(audit.Updates, ReportNumbers.Counted(audit.Updates, "update")), "."),
        _ => Html.Paragraph(
            "It was broken: ", Html.Element("b", Html.Number(audit.Violations, ReportNumbers.Counted(audit.Violations, "violation"))).With("class", "bad"),
            " in ", Html.Number(audit.Updates, ReportNumbers.Counted(audit.Updates, "update")), "."),
    };

    private static IEnumerable<HtmlNode> Coverage(TrustRegionAudit audit)
    {
        if (audit.Lines < audit.Updates)
            yield return Html.Small($"Of {ReportNumbers.Counted(audit.Updates, "update")}, {ReportNumbers.Count(audit.Lines)} have a line in the metrics (metrics-interval); means are over those, and so are sums and maxima until the run is finished.");
    }

    public static HtmlElement Findings(IReadOnlyList<Finding> findings) => Html.Section(
        "findings", "Findings",
        findings.Count == 0
            ? [Html.Paragraph("Nothing was found.")]
            : findings.Select(finding => (HtmlNode)Html.Element(
                "div", Html.Paragraph(Html.Element("b", finding.Sentence)), Html.Paragraph(finding.Mend)).With("class", $"finding {ClassOf(finding.Severity)}")));

    private static string ClassOf(FindingSeverity severity) => severity switch
    {
        FindingSeverity.Fault => "fault",
        FindingSeverity.Warning => "warning",
        _ => "note",
    };

    public static HtmlElement Timing(RunRecord run)
    {
        var timing = TimingSplit.Of(run);
        if (timing.Largest() is not var (part, share, limit))
            return Html.Section("time", "Time", Html.Paragraph("No iteration is done yet."));
        (string, double)[] parts = [("Environments", timing.Environment), ("Policy, sampling, bookkeeping", timing.Inference), ("Update", timing.Update)];
        return Html.Section(
            "time", "Time",
            Html.Table(
                ["Part", "seconds", "share"],
                parts.Select(row => (IReadOnlyList<HtmlNode>)[row.Item1, Html.Measure(row.Item2), Html.Share(row.Item2 / timing.Total)])),
            Html.Paragraph(
                $"The greatest part is the {part}: with ", Html.Share(share), " of the time, work on it alone can make the run at most ", Html.Number(limit, ReportNumbers.Measure(limit)), " times as fast."),
            Html.Small("Over the iterations that have a line in the metrics; evaluation points, exports and checkpoints are left out."));
    }

    public static HtmlElement SettingsOf(RunOptions options)
    {
        RunOptions preset = Presets.For(options.Training.Environment, options.Training.Rule);
        string[] changed = [.. SettingChanges.AllFrom(preset, options).Select(setting => setting.Key).Where(key => key != "seed")];
        IReadOnlyList<HtmlNode> Row(Setting setting) => [Html.Code(setting.Key), Shown(setting.Read(options)), setting.AppliesTo(preset.Training) ? Shown(setting.Read(preset)) : ReportNumbers.None, setting.Summary];
        Setting[] all = [.. Settings.All.Where(setting => setting.AppliesTo(options.Training))];
        string[] headers = ["Setting", "value", "preset", "meaning"];
        return Html.Section(
            "settings", "Settings",
            changed.Length == 0
                ? Html.Paragraph("Every setting is that of the preset.")
                : Html.Table(headers, all.Where(setting => changed.Contains(setting.Key)).Select(Row), headers.Length),
            Html.Folded(
                changed.Length == 0 ? "All settings" : "All other settings, as the preset has them",
                Html.Table(headers, all.Where(setting => !changed.Contains(setting.Key)).Select(Row), headers.Length)));
    }

    public static HtmlElement MachineOf(RunRecord run) => Html.Section(
        "machine", "Machine",
        Html.Table(["", ""], MachineFacts.Read(run.Path).Select(fact => (IReadOnlyList<HtmlNode>)[fact.Name, fact.Value]), numbers: 2),
        Html.Small("What it was begun on; nothing of it changes a result, except for simulators of other libraries, such as MuJoCo."));

    public static HtmlElement Again(RunRecord run) => Html.Section(
        "again", "The same run again",
        [
            Html.Commands(ShellCommand.Train(run.Options, "runs/again")),
            .. run.Options.From is { } from ? [Html.Paragraph($"It began with {from}: name that run's folder in the place of THE-OTHER-RUN.")] : Array.Empty<HtmlNode>(),
            .. run.Hash is { } hash ? [Html.Paragraph("It ends with the hash ", Html.Code(hash), " of parameters and normaliser statistics.")] : Array.Empty<HtmlNode>(),
        ]);

    private static HtmlElement Facts(IEnumerable<(string Name, HtmlNode Value)> facts) =>
        Html.Table(["", ""], facts.Select(fact => (IReadOnlyList<HtmlNode>)[fact.Name, fact.Value]));

    private static string Shown(string value) => value.Length == 0 ? "none" : value;

    private static double Last(ReadOnlySpan<double> values)
    {
        for (int i = values.Length - 1; i >= 0; i--)
            if (double.IsFinite(values[i]))
                return values[i];
        return double.NaN;
    }
}
