using System.Reflection;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Policies.Export;
using Ratchet.Tests.Project;
using Ratchet.Tests.Training;
using Xunit;

namespace Ratchet.Tests.Policies.Export;

/// <summary>The files of all families, compiled once as C# 9 for .NET Standard 2.1, as Unity does.</summary>
public sealed class CompiledPolicies : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Assembly _assembly;

    public CompiledPolicies()
    {
        foreach (string name in PolicyZoo.Names)
            CSharpSource.WriteFile(PolicyModel.Of(PolicyZoo.Create(name)), _folder.Sub($"{name}.cs"), "a policy of the zoo\n#error no line of its own");
        File.WriteAllText(_folder.Sub("exported.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>netstandard2.1</TargetFramework>
                <LangVersion>9</LangVersion>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
            </Project>
            """);
        ProcessResult build = Repository.Run("dotnet", ["build", "-c", "Release", "--disable-build-servers", "-v", "q", "-nologo", "-o", _folder.Sub("out")], _folder.Path);
        Assert.True(build.ExitCode == 0, build.Output);
        // From bytes, so that the folder can go.
        _assembly = Assembly.Load(File.ReadAllBytes(Path.Combine(_folder.Sub("out"), "exported.dll")));
    }

    public void Dispose() => _folder.Dispose();

    internal object Create(string name) => Activator.CreateInstance(_assembly.GetType($"RatchetPolicies.{CSharpSource.NameOf(name)}", throwOnError: true)!)!;
}

public sealed class CSharpSourceTests(CompiledPolicies compiled) : IClassFixture<CompiledPolicies>
{
    private const int Rows = 1000;

    private delegate void Act(ReadOnlySpan<float> observation, Span<float> action);

    private delegate void MaskedAct(ReadOnlySpan<float> observation, Span<float> action, ReadOnlySpan<bool> mask);

    private delegate void Sample(ReadOnlySpan<float> observation, Span<float> action, Random random);

    private delegate void MaskedSample(ReadOnlySpan<float> observation, Span<float> action, Random random, ReadOnlySpan<bool> mask);

    public static TheoryData<string> Zoo => [.. PolicyZoo.Names];

    [Theory]
    [MemberData(nameof(Zoo))]
    public void The_file_acts_as_the_library_does_and_allocates_nothing(string name)
    {
        ActorCritic policy = PolicyZoo.Create(name);
        object exported = compiled.Create(name);
        Act act = Bind(exported);
        float[] observations = PolicyZoo.Observations(Rows), expected = PolicyZoo.Actions(policy, observations), action = new float[policy.ActionSpace.Size], found = new float[expected.Length];
        for (int row = 0; row < Rows; row++)
        {
            act(observations.AsSpan(row * PolicyZoo.ObservationSize, PolicyZoo.ObservationSize), action);
            action.CopyTo(found, row * action.Length);
        }

        Assert.Equal(0, Allocation.Least(() =>
        {
            for (int row = 0; row < Rows; row++)
                act(observations.AsSpan(row * PolicyZoo.ObservationSize, PolicyZoo.ObservationSize), action);
        }));
        double difference = PolicyZoo.GreatestDifference(policy, expected, found);
        TestContext.Current.SendDiagnosticMessage("{0}: greatest difference {1:e1}", name, difference);
        Assert.InRange(difference, 0, 1e-5);
    }

    // 40,000 samples of one observation: the mean of each entry lies within 5 standard errors of the library's, taken from as many samples of its own.
    [Theory]
    [MemberData(nameof(Zoo))]
    public void Its_samples_have_the_moments_of_the_librarys(string name)
    {
        const int Samples = 40_000;
        ActorCritic policy = PolicyZoo.Create(name);
        object exported = compiled.Create(name);
        Sample sample = BindSample(exported);
        var random = new Random(7);
        var actor = new PolicyActor(policy);
        RandomStream[] stream = [new RandomStream(seed: 8, StreamPurpose.User)];
        int size = policy.ActionSpace.Size;
        float[] observation = PolicyZoo.Observations(1), action = new float[size];
        Moments[] found = new Moments[size], right = new Moments[size];
        for (int i = 0; i < Samples; i++)
        {
            sample(observation, action, random);
            for (int d = 0; d < size; d++)
                found[d].Add(action[d]);
            actor.Act(observation, 1, deterministic: false, stream, default, action);
            for (int d = 0; d < size; d++)
                right[d].Add(action[d]);
        }

        for (int d = 0; d < size; d++)
        {
            double error = Math.Sqrt((found[d].Variance + right[d].Variance) / Samples);
            Assert.InRange(found[d].Mean - right[d].Mean, (-5 * error) - 1e-6, (5 * error) + 1e-6);
            Assert.InRange(found[d].Variance, (0.9 * right[d].Variance) - 1e-6, (1.1 * right[d].Variance) + 1e-6);
        }
    }

    [Fact]
    public void Its_choices_keep_to_a_mask()
    {
        object exported = compiled.Create("multi-categorical");
        var act = exported.GetType().GetMethod("Act")!.CreateDelegate<MaskedAct>(exported);
        var sample = exported.GetType().GetMethod("Sample")!.CreateDelegate<MaskedSample>(exported);
        Policy policy = Load("multi-categorical");
        bool[] mask = [false, true, true, true, false, true, false, true];
        float[] observations = PolicyZoo.Observations(200), action = new float[3], expected = new float[3];
        var random = new Random(1);
        for (int row = 0; row < 200; row++)
        {
            ReadOnlySpan<float> observation = observations.AsSpan(row * PolicyZoo.ObservationSize, PolicyZoo.ObservationSize);
            act(observation, action, mask);
            policy.Act(observation, expected, mask);
            Assert.Equal(expected, action);
            sample(observation, action, random, mask);
            Assert.True(mask[(int)action[0]] && action[1] == 0 && mask[4 + (int)action[2]]);
        }

        Assert.Throws<ArgumentException>(() => act(observations.AsSpan(0, PolicyZoo.ObservationSize), action, new bool[3]));
        Assert.Throws<ArgumentException>(() => act(observations.AsSpan(0, 4), action, default));
    }

    [Theory]
    [InlineData("walker.cs", "WalkerPolicy")]
    [InlineData("My Policy.cs", "MyPolicy")]
    [InlineData("2nd-try.cs", "Policy2ndtryPolicy")]
    [InlineData("….cs", "Policy")]
    public void The_class_is_called_after_the_file(string file, string name) => Assert.Equal(name, CSharpSource.NameOf(file));

    [Fact]
    public void A_policy_that_is_not_finite_is_refused()
    {
        ActorCritic policy = PolicyZoo.Create("bernoulli");
        policy.Parameters[0] = float.NaN;
        Assert.Contains("Weights0 is NaN", Assert.Throws<ArgumentException>(() => CSharpSource.Write(PolicyModel.Of(policy), "X")).Message, StringComparison.Ordinal);
    }

    private static Policy Load(string name)
    {
        using var folder = new TemporaryFolder();
        PolicyWeights.WriteFile(PolicyZoo.Create(name), folder.Sub("weights"));
        return Policy.Load(folder.Sub("weights"));
    }

    private static Act Bind(object exported)
    {
        MethodInfo method = exported.GetType().GetMethod("Act")!;
        if (method.GetParameters().Length == 2)
            return method.CreateDelegate<Act>(exported);
        var masked = method.CreateDelegate<MaskedAct>(exported);
        return (observation, action) => masked(observation, action, default);
    }

    private static Sample BindSample(object exported)
    {
        MethodInfo method = exported.GetType().GetMethod("Sample")!;
        if (method.GetParameters().Length == 3)
            return method.CreateDelegate<Sample>(exported);
        var masked = method.CreateDelegate<MaskedSample>(exported);
        return (observation, action, random) => masked(observation, action, random, default);
    }

    private struct Moments
    {
        private double _count;
        private double _sum;
        private double _squares;

        public readonly double Mean => _sum / _count;

        public readonly double Variance => (_squares / _count) - (Mean * Mean);

        public void Add(double value)
        {
            _count++;
            _sum += value;
            _squares += value * value;
        }
    }
}
