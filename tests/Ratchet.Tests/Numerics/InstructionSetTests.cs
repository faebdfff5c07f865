using System.Diagnostics;
using Ratchet.Environments;
using Ratchet.Environments.ClassicControl;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Training;
using Ratchet.Updates;
using Xunit;

namespace Ratchet.Tests.Numerics;

/// <summary>
/// The same bits on processors with fewer instructions: this executable runs one of its own tests again, in a process whose just-in-time
/// compiler is told to do without some, and compares what it computed.
/// </summary>
public sealed class InstructionSetTests
{
    private const string ResultVariable = "RATCHET_TEST_BITS";

    /// <summary>A switch of the runtime, and the kernels that cannot be in use without what it takes away.</summary>
    public static TheoryData<string, string[]> Restrictions => new()
    {
        { "DOTNET_EnableAVX512", ["512"] },
        { "DOTNET_EnableAVX2", ["512", "256"] },
        { "DOTNET_EnableHWIntrinsic", ["512", "256", "128"] },
    };

    [Theory]
    [MemberData(nameof(Restrictions))]
    public async Task Kernels_simulators_and_a_training_give_the_same_bits_without(string instructions, string[] lost)
    {
        string result = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Ratchet.Tests.exe" : "Ratchet.Tests"))
            {
                ArgumentList = { "--filter-method", $"{typeof(InstructionSetTests).FullName}.{nameof(Bits_of_this_process_are_left_for_the_one_that_asks)}" },
                RedirectStandardOutput = true,
            };
            start.Environment[instructions] = "0";
            start.Environment[ResultVariable] = result;
            start.Environment.Remove("RATCHET_ISA");
            using Process child = Process.Start(start)!;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            limit.CancelAfter(TimeSpan.FromMinutes(2));
            string output = await child.StandardOutput.ReadToEndAsync(limit.Token);
            await child.WaitForExitAsync(limit.Token);
            string[] found = (await File.ReadAllTextAsync(result, TestContext.Current.CancellationToken)).Split('\n');
            string[] bits = Bits();
            Assert.True(found.Length == 1 + bits.Length, output);
            Assert.DoesNotContain(found[0], lost);
            Assert.Equal(bits, found[1..]);
        }
        finally
        {
            File.Delete(result);
        }
    }

    [Fact]
    public void Bits_of_this_process_are_left_for_the_one_that_asks()
    {
        string[] bits = Bits();
        Assert.Equal(Bits(), bits);
        if (Environment.GetEnvironmentVariable(ResultVariable) is { } path)
            File.WriteAllText(path, string.Join('\n', [Kernels.Best.Name, .. bits]));
    }

    private static string[] Bits() => [KernelBits(), SimulatorBits(), TrainingBits("ppo"), TrainingBits("fixpo"), TrainingBits("trpo"), TrainingBits("v-mpo")];

    private static unsafe string KernelBits()
    {
        const int Rows = 13, Depth = 17, Columns = 112, Size = Rows * Columns;
        Kernels kernels = Kernels.Best;
        AlignedBuffer<float> a = Numbers.Random(Rows * Depth, 1), b = Numbers.Random(Depth * Columns, 2), bias = Numbers.Random(Columns, 3), x = Numbers.Random(Size, 4);
        var c = new AlignedBuffer<float>(Size);
        var hash = new HashSum();
        foreach (Activation activation in Enum.GetValues<Activation>())
            foreach (bool slope in new[] { false, true })
            {
                kernels.Multiply(new Product
                {
                    A = a.Pointer, RowStride = Depth, DepthStride = 1, B = b.Pointer, BStride = Columns, C = c.Pointer, CStride = Columns, Bias = bias.Pointer,
                    Rows = Rows, Depth = Depth, Columns = Columns, Activation = activation, SlopeAt = slope ? x.Pointer : null, SlopeStride = Columns,
                });
                hash.Add(c.Span);
            }

        kernels.Exp(x.Pointer, c.Pointer, Size);
        hash.Add(c.Span);
        kernels.Log(c.Pointer, c.Pointer, Size);
        hash.Add(c.Span);
        kernels.Transpose(x.Pointer, Columns, Rows, Columns, c.Pointer, Rows);
        hash.Add(c.Span);
        kernels.SumRows(x.Pointer, Columns, Rows, Columns, c.Pointer);
        kernels.SumSlices(x.Pointer, 100, 7, 99, c.Pointer + Columns);
        c.Span[^1] = kernels.SumOfSquares(x.Pointer, Size - 3);
        hash.Add(c.Span);
        kernels.Normalize(x.Pointer, Columns, Rows, Columns, bias.Pointer, b.Pointer, 1.5f, c.Pointer, Columns);
        hash.Add(c.Span);
        AlignedBuffer<float> first = new(Size), second = new(Size);
        kernels.Adam(x.Pointer, c.Pointer, first.Pointer, second.Pointer, Size - 3, new AdamStep(0.1f, 20f, 0.9f, 0.999f, 1e-8f, 0.7f, 0.99f));
        hash.Add(x.Span);
        kernels.RmsProp(x.Pointer, c.Pointer, second.Pointer, Size - 3, new RmsPropStep(0.1f, 0.99f, 1e-5f, 1e-3f, 0.7f, 0.99f));
        kernels.Descend(x.Pointer, c.Pointer, Size - 5, 0.1f, 0.99f);
        hash.Add(x.Span);
        return hash.Value;
    }

    /// <summary>Thirteen of each built-in task that come with the core: whole vectors and a rest at every width, with resets.</summary>
    private static string SimulatorBits()
    {
        const int Count = 13, Steps = 150;
        var hash = new HashSum();
        var random = new RandomStream(7, StreamPurpose.User);
        foreach (EnvironmentDefinition definition in EnvironmentRegistry.BuiltIn.Definitions)
        {
            using var environment = new VectorEnvironment(definition with { TimeLimit = 40 }, Count);
            float[] actions = new float[Count], rewards = new float[Count];
            float[] observations = new float[Count * environment.ObservationSpace.Size], final = new float[observations.Length];
            bool[] terminated = new bool[Count], truncated = new bool[Count];
            environment.Reset(3, observations);
            for (int step = 0; step < Steps; step++)
            {
                foreach (ref float action in actions.AsSpan())
                    action = environment.ActionSpace is DiscreteSpace discrete ? random.NextBelow(discrete.Count) : (float)random.NextUniform(-3, 3);
                environment.Step(actions, observations, rewards, terminated, truncated, final);
                hash.Add(observations);
                hash.Add(rewards);
            }

            hash.Add(final);
        }

        return hash.Value;
    }

    private static string TrainingBits(string rule)
    {
        var options = new TrainingOptions
        {
            Environment = "cartpole", Rule = rule, Steps = 128, Environments = 4, Horizon = 16,
            Network = new NetworkOptions { Hidden = [16, 7], NormalizeObservations = true },
            Optimization = new OptimizationOptions { Epochs = 2, Minibatch = 32, AdvantageUnit = AdvantageUnit.Batch },
        };
        using var pool = new WorkerPool(2);
        using var trainer = new Trainer(options, new VectorEnvironment(EnvironmentRegistry.BuiltIn.Find("cartpole"), 4, pool), pool);
        trainer.Run();
        Assert.Equal(2, trainer.Metrics.Iteration);
        return trainer.ParameterHash();
    }

    /// <summary>FNV-1a over the bits of floats.</summary>
    private sealed class HashSum
    {
        private ulong _hash = 14695981039346656037;

        public string Value => _hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

        public void Add(ReadOnlySpan<float> numbers)
        {
            foreach (int bits in Numbers.Bits(numbers))
                _hash = (_hash ^ (uint)bits) * 1099511628211;
        }
    }
}
