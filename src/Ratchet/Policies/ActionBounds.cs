using Ratchet.Numerics;

namespace Ratchet.Policies;

/// <summary>
/// From what the policy sampled to what the environment receives. The sample itself, unclipped, is what is stored and what log π is taken of.
/// </summary>
internal static unsafe class ActionBounds
{
    /// <summary>Columns of samples to dense rows of environment actions.</summary>
    public static void ToEnvironment(ActorCritic policy, float* actions, nint stride, int rows, Span<float> environmentActions)
    {
        int size = policy.Distribution.ActionSize;
        SampleUnit unit = policy.Distribution.Unit;
        for (int d = 0; d < size; d++)
        {
            (float low, float high) = policy.ActionSpace is BoxSpace box ? ((float)box.Low[d], (float)box.High[d]) : (0f, 0f);
            for (int i = 0; i < rows; i++)
            {
                float action = actions[(d * stride) + i];
                environmentActions[(i * size) + d] = unit switch
                {
                    SampleUnit.Choice => action,
                    SampleUnit.Share => Clip(low + ((high - low) * action), low, high),
                    _ => Bound(unit == SampleUnit.BeforeTanh ? ActionBound.TanhAndRescale : policy.Options.ActionBound, action, low, high),
                };
            }
        }
    }

    private static float Bound(ActionBound bound, float action, float low, float high)
    {
        if (bound == ActionBound.None)
            return action;
        if (!float.IsFinite(low) || !float.IsFinite(high))
            return Clip(action, low, high);
        float bounded = bound switch
        {
            ActionBound.Clip => action,
            ActionBound.ClipAndRescale => low + ((high - low) * (Clip(action, -1f, 1f) + 1f) * 0.5f),
            _ => low + ((high - low) * (Tanh(action) + 1f) * 0.5f),
        };
        // low + (high − low) may round to just above high.
        return Clip(bounded, low, high);
    }

    private static float Clip(float value, float low, float high) => value < low ? low : value > high ? high : value;

    private static float Tanh(float value)
    {
        float result;
        Kernels.Best.Activate(Activation.Tanh, &value, &result, 1);
        return result;
    }
}
