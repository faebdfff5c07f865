using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ratchet.Policies;
using Ratchet.Storage;
using Ratchet.Tests.Project;
using Ratchet.Tests.Training;
using Xunit;

namespace Ratchet.Tests.Policies;

/// <summary>The file that a policy is loaded from is not trusted: whatever is wrong is told with file and field, and nothing else happens.</summary>
public sealed partial class PolicyFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("version", "2", "has version 2 (this program reads version 1)")]
    [InlineData("version", null, "lacks the field 'version'")]
    [InlineData("hidden", "[64, 0]", "has hidden 0; it must be a whole number from 1 to")]
    [InlineData("hidden", "[64, 5000]", "hidden is 5000; it must be between 1 and 4096")]
    [InlineData("hidden", "\"64\"", "has hidden \"64\"; it must be a list")]
    [InlineData("hidden", "[1,1,1,1,1,1,1,1,1]", "hidden is 9")]
    [InlineData("activation", "\"sine\"", "has activation \"sine\"; it must be identity, tanh, relu, elu, silu")]
    [InlineData("activation", "1", "has activation 1; it must be a text")]
    [InlineData("shared", "1", "has shared 1; it must be true or false")]
    [InlineData("distribution", "\"beta\"", "distribution beta needs actions from a box with finite bounds; the actions here are 1 of 6")]
    [InlineData("observation_clip", "1e400", "has observation_clip 1e400; it must be a finite number")]
    [InlineData("observation_clip", "0", "observation-clip is 0; it must lie between 1 and 1000")]
    [InlineData("action", "{\"space\":\"discrete\",\"count\":0}", "has count 0; it must be a whole number from 1 to")]
    [InlineData("action", "{\"space\":\"discrete\",\"count\":2000000000}", "has count 2000000000")]
    [InlineData("action", "{\"space\":\"tree\"}", "has space \"tree\"; it must be box, discrete")]
    [InlineData("action", "[]", "has action []; it must be an object")]
    [InlineData("observation", "{\"space\":\"box\",\"low\":[0],\"high\":[0]}", "has 'observation' without low < high")]
    [InlineData("observation", "{\"space\":\"box\",\"low\":[],\"high\":[]}", "has 'observation' without low < high")]
    [InlineData("observation", "{\"space\":\"box\",\"low\":[0],\"high\":[\"x\"]}", "has high \"x\"; it must be a finite number")]
    public void A_wrong_field_of_the_description_is_named(string field, string? value, string message)
    {
        Snapshot snapshot = PolicyWeights.ToSnapshot(PolicyZoo.Create("categorical"));
        JsonObject description = JsonNode.Parse(snapshot.Metadata["policy"])!.AsObject();
        description.Remove(field);
        if (value is not null)
            description[field] = JsonNode.Parse(value);
        snapshot.Metadata["policy"] = description.ToJsonString(new() { WriteIndented = false });
        RequireRefused(snapshot, message);
    }

    [Theory]
    [InlineData("", "is not JSON")]
    [InlineData("[]", "is not an object")]
    [InlineData("{\"version\":", "is not JSON")]
    public void A_description_that_is_none_is_refused(string text, string message)
    {
        Snapshot snapshot = PolicyWeights.ToSnapshot(PolicyZoo.Create("categorical"));
        snapshot.Metadata["policy"] = text;
        RequireRefused(snapshot, message);
    }

    [Fact]
    public void A_file_without_a_description_says_what_it_lacks()
    {
        Snapshot snapshot = PolicyWeights.ToSnapshot(PolicyZoo.Create("categorical"));
        snapshot.Metadata.Clear();
        RequireRefused(snapshot, "its metadata has no 'policy'");
    }

    // 8 layers of 4096: 512 MiB. The file has a few hundred numbers.
    [Fact]
    public void A_network_that_is_larger_than_the_file_is_refused_before_memory_is_taken()
    {
        Snapshot snapshot = PolicyWeights.ToSnapshot(PolicyZoo.Create("gaussian"));
        snapshot.Metadata["policy"] = snapshot.Metadata["policy"].Replace("[64,64]", "[4096,4096,4096,4096,4096,4096,4096,4096]", StringComparison.Ordinal);
        long before = GC.GetAllocatedBytesForCurrentThread();
        // (5 + 1) · 4096 + 7 · 4097 · 4096 + 4097 · 3 + 3.
        RequireRefused(snapshot, "has 117506054 parameters; the file holds");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
    }

    [Theory]
    [InlineData("policy.2.weight", "the entry 'policy.2.weight' is missing")]
    [InlineData("policy.4.bias", "the entry 'policy.4.bias' is missing")]
    [InlineData("log_std", "the entry 'log_std' is missing")]
    [InlineData("normalizer.mean", "the entry 'normalizer.mean' is missing")]
    [InlineData("normalizer.count", "the entry 'normalizer.count' is missing")]
    public void A_missing_array_is_named(string name, string message)
    {
        Snapshot snapshot = PolicyWeights.ToSnapshot(PolicyZoo.Create("gaussian"));
        RequireRefused(Without(snapshot, name), message);
    }

    [Fact]
    public void An_array_of_another_shape_or_with_a_number_that_is_not_finite_is_named()
    {
        Snapshot good = PolicyWeights.ToSnapshot(PolicyZoo.Create("gaussian"));
        Snapshot turned = Without(good, "policy.0.weight");
        turned.Add("policy.0.weight", new float[64 * 5], 5, 64);
        RequireRefused(turned, "'policy.0.weight' has the shape [5, 64]; it must be [64, 5].");
        Snapshot infinite = Without(good, "policy.0.bias");
        infinite.Add("policy.0.bias", [.. Enumerable.Repeat(float.PositiveInfinity, 64)]);
        RequireRefused(infinite, "'policy.0.bias' holds a number that is not finite.");
        Snapshot count = Without(good, "normalizer.count");
        count.Add("normalizer.count", (double[])[-1]);
        RequireRefused(count, "'normalizer.count' is -1");
    }

    [Fact]
    public void A_policy_without_a_value_function_acts()
    {
        ActorCritic policy = PolicyZoo.Create("beta");
        Snapshot snapshot = PolicyWeights.ToSnapshot(policy);
        foreach (string name in snapshot.Entries.Keys.Where(name => name.StartsWith("value.", StringComparison.Ordinal)).ToArray())
            snapshot = Without(snapshot, name);
        ActorCritic read = PolicyWeights.ReadFile(Write(snapshot));
        float[] observations = PolicyZoo.Observations(10);
        Assert.Equal(PolicyZoo.Actions(policy, observations), PolicyZoo.Actions(read, observations));
    }

    /// <summary>What other programs read is documented by name; the number of a layer stands for all of them.</summary>
    [Fact]
    public void Every_array_and_every_field_stands_in_the_table_of_the_page()
    {
        string page = Repository.Read("docs/export.md");
        foreach (Snapshot snapshot in PolicyZoo.Names.Select(name => PolicyWeights.ToSnapshot(PolicyZoo.Create(name))))
        {
            foreach (string name in snapshot.Entries.Keys)
                Assert.Contains($"`{LayerNumber().Replace(name, ".0.")}`", page, StringComparison.Ordinal);
            foreach ((string field, JsonNode? _) in JsonNode.Parse(snapshot.Metadata["policy"])!.AsObject())
                Assert.Contains($"`{field}`", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void There_is_no_such_file() => Assert.Throws<FileNotFoundException>(() => Policy.Load(_folder.Sub("nowhere")));

    /// <summary>Without a checksum a changed number is another policy; but a file that is none is told, never worse.</summary>
    [Fact]
    public void Whatever_is_changed_the_file_is_loaded_or_refused()
    {
        byte[] good = File.ReadAllBytes(Write(PolicyWeights.ToSnapshot(PolicyZoo.Create("multi-categorical"))));
        int header = 8 + BitConverter.ToInt32(good);
        var random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 3000; i++)
        {
            byte[] changed = [.. good];
            for (int change = random.Next(1, 4); change > 0; change--)
                changed[random.Next(header)] = "0123456789[]{},:\"-.eE \\ul"u8[random.Next(24)];
            try
            {
                PolicyWeights.Read("file", SafeTensorsReader.Read("file", new MemoryStream(changed)));
            }
            catch (SnapshotException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1000, 3000);
    }

    private void RequireRefused(Snapshot snapshot, string message)
    {
        string file = Write(snapshot), found = Assert.Throws<SnapshotException>(() => Policy.Load(file)).Message;
        Assert.StartsWith(file, found, StringComparison.Ordinal);
        Assert.Contains(message, found, StringComparison.Ordinal);
    }

    private static Snapshot Without(Snapshot snapshot, string name)
    {
        var rest = new Snapshot();
        foreach ((string key, string text) in snapshot.Metadata)
            rest.Metadata[key] = text;
        foreach ((string entry, Array values) in snapshot.Entries.Where(entry => entry.Key != name))
        {
            if (values is float[] floats)
                rest.Add(entry, floats, snapshot.ShapeOf(entry).ToArray());
            else
                rest.Add(entry, (double[])values);
        }

        return rest;
    }

    [GeneratedRegex(@"\.\d+\.")]
    private static partial Regex LayerNumber();

    private string Write(Snapshot snapshot)
    {
        using FileStream stream = File.Create(_folder.Sub("file"));
        SafeTensors.Write(stream, snapshot, withChecksum: false);
        return _folder.Sub("file");
    }
}
