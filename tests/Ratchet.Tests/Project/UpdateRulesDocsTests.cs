using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Ratchet.Training;
using Ratchet.Updates.Drifts;
using Ratchet.Updates.Drifts.Networks;
using Ratchet.Updates.Rules;
using Xunit;

namespace Ratchet.Tests.Project;

/// <summary>
/// The page of update rules says of each rule what the code says of it: its parts, its settings, how sound it is, and the slope of its objective, drawn from the
/// drifts that train. What stands around these blocks is written by hand; a rule without a section gets one when the page is written anew.
/// </summary>
public sealed partial class UpdateRulesDocsTests
{
    private const string Page = "docs/update-rules.md";

    /// <summary>A name that no preset lists: it gets the one for every task.</summary>
    private const string AnyEnvironment = "any";

    [Fact]
    public void Every_rule_is_described_as_it_is()
    {
        AddMissingSections();
        Assert.Equal(Sections().Distinct(), Sections());
        foreach (string section in Sections())
        {
            RuleReport report = RuleCheck.Run(Options(section).Training);
            Assert.False(report.IsRefused, report.ToString());
            GeneratedText.RequireBlock(Page, $"rule {section}", Describe(section, report));
        }
    }

    [Fact]
    public void The_table_has_every_rule()
    {
        var table = new StringBuilder();
        foreach ((string name, string summary) in Rules.All)
        {
            RuleReport report = RuleCheck.Run(Presets.For(AnyEnvironment, name).Training);
            if (table.Length == 0)
                table.Append(CultureInfo.InvariantCulture, $"| rule | {string.Join(" | ", report.Parts.Select(part => part.Key))} | mirror learning | |\n|{string.Concat(Enumerable.Repeat("---|", report.Parts.Count + 3))}\n");
            string parts = string.Join(" | ", report.Parts.Select(part => part.Key == "drift" && Presets.For(AnyEnvironment, name).Training.Parts.Drift == DriftKind.Formula ? "a formula" : part.Value));
            table.Append(CultureInfo.InvariantCulture, $"| `{name}` | {parts} | {ShortClass(report.Soundness.Class)} | {summary} |\n");
        }

        GeneratedText.RequireBlock(Page, "rules", table.ToString());
    }

    [Fact]
    public void The_pictures_are_those_of_the_drifts_that_train()
    {
        foreach (TrainingOptions options in Sections().Select(section => Options(section).Training).DistinctBy(Picture))
            GeneratedText.RequireFile($"docs/{Picture(options)}", Draw(options));
    }

    private static string Describe(string section, RuleReport report)
    {
        RunOptions options = Options(section);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", report.Parts.Select(part => part.Key))} |\n|{string.Concat(Enumerable.Repeat("---|", report.Parts.Count))}\n");
        text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", report.Parts.Select(part => part.Value))} |\n\n");
        Setting[] own = [.. Settings.All.Where(setting => setting.Condition is PartCondition && setting.AppliesTo(options.Training))];
        if (own.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $"Settings beside those of every rule: {string.Join(", ", own.Select(setting => $"`{setting.Key}`"))} ([settings](settings.md)).\n\n");
        text.Append(CultureInfo.InvariantCulture, $"**{Class(report.Soundness.Class)}:**\n\n");
        foreach (SoundnessReason reason in report.Soundness.Reasons)
            text.Append(CultureInfo.InvariantCulture, $"- {(reason.Class == SoundnessClass.MirrorLearning ? "" : $"*{ShortClass(reason.Class)}:* ")}{Sentence(reason.Text)}\n");
        text.Append(CultureInfo.InvariantCulture, $"\n{Promise(report)}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"![The slope of the objective over the ratio, a curve for each advantage]({Picture(options.Training)})\n");
        return text.ToString();
    }

    private static string Sentence(string text) => $"{(char.IsAscii(text[0]) ? char.ToUpperInvariant(text[0]) : text[0])}{text[1..]}.";

    private static string Promise(RuleReport report) => report.Soundness.Promises.Count == 0
        ? "Promised: nothing; the KL is audited and logged all the same."
        : $"Promised after every update (with the preset for every task): {string.Join("; ", report.Soundness.Promises)}.";

    private static string Class(SoundnessClass of) => of switch
    {
        SoundnessClass.MirrorLearning => "An instance of mirror learning",
        SoundnessClass.OneStepImprovement => "One-step improvement only",
        _ => "Not covered by mirror learning",
    };

    private static string ShortClass(SoundnessClass of) => of switch
    {
        SoundnessClass.MirrorLearning => "instance",
        SoundnessClass.OneStepImprovement => "one step",
        _ => "not covered",
    };

    /// <summary>Rules that differ in other parts only have one picture together.</summary>
    private static string Picture(TrainingOptions options) => options.Parts switch
    {
        { Surrogate: Surrogate.LogLikelihood } => "pictures/slope-log-likelihood.svg",
        { Surrogate: Surrogate.WeightedLikelihood } => "pictures/slope-weighted-likelihood.svg",
        { Drift: DriftKind.None } => "pictures/slope-ratio.svg",
        { Drift: DriftKind.Ppo } => "pictures/slope-ppo.svg",
        { Drift: DriftKind.DualClip } => "pictures/slope-dual-clip.svg",
        { Drift: DriftKind.Dpo } => "pictures/slope-dpo.svg",
        { Drift: DriftKind.Learned } => "pictures/slope-lpo.svg",
        _ => "pictures/slope-formula.svg",
    };

    private static string Draw(TrainingOptions options)
    {
        const string Title = "Slope of the objective over the ratio";
        switch (options.Parts.Surrogate)
        {
            // d(A ln π)/dr = A/r, since ln π = ln r + ln π_old.
            case Surrogate.LogLikelihood:
                return SlopePicture.Draw(Title, "A", negative: true, (ratio, advantage) => advantage / ratio);
            case Surrogate.WeightedLikelihood:
                return SlopePicture.Draw(Title, "ψ", negative: false, (ratio, weight) => weight / ratio);
        }

        Drift? drift = DriftOf(options);
        float[] value = new float[1], slope = new float[1];
        return SlopePicture.Draw(Title, "A", negative: true, (ratio, advantage) =>
        {
            slope[0] = 0;
            drift?.Evaluate([ratio], [advantage], value, slope);
            return advantage - slope[0];
        });
    }

    private static Drift? DriftOf(TrainingOptions options) => options.Parts.Drift switch
    {
        DriftKind.None => null,
        DriftKind.Ppo => new PpoClipDrift { Range = (float)options.Ppo.ClipRange.Greatest },
        DriftKind.DualClip => new DualClipDrift(options.Ppo.ClipRange.Greatest, options.Ppo.DualClip.Greatest),
        DriftKind.Dpo => new DpoDrift(options.Dpo.Alpha.Greatest, options.Dpo.Beta.Greatest),
        DriftKind.Learned => new LearnedDrift(options.LearnedDrift.Network),
        _ => DriftFormula.Parse(options.OwnDrift.Formula),
    };

    /// <summary>The rules that the page has blocks for: a name, and the settings that exchange parts, such as <c>dpo neighbourhood=max-kl</c>.</summary>
    private static IEnumerable<string> Sections() => SectionStart().Matches(Repository.Read(Page)).Select(match => match.Groups[1].Value);

    private static RunOptions Options(string section)
    {
        string[] words = section.Split(' ');
        return Settings.Apply(Presets.For(AnyEnvironment, words[0]), words[1..]);
    }

    /// <summary>Adds them before the results.</summary>
    private static void AddMissingSections()
    {
        const string Results = "## Measured\n";
        string page = Repository.Read(Page);
        HashSet<string> described = [.. Sections().Select(section => section.Split(' ')[0])];
        foreach ((string name, string summary) in Rules.All.Where(rule => Rules.ByGradients.Contains(rule.Name)))
            if (!described.Contains(name))
                page = page.Replace(Results, $"### `{name}`\n\n{summary}\n\n<!-- begin rule {name} -->\n<!-- end rule {name} -->\n\n{Results}", StringComparison.Ordinal);
        GeneratedText.RequireFile(Page, page);
    }

    [GeneratedRegex("^<!-- begin rule (.+) -->$", RegexOptions.Multiline)]
    private static partial Regex SectionStart();
}
