namespace Ratchet.MuJoCo;

/// <summary>MuJoCo 2.2.2 could not be loaded; the message is one sentence that says how to get it.</summary>
public sealed class MuJoCoUnavailableException(string message) : Exception(message);
