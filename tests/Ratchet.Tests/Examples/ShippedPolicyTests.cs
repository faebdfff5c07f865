using System.Diagnostics;
using System.Globalization;
using Ratchet.Policies;
using Ratchet.Tests.Policies;
using Ratchet.Tests.Project;
using Ratchet.Tests.Training;
using Xunit;

namespace Ratchet.Tests.Examples;

/// <summary>The example, published ahead of time: one native program, whose actions have the bits of the library here.</summary>
public sealed class ShippedPolicyTests : IDisposable
{
    private const string Project = "examples/ShippedPolicy";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_published_program_acts_with_the_bits_of_the_library()
    {
        string program = Publish();
        foreach (string name in PolicyZoo.Names)
        {
            ActorCritic policy = PolicyZoo.Create(name);
            string file = _folder.Sub(name);
            PolicyWeights.WriteFile(policy, file);
            float[] observations = PolicyZoo.Observations(200);
            Assert.Equal(Lines(PolicyZoo.Actions(policy, observations), policy.ActionSpace.Size), Run(program, Lines(observations, PolicyZoo.ObservationSize), file));
        }
    }

    /// <summary>Incremental: only the first run compiles. Trimming and ahead-of-time warnings are errors.</summary>
    private static string Publish()
    {
        string artifacts = Path.Combine(Repository.Root, "artifacts", "shipped-policy");
        ProcessResult publish = Repository.Run(
            "dotnet", ["publish", Project, "-c", "Release", "--use-current-runtime", "--artifacts-path", artifacts, "--disable-build-servers", "-v", "q", "-nologo"]);
        // No registry, or no linker: tools that another machine may lack.
        bool lacksTool = publish.Output.Contains("error NU1", StringComparison.Ordinal) || publish.Output.Contains("Platform linker", StringComparison.Ordinal);
        if (!string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
            Assert.SkipWhen(publish.ExitCode != 0 && lacksTool, $"The ahead-of-time compiler could not be restored or run: {publish.Output}");
        Assert.True(publish.ExitCode == 0, publish.Output + publish.Error);
        return Path.Combine(artifacts, "publish", "ShippedPolicy", "release", OperatingSystem.IsWindows() ? "shipped-policy.exe" : "shipped-policy");
    }

    private static string Lines(float[] numbers, int width) => string.Concat(
        numbers.Chunk(width).Select(row => string.Join(' ', row.Select(number => number.ToString("R", CultureInfo.InvariantCulture))) + "\n"));

    private static string Run(string program, string input, string file)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, [file]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.Result.ReplaceLineEndings("\n");
    }
}
