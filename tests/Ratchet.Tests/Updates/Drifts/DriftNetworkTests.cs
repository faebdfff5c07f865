using Ratchet.Numerics;
using Ratchet.Storage;
using Ratchet.Updates.Drifts.Networks;
using Xunit;

namespace Ratchet.Tests.Updates.Drifts;

/// <summary>Files of drift networks.</summary>
public sealed class DriftNetworkTests
{
    [Fact]
    public void A_network_that_is_written_and_read_is_the_same()
    {
        foreach (DriftNetworkShape shape in (DriftNetworkShape[])[DriftNetworkShape.Lpo, DriftNetworkShape.LpoZero with { IsTemporal = true }, DriftNetworkShape.Lpo with { Hidden = [3], Inputs = DriftInputs.Logarithm, Shift = 1e-4 }])
        {
            DriftNetwork random = LearnedDriftTests.Random(shape, 1);
            var network = new DriftNetwork("mine", shape, random.Parameters) { About = new Dictionary<string, string> { ["command"] = "ratchet discover x" } };
            DriftNetwork read = DriftNetwork.Read("file", Written(network));
            Assert.Equal(("mine", shape, network.Hash), (read.Name, read.Shape, read.Hash));
            Assert.Equal(network.Parameters, read.Parameters);
            Assert.Equal(network.About, read.About);
        }
    }

    [Fact]
    public void The_hash_is_that_of_form_and_weights()
    {
        DriftNetwork network = LearnedDriftTests.Random(DriftNetworkShape.Lpo, 1);
        float[] other = network.Parameters.ToArray();
        other[7] += 1e-3f;
        Assert.Equal(network.Hash, new DriftNetwork("another-name", network.Shape, network.Parameters).Hash);
        Assert.NotEqual(network.Hash, new DriftNetwork("random", network.Shape, other).Hash);
        Assert.NotEqual(network.Hash, new DriftNetwork("random", network.Shape with { Shift = 1e-4 }, network.Parameters).Hash);
        Assert.NotEqual(
            new DriftNetwork("a", DriftNetworkShape.Lpo with { Inputs = DriftInputs.Logarithm }, new float[256]).Hash,
            new DriftNetwork("a", DriftNetworkShape.Lpo with { Inputs = DriftInputs.Difference }, new float[256]).Hash);
        Assert.Equal(16, network.Hash.Length);
    }

    [Theory]
    [InlineData("kind", "a checkpoint", "drift network")]
    [InlineData("activation", "elu", "tanh or relu")]
    [InlineData("inputs", "1-r, r", "'r'")]
    [InlineData("inputs", "", "at least one input")]
    [InlineData("temporal", "maybe", "true or false")]
    [InlineData("shift", "much", "a number")]
    [InlineData("shift", "-1", "shift")]
    [InlineData("clip-range", "2", "clip-range")]
    public void A_file_that_says_something_else_of_itself_is_refused(string key, string text, string expected)
    {
        Snapshot snapshot = SafeTensors.Read("file", Written(LearnedDriftTests.Random(DriftNetworkShape.Lpo, 1)));
        snapshot.Metadata[key] = text;
        Refused(snapshot, expected);
        snapshot.Metadata.Remove(key);
        Refused(snapshot, key);
    }

    [Fact]
    public void A_file_with_other_arrays_is_refused()
    {
        Snapshot written = SafeTensors.Read("file", Written(LearnedDriftTests.Random(DriftNetworkShape.Lpo, 1)));
        float[] first = (float[])written.Entries["layers.0.weight"], last = (float[])written.Entries["layers.1.weight"];
        Refused(With(snapshot => snapshot.Add("layers.0.weight", first, 128, 8)), "layers.1.weight");
        Refused(With(snapshot =>
        {
            snapshot.Add("layers.0.weight", first, 8, 128);
            snapshot.Add("layers.1.weight", last, 1, 128);
        }), "8 × 128");
        Refused(With(snapshot =>
        {
            snapshot.Add("layers.0.weight", first, 128, 8);
            snapshot.Add("layers.1.weight", last, 1, 128);
            snapshot.Add("bias", [0f]);
        }), "bias");
        Refused(With(snapshot =>
        {
            snapshot.Add("layers.0.weight", new double[1024]);
            snapshot.Add("layers.1.weight", last, 1, 128);
        }), "32-bit");
        first[3] = float.NaN;
        Refused(With(snapshot =>
        {
            snapshot.Add("layers.0.weight", first, 128, 8);
            snapshot.Add("layers.1.weight", last, 1, 128);
        }), "NaN");

        Snapshot With(Action<Snapshot> add)
        {
            var snapshot = new Snapshot();
            foreach ((string key, string text) in written.Metadata)
                snapshot.Metadata[key] = text;
            add(snapshot);
            return snapshot;
        }
    }

    [Fact]
    public void What_is_no_such_file_is_refused()
    {
        Assert.Contains("not-there", Assert.Throws<OptionException>(() => DriftNetwork.ReadFile("not-there.safetensors")).Message, StringComparison.Ordinal);
        byte[] bytes = Written(LearnedDriftTests.Random(DriftNetworkShape.Lpo, 1)).ToArray();
        for (int i = 0; i < bytes.Length; i += 61)
        {
            byte[] flipped = [.. bytes];
            flipped[i] ^= 4;
            Assert.Contains("some file", Assert.Throws<OptionException>(() => DriftNetwork.Read("some file", new MemoryStream(flipped))).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_form_that_cannot_be_is_refused()
    {
        Assert.Throws<OptionException>(() => new DriftNetwork("x", DriftNetworkShape.Lpo with { Hidden = [] }, []));
        Assert.Throws<OptionException>(() => new DriftNetwork("x", DriftNetworkShape.Lpo with { Hidden = [0] }, []));
        Assert.Throws<OptionException>(() => new DriftNetwork("x", DriftNetworkShape.Lpo with { Activation = Activation.Silu }, new float[1152]));
        Assert.Contains("1152", Assert.Throws<OptionException>(() => new DriftNetwork("x", DriftNetworkShape.Lpo, new float[1151])).Message, StringComparison.Ordinal);
        Assert.Throws<OptionException>(() => new DriftNetwork(" ", DriftNetworkShape.Lpo, new float[1152]));
    }

    private static void Refused(Snapshot snapshot, string expected)
    {
        var stream = new MemoryStream();
        SafeTensors.Write(stream, snapshot);
        stream.Position = 0;
        OptionException exception = Assert.Throws<OptionException>(() => DriftNetwork.Read("some file", stream));
        Assert.Contains("some file", exception.Message, StringComparison.Ordinal);
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    private static MemoryStream Written(DriftNetwork network)
    {
        var stream = new MemoryStream();
        network.Write(stream);
        stream.Position = 0;
        return stream;
    }
}
