using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Ratchet.Environments;
using Ratchet.Gymnasium;

namespace Ratchet.Benchmarks;

/// <summary>
/// CartPole in Python: eight environments in one worker, stepped by Ratchet, against a plain Python loop over the same eight, in turns.
/// With the Gymnasium package where the interpreter has it, else with the tests' small module in its place.
/// </summary>
internal sealed class GymnasiumBridgeBenchmark : IBenchmark
{
    private const int Count = 8, Steps = 500, Rounds = 40;
    private const string Task = "CartPole-v1";

    /// <summary>Steps eight environments as often as a line says, with the actions of the other side, and prints the seconds.</summary>
    private static readonly string Loop = $$"""
        import sys, time
        import gymnasium
        environments = [gymnasium.make("{{Task}}") for _ in range({{Count}})]
        for i, environment in enumerate(environments):
            environment.reset(seed=i)
        print("ready", flush=True)
        for line in sys.stdin:
            start = time.perf_counter()
            for step in range(int(line)):
                action = step // 2 % 2
                for environment in environments:
                    _, _, terminated, truncated, _ = environment.step(action)
                    if terminated or truncated:
                        environment.reset()
            print(time.perf_counter() - start, flush=True)
        """;

    public string Name => "gymnasium-bridge";

    public string Summary => "CartPole in Python through the bridge, eight in one worker, against a plain Python loop";

    public BenchmarkResult Run(TextWriter details)
    {
        (string python, bool hasGymnasium) = FindPython();
        using Process loop = Process.Start(new ProcessStartInfo(python, ["-c", Loop]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        using IVectorEnvironment bridge = GymnasiumEnvironments.Define($"gym:{Task}", new WorkerOptions { Python = python, Count = 1 }).Vectorize(Count);
        var run = new Buffers(bridge);
        bridge.Reset(1, run.Observations);
        loop.StandardOutput.ReadLine();

        double[] plain = new double[Rounds], bridged = new double[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            loop.StandardInput.WriteLine(Steps);
            loop.StandardInput.Flush();
            plain[round] = double.Parse(loop.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
            long start = Stopwatch.GetTimestamp();
            run.Step(Steps);
            bridged[round] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        loop.StandardInput.Close();
        loop.WaitForExit();
        foreach (double[] seconds in (double[][])[plain, bridged])
            Array.Sort(seconds);
        details.WriteLine(Row("plain Python loop", plain));
        details.WriteLine(Row("through the bridge", bridged));
        double overhead = Microseconds(bridged[0]) - Microseconds(plain[0]);
        return new BenchmarkResult(plain[0] / bridged[0], "of the rate of a plain Python loop", string.Create(
            CultureInfo.InvariantCulture,
            $"CartPole in Python, {Count} environments in one worker: {1e6 / Microseconds(bridged[0]):0} steps/s against {1e6 / Microseconds(plain[0]):0}, {overhead:0.0} µs more a step ({Microseconds(bridged[Rounds / 2]) - Microseconds(plain[Rounds / 2]):0.0} by the medians){(hasGymnasium ? "" : ", on a stand-in for the Gymnasium package")}"));
    }

    private static double Microseconds(double seconds) => 1e6 * seconds / (Steps * Count);

    private static string Row(string what, double[] seconds) => string.Create(
        CultureInfo.InvariantCulture, $"  {what,-20} {Microseconds(seconds[0]),6:0.00} µs a step at best, {Microseconds(seconds[Rounds / 2]),6:0.00} µs the median of {Rounds} rounds");

    /// <summary>An interpreter with the Gymnasium package; else one with numpy, which then finds the tests' module in its place.</summary>
    private static (string Path, bool HasGymnasium) FindPython()
    {
        string[] candidates = [Environment.GetEnvironmentVariable("RATCHET_PYTHON") ?? "python3", "/usr/bin/python3", "python"];
        if (Array.Find(candidates, python => Runs(python, "import gymnasium")) is { } real)
            return (real, true);
        Environment.SetEnvironmentVariable("PYTHONPATH", Path.Combine(AppContext.BaseDirectory, "python"));
        string found = Array.Find(candidates, python => Runs(python, "import numpy")) ?? Array.Find(candidates, python => Runs(python, ""))
            ?? throw new BenchmarkSkippedException("there is no Python 3");
        return (found, false);
    }

    private static bool Runs(string python, string script)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(python, ["-c", script]) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private sealed class Buffers(IVectorEnvironment environment)
    {
        private readonly float[] _actions = new float[Count];
        private readonly float[] _finalObservations = new float[Count * environment.ObservationSpace.Size];
        private readonly float[] _rewards = new float[Count];
        private readonly bool[] _terminated = new bool[Count];
        private readonly bool[] _truncated = new bool[Count];

        public float[] Observations { get; } = new float[Count * environment.ObservationSpace.Size];

        public void Step(int times)
        {
            for (int step = 0; step < times; step++)
            {
                Array.Fill(_actions, step / 2 % 2);
                environment.Step(_actions, Observations, _rewards, _terminated, _truncated, _finalObservations);
            }
        }
    }
}
