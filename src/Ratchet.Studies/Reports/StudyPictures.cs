namespace Ratchet.Studies.Reports;

/// <summary>The figures of a study.</summary>
internal static class StudyPictures
{
    public static IReadOnlyList<StudyPicture> Of(StudyFacts study) => [];
}
