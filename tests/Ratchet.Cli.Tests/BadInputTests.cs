using Xunit;

namespace Ratchet.Cli.Tests;

/// <summary>Whatever the user gives wrong: one sentence, exit code 2, nothing on standard output, nothing written.</summary>
public sealed class BadInputTests
{
    [Theory]
    [InlineData("no command given", new string[0])]
    [InlineData("unknown command 'trian'; did you mean 'train'?", new[] { "trian", "cartpole" })]
    [InlineData("'train' needs <environment>; see 'ratchet train --help'.", new[] { "train" })]
    [InlineData("'evaluate' needs <dir>; see 'ratchet evaluate --help'.", new[] { "evaluate", "--episodes", "3" })]
    [InlineData("the run's folder has no name", new[] { "train", "cartpole", "--out", "" })]
    [InlineData("environment 'cartpol'; did you mean 'cartpole'?", new[] { "train", "cartpol" })]
    [InlineData("environment 'halfchetah'; did you mean 'halfcheetah'?", new[] { "step", "halfchetah" })]
    [InlineData("'' is no file: give the failure.safetensors of a run's folder.", new[] { "replay", "" })]
    [InlineData("'.' is no file: give the failure.safetensors of a run's folder.", new[] { "replay", "." })]
    [InlineData("--out has no name: give the path of a folder.", new[] { "verify-resume", "cartpole", "--out", "" })]
    [InlineData("unknown rule 'fixppo'; did you mean 'fixpo'?", new[] { "train", "cartpole", "--rule", "fixppo" })]
    [InlineData("unknown key 'horzon'; did you mean 'horizon'?", new[] { "train", "cartpole", "--set", "horzon=128" })]
    [InlineData("horizon is '0'; it must be a whole number between 1 and 1e6.", new[] { "train", "cartpole", "--set", "horizon=0" })]
    [InlineData("'horizon' is no setting; it must be of the form key=value", new[] { "train", "cartpole", "--set", "horizon" })]
    [InlineData("horizon is set twice, by 'horizon=64' and by 'horizon=128'; give it once.", new[] { "train", "cartpole", "--set", "horizon=64", "--set", "horizon=128" })]
    [InlineData("unknown wrapper 'frame-stak'; did you mean 'frame-stack'?", new[] { "train", "cartpole", "--wrap", "frame-stak=2" })]
    [InlineData("environment 'cartpole' cannot be wrapped in rescale-actions: Only actions from a box can be rescaled", new[] { "train", "cartpole", "--wrap", "rescale-actions" })]
    [InlineData("learning-rate is 'fast'; it must be a number between 0 and 1, or a schedule", new[] { "train", "cartpole", "--set", "learning-rate=fast" })]
    [InlineData("clip-range belongs to rules with drift=ppo or dual-clip; fixpo as it is set has not.", new[] { "train", "cartpole", "--set", "clip-range=0.2" })]
    [InlineData("minibatch is 2000; it must be at most environments × horizon = 1024.", new[] { "train", "cartpole", "--set", "minibatch=2000" })]
    [InlineData("seed is 'one'; it must be a whole number", new[] { "train", "cartpole", "--seed", "one" })]
    [InlineData("steps is '0'; it must be a whole number", new[] { "train", "cartpole", "--steps", "0" })]
    [InlineData("threads is '0'; it must be a whole number between 1 and 1024.", new[] { "train", "cartpole", "--threads", "0" })]
    [InlineData("unknown option '--sede'; did you mean '--seed'?", new[] { "train", "cartpole", "--sede", "4" })]
    [InlineData("unknown option '--sede'; did you mean '--seed'?", new[] { "train", "--sede", "4", "cartpole" })]
    [InlineData("Required argument missing for option: '--seed'.", new[] { "train", "cartpole", "--seed" })]
    [InlineData("'train' does not know what to do with 'pendulum'", new[] { "train", "cartpole", "pendulum" })]
    [InlineData("'nowhere' holds no run: config.json is missing.", new[] { "evaluate", "nowhere" })]
    [InlineData("'nowhere' holds no run: config.json is missing.", new[] { "resume", "nowhere" })]
    [InlineData("'nowhere' holds no run: config.json is missing.", new[] { "train", "cartpole", "--from", "nowhere" })]
    [InlineData("from-parts is 'value'; it must be policy, alone or with value, normalizer or both, separated by commas.", new[] { "train", "cartpole", "--from", "nowhere", "--from-parts", "value" })]
    [InlineData("--from-parts says what --from takes over; give --from too.", new[] { "train", "cartpole", "--from-parts", "policy" })]
    [InlineData("episodes is '0'; it must be a whole number between 1 and 1000000.", new[] { "evaluate", "nowhere", "--episodes", "0" })]
    [InlineData("seed is '-1'; it must be a whole number", new[] { "evaluate", "nowhere", "--seed", "-1" })]
    public void Is_one_sentence_and_exit_code_2(string message, string[] arguments) => RequireError(Command.Run(arguments), message);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"state\":[0,0,0],\"actions\":[0]}")]
    [InlineData("{\"state\":[0,0,0,0],\"actions\":[2]}")]
    [InlineData("{\"state\":[0,0,0,1e999],\"actions\":[0]}")]
    [InlineData("{\"state\":[0,0,0,0],\"actions\":[0],\"actions\":[1]}")]
    public void A_wrong_request_to_step_too(string input) => RequireError(Command.RunWithInput(input, "step", "cartpole"), "");

    [Fact]
    public void A_folder_that_cannot_be_written_too()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.Sub("file"), "");
        RequireError(Command.Run(Command.ShortTraining(Path.Combine(folder.Sub("file"), "run"))), "cannot write to the folder");
        Assert.Equal([folder.Sub("file")], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_run_with_other_settings_in_the_folder_too_and_it_stays_as_it_is()
    {
        using var folder = new TemporaryFolder();
        Command.Run(Command.ShortTraining(folder.Path));
        Dictionary<string, byte[]> before = Contents(folder.Path);
        RequireError(Command.Run(Command.ShortTraining(folder.Path, "--seed", "2")), "config.json holds a run with seed 1; this command asks for 2");
        Assert.Equal(before, Contents(folder.Path));
    }

    [Fact]
    public void A_damaged_checkpoint_too()
    {
        using var folder = new TemporaryFolder();
        Command.Run(Command.ShortTraining(folder.Path));
        string file = folder.Sub("checkpoint.safetensors");
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..^1]);
        RequireError(Command.Run("evaluate", folder.Path), "checkpoint.safetensors is damaged");
    }

    [Fact]
    public void Metrics_that_are_gone_too_and_no_empty_file_takes_their_place()
    {
        using var folder = new TemporaryFolder();
        Command.Run(Command.ShortTraining(folder.Path));
        File.Delete(folder.Sub("metrics.jsonl"));
        RequireError(Command.Run("resume", folder.Path), "metrics.jsonl is missing");
        Assert.False(File.Exists(folder.Sub("metrics.jsonl")));
    }

    [Fact]
    public void A_warm_start_that_does_not_fit_too_and_no_folder_is_made()
    {
        using var folder = new TemporaryFolder();
        Command.Run(Command.ShortTraining(folder.Sub("source")));
        RequireError(Command.Run(Command.ShortTraining(folder.Sub("new"), "--from", folder.Sub("source"), "--set", "activation=relu")), "has activation tanh, this one relu: a warm start needs the same.");
        Assert.False(Directory.Exists(folder.Sub("new")));
    }

    private static Dictionary<string, byte[]> Contents(string folder) => Directory.GetFiles(folder).ToDictionary(file => file, File.ReadAllBytes);

    private static void RequireError(Command.Result result, string message)
    {
        Assert.Equal(2, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.StartsWith("ratchet: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.Error.Count(character => character == '\n'));
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }
}
