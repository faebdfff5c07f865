namespace Ratchet.Studies.Definitions;

/// <summary>A study cannot be run as it is asked for: its definition is wrong, or its folder is not usable or holds another study. The message is one sentence.</summary>
public sealed class StudyException(string message, Exception? inner = null) : Exception(message, inner);
