namespace Ratchet.Training.Runs;

/// <summary>A run cannot go on as it is asked for: its folder is not usable, or holds another run. The message is one sentence.</summary>
public sealed class RunException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether another process works on the run: it may be asked for again later.</summary>
    public bool IsInUse { get; init; }
}
