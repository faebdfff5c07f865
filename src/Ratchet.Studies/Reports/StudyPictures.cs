using Ratchet.Studies.Figures;
using Ratchet.Studies.Plotting;

namespace Ratchet.Studies.Reports;

/// <summary>A figure of a study.</summary>
/// <param name="Name">Its file's name without the extension.</param>
/// <param name="Description">What it shows.</param>
/// <param name="Svg">The picture, which follows the reader's scheme.</param>
internal sealed record StudyPicture(string Name, string Description, string Svg);

/// <summary>The figures of a study: those of its comparison, those that its definition asks for, and its collapsed runs.</summary>
internal static class StudyPictures
{
    private const string CollapsedRuns = "collapsed-runs";

    /// <summary>Names of the figures that a definition may ask for.</summary>
    public static IReadOnlyList<string> Known { get; } = [.. StudyFigures.Requests, CollapsedRuns];

    /// <summary>Empty while there is nothing to compare.</summary>
    public static IReadOnlyList<StudyPicture> Of(StudyFacts study)
    {
        if (study.Comparison is not { } comparison)
            return [];
        List<NamedFigure> figures = [.. StudyFigures.Of(comparison, study.Definition.Figures)];
        if (study.Definition.Figures.Contains(CollapsedRuns, StringComparer.Ordinal) && CollapseFigure.Of(study) is { } figure)
            figures.Add(new NamedFigure(CollapsedRuns, figure));
        if (study.Sweep is { } sweep)
            figures.AddRange(SweepTables.Sensitivities(study.Definition, sweep));
        return [.. figures.Select(named => new StudyPicture(named.Name, $"{named.Figure.Title}. {named.Figure.Description}", named.Figure.ToSvg(Theme.Automatic)))];
    }

    /// <summary>The names of figures that a definition asks for and that there are not, with those that there are; null where there are all.</summary>
    public static string? Unknown(IReadOnlyList<string> requests)
    {
        string[] unknown = [.. requests.Except(Known, StringComparer.Ordinal)];
        return unknown.Length == 0 ? null : $"The definition asks for figures that there are not: {string.Join(", ", unknown)}; known are {string.Join(", ", Known)}.";
    }
}
