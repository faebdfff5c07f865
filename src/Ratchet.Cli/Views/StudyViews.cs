namespace Ratchet.Cli.Views;

/// <summary>Chooses how a study is shown.</summary>
internal static class StudyViews
{
    /// <summary>JSON lines or nothing when asked for, a live table on a terminal, plain lines otherwise.</summary>
    public static IStudyView Choose(Surroundings surroundings, bool json, bool quiet)
    {
        TextWriter error = new LastingWriter(surroundings.Error, _ => { });
        if (!json && !quiet && surroundings.IsTerminal)
            return new StudyLiveView(Consoles.Create(surroundings), error);
        TextWriter output = quiet ? TextWriter.Null : new LastingWriter(surroundings.Output, message => error.WriteLine(Wording.Warning(message)));
        return json ? new StudyJsonView(output, error) : new StudyPlainView(output, error);
    }
}
