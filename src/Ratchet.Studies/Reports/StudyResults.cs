using System.Text;
using Ratchet.Studies.Comparisons;
using Ratchet.Studies.Definitions;

namespace Ratchet.Studies.Reports;

/// <summary>
/// Everything that is made of a study's runs: the page <c>report.html</c>, tables as CSV and Markdown, curves as CSV and figures as SVG, in the study's folder <c>results/</c>; and the
/// same, but for the page, where a repository keeps it. A study that is half done has results of what there is. Equal runs give equal files.
/// </summary>
public static class StudyResults
{
    /// <summary>The folder of the results in a study's folder.</summary>
    public const string FolderName = "results";

    /// <summary>The page.</summary>
    public const string PageName = "report.html";

    private const string ReadmeName = "README.md", PictureFolder = "figures";

    /// <summary>The tables and curves, each a function of the study; null where it has nothing to say yet.</summary>
    internal static IReadOnlyList<ResultFile> Files { get; } =
    [
        new("study.json", "the definition, from which everything can be run again", study => Encoding.UTF8.GetString(StudyWriter.Write(study.Definition))),
        new("trials.csv", "every trial of the search: settings, steps, scores", study => study.Sweep is { } sweep ? SweepTables.Trials(study.Definition.Sweep!, sweep).ToCsv() : null),
        new("scores.csv", "the score of every run that is compared", study => study.Comparison is { } comparison ? WrittenBy(output => ComparisonCsv.WriteScores(comparison, output)) : null),
        new("cells.csv", "mean, interval and deviation of every task and rule", study => study.Comparison is { } comparison ? StudyTables.Cells(comparison).ToCsv() : null),
        new("aggregates.csv", "normalised scores over all tasks", study => study.Comparison is { Aggregates.Count: > 0 } comparison ? StudyTables.Aggregates(comparison).ToCsv() : null),
        new("pairs.csv", "probabilities of improvement", study => study.Comparison is { Pairs.Count: > 0 } comparison ? StudyTables.Pairs(comparison).ToCsv() : null),
        new("curves.csv", "mean curves over seeds with their bands", study => study.Comparison is { } comparison ? CurveTables.Means(comparison) : null),
        new("sample-efficiency.csv", "interquartile mean of normalised scores over the steps", study => study.Comparison is { Aggregates.Count: > 0 } comparison ? CurveTables.SampleEfficiency(comparison) : null),
        new("profiles.csv", "share of runs beyond each normalised score", study => study.Comparison is { Aggregates.Count: > 0 } comparison ? CurveTables.Profiles(comparison) : null),
        new(PublishedStudy.RunsName, "every run: state, scores, audit of its updates, seconds, hash", study => StudyTables.Runs(study).ToCsv()),
        new("audit.csv", "updates of every task and rule held to what the rule promises", study => StudyTables.Audit(study).ToCsv()),
        new("collapsed.csv", "share of collapsed runs", study => StudyTables.CollapsedShares(study) is { Rows.Count: > 0 } table ? table.ToCsv() : null),
        new(PublishedStudy.SeedCurvesName, "returns of training of every run and its seconds, thinned", CurveTables.Seeds),
        new(PublishedStudy.EvaluationsName, "every evaluation point of every run", CurveTables.Evaluations),
    ];

    /// <summary>Checks that there are the figures that a definition asks for.</summary>
    /// <exception cref="StudyException">There is none of a name; the message has the names that there are.</exception>
    public static void RequireFigures(StudyDefinition study)
    {
        ArgumentNullException.ThrowIfNull(study);
        if (StudyPictures.Unknown(study.Figures) is { } unknown)
            throw new StudyException(unknown);
    }

    /// <summary>Writes all results of a study, which may be going on: what it calls at its end.</summary>
    /// <param name="studyFolder">The study's folder.</param>
    /// <param name="page">The page; null for <see cref="PageName"/> in <see cref="FolderName"/>.</param>
    /// <returns>Where the page was written.</returns>
    /// <exception cref="StudyException">The folder holds no study.</exception>
    public static string Write(string studyFolder, string? page = null)
    {
        var study = StudyFacts.Read(studyFolder);
        IReadOnlyList<StudyPicture> pictures = StudyPictures.Of(study);
        string results = Path.Combine(studyFolder, FolderName);
        page ??= Path.Combine(results, PageName);
        WriteFiles(results, study, pictures, PublishedFolder(study.Definition.Name));
        ReportFile.Write(page, StudyReport.ToHtml(study, pictures));
        return page;
    }

    /// <summary>Writes what is worth keeping in a repository: all results but the page.</summary>
    /// <param name="studyFolder">The study's folder.</param>
    /// <param name="folder">Where to; the commands in the README name it as it is given here.</param>
    /// <exception cref="StudyException">The folder holds no study.</exception>
    public static void Publish(string studyFolder, string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var study = StudyFacts.Read(studyFolder);
        // A path of this machine alone says nothing to others.
        string named = Path.IsPathRooted(folder) ? PublishedFolder(study.Definition.Name) : Path.TrimEndingDirectorySeparator(folder).Replace('\\', '/');
        WriteFiles(folder, study, StudyPictures.Of(study), named);
    }

    /// <summary>Where results of that name stand in a repository.</summary>
    internal static string PublishedFolder(string name) => $"docs/results/{name}";

    private static string WrittenBy(Action<TextWriter> write)
    {
        using var output = new StringWriter();
        write(output);
        return output.ToString();
    }

    private static string PictureIn(string folder, string name) => Path.Combine(folder, PictureFolder, $"{name}.svg");

    private static void WriteFiles(string folder, StudyFacts study, IReadOnlyList<StudyPicture> pictures, string published)
    {
        var written = new List<ResultFile>();
        foreach (ResultFile file in Files)
        {
            string path = Path.Combine(folder, file.Name);
            if (file.Make(study) is { } text)
            {
                ReportFile.Write(path, text);
                written.Add(file);
            }
            else
            {
                // Of a definition that asked for more.
                File.Delete(path);
            }
        }

        string[] stale = [.. StudyPictures.Names.Except(pictures.Select(picture => picture.Name), StringComparer.Ordinal).Select(name => PictureIn(folder, name)).Where(File.Exists)];
        Array.ForEach(stale, File.Delete);
        foreach (StudyPicture picture in pictures)
            ReportFile.Write(PictureIn(folder, picture.Name), picture.Svg);
        ReportFile.Write(Path.Combine(folder, ReadmeName), StudyReadme.Write(study, pictures, written, StudyCommands.Whole(study.Definition, published)));
    }
}

/// <summary>A file of results.</summary>
/// <param name="Name">Its name.</param>
/// <param name="About">What it holds, for a reader.</param>
/// <param name="Make">Its content; null for none.</param>
internal sealed record ResultFile(string Name, string About, Func<StudyFacts, string?> Make);
