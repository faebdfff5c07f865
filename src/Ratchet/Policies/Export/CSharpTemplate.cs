using System.Globalization;
using System.Text;
using Ratchet.Numerics;

namespace Ratchet.Policies.Export;

/// <summary>The code of the file that <see cref="CSharpSource"/> writes, piece by piece; each piece does what the library's class of that name does.</summary>
internal static class CSharpTemplate
{
    /// <summary>The two methods that users call.</summary>
    public static string Act(PolicyModel model)
    {
        bool hasMask = model.Distribution is PolicyDistribution.Categorical or PolicyDistribution.MultiCategorical;
        string maskSummary = hasMask ? Invariant($" <c>mask</c> is true for each of the {model.ActionSpace.MaskSize} choices that is valid, empty when all are.") : "";
        string mask = hasMask ? ", ReadOnlySpan<bool> mask = default" : "";
        string check = !hasMask ? "" : Invariant($"""

                        if (mask.Length != 0 && mask.Length != {model.ActionSpace.MaskSize}) throw new ArgumentException("A mask of these actions has {model.ActionSpace.MaskSize} entries.", nameof(mask));
            """);
        return $$"""
                    /// <summary>The most probable action for one raw observation, as the environment takes it.{{maskSummary}}</summary>
                    public void Act(ReadOnlySpan<float> observation, Span<float> action{{mask}})
                    {
                        Forward(observation, action);{{check}}
                        Mode(action{{(hasMask ? ", mask" : "")}});
                    }

                    /// <summary>An action drawn from the policy's distribution.{{maskSummary}}</summary>
                    public void Sample(ReadOnlySpan<float> observation, Span<float> action, Random random{{mask}})
                    {
                        Forward(observation, action);{{check}}
                        Draw(action, random{{(hasMask ? ", mask" : "")}});
                    }


            """;
    }

    /// <summary>From the observation to the distribution's parameters.</summary>
    public static string Network(PolicyModel model)
    {
        var source = new StringBuilder();
        IReadOnlyList<ModelLayer> layers = model.Layers;
        source.Append(Invariant($"        private readonly double[] x0 = new double[{model.ObservationSpace.Size}];\n"));
        for (int i = 0; i < layers.Count; i++)
            source.Append(Invariant($"        private readonly double[] x{i + 1} = new double[{layers[i].Outputs}];\n"));
        string input = model.Normalization is { } normalization
            ? Invariant($"Math.Min(Math.Max(((double)observation[i] - Mean[i]) * InverseDeviation[i], -{normalization.Clip:R}), {normalization.Clip:R})")
            : "observation[i]";
        source.Append($$"""

                    private void Forward(ReadOnlySpan<float> observation, Span<float> action)
                    {
                        if (observation.Length != ObservationSize) throw new ArgumentException("An observation has " + ObservationSize + " numbers.", nameof(observation));
                        if (action.Length != ActionSize) throw new ArgumentException("An action has " + ActionSize + " numbers.", nameof(action));
                        for (int i = 0; i < x0.Length; i++)
                            x0[i] = {{input}};

            """);
        for (int i = 0; i < layers.Count; i++)
        {
            source.Append(Invariant($"            Dense(x{i}, Weights{i}, Bias{i}, x{i + 1});\n"));
            if (layers[i].Activation is { } activation && activation != Activation.Identity)
                source.Append(Invariant($"            for (int i = 0; i < x{i + 1}.Length; i++)\n                x{i + 1}[i] = {ActivationOf(activation, $"x{i + 1}[i]")};\n"));
        }

        source.Append("""
                    }

                    /// <summary>y = x W + b, W row by row: [inputs × outputs].</summary>
                    private static void Dense(double[] x, float[] weights, float[] bias, double[] y)
                    {
                        for (int j = 0; j < y.Length; j++)
                            y[j] = bias[j];
                        for (int i = 0, k = 0; i < x.Length; i++)
                        {
                            double xi = x[i];
                            for (int j = 0; j < y.Length; j++)
                                y[j] += xi * weights[k++];
                        }
                    }


            """);
        return source.ToString();
    }

    /// <summary>Mode and sample of the distribution, whose parameters the last layer gave.</summary>
    public static string Distribution(PolicyModel model)
    {
        string z = Invariant($"x{model.Layers.Count}");
        return model.Distribution switch
        {
            PolicyDistribution.Gaussian or PolicyDistribution.SquashedGaussian => Each($"{z}[d]", $"{z}[d] + Math.Exp(Free[d]) * Normal(random)") + Bounded(model),
            PolicyDistribution.FullGaussian => FullGaussian(z, model.ActionSpace.Size) + Bounded(model),
            PolicyDistribution.Beta => Beta(z),
            PolicyDistribution.Categorical or PolicyDistribution.MultiCategorical => Categorical(z, model.ActionSpace),
            PolicyDistribution.Bernoulli => Each($"{z}[d] > 0 ? 1f : 0f", $"random.NextDouble() < 1 / (1 + Math.Exp(-{z}[d])) ? 1f : 0f", bounded: false),
            _ => throw new ArgumentException($"The distribution {model.Distribution} cannot be exported.", nameof(model)),
        };
    }

    /// <summary>What the samples are drawn with.</summary>
    public static string Random(PolicyDistribution distribution)
    {
        const string Normal = """
                    /// <summary>A standard normal number, by Box and Muller.</summary>
                    private static double Normal(Random random) =>
                        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());


            """;
        const string Gamma = """
                    /// <summary>A number of the gamma distribution of a shape of at least 1, by Marsaglia and Tsang.</summary>
                    private static double Gamma(Random random, double shape)
                    {
                        double d = shape - 1.0 / 3, c = 1 / Math.Sqrt(9 * d);
                        while (true)
                        {
                            double x = Normal(random), root = 1 + c * x, v = root * root * root;
                            if (v > 0 && Math.Log(1 - random.NextDouble()) < 0.5 * x * x + d - d * v + d * Math.Log(v))
                                return d * v;
                        }
                    }


            """;
        return distribution switch
        {
            PolicyDistribution.Gaussian or PolicyDistribution.SquashedGaussian or PolicyDistribution.FullGaussian => Normal,
            PolicyDistribution.Beta => Normal + Gamma,
            _ => "",
        };
    }

    private static string ActivationOf(Activation activation, string x) => activation switch
    {
        Activation.Tanh => $"Math.Tanh({x})",
        Activation.Relu => $"{x} > 0 ? {x} : 0",
        Activation.Elu => $"{x} > 0 ? {x} : Math.Exp({x}) - 1",
        Activation.Silu => $"{x} / (1 + Math.Exp(-{x}))",
        _ => throw new ArgumentException($"The activation {activation} cannot be exported.", nameof(activation)),
    };

    /// <summary>A number for each dimension on its own.</summary>
    private static string Each(string mode, string sample, bool bounded = true)
    {
        string Number(string number) => bounded ? $"Bound({number}, d)" : number;
        return $$"""
                    private void Mode(Span<float> action)
                    {
                        for (int d = 0; d < ActionSize; d++)
                            action[d] = {{Number(mode)}};
                    }

                    private void Draw(Span<float> action, Random random)
                    {
                        for (int d = 0; d < ActionSize; d++)
                            action[d] = {{Number(sample)}};
                    }


            """;
    }

    /// <summary>a = μ + L ξ; of L, Free holds the logarithms of the diagonal, then what is below it row by row.</summary>
    private static string FullGaussian(string z, int size) => Invariant($$"""
                    private readonly double[] normal = new double[{{size}}];

                    private void Mode(Span<float> action)
                    {
                        for (int d = 0; d < ActionSize; d++)
                            action[d] = Bound({{z}}[d], d);
                    }

                    private void Draw(Span<float> action, Random random)
                    {
                        for (int d = 0, below = ActionSize; d < ActionSize; d++)
                        {
                            normal[d] = Normal(random);
                            double a = {{z}}[d] + Math.Exp(Free[d]) * normal[d];
                            for (int k = 0; k < d; k++)
                                a += Free[below++] * normal[k];
                            action[d] = Bound(a, d);
                        }
                    }


            """);

    /// <summary>What a Gaussian sampled as an action of the box; where the box is open on a side, clipped alone, and without a bound handed on.</summary>
    private static string Bounded(PolicyModel model)
    {
        ActionBound bound = model.Distribution == PolicyDistribution.SquashedGaussian ? ActionBound.TanhAndRescale : model.ActionBound;
        if (bound == ActionBound.None)
            return """
                        private static float Bound(double a, int d) => (float)a;


                """;
        string share = bound == ActionBound.TanhAndRescale ? "Math.Tanh(a)" : "Math.Min(Math.Max(a, -1), 1)";
        string rescale = bound == ActionBound.Clip ? "" : $"""

                        if (!float.IsInfinity(low) && !float.IsInfinity(high))
                            a = low + ((double)high - low) * ({share} + 1) * 0.5;
            """;
        return $$"""
                    private static float Bound(double a, int d)
                    {
                        float low = Low[d], high = High[d];{{rescale}}
                        return a < low ? low : a > high ? high : (float)a;
                    }


            """;
    }

    private static string Beta(string z) => Each($"Mode({z}[d], {z}[ActionSize + d])", $"Draw(random, {z}[d], {z}[ActionSize + d])") + """
                    private static double Mode(double x, double y)
                    {
                        double above = Softplus(x), sum = above + Softplus(y);
                        return sum == 0 ? 0.5 : above / sum;
                    }

                    private static double Draw(Random random, double x, double y)
                    {
                        double first = Gamma(random, 1 + Softplus(x)), second = Gamma(random, 1 + Softplus(y));
                        return first / (first + second);
                    }

                    private static float Bound(double share, int d)
                    {
                        double a = Low[d] + ((double)High[d] - Low[d]) * share;
                        return a < Low[d] ? Low[d] : a > High[d] ? High[d] : (float)a;
                    }

                    private static double Softplus(double x) =>
                        x < -36 ? Math.Exp(x) : x > 0 ? x + Math.Log(1 + Math.Exp(-x)) : Math.Log(1 + Math.Exp(x));


            """;

    /// <summary>Of each entry's choices the most probable valid one, the first of equals; or one by its share of Σ exp z.</summary>
    private static string Categorical(string z, Space actions)
    {
        int entries = actions.Size;
        string counts = string.Join(", ", Enumerable.Range(0, entries).Select(entry => actions.ChoicesOf(entry).ToString(CultureInfo.InvariantCulture)));
        return $$"""
                    private static readonly int[] Choices = { {{counts}} };

                    private void Mode(Span<float> action, ReadOnlySpan<bool> mask)
                    {
                        for (int entry = 0, first = 0; entry < ActionSize; first += Choices[entry++])
                            action[entry] = Greatest(first, Choices[entry], mask);
                    }

                    private void Draw(Span<float> action, Random random, ReadOnlySpan<bool> mask)
                    {
                        for (int entry = 0, first = 0; entry < ActionSize; first += Choices[entry++])
                        {
                            int count = Choices[entry], chosen = Greatest(first, count, mask);
                            double greatest = {{z}}[first + chosen], sum = 0;
                            for (int j = first; j < first + count; j++)
                                sum += Valid(mask, j) ? Math.Exp({{z}}[j] - greatest) : 0;
                            double rest = sum * random.NextDouble();
                            for (int j = 0; j < count && rest >= 0; j++)
                            {
                                if (!Valid(mask, first + j))
                                    continue;
                                rest -= Math.Exp({{z}}[first + j] - greatest);
                                if (rest < 0)
                                    chosen = j;
                            }

                            action[entry] = chosen;
                        }
                    }

                    private int Greatest(int first, int count, ReadOnlySpan<bool> mask)
                    {
                        int best = -1;
                        for (int j = 0; j < count; j++)
                            if (Valid(mask, first + j) && (best < 0 || {{z}}[first + j] > {{z}}[first + best]))
                                best = j;
                        return best < 0 ? 0 : best;
                    }

                    private static bool Valid(ReadOnlySpan<bool> mask, int choice) => mask.Length == 0 || mask[choice];


            """;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
