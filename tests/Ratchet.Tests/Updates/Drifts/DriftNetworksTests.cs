using System.Text;
using Ratchet.Numerics;
using Ratchet.Tests.Training;
using Ratchet.Training;
using Ratchet.Training.Runs;
using Ratchet.Updates.Drifts.Networks;
using Ratchet.Updates.Rules;
using Xunit;

namespace Ratchet.Tests.Updates.Drifts;

public sealed class DriftNetworksTests
{
    [Fact]
    public void A_file_becomes_a_reference_by_content_that_needs_the_file_no_more()
    {
        using var folder = new TemporaryFolder();
        DriftNetwork network = Random("from-a-file", 1);
        string file = folder.Sub("any.safetensors");
        network.WriteFile(file);
        RunOptions options = Settings.Apply(Presets.For("cartpole", "drift"), $"drift={file}");
        File.Delete(file);
        Assert.Equal(DriftKind.Learned, options.Training.Parts.Drift);
        Assert.Equal(network, options.Training.LearnedDrift.Network);
        Assert.Equal($"from-a-file#{network.Hash}", Settings.Find("drift").Read(options));
        RunOptions again = Settings.Apply(Presets.For("cartpole", "fixpo"), $"drift={network.Reference}");
        Assert.Equal(network, again.Training.LearnedDrift.Network);
    }

    [Fact]
    public void A_name_is_the_network_that_comes_along_and_the_rule_lpo_has_it()
    {
        Assert.Contains("lpo", DriftNetworks.Names);
        RunOptions rule = Presets.For("cartpole", "lpo"), named = Settings.Apply(Presets.For("cartpole", "ppo"), "drift=lpo");
        Assert.Equal(rule.Training.LearnedDrift, named.Training.LearnedDrift);
        Assert.Equal(rule.Training.Parts, named.Training.Parts);
        Assert.Equal(DriftNetworkShape.Lpo, rule.Training.LearnedDrift.Network.Shape);
    }

    /// <summary>The configuration is that of another process, which knew a network that this one has never seen.</summary>
    [Fact]
    public void The_configuration_of_a_run_holds_the_network()
    {
        DriftNetwork known = DriftNetworks.Find("lpo"), unseen = Random("unseen", 2);
        string configuration = Encoding.UTF8.GetString(RunConfiguration.Write(Presets.For("cartpole", "lpo"), 1));
        Assert.Contains(known.ToText(), configuration, StringComparison.Ordinal);
        string other = configuration.Replace(known.ToText(), unseen.ToText(), StringComparison.Ordinal).Replace(known.Reference, unseen.Reference, StringComparison.Ordinal);
        string without = other.Replace($"\"network\": \"{unseen.ToText()}\",", "", StringComparison.Ordinal);
        RunException missing = Assert.Throws<RunException>(() => RunConfiguration.Read("config.json", Encoding.UTF8.GetBytes(without)));
        Assert.Contains($"config.json: the drift network '{unseen.Reference}' is not known here", missing.Message, StringComparison.Ordinal);
        RunException damaged = Assert.Throws<RunException>(() => RunConfiguration.Read("config.json", Encoding.UTF8.GetBytes(other.Replace(unseen.ToText(), "AAAA", StringComparison.Ordinal))));
        Assert.Contains("config.json: the text holds no drift network", damaged.Message, StringComparison.Ordinal);
        Assert.Equal(unseen, RunConfiguration.Read("config.json", Encoding.UTF8.GetBytes(other)).Training.LearnedDrift.Network);
    }

    /// <summary>ξ = 0 and weights without end: no number of the check is finite.</summary>
    [Fact]
    public void A_network_that_is_no_drift_is_refused_wherever_it_is_given()
    {
        float[] weights = new float[DriftNetworkShape.LpoZero.ParameterCount];
        Array.Fill(weights, 1e38f);
        var network = new DriftNetwork("wild", DriftNetworkShape.LpoZero, weights);
        using var folder = new TemporaryFolder();
        string file = folder.Sub("wild.safetensors");
        network.WriteFile(file);
        foreach (Action give in (Action[])[() => DriftNetworks.Find(file), () => Settings.Apply(Presets.For("cartpole", "lpo"), $"drift={file}"), () => _ = new LearnedDriftOptions { Network = network }])
            Assert.Contains($"{network.Reference} is no drift of mirror learning (not a finite number", Assert.Throws<OptionException>(give).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Formulas_are_no_references()
    {
        Assert.All((string[])["relu((r-1)*A)", "ppo", "dpo", "none", "log(r)*A", ""], text => Assert.False(DriftNetworks.IsReference(text)));
        Assert.All((string[])["lpo", "a/b.safetensors", "lpo#0123"], text => Assert.True(DriftNetworks.IsReference(text)));
    }

    private static DriftNetwork Random(string name, ulong seed)
    {
        var stream = new RandomStream(seed, StreamPurpose.User);
        float[] weights = new float[DriftNetworkShape.Lpo.ParameterCount];
        for (int i = 0; i < weights.Length; i++)
            weights[i] = 0.1f * (float)stream.NextGaussian();
        return new DriftNetwork(name, DriftNetworkShape.Lpo, weights);
    }
}
