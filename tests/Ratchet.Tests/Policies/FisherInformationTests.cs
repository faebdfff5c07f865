using Ratchet.Numerics;
using Ratchet.Policies;
using Xunit;

namespace Ratchet.Tests.Policies;

/// <summary>M = Σ_a π(a) ∇ln π(a) ∇ln π(a)ᵀ, the sum taken outcome by outcome; ∇ln π at a logit is [its outcome occurred] − its probability.</summary>
public sealed unsafe class FisherInformationTests
{
    private const int Rows = 70;

    [Fact]
    public void The_information_of_switches_is_the_sum_over_all_their_outcomes() => Hold(
        new BernoulliVector(3), 3, 8,
        (logits, outcome, k) => (outcome >> k) & 1,
        (logits, k) => 1 / (1 + Math.Exp(-logits[k])),
        (logits, outcome) => Enumerable.Range(0, 3).Aggregate(1.0, (product, k) => product / (1 + Math.Exp(((outcome >> k) & 1) == 1 ? -logits[k] : logits[k]))));

    // Entries of 2 and 3 choices: outcome o is choice o % 2 of the first, whose logits are 0 and 1, and o / 2 of the second, 2 to 4.
    [Fact]
    public void The_information_of_several_choices_is_the_sum_over_all_their_outcomes() => Hold(
        new MultiCategorical([2, 3]), 5, 6,
        (logits, outcome, k) => k == outcome % 2 || k == 2 + (outcome / 2) ? 1 : 0,
        ChoiceProbability,
        (logits, outcome) => ChoiceProbability(logits, outcome % 2) * ChoiceProbability(logits, 2 + (outcome / 2)));

    // tanh is one-to-one: knowing b tells as much about μ and σ as knowing a.
    [Fact]
    public void A_squashed_Gaussian_has_the_information_of_its_base()
    {
        float[] of = GaussianProduct(new SquashedGaussian(2)), ofBase = GaussianProduct(new DiagonalGaussian(2));
        Assert.Equal(ofBase, of);
        // 1/σ² at μ and 2 a sample at log σ: σ = e^½, v = 1, two samples.
        Assert.Equal([0.36787944f, 0.36787944f, 0.36787944f, 0.36787944f, 4f, 4f], of, (a, b) => Math.Abs(a - b) < 1e-6);
    }

    private static double ChoiceProbability(double[] logits, int k)
    {
        (int first, int count) = k < 2 ? (0, 2) : (2, 3);
        return Math.Exp(logits[k]) / Enumerable.Range(first, count).Sum(j => Math.Exp(logits[j]));
    }

    private static void Hold(
        ActionDistribution distribution, int width, int outcomes, Func<double[], int, int, double> occurred, Func<double[], int, double> marginal, Func<double[], int, double> probability)
    {
        const float Weight = 0.25f;
        var random = new RandomStream(5, StreamPurpose.User);
        var outputs = new AlignedBuffer<float>(Rows, width);
        var columns = new AlignedBuffer<float>(width, Kernels.Pad(Rows));
        var logits = new double[Rows][];
        for (int i = 0; i < Rows; i++)
        {
            logits[i] = new double[width];
            for (int k = 0; k < width; k++)
                logits[i][k] = outputs.Span[(i * width) + k] = (float)random.NextUniform(-3, 3);
        }

        distribution.FromOutputs(Kernels.Best, outputs.Pointer, width, null, Rows, columns.Pointer, Kernels.Pad(Rows));
        var direction = new float[Rows * width];
        for (int i = 0; i < direction.Length; i++)
            outputs.Span[i] = direction[i] = (float)random.NextUniform(-1, 1);
        distribution.FisherProduct(Kernels.Best, columns.Pointer, Kernels.Pad(Rows), null, Rows, Weight, outputs.Pointer, width, null, null);
        GC.KeepAlive(columns);

        for (int i = 0; i < Rows; i++)
            for (int j = 0; j < width; j++)
            {
                double product = 0;
                for (int outcome = 0; outcome < outcomes; outcome++)
                {
                    double along = 0;
                    for (int k = 0; k < width; k++)
                        along += (occurred(logits[i], outcome, k) - marginal(logits[i], k)) * direction[(i * width) + k];
                    product += probability(logits[i], outcome) * (occurred(logits[i], outcome, j) - marginal(logits[i], j)) * along;
                }

                Assert.Equal(Weight * product, outputs.Span[(i * width) + j], 1e-6);
            }
    }

    private static float[] GaussianProduct(ActionDistribution distribution)
    {
        const int Samples = 2;
        var outputs = new AlignedBuffer<float>(Samples, 2);
        var columns = new AlignedBuffer<float>(2, Kernels.Pad(Samples));
        float* logDeviation = stackalloc float[2] { 0.5f, 0.5f }, along = stackalloc float[2] { 1, 1 }, product = stackalloc float[2];
        outputs.Span.Fill(1);
        distribution.FisherProduct(Kernels.Best, columns.Pointer, Kernels.Pad(Samples), logDeviation, Samples, 1, outputs.Pointer, 2, along, product);
        GC.KeepAlive(columns);
        return [.. outputs.Span, product[0], product[1]];
    }
}
