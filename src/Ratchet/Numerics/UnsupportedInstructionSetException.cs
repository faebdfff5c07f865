namespace Ratchet.Numerics;

/// <summary><c>RATCHET_ISA</c> names an instruction set that is unknown or that this processor lacks.</summary>
public sealed class UnsupportedInstructionSetException(string message) : Exception(message);
