using System.Globalization;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Updates;

namespace Ratchet.Benchmarks;

/// <summary>
/// A minibatch of 64 through forward and backward of a 64 × 64 actor and critic, against the time that its multiply-adds take at the rate
/// of the matrix product; and where the rest of the time goes.
/// </summary>
internal sealed class MinibatchBenchmark : IBenchmark
{
    private const int Rounds = 3000;

    public string Name => "minibatch";

    public string Summary => "a minibatch of 64 through forward and backward of actor and critic, against its arithmetic";

    public BenchmarkResult Run(TextWriter details)
    {
        using var parts = new MinibatchParts(Activation.Tanh);
        using var linear = new MinibatchParts(Activation.Identity);
        (double rate, double peak) = MatrixProductBenchmark.Best();
        double[] seconds = BestTime.Of(
            Rounds, parts.Pass, parts.Gather, linear.Networks, parts.Networks, parts.Distribution, parts.SumGradient, parts.Step, parts.Adam);
        double pass = seconds[0], gather = seconds[1], products = seconds[2], activations = seconds[3] - seconds[2], distribution = seconds[4];
        double objective = pass - gather - products - activations - distribution;
        double operations = MinibatchParts.Samples * NetworkArithmetic.ForwardAndBackward(parts.Policy);
        double arithmetic = operations / rate / 1e9;

        void Line(string what, double time) =>
            details.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-52} {time * 1e6,7:0.00} µs  {time / arithmetic,5:0.00} × the arithmetic"));

        details.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{operations / 1e6:0.00} MFLOP; matrix product {rate:0.0} GFLOP/s, FMA peak {peak:0.0}"));
        Line("arithmetic at the rate of the matrix product", arithmetic);
        Line("forward and backward", pass);
        Line("  gather of inputs and columns", gather);
        Line("  products", products);
        Line("  tanh and its slope", activations);
        Line("  distribution (Gaussian, 6 actions)", distribution);
        Line("  objective and value loss (the rest)", objective);
        Line("sum of the slices' gradients, norm", seconds[5]);
        Line("Adam", seconds[7]);
        Line("packing of the working copies", seconds[6] - seconds[7]);
        return new BenchmarkResult(pass / arithmetic, "times the arithmetic", string.Create(
            CultureInfo.InvariantCulture,
            $"forward and backward {pass * 1e6:0.0} µs against {arithmetic * 1e6:0.0} µs at the {rate:0.0} GFLOP/s of the matrix product; at the FMA peak {operations / peak / 1e3:0.0} µs; the step of Adam beside it {(seconds[5] + seconds[6]) * 1e6:0.0} µs"));
    }
}
