using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Training;
using Ratchet.Training.Runs;
using Xunit;

namespace Ratchet.Tests.Training.Runs;

/// <summary><c>config.json</c> is all that a run is: a run made from it has the same bits, whatever presets and exchanged parts its options came from.</summary>
public sealed class ConfigurationTests
{
    /// <summary>The presets of one rule with the parts of another: of what the presets set for parts that are gone, nothing is written, and nothing may act.</summary>
    [Theory]
    [InlineData("cartpole")]
    [InlineData("pendulum")]
    public void What_config_json_says_is_what_is_trained(string environment)
    {
        using var pool = new WorkerPool(1);
        int compared = 0;
        foreach (string rule in Rules.ByGradients)
        {
            foreach (string other in Rules.ByGradients)
            {
                RunOptions options = Small(Presets.For(environment, rule));
                options = options with { Training = options.Training with { Parts = Rules.PartsOf(other) } };
                if (IsRefused(options.Training))
                    continue;
                RunOptions read = RunConfiguration.Read("config.json", RunConfiguration.Write(options, threads: 1));
                Assert.True(Train(options.Training, pool) == Train(read.Training, pool), $"{rule} with the parts of {other} on {environment} trains something that its configuration does not say.");
                compared++;
            }
        }

        Assert.True(compared > Rules.All.Count, $"Only {compared} pairs were compared.");
    }

    private static RunOptions Small(RunOptions options)
    {
        foreach (string setting in (string[])["environments=2", "horizon=8", "hidden=4", "steps=32"])
            options = Settings.Apply(options, setting);
        return options with { Training = options.Training with { Optimization = options.Training.Optimization with { Epochs = 2, Minibatch = 8 } } };
    }

    private static bool IsRefused(TrainingOptions options) => RuleCheck.Run(options, Definition(options).Create().ActionSpace).IsRefused;

    private static EnvironmentDefinition Definition(TrainingOptions options) => EnvironmentRegistry.BuiltIn.Find(options.Environment);

    private static string Train(TrainingOptions options, WorkerPool pool)
    {
        using IVectorEnvironment environments = Definition(options).Vectorize(options.Environments, pool);
        using var trainer = new Trainer(options, environments, pool);
        trainer.Run();
        return trainer.ParameterHash();
    }
}
