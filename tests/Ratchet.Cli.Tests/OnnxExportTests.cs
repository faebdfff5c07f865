using Xunit;

namespace Ratchet.Cli.Tests;

/// <summary>Policies as ONNX files: written by every run, and by <c>ratchet export</c>.</summary>
public sealed class OnnxExportTests
{
    // 4 environments and 16 steps make 64 observations a batch; the export plays 64 steps in 4 environments.
    [Fact]
    public void A_run_has_the_file_that_export_writes()
    {
        using var folder = new TemporaryFolder();
        string run = folder.Sub("run"), file = folder.Sub("exported.onnx");
        Command.Result training = Command.Run(Command.ShortTraining(run));
        Assert.Equal((0, ""), (training.ExitCode, training.Error));
        Command.Result result = Command.Run("export", run, "--onnx", file);
        Assert.Equal((0, $"{file}: the policy of cartpole, compared on 256 observations.\n", ""), (result.ExitCode, result.Output, result.Error));
        Assert.Equal(File.ReadAllBytes(Path.Combine(run, "policy.onnx")), File.ReadAllBytes(file));
        Assert.Equal([file], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_file_that_is_there_is_replaced_and_can_sample()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Sub("policy.onnx");
        File.WriteAllText(file, "of before");
        Command.Run(Command.ShortTraining(folder.Sub("run")));
        Assert.Equal(0, Command.Run("export", folder.Sub("run"), "--onnx", file, "--sampling").ExitCode);
        byte[] content = File.ReadAllBytes(file);
        Assert.True(content.AsSpan().IndexOf("sampled_action"u8) > 0);
        Assert.True(File.ReadAllBytes(Path.Combine(folder.Sub("run"), "policy.onnx")).AsSpan().IndexOf("sampled_action"u8) < 0);
    }

    // Tetris forbids placements, so its policy takes a mask.
    [Fact]
    public void A_task_with_forbidden_actions_gives_a_file_with_a_mask()
    {
        using var folder = new TemporaryFolder();
        string run = folder.Sub("run");
        string[] training = Command.ShortTraining(run);
        training[1] = "tetris-10x10";
        Assert.Equal((0, ""), (Command.Run(training).ExitCode, ""));
        Command.Result result = Command.Run("export", run, "--onnx", folder.Sub("policy.onnx"));
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        foreach (string file in (string[])[folder.Sub("policy.onnx"), Path.Combine(run, "policy.onnx")])
            Assert.True(File.ReadAllBytes(file).AsSpan().IndexOf("action_mask"u8) > 0);
    }

    [Theory]
    [InlineData("folder", "--onnx is 'FILE', which is no file; give the name of one.")]
    [InlineData("", "--onnx is 'FILE', which is no file; give the name of one.")]
    [InlineData("nowhere/policy.onnx", "cannot write 'FILE': Could not find a part of the path")]
    [InlineData("file/policy.onnx", "cannot write 'FILE': ")]
    public void What_cannot_be_written_is_one_sentence(string name, string message)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.Sub("folder"));
        File.WriteAllText(folder.Sub("file"), "");
        Command.Run(Command.ShortTraining(folder.Sub("run")));
        string file = name.Length == 0 ? "" : folder.Sub(name);
        Require(Command.Run("export", folder.Sub("run"), "--onnx", file), message.Replace("FILE", file, StringComparison.Ordinal));
        Assert.Equal([folder.Sub("file"), folder.Sub("folder"), folder.Sub("run")], Directory.GetFileSystemEntries(folder.Path).Order());
    }

    [Fact]
    public void A_run_that_is_none_or_has_no_checkpoint_is_one_sentence()
    {
        using var folder = new TemporaryFolder();
        Require(Command.Run("export", folder.Sub("nowhere"), "--onnx", folder.Sub("p")), $"'{folder.Sub("nowhere")}' holds no run: config.json is missing.");
        Require(Command.Run("export", folder.Sub("nowhere")), "nothing to export: give --onnx FILE");
        Require(Command.Run("export", folder.Sub("nowhere"), "--csharp", "P.cs", "--sampling"), "--sampling adds to an ONNX file; give --onnx FILE too.");
        Command.Run(Command.ShortTraining(folder.Sub("run")));
        foreach (string checkpoint in Directory.GetFiles(folder.Sub("run"), "checkpoint*"))
            File.Delete(checkpoint);
        Require(Command.Run("export", folder.Sub("run"), "--onnx", folder.Sub("p")), $"the run in '{folder.Sub("run")}' has no checkpoint yet: train it on first.");
        Assert.False(File.Exists(folder.Sub("p")));
    }

    private static void Require(Command.Result result, string message)
    {
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith($"ratchet: {message}", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.Error.Count(character => character == '\n'));
    }
}
