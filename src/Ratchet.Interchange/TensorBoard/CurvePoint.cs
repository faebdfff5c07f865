namespace Ratchet.Interchange.TensorBoard;

/// <summary>A number of a curve.</summary>
/// <param name="Step">Environment steps.</param>
/// <param name="Tag">Name of the curve, that of a metric.</param>
/// <param name="Value">The number, in the format's single precision.</param>
public readonly record struct CurvePoint(long Step, string Tag, float Value);
