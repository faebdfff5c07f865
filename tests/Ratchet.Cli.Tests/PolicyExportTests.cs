using Ratchet.Policies;
using Xunit;

namespace Ratchet.Cli.Tests;

/// <summary>What a run gives away: weights for Python, source for engines, and back again.</summary>
public sealed class PolicyExportTests
{
    [Fact]
    public void A_run_is_exported_and_another_one_begins_from_its_weights()
    {
        using var folder = new TemporaryFolder();
        Command.Run(Command.ShortTraining(folder.Sub("run")));
        string weights = folder.Sub("cart.safetensors"), source = folder.Sub("cart.cs");
        Command.Result result = Command.Run("export", folder.Sub("run"), "--weights", weights, "--csharp", source);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(2, result.Lines.Length);
        Assert.Contains("public sealed class CartPolicy", File.ReadAllText(source), StringComparison.Ordinal);
        Assert.Equal(4, Policy.Load(weights).ObservationSpace.Size);
        Assert.Equal(["cart.cs", "cart.safetensors", "run"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        string[] command = Command.ShortTraining(folder.Sub("new"), "--from", weights, "--seed", "2", "--json");
        string[] first = Command.Run(command).Lines;
        Assert.Contains("\"hash\"", first[^1], StringComparison.Ordinal);
        Assert.Equal([first[^1]], Command.Run(command).Lines);
        Command.Result value = Command.Run(Command.ShortTraining(folder.Sub("other"), "--from", weights, "--from-parts", "policy,value"));
        Assert.Equal(2, value.ExitCode);
        Assert.Contains("does not tell the units of its value function", value.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_one_sentence()
    {
        using var folder = new TemporaryFolder();
        Command.Run(Command.ShortTraining(folder.Sub("run")));
        foreach (string format in (string[])["--weights", "--csharp"])
            foreach (string file in (string[])[folder.Sub("run"), folder.Sub("nowhere/file"), "", .. OperatingSystem.IsWindows() ? (string[])[] : ["/dev/no-such-device"]])
            {
                Command.Result result = Command.Run("export", folder.Sub("run"), format, file);
                Assert.Equal(2, result.ExitCode);
                Assert.Equal(1, result.Error.Count(letter => letter == '\n'));
            }
    }
}
