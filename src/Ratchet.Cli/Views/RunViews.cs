namespace Ratchet.Cli.Views;

/// <summary>Chooses how a run is shown.</summary>
internal static class RunViews
{
    /// <summary>JSON lines when asked for, a live display on a terminal, plain lines otherwise.</summary>
    public static IRunView Choose(Surroundings surroundings, bool json)
    {
        if (json)
            return new JsonView(surroundings.Output, surroundings.Error);
        return surroundings.IsTerminal ? new LiveView(Consoles.Create(surroundings), surroundings.Error) : new PlainView(surroundings.Output, surroundings.Error);
    }
}
