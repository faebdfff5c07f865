using Spectre.Console;

namespace Ratchet.Cli.Views;

/// <summary>How much of a run is shown, where it is for the user to say.</summary>
internal enum RunOutput
{
    /// <summary>A live display on a terminal, plain lines otherwise.</summary>
    Text,

    /// <summary>The lines of <c>metrics.jsonl</c>.</summary>
    Json,

    /// <summary>Errors and warnings.</summary>
    Quiet,
}

/// <summary>Chooses how a run is shown.</summary>
internal static class RunViews
{
    /// <summary>What was asked for; as text a live display where lines can be changed in place, and plain lines elsewhere (a file, a pipe, TERM=dumb).</summary>
    public static IRunView Choose(Surroundings surroundings, RunOutput output)
    {
        TextWriter error = new LastingWriter(surroundings.Error, _ => { });
        if (output == RunOutput.Quiet)
            return new QuietView(error);
        if (output == RunOutput.Text && surroundings.IsTerminal && Consoles.Create(surroundings) is var console && console.Profile.Capabilities.Ansi)
            return new LiveView(console, error);
        var lines = new LastingWriter(surroundings.Output, message => error.WriteLine(Wording.Warning(message)));
        return output == RunOutput.Json ? new JsonView(lines, error) : new PlainView(lines, error);
    }
}
