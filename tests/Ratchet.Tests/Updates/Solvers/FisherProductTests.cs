using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Rollouts;
using Ratchet.Tests.Policies.ReadingEditions;
using Ratchet.Updates.Solvers;
using Xunit;

namespace Ratchet.Tests.Updates.Solvers;

/// <summary>Products with the Fisher information, and the forward half of them, against differences of the same quantities in double precision.</summary>
public sealed unsafe class FisherProductTests
{
    private const int Environments = 4, Inputs = 3;

    public static TheoryData<Activation, string, bool, int> Shapes
    {
        get
        {
            var shapes = new TheoryData<Activation, string, bool, int>();
            foreach (Activation activation in new[] { Activation.Tanh, Activation.Relu, Activation.Elu, Activation.Silu })
                foreach (bool discrete in new[] { false, true })
                    shapes.Add(activation, "9,6", discrete, 72);
            foreach (bool discrete in new[] { false, true })
            {
                shapes.Add(Activation.Tanh, "", discrete, 40);
                shapes.Add(Activation.Tanh, "17", discrete, 300);
                shapes.Add(Activation.Tanh, "64,64", discrete, 36);
            }

            return shapes;
        }
    }

    public static IEnumerable<TheoryDataRow<Activation, string, bool, int>> SmoothShapes => Shapes.Where(shape => shape.Data.Item1 != Activation.Relu);

    // F is the second derivative of the mean KL at the policy itself (Schulman et al. 2015, appendix C): by central differences along v and
    // along one parameter, F v at that parameter = [KL(+,+) − KL(+,−) − KL(−,+) + KL(−,−)] / 4h².
    // A second difference across the kink of a ReLU is no derivative: there the tangent is tested, by first differences a hundred times as short.
    [Theory]
    [MemberData(nameof(SmoothShapes))]
    public void The_product_is_the_second_derivative_of_the_mean_KL_along_the_direction(Activation activation, string hidden, bool discrete, int rows)
    {
        const double H = 3e-5;
        var scene = new Scene(activation, hidden, discrete, rows);
        double[] direction = scene.RandomDirection(1), product = scene.Product(direction);
        double norm = Math.Sqrt(ConjugateGradients.Dot(product, product));
        for (int p = 0; p < product.Length; p += 1 + (product.Length / 60))
        {
            double expected = (scene.MeanKl(direction, H, p, H) - scene.MeanKl(direction, H, p, -H) - scene.MeanKl(direction, -H, p, H) + scene.MeanKl(direction, -H, p, -H)) / (4 * H * H);
            Assert.True(Math.Abs(expected - product[p]) < 1e-3 * (Math.Abs(expected) + (0.02 * norm)), $"parameter {p}: {expected}, found {product[p]}, norm {norm}");
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void F_is_symmetric_and_has_no_negative_curvature(Activation activation, string hidden, bool discrete, int rows)
    {
        var scene = new Scene(activation, hidden, discrete, rows);
        for (int i = 0; i < 5; i++)
        {
            double[] u = scene.RandomDirection(10 + i), v = scene.RandomDirection(20 + i), fu = scene.Product(u), fv = scene.Product(v);
            double uu = ConjugateGradients.Dot(u, fu), vv = ConjugateGradients.Dot(v, fv);
            Assert.True(uu > 0 && vv > 0, $"{uu}, {vv}");
            Assert.Equal(ConjugateGradients.Dot(u, fv), ConjugateGradients.Dot(v, fu), 1e-5 * Math.Sqrt(uu * vv));
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_tangent_of_a_network_is_the_derivative_of_its_outputs_along_the_direction(Activation activation, string hidden, bool discrete, int rows)
    {
        const double H = 1e-6;
        var scene = new Scene(activation, hidden, discrete, rows);
        LayerStack stack = scene.Policy.PolicyStack;
        double[] direction = scene.RandomDirection(3);
        var padded = new AlignedBuffer<float>(GradientLayout.SizeOf(stack));
        GradientLayout.Pad(stack, direction, padded.Pointer);
        var workspace = new StackWorkspace(stack, Kernels.Best, rows, backward: true);
        workspace.Forward(scene.Batch.Inputs, scene.Batch.InputStride, rows);
        workspace.Tangent(scene.Batch.Inputs, scene.Batch.InputStride, rows, padded.Pointer);
        for (int row = 0; row < rows; row += 5)
        {
            double[] above = scene.Outputs(direction, H, row), below = scene.Outputs(direction, -H, row);
            for (int j = 0; j < above.Length; j++)
                Assert.Equal((above[j] - below[j]) / (2 * H), workspace.OutputGradient[(row * workspace.OutputStride) + j], 2e-4);
        }
    }

    [Fact]
    public void Any_number_of_threads_and_any_width_give_the_same_product()
    {
        var scene = new Scene(Activation.Tanh, "9,6", discrete: false, 300);
        double[] direction = scene.RandomDirection(4), expected = scene.Product(direction);
        foreach (Kernels kernels in Kernels.Supported)
            Assert.Equal(expected, scene.Product(direction, kernels, threads: 3));
    }

    /// <summary>A random policy and a batch of random inputs that it has seen.</summary>
    private sealed class Scene
    {
        private readonly NetworkOptions _options;
        private readonly DenseNetwork _network;
        private readonly double[] _parameters;
        private readonly int _rows;

        public Scene(Activation activation, string hidden, bool discrete, int rows)
        {
            int[] widths = hidden.Length == 0 ? [] : [.. hidden.Split(',').Select(w => int.Parse(w, System.Globalization.CultureInfo.InvariantCulture))];
            _rows = rows;
            _options = new NetworkOptions { Hidden = widths, Activation = activation, PolicyGain = 1 };
            Policy = new ActorCritic(_options, new BoxSpace(Inputs), discrete ? new DiscreteSpace(3) : new BoxSpace(2, -1, 1));
            Policy.Initialize(3);
            var random = new RandomStream(8, StreamPurpose.User);
            foreach (ref float parameter in Policy.Parameters)
                parameter += (float)random.NextUniform(-0.3, 0.3);
            Policy.ParametersChanged();
            _parameters = [.. Policy.Parameters.ToArray().Select(parameter => (double)parameter)];
            _network = new DenseNetwork(_options, Inputs, Policy.Distribution.Width, Policy.Distribution.FreeParameters);

            Batch = new RolloutBatch(Policy, Environments, rows / Environments, masked: discrete);
            for (int row = 0; row < rows; row++)
            {
                for (int i = 0; i < Inputs; i++)
                    Batch.Inputs[(row * Batch.InputStride) + i] = (float)random.NextUniform(-2, 2);
                for (int j = 0; Batch.Masks is not null && j < Batch.Width; j++)
                    Batch.Masks[(j * Batch.Stride) + row] = (byte)(j == row % Batch.Width || random.NextUniform(0, 1) < 0.6 ? 1 : 0);
            }

            Policy.LogDeviation.CopyTo(Batch.LogDeviation.Span);
            using var pool = new WorkerPool(1);
            new PolicyEvaluator(Policy, Kernels.Best, pool, rows).Distributions(Batch.Inputs, rows, Batch.Masks, Batch.Columns, Batch.Stride);
        }

        public ActorCritic Policy { get; }

        public RolloutBatch Batch { get; }

        public double[] RandomDirection(int seed)
        {
            var random = new RandomStream((ulong)seed, StreamPurpose.User);
            var direction = new double[Policy.PolicyParameterCount];
            for (int i = 0; i < direction.Length; i++)
                direction[i] = (float)random.NextUniform(-1, 1);
            return direction;
        }

        public double[] Product(double[] direction) => Product(direction, Kernels.Best, threads: 1);

        public double[] Product(double[] direction, Kernels kernels, int threads)
        {
            using var pool = new WorkerPool(threads);
            var fisher = new FisherProduct(Policy, Batch, kernels, pool);
            var product = new double[direction.Length];
            fisher.Begin();
            fisher.Multiply(direction, product);
            return product;
        }

        public double[] Outputs(double[] direction, double length, int row) => Run(Moved(direction, length, 0, 0), row).Outputs;

        /// <summary>Mean over the batch of KL(θ ‖ θ + a v + b e_p).</summary>
        public double MeanKl(double[] direction, double a, int parameter, double b)
        {
            double[] moved = Moved(direction, a, parameter, b);
            double sum = 0;
            for (int row = 0; row < _rows; row++)
            {
                (double[] old, double[] oldDeviation, _) = Run(_parameters, row);
                (double[] outputs, double[] deviation, _) = Run(moved, row);
                sum += Batch.Masks is null
                    ? DiagonalGaussian(old, oldDeviation, outputs, deviation)
                    : Policies.ReadingEditions.Categorical.Divergence(old, outputs, [.. Enumerable.Range(0, Batch.Width).Select(j => Batch.Masks[(j * Batch.Stride) + row] != 0)]);
            }

            return sum / _rows;
        }

        private static double DiagonalGaussian(double[] p, double[] pDeviation, double[] q, double[] qDeviation) =>
            Policies.ReadingEditions.DiagonalGaussian.Divergence(p, pDeviation, q, qDeviation);

        private double[] Moved(double[] direction, double a, int parameter, double b)
        {
            double[] moved = [.. _parameters];
            for (int i = 0; i < direction.Length; i++)
                moved[i] += a * direction[i];
            moved[parameter] += b;
            return moved;
        }

        private (double[] Outputs, double[] LogDeviation, double Value) Run(double[] parameters, int row)
        {
            var x = new double[Inputs];
            for (int i = 0; i < Inputs; i++)
                x[i] = Batch.Inputs[(row * Batch.InputStride) + i];
            return _network.Run(parameters, x);
        }
    }
}
