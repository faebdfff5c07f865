namespace Ratchet.Environments;

/// <summary>
/// What the environments of a task have to say that is no error, such as that a worker process was started again. All wrapped versions of a
/// definition share one.
/// </summary>
public sealed class EnvironmentNotices
{
    /// <summary>Told in one sentence, from any thread.</summary>
    public event Action<string>? Raised;

    /// <summary>Tells whoever listens.</summary>
    public void Raise(string notice) => Raised?.Invoke(notice);
}
