using Ratchet.Numerics;
using Ratchet.Policies;
using Xunit;

namespace Ratchet.Tests.Policies;

/// <summary>W Wᵀ = g² I or Wᵀ W = g² I, whichever is the smaller.</summary>
public sealed class OrthogonalInitializerTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(4, 64, 1.4142135623730951)]
    [InlineData(64, 64, 1.4142135623730951)]
    [InlineData(64, 3, 0.01)]
    [InlineData(100, 31, 2)]
    public void The_smaller_side_is_orthogonal_with_the_gain_as_its_norm(int inputs, int outputs, double gain)
    {
        var weights = new float[inputs * outputs];
        var random = new RandomStream(1, StreamPurpose.Initialization);
        OrthogonalInitializer.Fill(weights, inputs, outputs, gain, ref random);
        bool rows = inputs < outputs;
        int count = rows ? inputs : outputs, length = rows ? outputs : inputs;
        double At(int vector, int k) => rows ? weights[(vector * outputs) + k] : weights[(k * outputs) + vector];
        for (int a = 0; a < count; a++)
            for (int b = 0; b < count; b++)
                Assert.Equal(a == b ? gain * gain : 0, Enumerable.Range(0, length).Sum(k => At(a, k) * At(b, k)), 1e-6 * gain * gain);
    }
}
