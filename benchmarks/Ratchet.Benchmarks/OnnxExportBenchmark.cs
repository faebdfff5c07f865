using System.Globalization;
using Ratchet.Interchange.Onnx;
using Ratchet.Numerics;
using Ratchet.Storage;
using Ratchet.Training;

namespace Ratchet.Benchmarks;

/// <summary>The exported policy of a checkpoint, written, read back and compared on 256 observations, against the checkpoint itself; both are flushed to the disk.</summary>
internal sealed class OnnxExportBenchmark : IBenchmark
{
    private const int Observations = 256;
    private const int Rounds = 50;

    public string Name => "onnx-export";

    public string Summary => "the ONNX file of a checkpoint, with its comparison, against the checkpoint";

    public BenchmarkResult Run(TextWriter details)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("ratchet-bench-");
        try
        {
            using var trainer = Trainer.Create("pendulum", configure: options => options with { Network = options.Network with { Hidden = [64, 64] } });
            var snapshot = new Snapshot();
            trainer.Save(snapshot);
            var random = new RandomStream(seed: 1, StreamPurpose.User);
            float[] observations = new float[Observations * trainer.Policy.ObservationSpace.Size];
            foreach (ref float number in observations.AsSpan())
                number = (float)random.NextGaussian();
            var exporter = new OnnxExporter();
            string checkpoint = Path.Combine(folder.FullName, "checkpoint.safetensors"), file = Path.Combine(folder.FullName, exporter.FileName);
            double[] seconds = BestTime.Of(
                Rounds, () => WholeFile.Write(checkpoint, stream => SafeTensors.Write(stream, snapshot)), () => exporter.Export(trainer.Policy, observations, masked: false, file));
            details.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{new FileInfo(checkpoint).Length} and {new FileInfo(file).Length} bytes"));
            return new BenchmarkResult(seconds[1] / seconds[0], "times", string.Create(
                CultureInfo.InvariantCulture, $"export of a 64 × 64 policy {1e3 * seconds[1]:0.00} ms against its checkpoint {1e3 * seconds[0]:0.00} ms"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
