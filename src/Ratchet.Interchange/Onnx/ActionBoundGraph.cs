using Ratchet.Policies;

namespace Ratchet.Interchange.Onnx;

/// <summary>
/// From what the policy samples to what the environment takes: <see cref="ActionBound"/>, a dimension at a time. One without two finite bounds is only clipped, to what
/// is finite of them.
/// </summary>
/// <param name="graph">Where it is added.</param>
/// <param name="policy">The policy.</param>
internal sealed class ActionBoundGraph(GraphBuilder graph, PolicyModel policy)
{
    private readonly float[] _low = policy.ActionSpace is BoxSpace box ? [.. box.Low.Select(bound => (float)bound)] : [];
    private readonly float[] _high = policy.ActionSpace is BoxSpace box ? [.. box.High.Select(bound => (float)bound)] : [];

    /// <summary>The action of the environment.</summary>
    public GraphValue ToEnvironment(GraphValue sample) => IsHandedOn ? sample : Clip(policy.Distribution switch
    {
        PolicyDistribution.Beta => Row("action_low", _low) + (Row("action_width", Widths()) * sample),
        PolicyDistribution.SquashedGaussian => Rescale(Squash(sample)),
        _ => policy.ActionBound switch
        {
            ActionBound.ClipAndRescale => Rescale(ClipToUnit(sample)),
            ActionBound.TanhAndRescale => Rescale(Squash(sample)),
            _ => sample,
        },
    });

    private bool IsHandedOn => policy.ActionBound == ActionBound.None && policy.Distribution is PolicyDistribution.Gaussian or PolicyDistribution.FullGaussian;

    private bool IsBounded(int entry) => float.IsFinite(_low[entry]) && float.IsFinite(_high[entry]);

    private bool AnyIsBounded => Enumerable.Range(0, _low.Length).Any(IsBounded);

    private bool AllAreBounded => Enumerable.Range(0, _low.Length).All(IsBounded);

    private GraphValue ClipToUnit(GraphValue sample) => AnyIsBounded
        ? graph.Node("Min", [graph.Node("Max", [sample, Row("unit_low", Where(-1, float.MinValue))]), Row("unit_high", Where(1, float.MaxValue))])
        : sample;

    private GraphValue Squash(GraphValue sample)
    {
        if (AllAreBounded)
            return sample.Apply("Tanh");
        return AnyIsBounded
            ? graph.Node("Where", [graph.Truths("action_is_bounded", [.. Enumerable.Range(0, _low.Length).Select(IsBounded)]), sample.Apply("Tanh"), sample])
            : sample;
    }

    /// <summary>low + (high − low)(a + 1)/2, and 0 + 1 · (a + 0) · 1 where there is no box.</summary>
    private GraphValue Rescale(GraphValue unit) => AnyIsBounded
        ? Row("action_origin", [.. _low.Select((low, entry) => IsBounded(entry) ? low : 0)])
            + (Row("action_width", Widths()) * (unit + Row("unit_shift", Where(1, 0))) * Row("unit_scale", Where(0.5f, 1)))
        : unit;

    /// <summary>Also what was rescaled: low + (high − low) may round to just above high.</summary>
    private GraphValue Clip(GraphValue action)
    {
        if (_low.Any(float.IsFinite))
            action = graph.Node("Max", [action, Row("action_low", [.. _low.Select(bound => float.IsFinite(bound) ? bound : float.MinValue)])]);
        if (_high.Any(float.IsFinite))
            action = graph.Node("Min", [action, Row("action_high", [.. _high.Select(bound => float.IsFinite(bound) ? bound : float.MaxValue)])]);
        return action;
    }

    private float[] Widths() => [.. _low.Select((low, entry) => IsBounded(entry) ? _high[entry] - low : 1)];

    private float[] Where(float bounded, float other) => [.. _low.Select((_, entry) => IsBounded(entry) ? bounded : other)];

    private GraphValue Row(string name, float[] values) => graph.Row(name, values);
}
