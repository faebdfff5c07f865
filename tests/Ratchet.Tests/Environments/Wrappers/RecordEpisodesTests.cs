using Ratchet.Environments;
using Ratchet.Environments.ClassicControl;
using Ratchet.Environments.Wrappers;
using Ratchet.Numerics;
using Ratchet.Tests.Training;
using Xunit;

namespace Ratchet.Tests.Environments.Wrappers;

public sealed class RecordEpisodesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.Sub("episodes.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_seen_is_read_back_to_the_bit()
    {
        var random = new RandomStream(7, StreamPurpose.User, 3);
        using var recorder = new RecordEpisodes(new Pendulum(), new EpisodeFile(Path), timeLimit: 5);
        for (int episode = 0; episode < 3; episode++)
        {
            var observations = new List<double[]> { recorder.Reset(ref random).ToArray() };
            var actions = new List<double[]>();
            var rewards = new List<double>();
            for (int step = 0; step < 5; step++)
            {
                actions.Add([random.NextUniform(-2, 2)]);
                Transition transition = recorder.Step(actions[^1], ref random);
                observations.Add(transition.Observation.ToArray());
                rewards.Add(transition.Reward);
            }

            RecordedEpisode read = EpisodeRecording.Read(Path).Last();
            Assert.Equal((7UL, 3L, (long)episode, false, true), (read.Seed, read.Instance, read.Episode, read.Terminated, read.Truncated));
            Assert.Equal(observations, read.Observations);
            Assert.Equal(actions, read.Actions);
            Assert.Equal(rewards, read.Rewards);
        }

        Assert.Equal(3, EpisodeRecording.Read(Path).Count());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(-0.0)]
    [InlineData(double.Epsilon)]
    [InlineData(double.MaxValue)]
    [InlineData(1.0 / 3)]
    [InlineData(123456789012345678)]
    public void A_double_is_written_so_that_it_reads_as_the_same_bits(double reward)
    {
        var random = new RandomStream(1, StreamPurpose.User);
        using var recorder = new RecordEpisodes(new LoggedEnvironment { Reward = _ => reward, TerminatedAt = 1 }, new EpisodeFile(Path));
        recorder.Reset(ref random);
        recorder.Step([1], ref random);
        RecordedEpisode read = Assert.Single(EpisodeRecording.Read(Path));
        Assert.Equal(BitConverter.DoubleToInt64Bits(reward), BitConverter.DoubleToInt64Bits(read.Rewards[0]));
        Assert.True(read.Terminated && !read.Truncated);
    }

    // 8 simulators, limit 20: the vector environment sees the ends; the file has as many episodes, each whole.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Simulators_and_threads_share_a_file(int threads)
    {
        EnvironmentDefinition definition = EnvironmentWrappers.Apply(CartPole.Definition with { TimeLimit = 20, StepMicroseconds = 1000 }, $"record={Path}");
        using var pool = new WorkerPool(threads);
        var ends = new int[8];
        using (var run = new VectorRun(new VectorEnvironment(definition, 8, pool), seed: 11))
            for (int step = 0; step < 200; step++)
            {
                for (int i = 0; i < 8; i++)
                    run.Actions[i] = step / (i + 1) % 2;
                run.Step();
                for (int i = 0; i < 8; i++)
                    ends[i] += run.Terminated[i] || run.Truncated[i] ? 1 : 0;
            }

        RecordedEpisode[] read = [.. EpisodeRecording.Read(Path)];
        for (int i = 0; i < 8; i++)
            Assert.Equal(Enumerable.Range(0, ends[i]).Select(number => (long)number), read.Where(episode => episode.Instance == i).Select(episode => episode.Episode));
        Assert.Equal(ends.Sum(), read.Length);
        Assert.Contains(read, episode => episode.Truncated);
        Assert.All(read, episode =>
        {
            Assert.Equal(11UL, episode.Seed);
            Assert.InRange(episode.Rewards.Length, 1, 20);
            Assert.Equal(episode.Truncated, episode.Rewards.Length == 20);
            Assert.True(episode.Terminated || episode.Truncated);
        });
    }

    [Fact]
    public void Steps_and_lines_allocate_nothing_once_the_longest_episode_was_seen()
    {
        EnvironmentDefinition definition = EnvironmentWrappers.Apply(CartPole.Definition with { TimeLimit = 5 }, $"record={Path}");
        using var run = new VectorRun(new VectorEnvironment(definition, 4));
        for (int step = 0; step < 1000; step++)
            run.Step();
        int steps = 1000;
        Assert.Equal(0, Allocation.Least(() =>
        {
            for (int step = 0; step < 100; step++)
                run.Step();
            steps += 100;
        }));
        Assert.Equal(4 * steps / 5, EpisodeRecording.Read(Path).Count());
    }

    [Fact]
    public void A_simulator_that_is_disposed_twice_does_not_close_the_file_of_another()
    {
        var random = new RandomStream(1, StreamPurpose.User);
        var file = new EpisodeFile(Path);
        var one = new RecordEpisodes(new LoggedEnvironment(), file);
        using var other = new RecordEpisodes(new LoggedEnvironment { TerminatedAt = 1 }, file);
        other.Reset(ref random);
        one.Dispose();
        one.Dispose();
        other.Step([0], ref random);
        Assert.Single(EpisodeRecording.Read(Path));
    }

    [Fact]
    public void A_reset_cuts_an_episode_off()
    {
        var random = new RandomStream(1, StreamPurpose.User);
        using var recorder = new RecordEpisodes(new LoggedEnvironment(), new EpisodeFile(Path));
        recorder.Reset(ref random);
        recorder.Step([0], ref random);
        recorder.Step([0], ref random);
        recorder.Reset(ref random);
        recorder.Reset(ref random);
        RecordedEpisode read = Assert.Single(EpisodeRecording.Read(Path));
        Assert.True(read.Truncated && !read.Terminated);
        Assert.Equal([1, 2], read.Rewards);
    }

    [Fact]
    public void A_file_that_exists_is_refused_and_left_as_it_is()
    {
        File.WriteAllText(Path, "precious");
        EnvironmentDefinition definition = EnvironmentWrappers.Apply(CartPole.Definition, $"record={Path}");
        using var run = new VectorRun(new VectorEnvironment(definition, 2));
        string message = Assert.Throws<EnvironmentException>(run.Step).Message;
        Assert.Equal($"environment 'cartpole' (instance 0, step 1) cannot be recorded: '{Path}' is there already, and is not overwritten; name a new file, or remove that one.", message);
        Assert.Equal("precious", File.ReadAllText(Path));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_one_clear_error()
    {
        var file = new EpisodeFile(_folder.Sub("nowhere/episodes.jsonl"));
        EnvironmentDefinition definition = CartPole.Definition.Wrap(inner => new RecordEpisodes(inner, file));
        using var run = new VectorRun(new VectorEnvironment(definition, 1));
        string message = Assert.Throws<EnvironmentException>(run.Step).Message;
        Assert.StartsWith("environment 'cartpole' (instance 0, step 1) cannot be recorded: ", message);
        Assert.Contains("nowhere", message);
    }

    // A run is saved after 60 steps and dies after 100; the one that goes on from there writes what an uninterrupted one writes, but for
    // the episodes that were under way when it was saved.
    [Fact]
    public void A_resumed_run_goes_back_to_where_the_file_was()
    {
        string other = _folder.Sub("uninterrupted.jsonl");
        using (VectorRun run = Begin(other))
            run.Trace(0, 200);

        double[] state;
        using (VectorRun killed = Begin(Path))
        {
            killed.Trace(0, 60);
            state = new double[killed.Environments.StateSize];
            killed.Environments.SaveState(state);
            killed.Trace(60, 100);
        }

        using (VectorRun resumed = Begin(Path))
        {
            resumed.Environments.LoadState(state);
            resumed.Trace(60, 200);
        }

        string[] whole = File.ReadAllLines(other), pieces = File.ReadAllLines(Path);
        Assert.Equal(pieces.Length, pieces.Distinct().Count());
        Assert.Empty(pieces.Except(whole));
        Assert.InRange(whole.Length - pieces.Length, 1, 3); // of 3 simulators

        static VectorRun Begin(string path) => new(new VectorEnvironment(EnvironmentWrappers.Apply(CartPole.Definition, $"record={path}"), 3), seed: 5);
    }

    [Fact]
    public void A_recording_that_lost_lines_is_not_gone_on_with()
    {
        EnvironmentDefinition Define() => EnvironmentWrappers.Apply(CartPole.Definition, $"record={Path}");
        using var run = new VectorRun(new VectorEnvironment(Define(), 3));
        run.Trace(0, 60);
        double[] state = new double[run.Environments.StateSize];
        run.Environments.SaveState(state);
        File.WriteAllText(Path, "");
        using var resumed = new VectorRun(new VectorEnvironment(Define(), 3));
        Assert.Contains("is shorter than it was when the run was saved", Assert.Throws<EnvironmentException>(() => resumed.Environments.LoadState(state)).Message);
    }

    // A row takes 1002 numbers: 2²⁴ of them are 16,744 rows.
    [Fact]
    public void An_episode_without_an_end_is_an_error_before_the_memory_is_full()
    {
        var random = new RandomStream(1, StreamPurpose.User);
        using var recorder = new RecordEpisodes(new Endless(), new EpisodeFile(Path));
        recorder.Reset(ref random);
        int steps = 0;
        string message = "";
        while (message.Length == 0 && steps++ < 20_000)
            try
            {
                recorder.Step([0], ref random);
            }
            catch (EnvironmentException exception)
            {
                message = exception.Message;
            }

        Assert.Contains("too long to be recorded; give the task a time limit", message);
    }

    [Fact]
    public void An_episode_in_which_a_state_was_set_is_not_recorded()
    {
        var random = new RandomStream(1, StreamPurpose.User);
        using var recorder = new RecordEpisodes(new LoggedEnvironment { TerminatedAt = 2 }, new EpisodeFile(Path));
        recorder.Reset(ref random);
        recorder.SetState([1, 0]);
        Assert.True(recorder.Step([0], ref random).Terminated);
        recorder.Reset(ref random);
        recorder.Step([0], ref random);
        recorder.Step([0], ref random);
        Assert.Equal(1, Assert.Single(EpisodeRecording.Read(Path)).Episode);
    }

    [Fact]
    public void A_number_that_JSON_does_not_have_is_named()
    {
        var random = new RandomStream(1, StreamPurpose.User);
        using var recorder = new RecordEpisodes(new LoggedEnvironment { Reward = _ => double.NaN }, new EpisodeFile(Path));
        recorder.Reset(ref random);
        Assert.Equal("returned NaN in the reward; expected finite numbers", Assert.Throws<EnvironmentException>(() => recorder.Step([0], ref random).Reward).Message);
    }

    [Theory]
    [InlineData("{", "line 2 is no recorded episode")]
    [InlineData("[]", "line 2 is no recorded episode")]
    [InlineData("{\"seed\":1}", "line 2 is no recorded episode")]
    [InlineData("{\"seed\":1,\"instance\":0,\"episode\":0,\"terminated\":true,\"truncated\":false,\"observations\":[[1]],\"actions\":[],\"rewards\":[1]}", "1 rewards need 1 actions and 2 observations; found 0 and 1")]
    [InlineData("{\"seed\":1,\"instance\":0,\"episode\":0,\"terminated\":true,\"truncated\":false,\"observations\":[[1],[\"x\"]],\"actions\":[[0]],\"rewards\":[1]}", "line 2 is no recorded episode")]
    public void A_damaged_line_is_named(string line, string message)
    {
        const string good = "{\"seed\":1,\"instance\":0,\"episode\":0,\"terminated\":true,\"truncated\":false,\"observations\":[[1],[2]],\"actions\":[[0]],\"rewards\":[1]}";
        File.WriteAllLines(Path, [good, line]);
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => EpisodeRecording.Read(Path).Count()).Message);
    }

    private sealed class Endless : IEnvironment
    {
        private readonly double[] _observation = new double[1000];

        public Space ObservationSpace { get; } = new BoxSpace(1000);

        public Space ActionSpace { get; } = new DiscreteSpace(2);

        public ReadOnlySpan<double> Reset(ref RandomStream random) => _observation;

        public Transition Step(ReadOnlySpan<double> action, ref RandomStream random) => new(_observation, 0, terminated: false);
    }
}
