namespace Ratchet.Environments;

/// <summary>An environment misbehaved: it threw, or returned NaN or a wrong number of values.</summary>
/// <remarks>
/// A simulator that throws it writes the message as the rest of a sentence, such as <c>returned NaN in qacc entry 3</c>:
/// <see cref="VectorEnvironment"/> puts <c>environment 'NAME' (instance I, step T)</c> before it.
/// </remarks>
public sealed class EnvironmentException(string message, Exception? inner = null) : Exception(message, inner);
