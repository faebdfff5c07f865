namespace Ratchet.Interchange.Onnx;

/// <summary>What an ONNX file has beside the network.</summary>
public sealed record OnnxOptions
{
    /// <summary>
    /// Adds the input <c>noise</c> and the output <c>sampled_action</c>, where the distribution can be sampled from numbers that the caller
    /// draws (all but beta).
    /// </summary>
    public bool Sampling { get; init; }

    /// <summary>Name of the task, for the file's metadata; empty to leave it out.</summary>
    public string Environment { get; init; } = "";

    /// <summary>Names of the action's entries, or of a discrete action's choices, for the file's metadata; empty to leave them out.</summary>
    public IReadOnlyList<string> ActionNames { get; init; } = [];
}
