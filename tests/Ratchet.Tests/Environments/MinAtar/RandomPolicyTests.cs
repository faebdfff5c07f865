using Ratchet.Environments;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.Tests.Environments.MinAtar;

/// <summary>Mean return and length of uniformly random play, with their standard errors, against those published for the authors' programs.</summary>
public class RandomPolicyTests
{
    private const int Simulators = 64;

    [Theory]
    [InlineData("breakout", 60, 0.495, 0.016, 11.06, 0.17)]
    [InlineData("asterix", 60, 0.504, 0.040, 71.9, 2.1)]
    [InlineData("freeway", 2, 0.10, 0.07, 2501, 0)]
    [InlineData("seaquest", 60, 0.110, 0.018, 30.7, 1.7)]
    [InlineData("space-invaders", 60, 2.96, 0.11, 52.8, 1.8)]
    public void AgreesWithTheAuthorsProgramsWithinThreeStandardErrors(
        string game, int episodesEach, double meanReturn, double returnError, double meanLength, double lengthError)
    {
        (double[] returns, double[] lengths) = Play(game, episodesEach);
        RequireNear(game, "return", returns, meanReturn, returnError);
        RequireNear(game, "length", lengths, meanLength, lengthError);
    }

    private static void RequireNear(string game, string what, double[] values, double expected, double expectedError)
    {
        double mean = values.Average();
        double error = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1.0) / values.Length);
        TestContext.Current.TestOutputHelper?.WriteLine($"{game} {what}: {mean:0.000} ({error:0.000}) over {values.Length} episodes, expected {expected} ({expectedError})");
        double bound = 3 * Math.Sqrt(error * error + expectedError * expectedError);
        Assert.True(Math.Abs(mean - expected) <= bound, $"{game}: mean {what} {mean:0.000} is farther than {bound:0.000} from {expected}");
    }

    /// <summary>The same number of episodes from each simulator: the first ones to end would be the short ones.</summary>
    private static (double[] Returns, double[] Lengths) Play(string game, int episodesEach)
    {
        using var run = new VectorRun(new VectorEnvironment(GameProbe.Define(game), Simulators), seed: 17);
        var choices = new RandomStream(18, StreamPurpose.User);
        List<double> returns = [], lengths = [];
        double[] total = new double[Simulators], length = new double[Simulators];
        int[] episodes = new int[Simulators];
        while (returns.Count < Simulators * episodesEach)
        {
            for (int i = 0; i < Simulators; i++)
                run.Actions[i] = choices.NextBelow(6);
            run.Step();
            for (int i = 0; i < Simulators; i++)
            {
                total[i] += run.Rewards[i];
                length[i]++;
                if (!run.Terminated[i] && !run.Truncated[i])
                    continue;
                if (episodes[i]++ < episodesEach)
                {
                    returns.Add(total[i]);
                    lengths.Add(length[i]);
                }

                (total[i], length[i]) = (0, 0);
            }
        }

        return ([.. returns], [.. lengths]);
    }
}
