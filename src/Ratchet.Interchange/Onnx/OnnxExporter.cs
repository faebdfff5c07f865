using Google.Protobuf;
using Ratchet.Interchange.Onnx.Format;
using Ratchet.Policies;
using Ratchet.Training;
using Ratchet.Training.Runs;

namespace Ratchet.Interchange.Onnx;

/// <summary>
/// Writes policies as ONNX files, which ONNX Runtime, Unity Sentis and others run: normalisation of observations, network, distribution and bounds of the action are all in the graph
/// (docs/export.md). What was written is read back from the disk and must act as the policy does.
/// </summary>
/// <param name="options">What a file has beside the network; null for nothing.</param>
public sealed class OnnxExporter(OnnxOptions? options = null) : IPolicyExporter
{
    /// <summary>Multiplications that the comparison may cost: all 256 observations of a checkpoint for networks of up to 260,000 weights, fewer for larger ones.</summary>
    private const long ReplayBudget = 1 << 26;

    private const int LeastObservations = 8;

    private readonly OnnxOptions _options = options ?? new OnnxOptions();

    /// <inheritdoc/>
    public string FileName => "policy.onnx";

    /// <inheritdoc/>
    public void Export(ActorCritic policy, ReadOnlySpan<float> observations, bool masked, string path)
    {
        ArgumentNullException.ThrowIfNull(policy);
        PolicyModel model = PolicyModel.Of(policy);
        Write(PolicyGraph.Build(model, _options, masked), path);
        long weights = model.Layers.Sum(layer => (long)layer.Weights.Count), rows = Math.Max(LeastObservations, ReplayBudget / Math.Max(1, weights));
        int most = (int)Math.Min(rows * policy.ObservationSpace.Size, observations.Length);
        try
        {
            new OnnxReplay(policy, OnnxEvaluator.Read(path)).Check(observations[..most]);
        }
        catch (InvalidDataException exception)
        {
            throw new PolicyExportException($"the exported file cannot be read back: {exception.Message}", exception);
        }
    }

    private static void Write(ModelProto model, string path)
    {
        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write);
        model.WriteTo(stream);
        stream.Flush(flushToDisk: true);
    }
}
