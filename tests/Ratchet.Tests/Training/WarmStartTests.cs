using System.Text.Json;
using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Storage;
using Ratchet.Training;
using Ratchet.Training.Runs;
using Xunit;

namespace Ratchet.Tests.Training;

/// <summary>A run that begins with what another one has learnt.</summary>
public sealed class WarmStartTests : IDisposable
{
    private const int Batch = 64;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("cartpole", "shared=false")]
    [InlineData("pendulum", "shared=false")]
    [InlineData("pendulum", "shared=true")]
    public void The_new_run_begins_with_the_parameters_of_the_other_and_nothing_else_of_it(string environment, string shared)
    {
        RunOptions options = Options(environment, shared);
        string hash = Train("source", options);
        WarmStart start = WarmStart.Read(_folder.Sub("source"));
        Assert.Equal(hash, start.Origin.Hash);

        using Trainer trainer = Create(Settings.Apply(options, "seed=7"));
        trainer.Begin(start);
        Assert.Equal(hash, trainer.ParameterHash());
        Snapshot begun = Saved(trainer);
        Assert.All((float[])begun.Entries["adam.first-moment"], value => Assert.Equal(0f, value));
        Assert.Equal([0ul, 0ul], begun.Words("progress", 2).ToArray());
        using Trainer fresh = Create(Settings.Apply(options, "seed=7"));
        Assert.Equal(Saved(fresh).Entries["action.streams"], begun.Entries["action.streams"]);
        Assert.Equal(Saved(fresh).Entries["environment"], begun.Entries["environment"]);
    }

    [Theory]
    [InlineData("shared=false")]
    [InlineData("shared=true")]
    public void The_policy_alone_leaves_the_value_function_and_the_normaliser_fresh(string shared)
    {
        RunOptions options = Options("pendulum", shared);
        Train("source", options);
        ActorCritic source = RunFolder.ReadPolicy(_folder.Sub("source"), Find("pendulum"));
        RunOptions other = Settings.Apply(options, "seed=7");
        using Trainer trainer = Create(other), fresh = Create(other);
        trainer.Begin(WarmStart.Read(_folder.Sub("source"), WarmStartParts.Policy));

        int policy = source.PolicyParameterCount;
        Assert.Equal(source.Parameters[..policy], trainer.Policy.Parameters[..policy]);
        Assert.Equal(fresh.Policy.Parameters[policy..], trainer.Policy.Parameters[policy..]);
        foreach (string entry in (string[])["normalizer.mean", "normalizer.inverse-deviation", "normalizer.moments", "returns"])
            Assert.Equal(Saved(fresh).Entries[entry], Saved(trainer).Entries[entry]);
    }

    /// <summary>The critic's outputs are in units of the deviation of returns: without it they would mean something else.</summary>
    [Theory]
    [InlineData("critic-targets", "returns")]
    [InlineData("rewards", "reward-scaling")]
    [InlineData("popart", "popart")]
    public void The_value_function_brings_the_units_of_its_outputs(string scaling, string entry)
    {
        RunOptions options = Options("pendulum", $"return-scaling={scaling}");
        Train("source", options);
        // Another number of environments: only the moments are the other run's, not the returns of its unfinished episodes.
        using Trainer trainer = Create(Settings.Apply(options, "environments=2"));
        trainer.Begin(WarmStart.Read(_folder.Sub("source")));
        var source = (double[])RunFolder.ReadCheckpoint(_folder.Sub("source"))!.Entries[entry];
        Assert.Equal(source[..3], ((double[])Saved(trainer).Entries[entry])[..3]);
        Assert.NotEqual(1, source[2]); // the variance moved away from its start
    }

    [Fact]
    public void A_target_network_acts_as_the_start_does()
    {
        RunOptions options = Options("pendulum", "normalize-observations=true");
        Train("source", options);
        options = options with { Training = options.Training with { Rule = "v-mpo", Parts = Rules.PartsOf("v-mpo") } };
        using Trainer trainer = Create(Settings.Apply(options, "advantage-unit=batch"));
        trainer.Begin(WarmStart.Read(_folder.Sub("source")));
        Assert.NotSame(trainer.Policy, trainer.Actor);
        int policy = trainer.Policy.PolicyParameterCount;
        Assert.Equal(trainer.Policy.Parameters[..policy], trainer.Actor.Parameters[..policy]);
        Assert.Equal(trainer.Policy.Normalizer.Mean, trainer.Actor.Normalizer.Mean);
    }

    [Fact]
    public void Log_sigma_enters_the_new_run_within_its_bounds()
    {
        RunOptions options = Options("pendulum");
        Train("source", options);
        using Trainer trainer = Create(Settings.Apply(Settings.Apply(options, "initial-log-deviation=-3"), "log-deviation-ceiling=-2"));
        trainer.Begin(WarmStart.Read(_folder.Sub("source")));
        Assert.Equal(-2f, Assert.Single(trainer.Policy.LogDeviation.ToArray()));
    }

    /// <summary>Killed before its first checkpoint, the new run begins again from its own copy of the start; the other run's folder is gone by then.</summary>
    [Fact]
    public void A_warm_started_run_that_was_killed_and_stopped_ends_as_one_that_was_not()
    {
        RunOptions options = Options("pendulum");
        Train("source", options);
        WarmStart start = WarmStart.Read(_folder.Sub("source"));
        RunOptions other = Settings.Apply(options, "seed=7");
        string whole = Train("whole", other, start);
        Assert.Throws<DeathOfARun>(() => Train("parts", other, start, new StoppingObserver { DieAfter = 2 }));
        Directory.Delete(_folder.Sub("source"), recursive: true);
        Assert.False(File.Exists(Path.Combine(_folder.Sub("parts"), "checkpoint.safetensors")));

        RunOptions read = RunFolder.ReadOptions(_folder.Sub("parts"));
        Train("parts", read, observer: new StoppingObserver { StopAfter = 3 });
        Assert.Equal(whole, Train("parts", read));
        Assert.NotEqual(whole, Train("cold", other));
    }

    [Fact]
    public void The_configuration_names_the_start_by_its_hash()
    {
        string hash = Train("source", Options("cartpole"));
        Train("new", Options("cartpole"), WarmStart.Read(_folder.Sub("source"), WarmStartParts.Policy | WarmStartParts.Value));
        using JsonDocument configuration = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_folder.Sub("new"), "config.json")));
        JsonElement from = configuration.RootElement.GetProperty("from");
        Assert.Equal((hash, "policy,value"), (from.GetProperty("hash").GetString(), from.GetProperty("parts").GetString()));
        Assert.DoesNotContain(_folder.Path, configuration.RootElement.ToString(), StringComparison.Ordinal);
        Assert.Equal(new WarmStartOrigin(hash, WarmStartParts.Policy | WarmStartParts.Value), RunFolder.ReadOptions(_folder.Sub("new")).From);
    }

    [Fact]
    public void A_run_goes_on_with_the_same_start_only()
    {
        RunOptions options = Options("cartpole");
        string hash = Train("source", options), otherHash = Train("other", Settings.Apply(options, "seed=2"));
        Train("new", options, WarmStart.Read(_folder.Sub("source")), new StoppingObserver { StopAfter = 2 });
        string cold = Assert.Throws<RunException>(() => Train("new", options)).Message;
        Assert.Contains($"a start from policy,value,normalizer of {hash}; this command asks for random parameters", cold, StringComparison.Ordinal);
        string other = Assert.Throws<RunException>(() => Train("new", options, WarmStart.Read(_folder.Sub("other")))).Message;
        Assert.Contains($"of {hash}; this command asks for policy,value,normalizer of {otherHash}", other, StringComparison.Ordinal);
        Assert.Throws<RunException>(() => Train("new", options, WarmStart.Read(_folder.Sub("source"), WarmStartParts.Policy)));
        Train("new", options, WarmStart.Read(_folder.Sub("source")));
    }

    [Fact]
    public void A_start_that_is_gone_is_told_and_never_replaced_by_random_parameters()
    {
        RunOptions options = Options("cartpole");
        Train("source", options);
        WarmStart start = WarmStart.Read(_folder.Sub("source"));
        Assert.Throws<DeathOfARun>(() => Train("new", options, start, new StoppingObserver { DieAfter = 1 }));
        File.Delete(Path.Combine(_folder.Sub("new"), "start.safetensors"));
        RunOptions read = RunFolder.ReadOptions(_folder.Sub("new"));
        Assert.Contains("start.safetensors is missing", Assert.Throws<RunException>(() => Train("new", read)).Message, StringComparison.Ordinal);
        Assert.Contains("holds no run yet", Assert.Throws<RunException>(() => Train("elsewhere", read)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("acrobot", "", "observations of size 4, this one 6")]
    [InlineData("cartpole", "frame-stack=2", "observations of size 4, this one 8")]
    [InlineData("cartpole", "hidden=8,8", "hidden 16,16, this one 8,8")]
    [InlineData("cartpole", "shared=true", "shared false, this one true")]
    [InlineData("cartpole", "activation=relu", "activation tanh, this one relu")]
    [InlineData("cartpole", "normalize-observations=true", "normalize-observations false, this one true: give the same, or leave the normalizer out.")]
    [InlineData("cartpole", "return-scaling=rewards", "return-scaling none, this one rewards: give the same, or leave the value out.")]
    public void What_does_not_fit_is_refused_with_both_values(string environment, string change, string message)
    {
        Train("source", Settings.Apply(Options("cartpole"), "return-scaling=none"));
        RunOptions options = Settings.Apply(Options(environment), "return-scaling=none");
        if (change.Length > 0)
            options = change.StartsWith("frame", StringComparison.Ordinal) ? Settings.Apply(options, "wrap", change) : Settings.Apply(options, change);
        WarmStart start = WarmStart.Read(_folder.Sub("source"));
        string refused = Assert.Throws<OptionException>(() => Train("new", options, start)).Message;
        Assert.Contains($"the run in '{_folder.Sub("source")}' has {message}", refused, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Sub("new")));
    }

    [Fact]
    public void Another_distribution_is_refused_and_other_actions_too()
    {
        Train("source", Options("pendulum"));
        WarmStart start = WarmStart.Read(_folder.Sub("source"));
        using Trainer beta = Create(Settings.Apply(Options("pendulum"), "distribution=beta"));
        Assert.Contains("distribution DiagonalGaussian, this one Beta", Assert.Throws<OptionException>(() => beta.Begin(start)).Message, StringComparison.Ordinal);

        // 1 real number against 1 of 3, on observations of the same size.
        RunOptions car = Settings.Apply(Options("mountain-car"), "hidden=16,16");
        Train("car", Settings.Apply(car, "normalize-observations=false"));
        using Trainer continuous = Create(Settings.Apply(Options("mountain-car-continuous"), "normalize-observations=false"));
        string actions = Assert.Throws<OptionException>(() => continuous.Begin(WarmStart.Read(_folder.Sub("car")))).Message;
        Assert.Contains("actions 1 of 3, this one of 1 real numbers", actions, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_weights_gives_the_policy_and_the_normaliser_and_nothing_else()
    {
        RunOptions options = Options("pendulum", "normalize-observations=true");
        string hash = Train("source", options);
        ActorCritic source = RunFolder.ReadPolicy(_folder.Sub("source"), Find("pendulum"));
        string file = _folder.Sub("weights.safetensors");
        PolicyWeights.WriteFile(source, file);
        WarmStart start = WarmStart.ReadFile(file);
        Assert.Equal(hash, start.Origin.Hash);

        RunOptions other = Settings.Apply(options, "seed=7");
        using Trainer trainer = Create(other), fresh = Create(other);
        trainer.Begin(start);
        int policy = source.PolicyParameterCount;
        Assert.Equal(source.Parameters[..policy], trainer.Policy.Parameters[..policy]);
        Assert.Equal(fresh.Policy.Parameters[policy..], trainer.Policy.Parameters[policy..]);
        Assert.Equal(source.Normalizer.Mean, trainer.Policy.Normalizer.Mean);
        Assert.Equal(source.Normalizer.InverseDeviation, trainer.Policy.Normalizer.InverseDeviation);
        Assert.Equal(Batch * 4, trainer.Policy.Normalizer.Observed);
        // Nothing new was seen: the moments are those of the statistics that act, up to the rounding of floats.
        trainer.Policy.Normalizer.Swap();
        for (int i = 0; i < source.Normalizer.Size; i++)
            Assert.Equal(source.Normalizer.InverseDeviation[i], trainer.Policy.Normalizer.InverseDeviation[i], 1e-5 * source.Normalizer.InverseDeviation[i]);

        Train("new", other, start);
        File.Delete(file);
        Train("new", RunFolder.ReadOptions(_folder.Sub("new")));
    }

    [Fact]
    public void A_file_of_weights_that_does_not_fit_is_named_and_its_value_function_is_not_taken()
    {
        Train("source", Options("cartpole"));
        string file = _folder.Sub("weights.safetensors");
        PolicyWeights.WriteFile(RunFolder.ReadPolicy(_folder.Sub("source"), Find("cartpole")), file);
        string refused = Assert.Throws<OptionException>(() => Train("new", Settings.Apply(Options("cartpole"), "hidden=8,8"), WarmStart.ReadFile(file))).Message;
        Assert.Contains($"the policy in '{file}' has hidden 16,16, this one 8,8", refused, StringComparison.Ordinal);
        Assert.Contains("does not tell the units of its value function", Assert.Throws<OptionException>(() => WarmStart.ReadFile(file, WarmStartParts.All)).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => WarmStart.ReadFile(_folder.Sub("nowhere")));
    }

    [Fact]
    public void A_run_that_is_under_way_takes_over_nothing()
    {
        Train("source", Options("cartpole"));
        using Trainer trainer = Create(Options("cartpole"));
        trainer.Advance();
        Assert.Throws<InvalidOperationException>(() => trainer.Begin(WarmStart.Read(_folder.Sub("source"))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("value")]
    [InlineData("policy,critic")]
    [InlineData("policy,policy")]
    public void Parts_are_named_once_and_the_policy_is_among_them(string text) =>
        Assert.Contains($"from-parts is '{text}'; it must be policy, alone or with", Assert.Throws<OptionException>(() => WarmStartOrigin.ParseParts(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_folder_without_a_run_a_run_without_a_checkpoint_and_a_damaged_one_are_each_one_sentence()
    {
        Assert.Contains("holds no run", Assert.Throws<RunException>(() => WarmStart.Read(_folder.Sub("nowhere"))).Message, StringComparison.Ordinal);
        Assert.Throws<DeathOfARun>(() => Train("source", Options("cartpole"), observer: new StoppingObserver { DieAfter = 1 }));
        Assert.Contains("has no checkpoint yet", Assert.Throws<RunException>(() => WarmStart.Read(_folder.Sub("source"))).Message, StringComparison.Ordinal);
        Train("source", Options("cartpole"));
        string file = Path.Combine(_folder.Sub("source"), "checkpoint.safetensors");
        byte[] whole = File.ReadAllBytes(file);
        foreach (int length in (int[])[0, 7, 100, whole.Length - 1])
        {
            File.WriteAllBytes(file, whole[..length]);
            Assert.StartsWith($"{file} is damaged", Assert.Throws<SnapshotException>(() => WarmStart.Read(_folder.Sub("source"))).Message, StringComparison.Ordinal);
        }
    }

    private static EnvironmentDefinition Find(string environment) => EnvironmentRegistry.BuiltIn.Find(environment);

    private static RunOptions Options(string environment, params string[] more)
    {
        RunOptions options = Presets.For(environment, "ppo");
        string[] small = ["environments=4", "horizon=16", "minibatch=32", "epochs=2", "hidden=16,16", $"steps={Batch * 4}"];
        return Settings.Apply(options, [.. small, .. more]);
    }

    private static Trainer Create(RunOptions options) => Trainer.Create(options.Training.Environment, "ppo", configure: _ => options.Training);

    /// <summary>Trains in a folder of that name.</summary>
    /// <returns>The hash of the end; empty when the run was stopped.</returns>
    private string Train(string name, RunOptions options, WarmStart? from = null, StoppingObserver? observer = null)
    {
        observer ??= new StoppingObserver();
        using var run = new TrainingRun(_folder.Sub(name), options, Find(options.Training.Environment), threads: 1, from);
        run.Execute(observer, observer.Stop.Token);
        return run.FinishedLine is { } line ? JsonDocument.Parse(line).RootElement.GetProperty("hash").GetString()! : "";
    }

    private static Snapshot Saved(Trainer trainer)
    {
        var snapshot = new Snapshot();
        trainer.Save(snapshot);
        return snapshot;
    }
}
