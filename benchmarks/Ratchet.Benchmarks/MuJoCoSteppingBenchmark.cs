using System.Diagnostics;
using System.Globalization;
using Ratchet.Environments;
using Ratchet.MuJoCo;
using Ratchet.MuJoCo.Tasks;
using Ratchet.Numerics;

namespace Ratchet.Benchmarks;

/// <summary>
/// Whole environment steps from C# (checks, observation and reward included) against a loop in C that only simulates: the same library,
/// model, start and controls, in turns, and their states are compared to the bit at the end of every turn.
/// </summary>
internal sealed class MuJoCoSteppingBenchmark : IBenchmark
{
    private const int Rounds = 201;

    // Shorter than a slice of the processor's time: most turns then pass undisturbed on a busy machine.
    private const double RoundMicroseconds = 5000;

    public string Name => "mujoco-stepping";

    public string Summary => "steps of HalfCheetah from C# against a loop in C on the same model, one core";

    public BenchmarkResult Run(TextWriter details)
    {
        MuJoCoLibrary.Require();
        using var loop = new CompiledC("mujoco-loop.c");
        details.WriteLine("task                         C#, µs     C, µs    C# / C   (medians of a step)");
        (double managed, double native) = Measure(HalfCheetah.Definition, loop, details);
        foreach (EnvironmentDefinition definition in MuJoCoTasks.All.Where(definition => definition != HalfCheetah.Definition))
            Measure(definition, loop, details);
        return new BenchmarkResult(managed / native, "times the time of a loop in C", string.Create(
            CultureInfo.InvariantCulture, $"HalfCheetah {managed:0.00} µs a step from C# against {native:0.00} µs in C on the same model, medians of {Rounds} turns"));
    }

    private static (double Managed, double Native) Measure(EnvironmentDefinition definition, CompiledC loop, TextWriter details)
    {
        using var managed = (MuJoCoEnvironment)definition.Create();
        using var native = (MuJoCoEnvironment)definition.Create();
        int steps = (int)(RoundMicroseconds / definition.StepMicroseconds), size = managed.ActionSpace.Size;
        double[] start = Start(managed), actions = Actions((BoxSpace)managed.ActionSpace, steps);
        double[] managedTimes = new double[Rounds], nativeTimes = new double[Rounds];
        double[] managedState = new double[start.Length], nativeState = new double[start.Length];
        for (int round = -1; round < Rounds; round++)
        {
            managed.SetState(start);
            native.SetState(start);
            // Each goes first in every other turn.
            bool managedFirst = round % 2 == 0;
            double first = managedFirst ? Managed(managed, actions, size) : Native(native, actions, steps, loop);
            double second = managedFirst ? Native(native, actions, steps, loop) : Managed(managed, actions, size);
            managed.GetState(managedState);
            native.GetState(nativeState);
            if (!managedState.AsSpan().SequenceEqual(nativeState))
                throw new InvalidOperationException($"{definition.Name} moved otherwise in C than in C#.");
            if (round >= 0) // the first turn compiles
                (managedTimes[round], nativeTimes[round]) = managedFirst ? (first, second) : (second, first);
        }

        double toMicroseconds = 1e6 / Stopwatch.Frequency / steps;
        double inManaged = toMicroseconds * Median(managedTimes), inNative = toMicroseconds * Median(nativeTimes);
        details.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{definition.Name,-26} {inManaged,8:0.00}  {inNative,8:0.00}  {inManaged / inNative,8:0.000}"));
        return (inManaged, inNative);
    }

    private static double Managed(MuJoCoEnvironment environment, double[] actions, int size)
    {
        RandomStream random = default;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < actions.Length; i += size)
            environment.Step(actions.AsSpan(i, size), ref random);
        return Stopwatch.GetTimestamp() - start;
    }

    private static unsafe double Native(MuJoCoEnvironment environment, double[] actions, int steps, CompiledC loop)
    {
        var run = (delegate* unmanaged[Cdecl]<nint, nint, byte*, byte*, double*, double*, int, int, int, void>)loop.Function("mujoco_loop");
        nint step = MuJoCoLibrary.Function("mj_step"), postConstraint = MuJoCoLibrary.Function("mj_rnePostConstraint");
        fixed (double* first = actions, controls = environment.Simulation.Controls)
        {
            long start = Stopwatch.GetTimestamp();
            run(step, postConstraint, environment.Model.Pointer, environment.Simulation.Data, controls, first, actions.Length / steps, steps, environment.FrameSkip);
            return Stopwatch.GetTimestamp() - start;
        }
    }

    /// <summary>A start of an episode.</summary>
    private static double[] Start(MuJoCoEnvironment environment)
    {
        var random = new RandomStream(seed: 1, StreamPurpose.User);
        environment.Reset(ref random);
        double[] state = new double[environment.StateFields.Sum(field => field.Size)];
        environment.GetState(state);
        return state;
    }

    private static double[] Actions(BoxSpace space, int steps)
    {
        var random = new RandomStream(seed: 2, StreamPurpose.User);
        double[] actions = new double[steps * space.Size];
        for (int i = 0; i < actions.Length; i++)
            actions[i] = random.NextUniform(space.Low[i % space.Size], space.High[i % space.Size]);
        return actions;
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }
}
