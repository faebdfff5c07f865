namespace Ratchet.Environments;

/// <summary>An environment failed: it returned a NaN or a wrong shape, or refused what it was given. The message is one clear sentence.</summary>
public sealed class EnvironmentException(string message, Exception? inner = null) : Exception(message, inner);
