using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Storage;
using Ratchet.Tests.Training;
using Ratchet.Training;
using Ratchet.Training.Runs;
using Xunit;

namespace Ratchet.Tests.Policies;

/// <summary>A policy that was taken away from its training does what it did there, bit by bit.</summary>
public sealed class PolicyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Zoo => [.. PolicyZoo.Names];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("cartpole", "shared=true")]
    [InlineData("pendulum", "normalize-observations=true")]
    [InlineData("pendulum", "distribution=full-gaussian")]
    public void A_run_a_checkpoint_and_a_file_of_weights_act_as_the_training_did(string environment, string setting)
    {
        ActorCritic trained = Train(environment, setting);
        string checkpoint = Path.Combine(_folder.Sub("run"), "checkpoint.safetensors"), weights = _folder.Sub("weights.safetensors");
        PolicyWeights.WriteFile(trained, weights);
        foreach (string path in (string[])[_folder.Sub("run"), checkpoint, Path.Combine(_folder.Sub("run"), "checkpoint.previous.safetensors"), weights])
        {
            Policy policy = Policy.Load(path);
            Assert.Equal(trained.ObservationSpace.Size, policy.ObservationSpace.Size);
            if (!path.Contains("previous", StringComparison.Ordinal))
                RequireSameActions(trained, policy);
        }

        File.Delete(checkpoint); // killed between two renames
        Policy.Load(_folder.Sub("run"));
    }

    [Theory]
    [MemberData(nameof(Zoo))]
    public void Every_kind_of_policy_is_loaded_to_the_same_bits(string name)
    {
        ActorCritic policy = PolicyZoo.Create(name);
        var checkpoint = new Snapshot();
        checkpoint.Metadata[PolicyDescription.Key] = PolicyDescription.Of(policy).Write();
        foreach (StateEntry entry in PolicyState.EntriesOf(policy))
        {
            entry.Keep();
            entry.AddTo(checkpoint);
        }

        RequireSameActions(policy, Policy.Load(Write("checkpoint", checkpoint)));
        string weights = _folder.Sub("weights");
        PolicyWeights.WriteFile(policy, weights);
        RequireSameActions(policy, Policy.Load(weights));
        ActorCritic read = PolicyWeights.ReadFile(weights);
        Assert.Equal(policy.Parameters, read.Parameters);
        Assert.Equal(policy.Normalizer.Observed, read.Normalizer.Observed);
    }

    [Theory]
    [MemberData(nameof(Zoo))]
    public void Acting_allocates_nothing_and_any_number_of_threads_may_act(string name)
    {
        ActorCritic policy = PolicyZoo.Create(name);
        PolicyWeights.WriteFile(policy, _folder.Sub("weights"));
        Policy loaded = Policy.Load(_folder.Sub("weights"));
        const int Rows = 500;
        float[] observations = PolicyZoo.Observations(Rows), expected = PolicyZoo.Actions(policy, observations);
        bool[] right = new bool[4];
        Thread[] threads = [.. Enumerable.Range(0, right.Length).Select(index => new Thread(() => right[index] = ActOnAll(new float[policy.ActionSpace.Size])))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.All(right, Assert.True);
        float[] own = new float[policy.ActionSpace.Size];
        Assert.Equal(0, Allocation.Least(() => ActOnAll(own)));

        // Whether every action is that of the policy that was exported.
        bool ActOnAll(float[] action)
        {
            var random = new RandomStream(seed: 1, StreamPurpose.User);
            bool same = true;
            for (int row = 0; row < Rows; row++)
            {
                ReadOnlySpan<float> observation = observations.AsSpan(row * PolicyZoo.ObservationSize, PolicyZoo.ObservationSize);
                loaded.Act(observation, action, ref random);
                loaded.Act(observation, action);
                same &= action.AsSpan().SequenceEqual(expected.AsSpan(row * action.Length, action.Length));
            }

            return same;
        }
    }

    [Fact]
    public void An_invalid_choice_is_never_taken()
    {
        PolicyWeights.WriteFile(PolicyZoo.Create("categorical"), _folder.Sub("weights"));
        Policy policy = Policy.Load(_folder.Sub("weights"));
        float[] observations = PolicyZoo.Observations(200), action = new float[1];
        var random = new RandomStream(seed: 1, StreamPurpose.User);
        bool[] mask = [false, true, false, false, true, false];
        for (int row = 0; row < 200; row++)
        {
            ReadOnlySpan<float> observation = observations.AsSpan(row * PolicyZoo.ObservationSize, PolicyZoo.ObservationSize);
            policy.Act(observation, action, mask);
            Assert.True(mask[(int)action[0]]);
            policy.Act(observation, action, ref random, mask);
            Assert.True(mask[(int)action[0]]);
        }
    }

    [Fact]
    public void A_span_of_another_length_is_refused_with_both_lengths()
    {
        PolicyWeights.WriteFile(PolicyZoo.Create("categorical"), _folder.Sub("weights"));
        Policy policy = Policy.Load(_folder.Sub("weights"));
        Assert.Contains("has 5 numbers; found 4", Assert.Throws<ArgumentException>(() => policy.Act(new float[4], new float[1])).Message, StringComparison.Ordinal);
        Assert.Contains("has 1 numbers; found room for 2", Assert.Throws<ArgumentException>(() => policy.Act(new float[5], new float[2])).Message, StringComparison.Ordinal);
        Assert.Contains("has 6 entries; found 5", Assert.Throws<ArgumentException>(() => policy.Act(new float[5], new float[1], new bool[5])).Message, StringComparison.Ordinal);
    }

    /// <summary>The description of a run is a function of its settings: no time, no machine, no path.</summary>
    [Fact]
    public void Equal_runs_have_equal_descriptions()
    {
        Train("cartpole", "shared=false");
        string first = RunFolder.ReadCheckpoint(_folder.Sub("run"))!.Metadata["policy"];
        Directory.Delete(_folder.Sub("run"), recursive: true);
        Train("cartpole", "shared=false");
        Assert.Equal(first, RunFolder.ReadCheckpoint(_folder.Sub("run"))!.Metadata["policy"]);
        Assert.EndsWith(
            """
            "action":{"space":"discrete","count":2},"hidden":[8],"activation":"tanh","shared":false,"distribution":"categorical","action_bound":"clip-and-rescale","normalize_observations":false,"observation_clip":10}
            """, first, StringComparison.Ordinal);
    }

    private static void RequireSameActions(ActorCritic expected, Policy policy)
    {
        int size = expected.ObservationSpace.Size;
        var actor = new PolicyActor(expected);
        RandomStream[] one = [new RandomStream(seed: 2, StreamPurpose.User)];
        RandomStream other = one[0];
        float[] action = new float[expected.ActionSpace.Size], found = new float[action.Length];
        float[] numbers = PolicyZoo.Observations(100);
        for (int row = 0; row + size <= numbers.Length; row += size)
        {
            ReadOnlySpan<float> observation = numbers.AsSpan(row, size);
            actor.Act(observation, action);
            policy.Act(observation, found);
            Assert.Equal(action.Select(BitConverter.SingleToInt32Bits), found.Select(BitConverter.SingleToInt32Bits));
            actor.Act(observation, 1, deterministic: false, one, default, action);
            policy.Act(observation, found, ref other);
            Assert.Equal(action.Select(BitConverter.SingleToInt32Bits), found.Select(BitConverter.SingleToInt32Bits));
        }
    }

    private ActorCritic Train(string environment, string setting)
    {
        RunOptions options = Settings.Apply(
            Presets.For(environment, "ppo"), ["environments=4", "horizon=16", "minibatch=32", "epochs=2", "hidden=8", "steps=256", "checkpoint-interval=0", setting]);
        EnvironmentDefinition definition = EnvironmentRegistry.BuiltIn.Find(environment);
        using var run = new TrainingRun(_folder.Sub("run"), options, definition, threads: 1);
        run.Execute(new StoppingObserver(), CancellationToken.None);
        return RunFolder.ReadPolicy(_folder.Sub("run"), definition);
    }

    private string Write(string name, Snapshot snapshot)
    {
        using FileStream stream = File.Create(_folder.Sub(name));
        SafeTensors.Write(stream, snapshot);
        return _folder.Sub(name);
    }
}
