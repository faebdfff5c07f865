using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Storage;
using Ratchet.Tests.Rollouts;
using Ratchet.Tests.Updates;
using Ratchet.Training;
using Ratchet.Training.Failures;
using Ratchet.Training.Runs;
using Ratchet.Updates;
using Ratchet.Updates.Drifts;
using Ratchet.Updates.Rules;
using Xunit;

namespace Ratchet.Tests.Training.Failures;

/// <summary>Numbers that really overflow, in every kind of rule: the run names the first one, and its dump comes to the same one again, bit by bit.</summary>
public sealed class FailureReplayTests
{
    /// <summary>In iteration 2 of 64 steps each: its step 5, counted from 0.</summary>
    private const int BadStep = 70, BadEnvironment = 2;

    public static TheoryData<string> DiscreteRules => [.. Rules.ByGradients.Where(name => name is not ("kl-projection" or "drift" or "actor-critic"))];

    // 1e38 is a number in floats; the square of an error of that size is none. Rewards of other samples are 1, and their returns reach back from the
    // bad one within its environment alone. Before the value's loss, or where a rule's policy has no value beside it, the gradient's square overflows.
    [Theory]
    [MemberData(nameof(DiscreteRules))]
    public void A_reward_of_1e38_is_found_in_the_loss_that_it_overflows(string rule)
    {
        using var folder = new TemporaryFolder();
        using var bench = new TrainingBench(TrainingBench.Options("scripted", rule), Scripted(reward: 1e38f));
        NonFiniteException failure = FailAndKeep(bench, folder.Sub("dump"));
        Assert.StartsWith("iteration 2: ", failure.Message, StringComparison.Ordinal);
        NonFiniteQuantity first = Assert.IsType<NonFiniteQuantity>(failure.First);
        Assert.Contains(first.Operation, (string[])["value loss", "gradient norm", "gradient", "return"]);
        if (first.Operation == "value loss")
        {
            Assert.Equal(BadEnvironment, first.Environment);
            Assert.InRange(first.Step!.Value, 0, 5);
        }

        RequireSameFirst(failure, folder.Sub("dump"));
    }

    [Fact]
    public void The_sample_of_a_reward_that_no_other_shares_is_named()
    {
        using var folder = new TemporaryFolder();
        TrainingOptions options = TrainingBench.Options("scripted", "ppo") with { Discount = 0 };
        using var bench = new TrainingBench(options, Scripted(reward: 1e38f));
        Assert.Contains(
            "iteration 2: the squared error of the value for the sample of environment 2, step 5 of the iteration, is Infinity (", FailAndKeep(bench, folder.Sub("dump")).Message, StringComparison.Ordinal);
        FailureReport report = FailureReplay.Run(folder.Sub("dump"), threads: 2);
        Assert.Equal((2, "value loss", 2, 5), (report.Iteration, report.First!.Operation, report.First.Environment, report.First.Step));
    }

    // Two rewards of 2e38 a step apart, γ near 1: their sum is no float.
    [Fact]
    public void A_return_that_overflows_is_found_before_any_loss()
    {
        using var folder = new TemporaryFolder();
        using var bench = new TrainingBench(
            TrainingBench.Options("scripted", "ppo") with { Discount = 0.99, GaeLambda = 1 }, Scripted(reward: 3e38f, again: true));
        NonFiniteException failure = FailAndKeep(bench, folder.Sub("dump"));
        Assert.Equal(("return", 2), (failure.First!.Operation, failure.First.Environment));
        RequireSameFirst(failure, folder.Sub("dump"));
    }

    // Descent with γ_θ = 1 and c_vf = 100 on rewards of 100 throws the value further away with every step, with nothing that holds it: relu is linear far out.
    [Theory]
    [InlineData("ppo")]
    [InlineData("fixpo")]
    [InlineData("a2c")]
    [InlineData("v-mpo")]
    [InlineData("npg")]
    [InlineData("ppo-kl-adaptive")]
    public void Steps_that_explode_are_found_and_replayed(string rule)
    {
        using var folder = new TemporaryFolder();
        TrainingOptions options = TrainingBench.Options("scripted", rule);
        options = options with
        {
            Network = options.Network with { Activation = Activation.Relu, NormalizeObservations = true },
            Optimization = options.Optimization with { Optimizer = Optimizer.Sgd, LearningRate = 1, ValueLearningRate = 1, ValueCoefficient = 100, MaxGradientNorm = 0 },
        };
        using var bench = new TrainingBench(options, Scripted(reward: 100));
        NonFiniteException failure = FailAndKeep(bench, folder.Sub("dump"));
        Assert.NotNull(failure.First);
        RequireSameFirst(failure, folder.Sub("dump"));
    }

    // At the first step every ratio is 1.
    [Fact]
    public void A_drift_with_a_pole_is_named_with_its_sample()
    {
        using var folder = new TemporaryFolder();
        using var bench = new TrainingBench(TrainingBench.Options("cartpole", "drift", "drift=1/(r-1)", "allow-unsound-drift=true"));
        NonFiniteException failure = FailAndKeep(bench, folder.Sub("dump"));
        Assert.Equal("drift", failure.First!.Operation);
        Assert.NotNull(failure.First.Environment);
        Assert.StartsWith("iteration 1: the drift for the sample of environment ", failure.Message, StringComparison.Ordinal);
        RequireSameFirst(failure, folder.Sub("dump"));
    }

    [Fact]
    public void A_drift_that_is_a_class_is_asked_for_and_given()
    {
        using var folder = new TemporaryFolder();
        TrainingOptions options = TrainingBench.Options("cartpole", "drift") with { OwnDrift = new OwnDriftOptions { Drift = new Pole(), AllowUnsound = true } };
        using var bench = new TrainingBench(options);
        NonFiniteException failure = FailAndKeep(bench, folder.Sub("dump"));
        Assert.Equal("drift", failure.First!.Operation);
        Assert.Contains("the class Pole", Assert.Throws<RunException>(() => FailureReplay.Run(folder.Sub("dump"))).Message, StringComparison.Ordinal);
        Assert.Equal(failure.First, FailureReplay.Run(folder.Sub("dump"), drift: new Pole()).First);
    }

    [Theory]
    [InlineData("fixpo", "cartpole", 0)]
    [InlineData("ppo", "cartpole", 40)]
    [InlineData("a2c", "pendulum", 20)]
    [InlineData("v-mpo", "cartpole", 5)]
    [InlineData("kl-projection", "pendulum", 3)]
    [InlineData("trpo", "pendulum", 60)]
    public void A_weight_of_the_policy_that_is_NaN_is_named_before_the_policy_acts(string rule, string environment, int index)
    {
        using var folder = new TemporaryFolder();
        using var bench = new TrainingBench(TrainingBench.Options(environment, rule));
        bench.FinishIteration();
        Plant(bench.Trainer.Actor, index);
        Plant(bench.Trainer.Policy, index);
        NonFiniteException failure = FailAndKeep(bench, folder.Sub("dump"));
        Assert.Equal(("parameter", (int?)index), (failure.First!.Operation, failure.First.Index));
        Assert.Contains("in layer 1 of the policy network is NaN", failure.Message, StringComparison.Ordinal);
        RequireSameFirst(failure, folder.Sub("dump"));
    }

    [Theory]
    [InlineData("fixpo")]
    [InlineData("a2c")]
    [InlineData("trpo")]
    public void A_weight_of_the_critic_that_is_NaN_is_named_where_values_are_estimated(string rule)
    {
        using var folder = new TemporaryFolder();
        using var bench = new TrainingBench(TrainingBench.Options("cartpole", rule));
        bench.FinishIteration();
        bench.Collect();
        int last = bench.Trainer.Policy.Parameters.Length - 1;
        Plant(bench.Trainer.Policy, last);
        NonFiniteException failure = FailAndKeep(bench, folder.Sub("dump"));
        Assert.Contains("iteration 2: bias 0 in layer 3 of the value network is NaN", failure.Message, StringComparison.Ordinal);
        RequireSameFirst(failure, folder.Sub("dump"));
    }

    // What no step of the update makes is not made by a replay either, and it says so.
    [Fact]
    public void A_number_that_was_planted_in_the_middle_of_an_update_does_not_come_again()
    {
        using var folder = new TemporaryFolder();
        using var bench = new TrainingBench(TrainingBench.Options("cartpole", "ppo"));
        bench.CollectAndLearn(minibatches: 2);
        Plant(bench.Trainer.Policy, 3);
        NonFiniteException failure = FailAndKeep(bench, folder.Sub("dump"));
        Assert.Contains("weight 0 → 3 in layer 1 of the policy network is NaN", failure.Message, StringComparison.Ordinal);
        FailureReport report = FailureReplay.Run(folder.Sub("dump"));
        Assert.Null(report.Noticed);
        Assert.Null(report.First);
        Assert.False(report.HasSameBits);
    }

    // A policy whose mean is about 3e38 in one entry of one sample: the action, mean + noise, is a number or not; times 10 the mean itself is none.
    [Fact]
    public void A_policy_that_overflows_while_it_acts_is_found_in_its_layer_and_sample()
    {
        using var folder = new TemporaryFolder();
        TrainingOptions options = TrainingBench.Options("scripted", "ppo");
        options = options with { Network = options.Network with { Activation = Activation.Relu } };
        var environment = new ScriptedVectorEnvironment(4, new BoxSpace(1, -1, 1))
        {
            Observation = (e, step, k) => e == 1 && step == 7 ? 3e38f : 1f + (0.1f * k),
        };
        using var bench = new TrainingBench(options, environment);
        bench.Trainer.Policy.Parameters[0] = 10;
        bench.Trainer.Policy.ParametersChanged();
        NonFiniteException failure = FailAndKeep(bench, folder.Sub("dump"));
        Assert.Equal(
            ("pre-activation", "layer 1 of the policy network", (int?)0, (int?)1, (int?)7),
            (failure.First!.Operation, failure.First.Layer, failure.First.Index, failure.First.Environment, failure.First.Step));
        RequireSameFirst(failure, folder.Sub("dump"));
    }

    [Fact]
    public void No_failure_leaves_no_dump()
    {
        using var folder = new TemporaryFolder();
        using var bench = new TrainingBench(TrainingBench.Options("cartpole"));
        Assert.Throws<InvalidOperationException>(() => bench.Trainer.SaveFailure(folder.Sub("dump")));
    }

    [Theory]
    [InlineData("truncated")]
    [InlineData("flipped")]
    [InlineData("checkpoint")]
    [InlineData("version")]
    [InlineData("settings")]
    [InlineData("hidden")]
    [InlineData("entry")]
    [InlineData("rows")]
    [InlineData("action")]
    [InlineData("progress")]
    [InlineData("missing")]
    public void A_file_that_is_no_whole_dump_is_one_clear_error(string fault)
    {
        using var folder = new TemporaryFolder();
        string file = folder.Sub("dump");
        using (var bench = new TrainingBench(TrainingBench.Options("scripted", "ppo"), Scripted(reward: 1e38f)))
            FailAndKeep(bench, file);
        byte[] bytes = File.ReadAllBytes(file);
        string expected = Damage(file, bytes, fault);
        Exception error = Assert.ThrowsAny<Exception>(() => FailureReplay.Run(file));
        Assert.True(error is SnapshotException or RunException, error.ToString());
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static string Damage(string file, byte[] bytes, string fault)
    {
        switch (fault)
        {
            case "truncated":
                File.WriteAllBytes(file, bytes[..^100]);
                return "is damaged";
            case "flipped":
                bytes[^7] ^= 4;
                File.WriteAllBytes(file, bytes);
                return "checksum";
            case "missing":
                File.Delete(file);
                return "cannot read";
            default:
                using (var stream = new MemoryStream(bytes))
                    return Rewrite(file, SafeTensors.Read(file, stream), fault);
        }
    }

    private static string Rewrite(string file, Snapshot found, string fault)
    {
        var written = new Snapshot();
        foreach ((string name, Array values) in found.Entries)
        {
            if (fault == "action" && name == "batch.actions")
                ((float[])values)[5] = 1e9f;
            if (fault == "progress" && name == "progress")
                ((ulong[])values)[2] = 0;
            if (fault != "entry" || name != "start.rule.streams")
                written.Add(name, values, found.ShapeOf(name).ToArray());
        }

        foreach ((string key, string text) in found.Metadata)
            written.Metadata[key] = text;
        string expected = "the entry 'start.rule.streams' is missing";
        switch (fault)
        {
            case "checkpoint":
                written.Metadata.Remove("kind");
                expected = "is no dump of a failed step";
                break;
            case "version":
                written.Metadata["version"] = "2";
                expected = "is a dump of version '2'; this program reads version 1";
                break;
            case "settings":
                written.Metadata["configuration"] = written.Metadata["configuration"].Replace("\"discount\"", "\"diskount\"", StringComparison.Ordinal);
                expected = "unknown key 'diskount'; did you mean 'discount'?";
                break;
            case "hidden":
                written.Metadata["configuration"] = written.Metadata["configuration"].Replace("16", "4096", StringComparison.Ordinal);
                expected = "the networks of its configuration need more";
                break;
            case "action":
                expected = "row 5 of the dump tells of the action 1E+09; there are 2, the first being 0.";
                break;
            case "progress":
                expected = "with 0 rows: that is none of this run's.";
                break;
            case "rows":
                written.Metadata["configuration"] = written.Metadata["configuration"].Replace("\"environments\": 4", "\"environments\": 40000", StringComparison.Ordinal);
                expected = "its configuration needs";
                break;
        }

        using FileStream stream = File.Create(file);
        SafeTensors.Write(stream, written);
        return expected;
    }

    private static ScriptedVectorEnvironment Scripted(float reward, bool again = false) => new(4, new DiscreteSpace(2))
    {
        Observation = (e, step, k) => (((7 * step) + (3 * e) + (5 * k)) % 11) - 5,
        Reward = (e, step) => reward == 100 || (e == BadEnvironment && (step == BadStep || (again && step == BadStep + 1))) ? reward : 1f,
        Terminates = (e, step) => (step + e) % 13 == 0,
        Truncates = (e, step) => (step + e) % 17 == 0,
    };

    private static void Plant(ActorCritic policy, int index)
    {
        policy.Parameters[index] = float.NaN;
        policy.ParametersChanged();
    }

    private static NonFiniteException FailAndKeep(TrainingBench bench, string file)
    {
        NonFiniteException failure = Assert.Throws<NonFiniteException>(() =>
        {
            for (int i = 0; i < 50; i++)
                bench.FinishIteration();
        });
        bench.Trainer.SaveFailure(file);
        Assert.False(File.Exists(file + ".tmp"));
        return failure;
    }

    private static void RequireSameFirst(NonFiniteException failure, string file)
    {
        FailureReport report = FailureReplay.Run(file, threads: 2);
        Assert.Equal(failure.First, report.First);
        Assert.Equal(report.Recorded, report.Noticed);
        Assert.True(report.HasSameBits);
    }

    /// <summary>f = 1/(ρ − 1).</summary>
    private sealed class Pole : Drift
    {
        public override void Evaluate(ReadOnlySpan<float> ratios, ReadOnlySpan<float> advantages, Span<float> values, Span<float> slopes)
        {
            for (int i = 0; i < ratios.Length; i++)
            {
                values[i] = 1f / (ratios[i] - 1f);
                slopes[i] = -values[i] * values[i];
            }
        }
    }
}
