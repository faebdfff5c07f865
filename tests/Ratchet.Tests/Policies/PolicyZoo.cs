using Ratchet.Numerics;
using Ratchet.Policies;

namespace Ratchet.Tests.Policies;

/// <summary>A policy of every family, activation, bound and shape, with random parameters and statistics: what can be exported at all.</summary>
internal static class PolicyZoo
{
    public const int ObservationSize = 5;

    private static readonly BoxSpace Bounded = new([-1, 0, -20], [1, 5, 40]);
    private static readonly BoxSpace HalfOpen = new([-1, double.NegativeInfinity, 0], [1, double.PositiveInfinity, double.PositiveInfinity]);

    private static readonly (string Name, NetworkOptions Options, Space Actions)[] All =
    [
        ("gaussian", new() { NormalizeObservations = true, ObservationClip = 2 }, Bounded),
        ("gaussian-half-open", new() { Activation = Activation.Relu, Hidden = [16] }, HalfOpen),
        ("gaussian-clip", new() { Activation = Activation.Silu, Hidden = [7, 33, 5], ActionBound = ActionBound.Clip }, Bounded),
        ("gaussian-tanh", new() { Activation = Activation.Elu, Shared = true, ActionBound = ActionBound.TanhAndRescale }, Bounded),
        ("gaussian-unclipped", new() { Hidden = [], ActionBound = ActionBound.None, NormalizeObservations = true }, Bounded),
        ("full-gaussian", new() { Distribution = PolicyDistribution.FullGaussian, Activation = Activation.Silu, NormalizeObservations = true }, Bounded),
        ("squashed-gaussian", new() { Distribution = PolicyDistribution.SquashedGaussian, Activation = Activation.Relu }, Bounded),
        ("beta", new() { Distribution = PolicyDistribution.Beta, Activation = Activation.Elu, NormalizeObservations = true }, Bounded),
        ("categorical", new() { Shared = true, Hidden = [24] }, new DiscreteSpace(6)),
        ("multi-categorical", new() { NormalizeObservations = true }, new MultiDiscreteSpace(3, 1, 4)),
        ("bernoulli", new() { Hidden = [] }, new MultiBinarySpace(4)),
    ];

    public static IEnumerable<string> Names => All.Select(entry => entry.Name);

    public static ActorCritic Create(string name)
    {
        (_, NetworkOptions options, Space actions) = All.Single(entry => entry.Name == name);
        var policy = new ActorCritic(options with { PolicyGain = 1 }, new BoxSpace(ObservationSize), actions);
        policy.Initialize(seed: 3);
        var random = new RandomStream(seed: 4, StreamPurpose.User);
        foreach (ref float parameter in policy.Parameters)
            parameter += (float)(0.1 * random.NextGaussian());
        policy.ClampLogDeviation();
        policy.ParametersChanged();
        if (!policy.Normalizer.Enabled)
            return policy;
        policy.Normalizer.Observe(Observations(100, scale: 3), 100);
        policy.Normalizer.Swap();
        return policy;
    }

    /// <summary>Rows of normal numbers.</summary>
    public static float[] Observations(int rows, double scale = 1)
    {
        var random = new RandomStream(seed: 5, StreamPurpose.User);
        float[] observations = new float[rows * ObservationSize];
        foreach (ref float number in observations.AsSpan())
            number = (float)((scale * random.NextGaussian()) + 0.3);
        return observations;
    }

    /// <summary>The greatest difference between actions and those of the library, as a share of 1, of the action, or of the width of its bounds, whichever is greatest.</summary>
    public static double GreatestDifference(ActorCritic policy, ReadOnlySpan<float> right, ReadOnlySpan<float> found)
    {
        double greatest = 0;
        for (int i = 0; i < right.Length; i++)
        {
            int d = i % policy.ActionSpace.Size;
            double width = policy.ActionSpace is BoxSpace box && double.IsFinite(box.High[d] - box.Low[d]) ? box.High[d] - box.Low[d] : 1;
            double unit = Math.Max(Math.Max(1, width), Math.Abs(right[i])), difference = Math.Abs((double)found[i] - right[i]) / unit;
            greatest = difference > greatest || double.IsNaN(difference) ? difference : greatest;
        }

        return greatest;
    }

    /// <summary>What the policy does in each of these rows.</summary>
    public static float[] Actions(ActorCritic policy, float[] observations)
    {
        int size = policy.ActionSpace.Size, rows = observations.Length / ObservationSize;
        float[] actions = new float[rows * size];
        for (int row = 0; row < rows; row++)
            policy.Act(observations.AsSpan(row * ObservationSize, ObservationSize), actions.AsSpan(row * size, size));
        return actions;
    }
}
