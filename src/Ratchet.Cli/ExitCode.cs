namespace Ratchet.Cli;

/// <summary>What the process ends with.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>A check found an error.</summary>
    public const int Found = 1;

    /// <summary>Something the user gave is wrong: one sentence on standard error says what.</summary>
    public const int UserError = 2;

    /// <summary>SIGHUP, the end of the terminal: 128 + 1.</summary>
    public const int HungUp = 129;

    /// <summary>SIGINT: 128 + 2.</summary>
    public const int Interrupted = 130;

    /// <summary>SIGTERM: 128 + 15.</summary>
    public const int Terminated = 143;
}
