using System.Globalization;
using System.Text;
using Ratchet.Environments;
using Ratchet.Studies.Definitions;
using Ratchet.Training;
using Xunit;

namespace Ratchet.Studies.Tests.Definitions;

/// <summary>The studies that come with the library are the ones whose results are published: the settings of those runs stand here as the commands that made them.</summary>
public sealed class BuiltInStudiesTests
{
    private const string Tuned = "value-clip=0 value-coefficient=0.25 recompute-advantages=true minibatch=256 kl-direction=new-to-old";
    private const string OnMuJoCo = "steps=3e6 evaluation-interval=250000 evaluation-episodes=10";
    private const string OnMinAtar = "steps=3e6 evaluation-interval=500000 evaluation-episodes=10";

    [Fact]
    public void A_study_is_named_as_its_file() => Assert.All(BuiltInStudies.Names, name => Assert.Equal(name, BuiltInStudies.Find(name).Name));

    [Theory]
    [InlineData("cartpole-rules")]
    [InlineData("dpo-control")]
    [InlineData("dpo-minatar")]
    [InlineData("lpo-inputs")]
    public void Studies_without_MuJoCo_can_be_planned_anywhere(string name) =>
        Assert.NotEmpty(BuiltInStudies.Find(name).Plan(options => EnvironmentRegistry.BuiltIn.Find(options.Training.Environment), warning => Assert.Fail(warning)));

    [Fact]
    public void A_misspelt_name_is_told_the_nearest_one() =>
        Assert.Equal("unknown study 'fixpo-mujoko'; did you mean 'fixpo-mujoco'?", Assert.Throws<StudyException>(() => BuiltInStudies.Find("fixpo-mujoko")).Message);

    [Theory]
    [InlineData("inverted-double-pendulum", "inverted-double-pendulum", "")]
    [InlineData("reacher", "reacher", "")]
    [InlineData("hopper", "hopper", "")]
    [InlineData("halfcheetah", "halfcheetah", "")]
    [InlineData("walker2d", "walker2d", "")]
    [InlineData("swimmer", "swimmer", "")]
    [InlineData("swimmer-0.9999", "swimmer", "discount=0.9999")]
    public void FixPO_on_MuJoCo_has_the_settings_of_the_published_runs(string task, string environment, string more)
    {
        Assert.Equal(["fixpo", "ppo", "trpo", "kl-projection"], BuiltInStudies.Find("fixpo-mujoco").Rules.Select(rule => rule.Name));
        RequireSame("fixpo-mujoco", task, "fixpo", environment, "fixpo", $"{OnMuJoCo} {Tuned} {more}");
        foreach (string rule in (string[])["ppo", "trpo", "kl-projection"])
            RequireSame("fixpo-mujoco", task, rule, environment, rule, $"{OnMuJoCo} {more}");
    }

    [Theory]
    [InlineData("hopper")]
    [InlineData("halfcheetah")]
    [InlineData("walker2d")]
    public void The_ablations_have_the_settings_of_FixPO(string task)
    {
        foreach (string rule in (string[])["fixpo", "fixpo-no-fixup", "fixpo-mean-kl", "fixpo-last-epoch", "fixpo-constant-beta", "fixpo-c-beta-1"])
            RequireSame("fixpo-ablations", task, rule, task, rule, $"{OnMuJoCo} {Tuned}");
    }

    [Fact]
    public void Further_values_of_C_beta_run_on_Walker2d_with_three_seeds()
    {
        foreach (int value in (int[])[2, 10])
            RequireSame("fixpo-ablations", "walker2d", $"fixpo-c-beta-{value}", "walker2d", "fixpo", string.Create(CultureInfo.InvariantCulture, $"{OnMuJoCo} {Tuned} c-beta={value}"));
        RequireSame("fixpo-ablations", "walker2d", "ppo", "walker2d", "ppo", OnMuJoCo);
        StudyDefinition study = BuiltInStudies.Find("fixpo-ablations");
        // Six rules on three tasks with ten seeds, two more on one with three, PPO on one with ten.
        Assert.Equal((6 * 3 * 10) + (2 * 3) + 10, study.RunCount);
    }

    [Theory]
    [InlineData("breakout")]
    [InlineData("asterix")]
    [InlineData("freeway")]
    [InlineData("space-invaders")]
    public void DPO_on_MinAtar_has_the_presets(string game)
    {
        foreach (string rule in (string[])["ppo", "dpo"])
            RequireSame("dpo-minatar", $"minatar-{game}-minimal", rule, $"minatar-{game}-minimal", rule, OnMinAtar);
    }

    [Theory]
    [InlineData("fixpo-mujoco", 7 * 4 * 10, 1_000_000)]
    [InlineData("fixpo-ablations", 196, 1_000_000)]
    [InlineData("dpo-minatar", 4 * 3 * 10, 3_000_000)]
    public void Published_studies_have_ten_test_seeds_from_20001_on(string name, int runs, long until)
    {
        StudyDefinition study = BuiltInStudies.Find(name);
        Assert.Equal(("20001-20010", SeedPurpose.Test, runs, until), (study.Seeds.ToString(), study.Purpose, study.RunCount, study.Until));
    }

    [Fact]
    public void Only_FixPOs_settings_count_as_tuned() =>
        Assert.Equal(["fixpo"], BuiltInStudies.Find("fixpo-mujoco").Rules.Where(rule => rule.Tuning is not null).Select(rule => rule.Name));

    /// <summary>As <c>ratchet train ENVIRONMENT --rule RULE --set …</c> sets a run.</summary>
    private static void RequireSame(string study, string task, string rule, string environment, string trainedRule, string settings)
    {
        StudyDefinition definition = BuiltInStudies.Find(study);
        RunOptions asked = definition.OptionsOf(definition.Tasks.Single(known => known.Name == task), definition.Rules.Single(known => known.Name == rule), 20_007);
        RunOptions trained = Settings.Apply(Presets.For(environment, trainedRule), [.. settings.Split(' ', StringSplitOptions.RemoveEmptyEntries), "seed=20007"]);
        Assert.Null(StudyDifference.OfRuns(trained, asked));
    }
}
