using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Training;
using Ratchet.Updates;
using Xunit;

namespace Ratchet.Tests.Training;

public sealed class PresetsTests
{
    [Fact]
    public void Every_environment_has_a_legal_preset_for_every_rule()
    {
        IEnumerable<string> names = EnvironmentRegistry.BuiltIn.Definitions.Select(definition => definition.Name).Append("halfcheetah").Append("my-own");
        foreach (string environment in names)
            foreach ((string rule, _) in Rules.All)
            {
                RunOptions options = Presets.For(environment, rule);
                options.Validate();
                Assert.Equal((environment, rule), (options.Training.Environment, options.Training.Rule));
            }
    }

    [Theory]
    [InlineData("cartpole", "fixpo", "cartpole.fixpo")]
    [InlineData("hopper", "ppo", "mujoco.ppo")]
    [InlineData("minatar-freeway-minimal", "ppo", "minatar.ppo")]
    [InlineData("my-own", "ppo", "default.ppo")]
    public void A_preset_is_chosen_by_environment_and_rule(string environment, string rule, string name) =>
        Assert.Equal(name, Presets.NameFor(environment, rule));

    [Fact]
    public void Every_preset_file_is_chosen_for_something() =>
        Assert.Equal(["ant", "cartpole", "default", "halfcheetah", "hopper", "humanoid", "minatar", "mujoco", "pendulum", "swimmer", "tetris", "walker2d"], Presets.Names.Select(name => name.Split('.')[0]).Distinct());

    // The MuJoCo column of the settings in Zentner et al. (2023).
    [Fact]
    public void MuJoCo_FixPO_has_the_settings_of_the_paper()
    {
        TrainingOptions options = Presets.For("halfcheetah", "fixpo").Training;
        Assert.Equal(8192, options.Environments * options.Horizon);
        Assert.Equal((512, 10, 3e-4), (options.Optimization.Minibatch, options.Optimization.Epochs, options.Optimization.LearningRate.Greatest));
        Assert.Equal((0.5, 3.0, 0.01, 1024), (options.Region.EpsilonKl.Least, options.Penalty.CBeta.Least, options.Penalty.BetaLearningRate.Least, options.Region.FixupMinibatch));
        Assert.Equal((0.1, 0.2, AdvantageUnit.Raw), (options.Optimization.ValueCoefficient.Least, options.Optimization.ValueClip.Least, options.Optimization.AdvantageUnit));
        Assert.Equal((Schedule.Linear(3e-4, 0, 12.3e6), false), (options.Optimization.LearningRate, options.Optimization.RecomputeAdvantages));
    }

    // Tianshou's published settings for MuJoCo.
    [Fact]
    public void MuJoCo_PPO_has_the_settings_of_Tianshou()
    {
        TrainingOptions options = Presets.For("halfcheetah", "ppo").Training;
        Assert.Equal(2048, options.Environments * options.Horizon);
        Assert.Equal((64, 10, Schedule.Linear(3e-4, 0)), (options.Optimization.Minibatch, options.Optimization.Epochs, options.Optimization.LearningRate));
        Assert.Equal((0.25, 0.0, true), (options.Optimization.ValueCoefficient.Least, options.Optimization.ValueClip.Least, options.Optimization.RecomputeAdvantages));
        Assert.Equal(-0.5, options.Network.InitialLogDeviation);
        Assert.Equal(Math.Sqrt(2) * 0.01, options.Network.PolicyGain, 15);
        Assert.Equal(ReturnScaling.CriticTargets, options.ReturnScaling);
    }

    // reference/trust-region-algorithms.md §3.4, Tianshou's column, and §3.2 for the multiplier of NPG.
    [Theory]
    [InlineData("trpo")]
    [InlineData("npg")]
    public void MuJoCo_TRPO_and_NPG_have_the_settings_of_Tianshou(string rule)
    {
        TrainingOptions options = Presets.For("hopper", rule).Training;
        Assert.Equal((16, 1024), (options.Environments, options.Environments * options.Horizon));
        Assert.Equal((10, 0.1), (options.NaturalGradient.CgIterations, options.NaturalGradient.Damping.Least));
        if (rule == "trpo")
            Assert.Equal((0.01, 0.8, 10), (options.Region.MeanKl.Least, options.NaturalGradient.BacktrackFactor.Least, options.NaturalGradient.LineSearchSteps));
        else
            Assert.Equal(0.1, options.NaturalGradient.NaturalStep);
        Assert.Equal((1024, 20, Schedule.Linear(1e-3, 0)), (options.Optimization.Minibatch, options.Optimization.Epochs, options.Optimization.LearningRate));
        Assert.Equal((AdvantageUnit.Batch, ReturnScaling.CriticTargets), (options.Optimization.AdvantageUnit, options.ReturnScaling));
    }

    // reference/trust-region-algorithms.md, §6.7.
    [Fact]
    public void MuJoCo_A2C_has_the_settings_of_Tianshou()
    {
        TrainingOptions options = Presets.For("hopper", "a2c").Training;
        Assert.Equal((16, 5), (options.Environments, options.Horizon));
        Assert.Equal((Optimizer.RmsProp, Schedule.Linear(7e-4, 0, 3e6)), (options.Optimization.Optimizer, options.Optimization.LearningRate));
        Assert.Equal((0.99, 1e-5), (options.Optimization.RmsPropAlpha.Least, options.Optimization.RmsPropEpsilon.Least));
        Assert.Equal((0.95, 0.5, 0.01), (options.GaeLambda.Least, options.Optimization.ValueCoefficient.Least, options.Optimization.EntropyCoefficient.Least));
        Assert.Equal((AdvantageUnit.Raw, ReturnScaling.CriticTargets), (options.Optimization.AdvantageUnit, options.ReturnScaling));
    }

    [Fact]
    public void A_misspelt_rule_gets_the_nearest_one() =>
        Assert.Equal("unknown rule 'pppo'; did you mean 'ppo'?", Assert.Throws<OptionException>(() => Presets.For("cartpole", "pppo")).Message);
}
