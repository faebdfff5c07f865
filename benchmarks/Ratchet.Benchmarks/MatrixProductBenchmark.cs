using System.Globalization;
using Ratchet.Numerics;

namespace Ratchet.Benchmarks;

/// <summary>The product of M rows with 64 × 64 weights, the shape of the hidden layers, against the multiply-adds that the core can do at most.</summary>
internal sealed unsafe class MatrixProductBenchmark : IBenchmark
{
    private const int Rounds = 2000;

    public string Name => "matrix-product";

    public string Summary => "the matrix product of 64-wide layers at every width of vectors, against the FMA peak of a core";

    public BenchmarkResult Run(TextWriter details)
    {
        Rates widest = Measure<Lanes1>(details, "scalar");
        widest = Lanes128.IsSupported ? Measure<Lanes128>(details, "128") : widest;
        widest = Lanes256.IsSupported ? Measure<Lanes256>(details, "256") : widest;
        widest = Lanes512.IsSupported ? Measure<Lanes512>(details, "512") : widest;
        return new BenchmarkResult(widest.Slower / widest.Peak, "of peak", string.Create(
            CultureInfo.InvariantCulture,
            $"matrix product {widest.Rows64:0.0} GFLOP/s with 64 rows and {widest.Rows256:0.0} with 256, the slower one against the FMA peak of a core, {widest.Peak:0.0}"));
    }

    /// <summary>GFLOP/s of the product with 64 rows on the kernels in use, and of the peak.</summary>
    public static (double Product, double Peak) Best()
    {
        var layer = new Layer(64);
        (Action peak, double operations) = PeakRate.Widest;
        double[] seconds = BestTime.Of(Rounds, () => layer.Multiply(Kernels.Best), peak);
        return (layer.Operations / seconds[0] / 1e9, operations / seconds[1] / 1e9);
    }

    private static Rates Measure<L>(TextWriter details, string name)
        where L : struct, ILanes<L>
    {
        Kernels kernels = Kernels.Choose(name);
        Layer rows64 = new(64), rows256 = new(256);
        double[] seconds = BestTime.Of(
            L.Count == 1 ? Rounds / 10 : Rounds, () => rows64.Multiply(kernels), () => rows256.Multiply(kernels), PeakRate.Run<L>);
        var rates = new Rates(rows64.Operations / seconds[0] / 1e9, rows256.Operations / seconds[1] / 1e9, PeakRate.Operations<L>() / seconds[2] / 1e9);
        details.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,6}: 64 rows {rates.Rows64,6:0.0} GFLOP/s ({rates.Rows64 / rates.Peak:0%} of peak)  256 rows {rates.Rows256,6:0.0} ({rates.Rows256 / rates.Peak:0%})  peak {rates.Peak,6:0.0}"));
        return rates;
    }

    private readonly record struct Rates(double Rows64, double Rows256, double Peak)
    {
        public double Slower => Math.Min(Rows64, Rows256);
    }

    private sealed class Layer(int rows)
    {
        private const int Width = 64;
        private const int Repeats = 8;

        private readonly AlignedBuffer<float> _inputs = new(rows * Width);
        private readonly AlignedBuffer<float> _weights = new(Width * Width);
        private readonly AlignedBuffer<float> _outputs = new(rows * Width);

        /// <summary>Floating-point operations of one <see cref="Multiply"/>.</summary>
        public double Operations => 2.0 * Repeats * rows * Width * Width;

        public void Multiply(Kernels kernels)
        {
            var product = new Product
            {
                A = _inputs.Pointer, RowStride = Width, DepthStride = 1,
                B = _weights.Pointer, BStride = Width,
                C = _outputs.Pointer, CStride = Width,
                Rows = rows, Depth = Width, Columns = Width,
            };
            for (int i = 0; i < Repeats; i++)
                kernels.Multiply(product);
        }
    }
}
