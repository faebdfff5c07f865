namespace Ratchet.Interchange.Onnx;

/// <summary>Names of a file's inputs and outputs (docs/export.md has their shapes).</summary>
internal static class OnnxNames
{
    /// <summary>Name of the dimension that is as long as the caller wants.</summary>
    public const string Batch = "batch";

    public const string Observation = "observation";
    public const string ActionMask = "action_mask";
    public const string Noise = "noise";

    public const string Action = "action";
    public const string SampledAction = "sampled_action";
    public const string Mean = "mean";
    public const string LogDeviation = "log_std";
    public const string Factor = "cholesky";
    public const string Alpha = "alpha";
    public const string Beta = "beta";
    public const string LogProbabilities = "log_probabilities";
    public const string Logits = "logits";
}
