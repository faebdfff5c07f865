namespace Ratchet.Cli;

/// <summary>What the command talks to; tests put their own readers and writers here.</summary>
/// <param name="Input">Standard input.</param>
/// <param name="Output">Standard output: results.</param>
/// <param name="Error">Standard error: one sentence when something is wrong.</param>
/// <param name="IsTerminal">Whether someone watches the output live.</param>
internal sealed record Surroundings(TextReader Input, TextWriter Output, TextWriter Error, bool IsTerminal);
