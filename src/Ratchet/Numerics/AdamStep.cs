namespace Ratchet.Numerics;

/// <summary>The scalars of one Adam step.</summary>
/// <param name="StepSize">γ / (1 − β1^t).</param>
/// <param name="RootScale">1 / √(1 − β2^t).</param>
/// <param name="Beta1">Decay of the first moment.</param>
/// <param name="Beta2">Decay of the second moment.</param>
/// <param name="Epsilon">Added to the root.</param>
/// <param name="GradientScale">Every gradient entry is multiplied by this first (norm clipping).</param>
/// <param name="Decay">AdamW: parameters are multiplied by this first (1 − γλ); 1 for Adam.</param>
internal readonly record struct AdamStep(float StepSize, float RootScale, float Beta1, float Beta2, float Epsilon, float GradientScale, float Decay);
