using Ratchet.Policies;
using Ratchet.Training;
using Ratchet.Training.Runs;

namespace Ratchet.Interchange.Onnx;

/// <summary>
/// What stands behind the network: the distribution's numbers, its most probable action, and a sample made of numbers that the caller draws. The formulas are
/// those of the classes in <c>Ratchet.Policies</c>.
/// </summary>
/// <param name="graph">Where it is added.</param>
/// <param name="policy">The policy.</param>
/// <param name="sampling">Whether a sample is added.</param>
/// <param name="masked">Whether an input says which actions are valid.</param>
internal sealed class DistributionGraph(GraphBuilder graph, PolicyModel policy, bool sampling, bool masked)
{
    /// <summary>The logit of an invalid action: e to it is 0, and all arithmetic stays finite.</summary>
    private const float InvalidLogit = -1e9f;

    /// <summary>The greatest float below 1.</summary>
    private const float BelowOne = 1f - (1f / (1 << 24));

    private readonly int _size = policy.ActionSpace.Size;
    private readonly ActionBoundGraph _bound = new(graph, policy);

    /// <summary>Adds the outputs.</summary>
    /// <param name="outputs">The network's.</param>
    public void Add(GraphValue outputs)
    {
        switch (policy.Distribution)
        {
            case PolicyDistribution.Gaussian or PolicyDistribution.SquashedGaussian:
                AddGaussian(outputs);
                break;
            case PolicyDistribution.FullGaussian:
                AddFullGaussian(outputs);
                break;
            case PolicyDistribution.Beta:
                AddBeta(outputs);
                break;
            case PolicyDistribution.Categorical:
                AddCategorical(outputs, [((DiscreteSpace)policy.ActionSpace).Count]);
                break;
            case PolicyDistribution.MultiCategorical:
                AddCategorical(outputs, [.. ((MultiDiscreteSpace)policy.ActionSpace).Counts]);
                break;
            case PolicyDistribution.Bernoulli:
                AddBernoulli(outputs);
                break;
            default:
                throw new PolicyExportException($"ONNX export does not know the distribution {policy.Distribution}.");
        }
    }

    /// <summary>Mode μ; sample μ + σ ξ, ξ standard normal.</summary>
    private void AddGaussian(GraphValue mean)
    {
        GraphValue logDeviation = graph.Row("log_deviation", policy.FreeParameters);
        AddAction(_bound.ToEnvironment(mean));
        AddOutput(mean, OnnxNames.Mean, "μ of the normal numbers from which the action is made.");
        graph.Output(logDeviation, OnnxNames.LogDeviation, [_size], "log σ, the same for all observations.");
        if (sampling)
            AddSample(_bound.ToEnvironment(mean + (logDeviation.Apply("Exp") * Normal())));
    }

    /// <summary>Mode μ; sample μ + L ξ, ξ standard normal.</summary>
    private void AddFullGaussian(GraphValue mean)
    {
        GraphValue factor = graph.Constant("factor", Factor(), [_size, _size]);
        AddAction(_bound.ToEnvironment(mean));
        AddOutput(mean, OnnxNames.Mean, "μ of the normal numbers from which the action is made.");
        graph.Output(factor, OnnxNames.Factor, [_size, _size], "L, lower triangular; the covariance is L Lᵀ, the same for all observations.");
        if (sampling)
            AddSample(_bound.ToEnvironment(graph.Node("Gemm", [Normal(), factor, mean], GraphBuilder.Attribute("transB", 1))));
    }

    /// <summary>Mode (α − 1) / (α + β − 2), ½ of a uniform one. A gamma variate has no formula of a fixed number of draws, so there is no sample.</summary>
    private void AddBeta(GraphValue outputs)
    {
        GraphValue[] halves = graph.Nodes("Split", [outputs, graph.Integers("halves", _size, _size)], 2, GraphBuilder.Attribute("axis", 1));
        GraphValue aboveAlpha = Softplus(halves[0]), aboveBeta = Softplus(halves[1]), sum = aboveAlpha + aboveBeta, one = graph.Constant(1);
        GraphValue isPeaked = graph.Node("Greater", [sum, graph.Constant(0)]);
        AddAction(_bound.ToEnvironment(graph.Node("Where", [isPeaked, aboveAlpha / sum, graph.Constant(0.5f)])));
        AddOutput(one + aboveAlpha, OnnxNames.Alpha, "α of the share of the way from the lower to the upper bound.");
        AddOutput(one + aboveBeta, OnnxNames.Beta, "β of the share of the way from the lower to the upper bound.");
    }

    /// <summary>
    /// Of each entry: mode argmax ln p (ties to the lower index); sample the number of choices whose cumulative probability is at or below u.
    /// With u relative to the last cumulative probability, which rounding may leave beside 1, no action of probability zero is ever chosen.
    /// </summary>
    private void AddCategorical(GraphValue logits, int[] counts)
    {
        int width = counts.Sum();
        if (masked)
        {
            GraphValue mask = graph.Input(OnnxNames.ActionMask, width, "1 where an action is valid, else 0; at least one of each entry must be.");
            logits = graph.Node("Where", [graph.Node("Greater", [mask, graph.Constant(0)]), logits, graph.Constant(InvalidLogit)]);
        }

        GraphValue[] logProbabilities = [.. Split(logits, "choices", counts).Select(entry => graph.Node("LogSoftmax", [entry], GraphBuilder.Attribute("axis", 1)))];
        AddAction(Join([.. logProbabilities.Select(entry => ToFloat(graph.Node(
            "ArgMax", [entry], GraphBuilder.Attribute("axis", 1), GraphBuilder.Attribute("keepdims", 1), GraphBuilder.Attribute("select_last_index", 0))))]));
        graph.Output(Join(logProbabilities), OnnxNames.LogProbabilities, [null, width], "ln p of every choice, those of entry 0 first.");
        if (sampling)
        {
            GraphValue[] draws = Split(Uniform(), "draws", [.. counts.Select(_ => 1)]);
            AddSample(Join([.. logProbabilities.Zip(draws, Invert)]));
        }
    }

    private GraphValue Invert(GraphValue logProbabilities, GraphValue draw)
    {
        GraphValue cumulative = graph.Node("CumSum", [logProbabilities.Apply("Exp"), graph.Integer("axis", 1)]);
        GraphValue whole = graph.Node("ReduceMax", [cumulative], GraphBuilder.Attribute("axes", [1]), GraphBuilder.Attribute("keepdims", 1));
        GraphValue threshold = graph.Node("Min", [draw, graph.Constant(BelowOne)]) * whole;
        return graph.Node("ReduceSum", [ToFloat(graph.Node("LessOrEqual", [cumulative, threshold])), graph.Integers("axes", 1)], GraphBuilder.Attribute("keepdims", 1));
    }

    /// <summary>Mode z &gt; 0; sample u &lt; 1 / (1 + e^−z).</summary>
    private void AddBernoulli(GraphValue logits)
    {
        AddAction(ToFloat(graph.Node("Greater", [logits, graph.Constant(0)])));
        AddOutput(logits, OnnxNames.Logits, "z of each switch: it is on with the probability 1 / (1 + exp(−z)).");
        if (sampling)
            AddSample(ToFloat(graph.Node("Less", [Uniform(), logits.Apply("Sigmoid")])));
    }

    /// <summary>
    /// ln(1 + e^x) = max(x, 0) + ln(1 + t), t = e^−|x|, with ln(1 + t) = 2 artanh z = 2z (1 + z²/3 + z⁴/5 + …), z = t / (2 + t) ≤ ⅓: nine terms are
    /// within 2e−10. The operator Softplus is defined as the logarithm of e^x + 1: whoever takes that at its word in single precision has 0 below x = −16 (ONNX Runtime does
    /// not), and the mode is a quotient of two of these.
    /// </summary>
    private GraphValue Softplus(GraphValue x)
    {
        GraphValue t = x.Apply("Abs").Apply("Neg").Apply("Exp");
        GraphValue z = t / (t + graph.Constant(2)), square = z * z, sum = graph.Constant(1f / 17);
        for (int k = 15; k >= 1; k -= 2)
            sum = (sum * square) + graph.Constant(1f / k);
        return x.Apply("Relu") + (graph.Constant(2) * z * sum);
    }

    private GraphValue Normal() => graph.Input(OnnxNames.Noise, _size, "Independent standard normal numbers.");

    private GraphValue Uniform() => graph.Input(OnnxNames.Noise, _size, "Independent numbers, uniform on [0, 1).");

    private GraphValue ToFloat(GraphValue value) => graph.Node("Cast", [value], GraphBuilder.Attribute("to", (long)Format.TensorProto.Types.DataType.Float));

    private GraphValue[] Split(GraphValue value, string name, int[] widths) => widths.Length == 1
        ? [value]
        : graph.Nodes("Split", [value, graph.Integers(name, [.. widths.Select(width => (long)width)])], widths.Length, GraphBuilder.Attribute("axis", 1));

    private GraphValue Join(GraphValue[] columns) => columns.Length == 1 ? columns[0] : graph.Node("Concat", columns, GraphBuilder.Attribute("axis", 1));

    private void AddAction(GraphValue action) => AddOutput(action, OnnxNames.Action, "The most probable action, as the environment takes it.");

    private void AddSample(GraphValue action) => AddOutput(action, OnnxNames.SampledAction, "The action that the noise stands for, as the environment takes it.");

    private void AddOutput(GraphValue value, string name, string description) => graph.Output(value, name, [null, _size], description);

    /// <summary>L, whose parameters are the logarithms of its diagonal, then what is below it, row by row.</summary>
    private float[] Factor()
    {
        float[] factor = new float[_size * _size];
        int below = _size;
        for (int i = 0; i < _size; i++)
        {
            for (int j = 0; j < i; j++)
                factor[(i * _size) + j] = policy.FreeParameters[below++];
            factor[(i * _size) + i] = (float)Math.Exp(policy.FreeParameters[i]);
        }

        return factor;
    }
}
