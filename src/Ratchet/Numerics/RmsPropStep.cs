namespace Ratchet.Numerics;

/// <summary>The scalars of one RMSprop step.</summary>
/// <param name="StepSize">γ.</param>
/// <param name="Alpha">Decay of the mean square.</param>
/// <param name="EpsilonInside">Added to the mean square under the root (TensorFlow's form).</param>
/// <param name="EpsilonOutside">Added to the root (PyTorch's form).</param>
/// <param name="GradientScale">Every gradient entry is multiplied by this first (norm clipping).</param>
/// <param name="Decay">Parameters are multiplied by this first (1 − γλ); 1 for none.</param>
internal readonly record struct RmsPropStep(float StepSize, float Alpha, float EpsilonInside, float EpsilonOutside, float GradientScale, float Decay);
