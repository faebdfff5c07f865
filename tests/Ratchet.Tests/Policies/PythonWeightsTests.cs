using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Ratchet.Policies;
using Ratchet.Tests.Project;
using Ratchet.Tests.Training;
using Xunit;

namespace Ratchet.Tests.Policies;

/// <summary>The example in Python reads the weights by their names, acts with them, and gives a changed policy back.</summary>
public sealed class PythonWeightsTests : IDisposable
{
    private static readonly string Script = Path.Combine(Repository.Root, "examples", "PythonWeights", "policy.py");
    private static readonly string? Python = FindPython();

    private readonly TemporaryFolder _folder = new();

    public PythonWeightsTests()
    {
        const string Problem = "There is no Python 3 with numpy; install the package python3-numpy.";
        if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
            Assert.True(Python is not null, Problem);
        Assert.SkipUnless(Python is not null, Problem);
    }

    public static TheoryData<string> Zoo => [.. PolicyZoo.Names];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Zoo))]
    public void Python_computes_the_actions_from_the_file(string name)
    {
        ActorCritic policy = PolicyZoo.Create(name);
        string file = _folder.Sub("weights.safetensors");
        PolicyWeights.WriteFile(policy, file);
        float[] observations = PolicyZoo.Observations(50);
        string lines = string.Join('\n', observations.Chunk(PolicyZoo.ObservationSize).Select(row => string.Join(' ', row.Select(number => number.ToString("R", CultureInfo.InvariantCulture)))));
        float[] expected = PolicyZoo.Actions(policy, observations);
        float[] found = [.. Run(lines, file).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(number => float.Parse(number, CultureInfo.InvariantCulture))];
        Assert.Equal(expected.Length, found.Length);
        Assert.InRange(PolicyZoo.GreatestDifference(policy, expected, found), 0, 1e-5);
    }

    // A gaussian that is only clipped: half the last layer's weights and bias, half the mean.
    [Fact]
    public void A_policy_that_Python_changed_is_loaded_again()
    {
        ActorCritic policy = PolicyZoo.Create("gaussian-half-open");
        string file = _folder.Sub("weights.safetensors"), changed = _folder.Sub("changed.safetensors");
        PolicyWeights.WriteFile(policy, file);
        Run("", file, "--scale", "0.5", changed);
        Policy half = Policy.Load(changed);
        float[] observations = PolicyZoo.Observations(20), action = new float[3], other = new float[3];
        for (int row = 0; row < 20; row++)
        {
            ReadOnlySpan<float> observation = observations.AsSpan(row * PolicyZoo.ObservationSize, PolicyZoo.ObservationSize);
            policy.Act(observation, action);
            half.Act(observation, other);
            Assert.Equal(0.5f * action[1], other[1]); // the entry without bounds
        }
    }

    private static string Run(string input, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(Python!, [Script, .. arguments])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error.Result);
        return output;
    }

    private static string? FindPython()
    {
        string[] candidates = [Environment.GetEnvironmentVariable("RATCHET_PYTHON") ?? "python3", "/usr/bin/python3", "python"];
        return candidates.FirstOrDefault(python =>
        {
            try
            {
                return Repository.Run(python, ["-c", "import numpy"]).ExitCode == 0;
            }
            catch (Win32Exception)
            {
                return false;
            }
        });
    }
}
