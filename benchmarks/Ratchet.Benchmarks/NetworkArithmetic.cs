using Ratchet.Policies;

namespace Ratchet.Benchmarks;

/// <summary>
/// Floating-point operations a sample that the matrix products of an actor-critic take, two for each multiply-add: padding, activations
/// and everything else not counted.
/// </summary>
internal static class NetworkArithmetic
{
    /// <summary>Policy forward.</summary>
    public static double PolicyForward(ActorCritic policy) => Forward(policy.PolicyStack);

    /// <summary>Value forward.</summary>
    public static double ValueForward(ActorCritic policy) => Forward(policy.ValueStack);

    /// <summary>Both networks forward and backward.</summary>
    public static double ForwardAndBackward(ActorCritic policy) =>
        Forward(policy.PolicyStack) + Backward(policy.PolicyStack) + Forward(policy.ValueStack) + Backward(policy.ValueStack);

    /// <summary>
    /// One training iteration: the policy acts; both networks are trained on every sample in every epoch; the value network estimates;
    /// the audit runs the policy once before and once after the update.
    /// </summary>
    public static double Iteration(ActorCritic policy, int rows, int epochs, bool recompute) =>
        rows * ((3 * PolicyForward(policy)) + ((recompute ? epochs : 1) * ValueForward(policy)) + (epochs * ForwardAndBackward(policy)));

    private static double Forward(LayerStack stack) => 2.0 * stack.Layers.Sum(layer => layer.WeightCount);

    /// <summary>To the weights in every layer, to the inputs in all but the first.</summary>
    private static double Backward(LayerStack stack) => 2.0 * ((2 * stack.Layers.Sum(layer => layer.WeightCount)) - stack.Layers[0].WeightCount);
}
