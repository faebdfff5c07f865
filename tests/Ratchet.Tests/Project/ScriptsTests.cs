using Xunit;

namespace Ratchet.Tests.Project;

/// <summary>The `ratchet` script stands for the command from wherever it is called.</summary>
public class ScriptsTests
{
    [Fact]
    public void Ratchet_called_through_a_link_from_another_folder_passes_arguments_and_exit_codes_through()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The script is for bash; ratchet.cmd stands beside it.");
        string folder = Directory.CreateTempSubdirectory("ratchet script ").FullName;
        try
        {
            // Two links, the second one relative.
            File.CreateSymbolicLink(Path.Combine(folder, "first"), Path.Combine(Repository.Root, "ratchet"));
            string link = Path.Combine(folder, "second");
            File.CreateSymbolicLink(link, "first");

            ProcessResult version = Repository.Run(link, ["--version"], folder);
            Assert.True(version.ExitCode == 0, version.Error);

            ProcessResult wrong = Repository.Run(link, ["no such command"], folder);
            Assert.Equal(2, wrong.ExitCode);
            Assert.Contains("no such command", wrong.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("building", wrong.Error, StringComparison.Ordinal); // once is enough

            // Not the first file that the runtime happens to open.
            ProcessResult closed = Repository.Run("bash", ["-c", "exec \"$1\" step cartpole <&-", "bash", link], folder);
            Assert.Equal(2, closed.ExitCode);
            Assert.Contains("the input is empty", closed.Error, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
