namespace Ratchet.Cli.Views;

/// <summary>Chooses how a run is shown.</summary>
internal static class RunViews
{
    /// <summary>JSON lines when asked for, a live display on a terminal, plain lines otherwise.</summary>
    public static IRunView Choose(Surroundings surroundings, bool json)
    {
        TextWriter error = new LastingWriter(surroundings.Error, _ => { });
        if (!json && surroundings.IsTerminal)
            return new LiveView(Consoles.Create(surroundings), error);
        var output = new LastingWriter(surroundings.Output, message => error.WriteLine(Wording.Warning(message)));
        return json ? new JsonView(output, error) : new PlainView(output, error);
    }
}
