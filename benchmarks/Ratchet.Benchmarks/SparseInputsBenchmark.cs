using System.Globalization;
using Ratchet.Numerics;
using Ratchet.Policies;

namespace Ratchet.Benchmarks;

/// <summary>Forward and backward pass of a network of 400 × 64 × 64 over rows like MinAtar's, of which 4 % are not zero, against rows without zeros.</summary>
internal sealed unsafe class SparseInputsBenchmark : IBenchmark
{
    private const int Rows = 128, Inputs = 400, Active = 16, Rounds = 200;

    public string Name => "sparse-inputs";

    public string Summary => "passes through a network of 400 × 64 × 64 whose inputs are mostly zeros, against inputs without zeros";

    public BenchmarkResult Run(TextWriter details)
    {
        var random = new RandomStream(1, StreamPurpose.User);
        float[] dense = new float[Rows * Inputs], sparse = new float[Rows * Inputs];
        for (int i = 0; i < dense.Length; i++)
            dense[i] = (float)(1 - random.NextDouble());
        for (int i = 0; i < Rows * Active; i++)
            sparse[(i / Active * Inputs) + (int)random.NextBelow(Inputs)] = 1;
        double[] seconds = BestTime.Of(Rounds, new Pass(sparse).Run, new Pass(dense).Run);
        return new BenchmarkResult(seconds[1] / seconds[0], "times as fast", string.Create(
            CultureInfo.InvariantCulture, $"{seconds[0] * 1e9 / Rows:0} ns a row with {Active} of {Inputs} inputs active, against {seconds[1] * 1e9 / Rows:0} ns without zeros"));
    }

    /// <summary>A forward and a backward pass, with a gradient of one at every output.</summary>
    private sealed class Pass
    {
        private readonly AlignedBuffer<float> _inputs = new(Rows, Inputs);
        private readonly AlignedBuffer<float> _gradient;
        private readonly StackWorkspace _workspace;

        public Pass(float[] inputs)
        {
            var policy = new ActorCritic(new NetworkOptions { Hidden = [64, 64], Activation = Activation.Relu }, new BoxSpace(Inputs, 0, 1), new DiscreteSpace(6));
            policy.Initialize(1);
            inputs.CopyTo(_inputs.Span);
            _gradient = new AlignedBuffer<float>(GradientLayout.SizeOf(policy.PolicyStack));
            _workspace = new StackWorkspace(policy.PolicyStack, Kernels.Best, Rows, backward: true);
        }

        public void Run()
        {
            _workspace.Forward(_inputs.Pointer, Inputs, Rows);
            for (int row = 0; row < Rows; row++)
                new Span<float>(_workspace.OutputGradient + (row * _workspace.OutputStride), 6).Fill(1);
            _workspace.Backward(_inputs.Pointer, Inputs, Rows, _gradient.Pointer);
        }
    }
}
