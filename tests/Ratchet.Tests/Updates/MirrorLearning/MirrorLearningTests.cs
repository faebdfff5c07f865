using Xunit;

namespace Ratchet.Tests.Updates.MirrorLearning;

/// <summary>The fundamental theorem of mirror learning (Kuba et al. 2022; facts, §1) on its paper's games, everything exact.</summary>
public sealed class MirrorLearningTests
{
    // Rounding, and the 1e-12 that a softmax leaves to each action, times 1/(1 − γ) = 1000 steps.
    private const double Tolerance = 1e-6;

    public static TheoryData<string, string, string> Updates()
    {
        var data = new TheoryData<string, string, string>();
        foreach (string game in new[] { "single-step", "line", "grid" })
            foreach (string drift in new[] { "kl", "l2", "tv", "zero" })
                foreach (string neighbourhood in Enum.GetNames<MirrorNeighbourhood>())
                    data.Add(game, drift, neighbourhood);
        return data;
    }

    [Theory]
    [MemberData(nameof(Updates))]
    public void Values_rise_by_at_least_the_drift_paid_and_reach_the_optimum(string name, string drift, string region)
    {
        TabularGame game = ToyGames.Named(name);
        var step = new MirrorStep(drift, Enum.Parse<MirrorNeighbourhood>(region));
        double[] optimum = game.OptimalValues();
        double[][] policy = [.. Enumerable.Range(0, game.States).Select(_ => Enumerable.Repeat(1.0 / game.Actions, game.Actions).ToArray())];
        double[] values = game.Values(policy);
        double start = TabularGame.Return(values), totalPaid = 0;
        int iterations = 0;
        for (; Gap() > 1e-3; iterations++)
        {
            Assert.True(iterations < 3000, $"still {Gap()} below the optimum");
            double[][] next = step.Next(game.Advantages(values), policy);
            double[] paid = step.Paid(next, policy), nextValues = game.Values(next);
            for (int s = 0; s < game.States; s++)
                Assert.True(nextValues[s] >= values[s] + paid[s] - Tolerance, $"iteration {iterations}, state {s}: {values[s]} + {paid[s]} to {nextValues[s]}");
            // d and β are uniform: U_β = 1.
            Assert.True(TabularGame.Return(nextValues) >= TabularGame.Return(values) + paid.Average() - Tolerance);
            totalPaid += paid.Average();
            double[] distances = step.Distances(next, policy);
            if (region == nameof(MirrorNeighbourhood.EveryState))
                Assert.All(distances, distance => Assert.True(distance <= MirrorStep.Radius * (1 + Tolerance)));
            if (region == nameof(MirrorNeighbourhood.Mean))
                Assert.True(distances.Average() <= MirrorStep.Radius * (1 + Tolerance));
            (policy, values) = (next, nextValues);
        }

        Assert.True(totalPaid <= TabularGame.Return(optimum) - start + Tolerance);
        Assert.Equal(drift == "zero", totalPaid == 0);

        double Gap() => optimum.Zip(values, (best, value) => best - value).Max();
    }

    // Single step: the best of 10, 0, 1, 0, 5. Line, from the middle: −0.1 − 0.1 γ + 10 γ² = −0.1999 + 9.98001 = 9.78011.
    // Grid, from S: seven times −1, −(1 − γ⁷) / (1 − γ) = −(7 − 21·10⁻³ + 35·10⁻⁶ − …) = −6.979035.
    [Fact]
    public void Optima_of_the_games_are_those_of_the_paper()
    {
        Assert.Equal(10, ToyGames.SingleStep.OptimalValues()[0], 1e-9);
        Assert.Equal(9.78011, ToyGames.Line.OptimalValues()[ToyGames.LineMiddle], 1e-9);
        Assert.Equal(-6.979035, ToyGames.Grid.OptimalValues()[ToyGames.GridStart], 1e-6);
    }

    // One state, two moves of which only the second ends the game: V = ½(1 + V/2) + ½ · 3, so V = 2 / (3/4) = 8/3; A = (1 + 4/3, 3) − 8/3.
    [Fact]
    public void Values_and_advantages_solve_Bellmans_equations()
    {
        var game = new TabularGame(0.5, [[0, TabularGame.End]], [[1, 3]]);
        double[] values = game.Values([[0.5, 0.5]]);
        Assert.Equal(8.0 / 3, values[0], 1e-12);
        Assert.Equal([-1.0 / 3, 1.0 / 3], game.Advantages(values)[0], (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(3, game.OptimalValues()[0], 1e-12);
    }

    // A drift is what its name says in the paper only if it is zero and flat at the old policy: halving the step quarters it, about.
    [Theory]
    [InlineData("kl")]
    [InlineData("l2")]
    [InlineData("tv")]
    public void Drifts_are_positive_and_zero_and_flat_at_the_old_policy(string name)
    {
        TabularDrift drift = TabularDrift.Named(name);
        double[] q = [0.1, 0.2, 0.7];
        Assert.Equal(0, drift.Value(q, q));
        double before = drift.Value([0.1 + 1e-3, 0.2 + 1e-3, 0.7 - 2e-3], q), after = drift.Value([0.1 + 5e-4, 0.2 + 5e-4, 0.7 - 1e-3], q);
        Assert.True(after > 0);
        Assert.Equal(4, before / after, 0.02);
    }

    [Theory]
    [InlineData("kl", 0.01)]
    [InlineData("kl", 1)]
    [InlineData("l2", 0.3)]
    [InlineData("l2", 3)]
    [InlineData("tv", 0.3)]
    [InlineData("tv", 3)]
    public void No_distribution_is_better_than_the_maximiser(string name, double weight)
    {
        TabularDrift drift = TabularDrift.Named(name);
        var random = new Random(7);
        for (int trial = 0; trial < 20; trial++)
        {
            double[] q = Distribution(), advantages = [.. q.Select(_ => (2 * random.NextDouble()) - 1)];
            double[] best = drift.Maximizer(advantages, q, weight);
            Assert.Equal(1, best.Sum(), 1e-12);
            Assert.All(best, p => Assert.True(p >= 0));
            double found = Objective(best);
            for (int other = 0; other < 200; other++)
            {
                double[] anywhere = Distribution();
                Assert.True(Objective(anywhere) <= found + 1e-12);
                Assert.True(Objective([.. best.Zip(anywhere, (a, b) => a + (0.01 * (b - a)))]) <= found + 1e-12);
            }

            double Objective(double[] p) => p.Zip(advantages, (a, b) => a * b).Sum() - (weight * drift.Value(p, q));
        }

        double[] Distribution()
        {
            double[] weights = [.. Enumerable.Range(0, 5).Select(_ => -Math.Log(1 - random.NextDouble()))];
            return [.. weights.Select(value => value / weights.Sum())];
        }
    }
}
