using System.Text.Json;
using Ratchet.Environments.Wrappers;
using Xunit;

namespace Ratchet.Cli.Tests;

public sealed class TrainingTests
{
    [Theory]
    [InlineData("fixpo")]
    [InlineData("ppo")]
    public void Json_prints_a_line_for_each_iteration_and_the_end(string rule)
    {
        using var folder = new TemporaryFolder();
        Command.Result result = Command.Run(Command.ShortTraining(folder.Path, "--rule", rule, "--json"));
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        // 256 steps in iterations of 4 × 16.
        JsonElement[] lines = [.. result.Lines.Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(5, lines.Length);
        Assert.Equal([64, 128, 192, 256, 256], lines.Select(line => line.GetProperty("time/total_timesteps").GetInt64()));
        Assert.Equal(
            [
                "event", "time/total_timesteps", "time/time_elapsed", "time/fps", "rollout/ep_rew_mean", "total/updates", "total/max_kl", "total/next_batch_max_kl",
                "total/violations", "total/interpolations", "total/deferred_swaps", "total/primary_steps", "total/fixup_steps", "hash",
            ],
            lines[^1].EnumerateObject().Select(property => property.Name));
        Assert.Equal("finished", lines[^1].GetProperty("event").GetString());
        Assert.Equal(4, lines[^1].GetProperty("total/updates").GetInt64());
        Assert.Equal(result.Lines, File.ReadAllLines(folder.Sub("metrics.jsonl")));
    }

    [Fact]
    public void The_same_command_again_prints_the_same_end_and_changes_nothing()
    {
        using var folder = new TemporaryFolder();
        string[] first = Command.Run(Command.ShortTraining(folder.Path, "--json")).Lines;
        byte[] metrics = File.ReadAllBytes(folder.Sub("metrics.jsonl"));
        Assert.Equal([first[^1]], Command.Run(Command.ShortTraining(folder.Path, "--json")).Lines);
        Assert.Equal([first[^1]], Command.Run("resume", folder.Path, "--json").Lines);
        Assert.Contains("is finished; nothing was changed", Command.Run("resume", folder.Path).Output, StringComparison.Ordinal);
        Assert.Equal(metrics, File.ReadAllBytes(folder.Sub("metrics.jsonl")));
    }

    [Fact]
    public void A_run_from_another_one_is_resumed_from_its_folder_alone()
    {
        using var folder = new TemporaryFolder();
        Command.Run(Command.ShortTraining(folder.Sub("source")));
        string[] command = Command.ShortTraining(folder.Sub("new"), "--from", folder.Sub("source"), "--from-parts", "policy,value", "--seed", "2", "--json");
        string[] first = Command.Run(command).Lines;
        Assert.Equal([first[^1]], Command.Run(command).Lines);
        Directory.Delete(folder.Sub("source"), recursive: true);
        Assert.Equal([first[^1]], Command.Run("resume", folder.Sub("new"), "--json").Lines);
    }

    [Fact]
    public void Redirected_output_is_plain_lines()
    {
        using var folder = new TemporaryFolder();
        Command.Result result = Command.Run(Command.ShortTraining(folder.Path));
        Assert.Equal(0, result.ExitCode);
        Assert.Equal($"cartpole with fixpo, seed 1, 256 steps, in {folder.Path}", result.Lines[0]);
        Assert.StartsWith("Finished 256 steps in ", result.Lines[^2], StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Output);
    }

    [Fact]
    public void Evaluation_points_stand_between_the_iterations()
    {
        using var folder = new TemporaryFolder();
        string[] lines = Command.Run(Command.ShortTraining(folder.Path, "--json", "--set", "evaluation-interval=128", "--set", "evaluation-episodes=2")).Lines;
        Assert.Equal(7, lines.Length);
        foreach (int index in (int[])[2, 5])
        {
            JsonElement point = JsonDocument.Parse(lines[index]).RootElement;
            Assert.Equal("evaluation", point.GetProperty("event").GetString());
            Assert.InRange(point.GetProperty("eval/mean_reward").GetDouble(), 1, 500);
            Assert.InRange(point.GetProperty("eval/deterministic_std_reward").GetDouble(), 0, 500);
        }
    }

    [Fact]
    public void Evaluate_measures_the_run_and_repeats_itself()
    {
        using var folder = new TemporaryFolder();
        Command.Run(Command.ShortTraining(folder.Path));
        Command.Result result = Command.Run("evaluate", folder.Path, "--episodes", "20", "--json");
        Assert.Equal(0, result.ExitCode);
        JsonElement line = JsonDocument.Parse(Assert.Single(result.Lines)).RootElement;
        Assert.InRange(line.GetProperty("eval/mean_reward").GetDouble(), 1, 500);
        Assert.InRange(line.GetProperty("eval/deterministic_mean_reward").GetDouble(), 1, 500);
        Assert.Equal(result, Command.Run("evaluate", folder.Path, "--episodes", "20", "--json", "--threads", "3"));
        Assert.NotEqual(result, Command.Run("evaluate", folder.Path, "--episodes", "20", "--json", "--seed", "2"));
    }

    [Fact]
    public void A_wrapped_run_is_evaluated_in_its_wrappers_and_recorded()
    {
        using var folder = new TemporaryFolder();
        string training = folder.Sub("training.jsonl"), evaluation = folder.Sub("evaluation.jsonl");
        Assert.Equal(0, Command.Run(Command.ShortTraining(folder.Sub("run"), "--wrap", $"sticky-actions=0.25, reward-scale=0.01, record={training}, frame-stack=2")).ExitCode);
        Command.Result result = Command.Run("evaluate", folder.Sub("run"), "--episodes", "3", "--record", evaluation, "--json");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));

        // The task's own rewards of 1 a step in the evaluation, 0.01 in training; stacks of two observations of 4 numbers where the policy looks.
        RecordedEpisode[] episodes = [.. EpisodeRecording.Read(evaluation)];
        Assert.Equal(6, episodes.Length);
        Assert.All(episodes, episode => Assert.Equal((8, 1.0), (episode.Observations[0].Length, episode.Rewards[0])));
        Assert.Equal(
            JsonDocument.Parse(result.Output).RootElement.GetProperty("eval/mean_reward").GetDouble(),
            episodes[..3].Average(episode => episode.Rewards.Sum()), 1e-9);
        Assert.All(EpisodeRecording.Read(training), episode => Assert.Equal((4, 0.01), (episode.Observations[0].Length, episode.Rewards[0])));

        Command.Result again = Command.Run("evaluate", folder.Sub("run"), "--record", evaluation);
        Assert.Equal((2, $"ratchet: '{evaluation}' is there already, and is not overwritten; name a new file, or remove that one.\n"), (again.ExitCode, again.Error));
    }

    [Fact]
    public void Steps_may_be_written_with_an_exponent()
    {
        using var folder = new TemporaryFolder();
        string last = Command.Run("train", "cartpole", "--steps", "1e3", "--set", "epochs=1", "--out", folder.Path, "--json").Lines[^1];
        Assert.Equal(1024, JsonDocument.Parse(last).RootElement.GetProperty("time/total_timesteps").GetInt64());
    }
}
