namespace Ratchet.Updates;

/// <summary>A number of the update is NaN or infinite; the message names the first such quantity.</summary>
public sealed class NonFiniteException(string message, Exception? inner = null) : Exception(message, inner);
