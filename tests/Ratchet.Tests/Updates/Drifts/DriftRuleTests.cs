using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Tests.Numerics;
using Ratchet.Tests.Training;
using Ratchet.Training;
using Ratchet.Training.Runs;
using Ratchet.Updates.Drifts;
using Ratchet.Updates.Neighbourhoods;
using Ratchet.Updates.Penalties;
using Xunit;

namespace Ratchet.Tests.Updates.Drifts;

/// <summary>Training with the rules <c>dpo</c> and <c>drift</c>.</summary>
public sealed class DriftRuleTests
{
    // With bounds that floats hold exactly, both compute the same numbers in the same order.
    [Theory]
    [InlineData("cartpole")]
    [InlineData("pendulum")]
    public void Ppos_drift_as_a_formula_trains_to_the_bits_of_ppo(string environment)
    {
        TrainingOptions ppo = TrainingBench.Options(environment, "ppo") with { Ppo = new PpoOptions { ClipRange = 0.25 } };
        TrainingOptions formula = TrainingBench.Options(environment, "drift") with { OwnDrift = new OwnDriftOptions { Formula = "relu((r - clip(r, 0.75, 1.25)) * A)" } };
        Assert.Equal(Bits(ppo), Bits(formula));
    }

    [Fact]
    public void A_class_of_ones_own_trains_to_the_bits_of_its_formula()
    {
        TrainingOptions options = TrainingBench.Options("cartpole", "drift");
        Assert.Equal(
            Bits(options with { OwnDrift = new OwnDriftOptions { Formula = "0.5 * square(r - 1)" } }),
            Bits(options with { OwnDrift = new OwnDriftOptions { Drift = new HalfSquare(1f) } }, threads: 2));
    }

    [Fact]
    public void A_class_that_is_no_drift_is_refused_and_a_folder_takes_none()
    {
        RunOptions options = Presets.For("cartpole", "drift");
        RunOptions With(Drift drift) => options with { Training = options.Training with { OwnDrift = new OwnDriftOptions { Drift = drift } } };
        Assert.StartsWith("'half a square' is no drift of mirror learning", Assert.Throws<OptionException>(With(new HalfSquare(1.1f)).Validate).Message, StringComparison.Ordinal);
        using var folder = new TemporaryFolder();
        EnvironmentDefinition task = EnvironmentRegistry.BuiltIn.Find("cartpole");
        Assert.Contains("config.json", Assert.Throws<OptionException>(() => new TrainingRun(folder.Path, With(new HalfSquare(1f)), task, 1)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dpo")]
    [InlineData("drift")]
    public void Threads_change_no_bit(string rule)
    {
        TrainingOptions options = TrainingBench.Options("pendulum", rule) with { OwnDrift = new OwnDriftOptions { Formula = "0.5 * square(log(r)) + softplus(A) * (r - 1)^2" } };
        Assert.Equal(Bits(options), Bits(options, threads: 2));
    }

    [Fact]
    public void Dpos_scales_matter() =>
        Assert.NotEqual(Bits(TrainingBench.Options("cartpole", "dpo")), Bits(TrainingBench.Options("cartpole", "dpo") with { Dpo = new DpoOptions { Alpha = 1 } }));

    // A drift costs what the policy may gain by a change: a steep one holds it back.
    [Fact]
    public void A_steep_drift_holds_the_policy()
    {
        double free = MaxKl("0"), held = MaxKl("1000 * square(log(r))");
        Assert.True(held < free / 4, $"max KL {held} with the drift, {free} without");

        static double MaxKl(string formula)
        {
            using var bench = new TrainingBench(TrainingBench.Options("cartpole", "drift") with { OwnDrift = new OwnDriftOptions { Formula = formula } });
            return bench.MeasureIteration();
        }
    }

    [Fact]
    public void An_unsound_formula_is_refused_unless_it_is_allowed()
    {
        RunOptions options = Settings.Apply(Presets.For("cartpole", "drift"), "drift=(r - 1) * A");
        string message = Assert.Throws<OptionException>(options.Validate).Message;
        Assert.StartsWith("'(r - 1) * A' is no drift of mirror learning (negative: ", message, StringComparison.Ordinal);
        Assert.EndsWith("set allow-unsound-drift=true to train with it all the same.", message, StringComparison.Ordinal);
        Settings.Apply(options, "allow-unsound-drift=true").Validate();
    }

    [Fact]
    public void A_formula_that_can_not_be_read_is_refused_even_so() =>
        Assert.StartsWith(
            "drift formula, column 3: ",
            Assert.Throws<OptionException>(Settings.Apply(Presets.For("cartpole", "drift"), ["drift=r $", "allow-unsound-drift=true"]).Validate).Message,
            StringComparison.Ordinal);

    [Fact]
    public void They_take_the_presets_of_ppo()
    {
        foreach (string rule in (string[])["dpo", "drift"])
        {
            Assert.Equal("mujoco.ppo", Presets.NameFor("hopper", rule));
            TrainingOptions options = Presets.For("hopper", rule).Training;
            TrainingOptions ppo = Presets.For("hopper", "ppo").Training;
            Assert.Equal(ppo with { Rule = rule, Network = options.Network, Region = options.Region }, options);
        }
    }

    /// <summary>½ (ρ − c)²: a drift where c = 1.</summary>
    private sealed class HalfSquare(float centre) : Drift
    {
        public override void Evaluate(ReadOnlySpan<float> ratios, ReadOnlySpan<float> advantages, Span<float> values, Span<float> slopes)
        {
            for (int i = 0; i < ratios.Length; i++)
            {
                slopes[i] = ratios[i] - centre;
                values[i] = 0.5f * (slopes[i] * slopes[i]);
            }
        }

        public override string ToString() => "half a square";
    }

    private static int[] Bits(TrainingOptions options, int threads = 1)
    {
        using var bench = new TrainingBench(options, threads: threads);
        for (int i = 0; i < 3; i++)
            bench.FinishIteration();
        return Numbers.Bits(bench.Trainer.Policy.Parameters);
    }
}
