using Ratchet.Environments;
using Xunit;

namespace Ratchet.Tests.Environments;

public class ReturnNormalizerTests
{
    // Two environments, γ = 0.5. Step 1, rewards 2 and 4: G = (2, 4), batch mean 3, variance 1, merged with weight 1e-4 of (0, 1):
    // n = 2.0001, var = (1·1e-4 + 1·2 + 9·2e-4/2.0001) / 2.0001. The first episode ends, so its G starts anew.
    // Step 2, rewards 6 and −2: G = (6, 0.5·4 − 2) = (6, 0).
    [Fact]
    public void ScalesByTheSpreadOfTheReturnByHand()
    {
        var normalizer = new ReturnNormalizer(2, discount: 0.5);
        float[] rewards = [2, 4];
        normalizer.Apply(rewards, [true, false], [false, false]);
        double n = 2.0001;
        double mean = 3 * 2 / n;
        double variance = (1e-4 + 2 + 9 * 2e-4 / n) / n;
        Assert.Equal(variance, normalizer.Variance, 1e-12);
        Assert.Equal((float)(2 / Math.Sqrt(variance + 1e-8)), rewards[0]);
        Assert.Equal((float)(4 / Math.Sqrt(variance + 1e-8)), rewards[1]);

        rewards = [6, -2];
        normalizer.Apply(rewards, [false, false], [false, false]);
        // Batch (6, 0): mean 3, variance 9.
        variance = (variance * n + 9 * 2 + (3 - mean) * (3 - mean) * n * 2 / (n + 2)) / (n + 2);
        Assert.Equal(variance, normalizer.Variance, 1e-12);
        Assert.Equal((float)(6 / Math.Sqrt(variance + 1e-8)), rewards[0]);
        Assert.Equal((float)(-2 / Math.Sqrt(variance + 1e-8)), rewards[1]);
    }

    [Fact]
    public void TheMergedVarianceIsThatOfAllReturnsAtOnce()
    {
        var normalizer = new ReturnNormalizer(4, discount: 0.9);
        var returns = new List<double>();
        double[] current = new double[4];
        for (int step = 0; step < 200; step++)
        {
            float[] rewards = [step % 7, -step % 5, 3, (step * step) % 11];
            bool[] truncated = [step % 13 == 0, false, step % 29 == 0, false];
            for (int i = 0; i < 4; i++)
            {
                current[i] = 0.9 * current[i] + rewards[i];
                returns.Add(current[i]);
                current[i] = truncated[i] ? 0 : current[i];
            }

            normalizer.Apply(rewards, new bool[4], truncated);
        }

        double mean = returns.Average();
        // The start's weight of 1e-4 beside 800 returns moves the variance by about 1e-7 of itself.
        double variance = returns.Average(value => (value - mean) * (value - mean));
        Assert.Equal(1, normalizer.Variance / variance, 1e-6);
    }

    [Fact]
    public void ClipsAtTen()
    {
        var normalizer = new ReturnNormalizer(1, discount: 0);
        for (int i = 0; i < 1000; i++)
            normalizer.Apply([0.001f * (i % 2)], [false], [false]);
        float[] rewards = [1000];
        normalizer.Apply(rewards, [false], [false]);
        Assert.Equal(10, rewards[0]);
        rewards = [-1000];
        normalizer.Apply(rewards, [false], [false]);
        Assert.InRange(rewards[0], -10, -9);
    }

    [Fact]
    public void ALoadedStateContinuesToTheBit()
    {
        var uninterrupted = new ReturnNormalizer(3, 0.99);
        float[] first = [1, 2, 3], second = [-1, 0.3f, 7], again = [-1, 0.3f, 7];
        uninterrupted.Apply(first, [false, true, false], [false, false, false]);
        double[] state = new double[uninterrupted.StateSize];
        uninterrupted.SaveState(state);
        var resumed = new ReturnNormalizer(3, 0.99);
        resumed.LoadState(state);
        uninterrupted.Apply(second, new bool[3], new bool[3]);
        resumed.Apply(again, new bool[3], new bool[3]);
        Assert.Equal(second, again);
    }

    [Fact]
    public void RefusesValuesOutOfRange()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReturnNormalizer(0, 0.9));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReturnNormalizer(1, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReturnNormalizer(1, 1.1));
        Assert.Throws<ArgumentException>(() => new ReturnNormalizer(2, 0.9).Apply(new float[1], new bool[1], new bool[1]));
    }
}
