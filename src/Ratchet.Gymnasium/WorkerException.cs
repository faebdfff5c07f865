namespace Ratchet.Gymnasium;

/// <summary>A request to a worker failed; the message is the rest of a sentence that begins with the environment.</summary>
internal sealed class WorkerException(string message, string? traceback = null) : Exception(message)
{
    /// <summary>What Python says about it.</summary>
    public string? Traceback { get; } = traceback;

    /// <summary>Whether the process is gone: it died, or was ended because it gave no answer.</summary>
    public bool IsLost { get; init; }

    /// <summary>The environment of the group that was at work, where it is known.</summary>
    public int? Instance { get; init; }

    /// <summary>Whether that environment was beginning an episode.</summary>
    public bool Resetting { get; init; }
}
