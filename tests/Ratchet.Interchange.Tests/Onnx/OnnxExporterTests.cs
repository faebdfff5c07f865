using Google.Protobuf;
using Ratchet.Interchange.Onnx;
using Ratchet.Interchange.Onnx.Format;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Training;
using Ratchet.Training.Runs;
using Xunit;

namespace Ratchet.Interchange.Tests.Onnx;

public sealed class OnnxExporterTests
{
    private static readonly ExportCase Continuous = ExportCase.Create("gaussian", new BoxSpace(2, -1, 3), new() { NormalizeObservations = true, Shared = true });
    private static readonly ExportCase Discrete = ExportCase.Create("multi-categorical", new MultiDiscreteSpace(3, 2), new(), masked: true);

    [Fact]
    public void A_file_of_another_policy_is_refused_with_the_observation_and_both_numbers()
    {
        foreach (ExportCase @case in (ExportCase[])[Continuous, Discrete])
        {
            OnnxEvaluator file = Read(Build(@case));
            Assert.True(new OnnxReplay(@case.Policy, file).Check(@case.Observations).Size <= OnnxReplay.Tolerance);
            var other = new ActorCritic(@case.Policy.Options, @case.Policy.ObservationSpace, @case.Policy.ActionSpace);
            other.Initialize(seed: 99);
            PolicyExportException refused = Assert.Throws<PolicyExportException>(() => new OnnxReplay(other, file).Check(@case.Observations));
            Assert.Matches(@"for observation \d+, action\[\d\] is \S+ instead of \S+, a difference of \S+; at most 1e-5 is allowed\.", refused.Message);
        }
    }

    // The bias of an output moves by 1e−4, an action in [−1, 3] by 2e−4 of which 1e−5 · 2 would be allowed.
    [Fact]
    public void A_file_whose_action_is_off_by_more_than_the_tolerance_is_refused()
    {
        ModelProto model = Build(Continuous);
        TensorProto bias = model.Graph.Initializer.Last(tensor => tensor.Name.EndsWith("_bias", StringComparison.Ordinal));
        byte[] raw = bias.RawData.ToByteArray();
        BitConverter.TryWriteBytes(raw, BitConverter.ToSingle(raw) + 1e-4f);
        bias.RawData = ByteString.CopyFrom(raw);
        Assert.Throws<PolicyExportException>(() => new OnnxReplay(Continuous.Policy, Read(model)).Check(Continuous.Observations));
    }

    // Only samples differ: the action does not depend on log σ.
    [Fact]
    public void A_file_that_samples_otherwise_is_refused()
    {
        ModelProto model = Build(Continuous);
        model.Graph.Initializer.Single(tensor => tensor.Name == "log_deviation").RawData = ByteString.CopyFrom(new byte[2 * sizeof(float)]);
        PolicyExportException refused = Assert.Throws<PolicyExportException>(() => new OnnxReplay(Continuous.Policy, Read(model)).Check(Continuous.Observations));
        Assert.Contains("sampled_action", refused.Message, StringComparison.Ordinal);
    }

    // With all actions valid the mask changes nothing: it takes a replay with some forbidden to see that it is ignored.
    [Fact]
    public void A_file_that_ignores_the_mask_is_refused()
    {
        ModelProto model = Build(Discrete);
        NodeProto where = model.Graph.Node.Single(node => node.OpType == "Where");
        where.OpType = "Identity";
        (string logits, string masked) = (where.Input[1], where.Output[0]);
        where.Input.Clear();
        where.Input.Add(logits);
        Assert.NotEqual(logits, masked);
        Assert.Throws<PolicyExportException>(() => new OnnxReplay(Discrete.Policy, Read(model)).Check(Discrete.Observations));
    }

    // Below x = −16 the single-precision 1 + e^x is 1, but the mode that is made of softplus(−20) and softplus(−21) is e^−20 / (e^−20 + e^−21) = 1 / (1 + 1/e) = 0.7310586.
    [Fact]
    public void The_mode_of_a_beta_distribution_near_the_uniform_one_keeps_its_digits()
    {
        var policy = new ActorCritic(new NetworkOptions { Hidden = [], Distribution = PolicyDistribution.Beta }, new BoxSpace(1), new BoxSpace(1, 0, 1));
        policy.Parameters.Clear();
        (policy.Parameters[2], policy.Parameters[3]) = (-20, -21);
        policy.ParametersChanged();
        OnnxEvaluator file = Read(PolicyGraph.Build(PolicyModel.Of(policy), new OnnxOptions(), masked: false));
        float mode = file.Run(new Dictionary<string, OnnxTensor> { ["observation"] = new([1, 1], [0]) })["action"].Data[0];
        Assert.Equal(0.7310586f, mode, 6);
        // The limit of both: α = β = 1.
        (policy.Parameters[2], policy.Parameters[3]) = (-200, -200);
        policy.ParametersChanged();
        file = Read(PolicyGraph.Build(PolicyModel.Of(policy), new OnnxOptions(), masked: false));
        Assert.Equal(0.5f, file.Run(new Dictionary<string, OnnxTensor> { ["observation"] = new([1, 1], [0]) })["action"].Data[0]);
    }

    [Fact]
    public void A_policy_that_is_not_a_number_anywhere_is_refused()
    {
        var policy = new ActorCritic(Continuous.Policy.Options, Continuous.Policy.ObservationSpace, Continuous.Policy.ActionSpace);
        policy.Parameters.Fill(float.NaN);
        policy.ParametersChanged();
        using var folder = new TemporaryFolder();
        Assert.Throws<PolicyExportException>(() => new OnnxExporter().Export(policy, Continuous.Observations, masked: false, folder.Sub("p.onnx")));
    }

    [Fact]
    public void Equal_policies_give_equal_files()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["a", "b"])
            new OnnxExporter(Discrete.Options).Export(Discrete.Policy, Discrete.Observations, masked: true, folder.Sub(name));
        Assert.Equal(File.ReadAllBytes(folder.Sub("a")), File.ReadAllBytes(folder.Sub("b")));
    }

    [Fact]
    public void The_metadata_say_what_it_is()
    {
        var options = new OnnxOptions { Environment = "own-task", ActionNames = ["left", "right", "up"] };
        ModelProto model = PolicyGraph.Build(PolicyModel.Of(ExportCase.Create("c", new DiscreteSpace(3), new()).Policy), options, masked: false);
        Dictionary<string, string> metadata = model.MetadataProps.ToDictionary(entry => entry.Key, entry => entry.Value);
        Assert.Equal("own-task", metadata["environment"]);
        Assert.Equal("categorical", metadata["distribution"]);
        Assert.Equal("discrete 3", metadata["action_space"]);
        Assert.Equal("left,right,up", metadata["action_names"]);
        Assert.NotEmpty(metadata["ratchet_version"]);
        Assert.Equal(["observation"], model.Graph.Input.Select(input => input.Name));
        Assert.Equal(["action", "log_probabilities"], model.Graph.Output.Select(output => output.Name));
    }

    // The evaluator is for files from anywhere: of 20,000 damaged ones each is read and run, or refused in a sentence.
    [Fact]
    public void A_damaged_file_is_refused_cleanly()
    {
        var random = new RandomStream(seed: 1, StreamPurpose.User);
        byte[][] files = [Build(Continuous).ToByteArray(), Build(Discrete).ToByteArray()];
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = [.. files[i % 2]];
            for (int change = random.NextBelow(4); change >= 0; change--)
                bytes[random.NextBelow(bytes.Length)] = (byte)random.NextUInt32();
            if (random.NextBelow(4) == 0)
                bytes = bytes[..random.NextBelow(bytes.Length)];
            try
            {
                OnnxEvaluator file = OnnxEvaluator.Read(new MemoryStream(bytes));
                file.Run(file.Inputs.Distinct().ToDictionary(name => name, name => Zeros(name switch { "observation" => 6, "noise" => 2, _ => 5 })));
            }
            catch (InvalidDataException exception)
            {
                Assert.NotEmpty(exception.Message);
            }
        }
    }

    private static OnnxTensor Zeros(int width) => OnnxTensor.Create(3, width);

    private static ModelProto Build(ExportCase @case) => PolicyGraph.Build(PolicyModel.Of(@case.Policy), @case.Options, @case.Masked);

    private static OnnxEvaluator Read(ModelProto model) => OnnxEvaluator.Read(new MemoryStream(model.ToByteArray()));
}
