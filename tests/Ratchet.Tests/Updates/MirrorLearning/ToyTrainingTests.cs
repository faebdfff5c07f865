using Ratchet.Environments;
using Ratchet.Policies;
using Ratchet.Training;
using Ratchet.Updates;
using Xunit;
using Reading = Ratchet.Tests.Policies.ReadingEditions;

namespace Ratchet.Tests.Updates.MirrorLearning;

/// <summary>The rules of the library on the games of mirror learning: networks, sampled actions, estimated advantages.</summary>
public sealed class ToyTrainingTests
{
    public static TheoryData<string, string> Runs()
    {
        var data = new TheoryData<string, string>();
        foreach (string game in new[] { "single-step", "line", "grid" })
            foreach (string rule in new[] { "ppo", "ppo-kl", "dpo", "fixpo", "trpo" })
                data.Add(game, rule);
        return data;
    }

    // The trained policy's return is that of its probabilities, worked out exactly: no luck in it.
    [Theory]
    [MemberData(nameof(Runs))]
    public void Every_rule_reaches_the_optimum(string name, string rule)
    {
        TabularGame game = ToyGames.Named(name);
        using var bench = new TrainingBench(Options(name, rule), new VectorEnvironment(TabularEnvironment.Definition(name), 16));
        bench.Trainer.Run();
        double found = TabularGame.Return(game.Values(Probabilities(game, bench.Trainer.Policy))), optimum = TabularGame.Return(game.OptimalValues());
        Assert.True(found > optimum - 0.3, $"return {found} of {optimum}");
        Assert.Equal(0, bench.Trainer.Totals.Violations);
    }

    private static TrainingOptions Options(string game, string rule) => new()
    {
        Environment = game, Rule = rule, Seed = 11, Steps = 60 * 16 * 32, Environments = 16, Horizon = 32, Discount = ToyGames.Discount, GaeLambda = 0.95,
        Network = new NetworkOptions { Hidden = [16] },
        Optimization = new OptimizationOptions { Epochs = 4, Minibatch = 128, LearningRate = 1e-2, AdvantageUnit = AdvantageUnit.Batch },
    };

    private static double[][] Probabilities(TabularGame game, ActorCritic policy)
    {
        PolicyReading reading = PolicyReading.Of(policy);
        return [.. Enumerable.Range(0, game.States).Select(state =>
        {
            var observation = new float[game.States];
            observation[state] = 1;
            return Array.ConvertAll(Reading.Categorical.LogProbabilities(reading.Outputs(observation)), Math.Exp);
        })];
    }
}
