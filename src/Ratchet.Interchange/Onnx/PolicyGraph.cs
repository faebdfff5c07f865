using System.Globalization;
using Ratchet.Interchange.Onnx.Format;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Training;
using Ratchet.Training.Runs;

namespace Ratchet.Interchange.Onnx;

/// <summary>
/// A policy as an ONNX model: from <c>observation</c> [batch × n] over normalisation, dense layers and distribution to <c>action</c>
/// [batch × k], the most probable one as the environment takes it.
/// </summary>
/// <remarks>
/// Operator set 15 with version 8 of the format: Unity Sentis asks for 7 to 15, ONNX Runtime reads both since 1.10. Every operator used is one
/// that Sentis lists as supported, and all are of rank 2 at most. Nothing depends on the time: equal policies give equal files.
/// </remarks>
internal static class PolicyGraph
{
    private const long FormatVersion = 8;
    private const long OperatorSet = 15;

    /// <summary>The model of a policy.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="options">What else the file has.</param>
    /// <param name="masked">Whether the task forbids actions: the file then takes the mask as an input.</param>
    public static ModelProto Build(PolicyModel policy, OnnxOptions options, bool masked)
    {
        var graph = new GraphBuilder();
        GraphValue hidden = graph.Input(OnnxNames.Observation, policy.ObservationSpace.Size, "Raw observations.");
        if (policy.Normalization is { } normalization)
            hidden = Normalize(hidden, normalization);
        for (int i = 0; i < policy.Layers.Count; i++)
            hidden = Dense(hidden, policy.Layers[i], i);
        new DistributionGraph(graph, policy, options.Sampling, masked && policy.ActionSpace.MaskSize > 0).Add(hidden);
        graph.Graph.DocString = "From raw observations to actions as the environment takes them.";
        return Describe(graph.Graph, policy, options);
    }

    /// <summary>clip((s − mean) · inverseDeviation, −clip, clip).</summary>
    private static GraphValue Normalize(GraphValue observation, ModelNormalization normalization)
    {
        GraphBuilder graph = observation.Graph;
        GraphValue scaled = (observation - graph.Row("observation_mean", normalization.Mean)) * graph.Row("observation_inverse_deviation", normalization.InverseDeviation);
        return graph.Node("Clip", [scaled, graph.Constant(-normalization.Clip), graph.Constant(normalization.Clip)]);
    }

    /// <summary>f(x W + b).</summary>
    private static GraphValue Dense(GraphValue input, ModelLayer layer, int index)
    {
        GraphBuilder graph = input.Graph;
        GraphValue sum = graph.Node(
            "Gemm",
            [input, graph.Constant($"layer_{index}_weights", layer.Weights, [layer.Inputs, layer.Outputs]), graph.Row($"layer_{index}_bias", layer.Bias)]);
        return layer.Activation switch
        {
            null or Activation.Identity => sum,
            Activation.Tanh => sum.Apply("Tanh"),
            Activation.Relu => sum.Apply("Relu"),
            Activation.Elu => graph.Node("Elu", [sum], GraphBuilder.Attribute("alpha", 1f)),
            Activation.Silu => sum * sum.Apply("Sigmoid"),
            { } other => throw new PolicyExportException($"ONNX export does not know the activation {other}."),
        };
    }

    private static ModelProto Describe(GraphProto graph, PolicyModel policy, OnnxOptions options)
    {
        var model = new ModelProto
        {
            IrVersion = FormatVersion,
            OpsetImport = { new OperatorSetIdProto { Version = OperatorSet } },
            ProducerName = "ratchet",
            ProducerVersion = Machine.Version,
            Graph = graph,
        };
        Add("ratchet_version", Machine.Version);
        Add("environment", options.Environment);
        Add("distribution", NameOf(policy.Distribution));
        Add("action_space", TextOf(policy.ActionSpace));
        Add("action_names", string.Join(',', options.ActionNames));
        return model;

        void Add(string key, string value)
        {
            if (value.Length > 0)
                model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        }
    }

    /// <summary>As the setting <c>distribution</c> has it.</summary>
    private static string NameOf(PolicyDistribution distribution) => distribution switch
    {
        PolicyDistribution.FullGaussian => "full-gaussian",
        PolicyDistribution.SquashedGaussian => "squashed-gaussian",
        PolicyDistribution.MultiCategorical => "multi-categorical",
        _ => distribution.ToString().ToLowerInvariant(),
    };

    private static string TextOf(Space space) => space switch
    {
        DiscreteSpace discrete => $"discrete {discrete.Count}",
        MultiDiscreteSpace choices => $"multi-discrete {string.Join(',', choices.Counts)}",
        MultiBinarySpace switches => $"multi-binary {switches.Size}",
        BoxSpace box => $"box {string.Join(' ', box.Low.Zip(box.High, (low, high) => string.Create(CultureInfo.InvariantCulture, $"[{low:R},{high:R}]")))}",
        _ => "",
    };
}
