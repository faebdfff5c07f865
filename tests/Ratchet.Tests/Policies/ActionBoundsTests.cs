using Ratchet.Numerics;
using Ratchet.Policies;
using Xunit;

namespace Ratchet.Tests.Policies;

/// <summary>From samples to actions of a box.</summary>
public sealed unsafe class ActionBoundsTests
{
    private static readonly BoxSpace Box = new([-2, -0.1, 3, double.NegativeInfinity, 0], [2, 0.3, 11, double.PositiveInfinity, double.PositiveInfinity]);

    [Fact]
    public void Clip_and_rescale_maps_minus_one_and_one_to_the_ends()
    {
        AssertClose([-2, -0.1, 3, -1, 0], Bound(ActionBound.ClipAndRescale, -1));
        AssertClose([2, 0.3, 11, 1, 1], Bound(ActionBound.ClipAndRescale, 1));
        AssertClose([0, 0.1, 7, 0, 0], Bound(ActionBound.ClipAndRescale, 0));
        AssertClose([2, 0.3, 11, 50, 50], Bound(ActionBound.ClipAndRescale, 50));
        AssertClose([-1, 0, 5, -0.5, 0], Bound(ActionBound.ClipAndRescale, -0.5f));
    }

    [Fact]
    public void Clip_leaves_what_is_inside()
    {
        AssertClose([-0.05, -0.05, 3, -0.05, 0], Bound(ActionBound.Clip, -0.05f));
        AssertClose([2, 0.3, 11, 50, 50], Bound(ActionBound.Clip, 50));
        AssertClose([-2, -0.1, 3, -50, 0], Bound(ActionBound.Clip, -50));
    }

    [Fact]
    public void Tanh_and_rescale_approaches_the_ends()
    {
        double t = Math.Tanh(0.7);
        AssertClose([2 * t, 0.1 + (0.2 * t), 7 + (4 * t), 0.7, 0.7], Bound(ActionBound.TanhAndRescale, 0.7f));
        AssertClose([2, 0.3, 11, 30, 30], Bound(ActionBound.TanhAndRescale, 30));
        AssertClose([-2, -0.1, 3, -30, 0], Bound(ActionBound.TanhAndRescale, -30));
    }

    [Fact]
    public void None_hands_on_what_was_sampled()
    {
        AssertClose([50, 50, 50, 50, 50], Bound(ActionBound.None, 50));
        AssertClose([-0.7f, -0.7f, -0.7f, -0.7f, -0.7f], Bound(ActionBound.None, -0.7f));
    }

    [Fact]
    public void Nothing_leaves_its_box()
    {
        var random = new RandomStream(1, StreamPurpose.User);
        foreach (ActionBound bound in Enum.GetValues<ActionBound>().Where(bound => bound != ActionBound.None))
            for (int i = 0; i < 500; i++)
            {
                double low = random.NextUniform(-5, 5);
                var box = new BoxSpace(1, low, low + random.NextUniform(0.001, 7));
                foreach (float action in new[] { -40f, -1f, 0.3f, 0.99999994f, 1f, 40f })
                    Assert.InRange(Bound(bound, action, box)[0], (float)box.Low[0], (float)box.High[0]);
            }
    }

    [Fact]
    public void A_discrete_action_stays_what_it_is()
    {
        var policy = new ActorCritic(new NetworkOptions { Hidden = [] }, new BoxSpace(1), new DiscreteSpace(9));
        float sample = 7, action;
        ActionBounds.ToEnvironment(policy, &sample, 1, 1, new Span<float>(&action, 1));
        Assert.Equal(7f, action);
    }

    private static float[] Bound(ActionBound bound, float sample, BoxSpace? box = null)
    {
        box ??= Box;
        var policy = new ActorCritic(new NetworkOptions { Hidden = [], ActionBound = bound }, new BoxSpace(1), box);
        const int Rows = 2;
        var samples = new AlignedBuffer<float>(16 * box.Size);
        samples.Span.Fill(sample);
        var actions = new float[Rows * box.Size];
        ActionBounds.ToEnvironment(policy, samples.Pointer, 16, Rows, actions);
        Assert.Equal(actions[..box.Size], actions[box.Size..]);
        return actions[..box.Size];
    }

    private static void AssertClose(double[] expected, float[] found)
    {
        for (int d = 0; d < expected.Length; d++)
            Assert.Equal(expected[d], found[d], 1e-6 * (1 + Math.Abs(expected[d])));
    }
}
