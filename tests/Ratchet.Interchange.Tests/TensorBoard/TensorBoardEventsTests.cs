using System.Text.Json;
using Ratchet.Environments;
using Ratchet.Interchange.TensorBoard;
using Ratchet.Training;
using Ratchet.Training.Metrics;
using Ratchet.Training.Runs;
using Ratchet.Tests;
using Xunit;

namespace Ratchet.Interchange.Tests.TensorBoard;

public sealed class TensorBoardEventsTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2027, 1, 15, 12, 0, 0, TimeSpan.Zero);
    private static readonly HashSet<string> OfMachine = [.. MetricTable.OfIteration.Where(metric => metric.DependsOnMachine).Select(metric => metric.Name)];

    private readonly string _folder = Directory.CreateTempSubdirectory("ratchet-events-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Every number of every line is there, in single precision, at the steps of its line; a null is left out.</summary>
    [Theory]
    [InlineData("cartpole", "fixpo")]
    [InlineData("pendulum", "trpo")]
    public void The_events_are_the_lines_of_the_metrics(string environment, string rule)
    {
        string run = Train("run", environment, rule);
        List<ReadEvent> events = Read(run);
        JsonElement[] lines = [.. File.ReadLines(Path.Combine(run, "metrics.jsonl")).SkipLast(1).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(lines.Length, events.Count - 1);
        Assert.Contains(lines, line => line.EnumerateObject().Any(property => property.Value.ValueKind == JsonValueKind.Null));
        for (int i = 0; i < lines.Length; i++)
        {
            Assert.Equal(lines[i].GetProperty("time/total_timesteps").GetInt64(), events[i + 1].Step);
            Assert.Equal(
                lines[i].EnumerateObject().Where(property => IsOfTheEvent(lines[i], property)).Select(property => (property.Name, (float)property.Value.GetDouble())),
                events[i + 1].Scalars);
        }

        Assert.All(events, read => Assert.Equal(Noon.ToUnixTimeSeconds(), read.WallTime));
        Assert.Equal(2, events.Count(read => read.Has("eval/mean_reward")));
    }

    [Fact]
    public void A_run_that_was_killed_and_resumed_has_the_curve_of_one_that_was_not()
    {
        string whole = Train("whole"), killed = Train("killed", stopAfter: 3);
        Assert.Throws<TestDeath>(() => Train("killed", dieAfter: 6));
        Assert.Equal(8, Read(killed).Count); // the version, six iterations, an evaluation
        File.AppendAllBytes(Path.Combine(killed, TensorBoardEvents.FileName), [1, 2, 3]); // the kill fell into a write
        Train("killed");
        Assert.Equal(Numbers(whole), Numbers(killed));
    }

    [Fact]
    public void The_points_read_back_as_the_file_has_them()
    {
        string run = Train("run");
        Assert.Equal(
            Read(run).SelectMany(read => read.Scalars.Select(scalar => new ScalarPoint(read.Step, scalar.Tag, scalar.Value))),
            TensorBoardEvents.Read(run));
        string path = Path.Combine(run, TensorBoardEvents.FileName);
        byte[] file = File.ReadAllBytes(path);
        file[60] ^= 1;
        File.WriteAllBytes(path, file);
        Assert.Equal($"{path} has a record with a wrong checksum (at byte 40).", Assert.Throws<RunException>(() => TensorBoardEvents.Read(run)).Message);
    }

    [Fact]
    public void Without_its_file_a_resumed_run_begins_a_new_one()
    {
        string run = Train("run", stopAfter: 3);
        File.Delete(Path.Combine(run, TensorBoardEvents.FileName));
        Train("run");
        Assert.Equal([0, 256, 256, 320, 384, 448, 512, 512], Read(run).Select(read => read.Step));
    }

    [Fact]
    public void An_iteration_is_written_without_allocation()
    {
        using var events = new TensorBoardEvents();
        events.Open(_folder, 0);
        var curves = new Curves<IterationMetrics>(MetricTable.OfIteration);
        var metrics = new IterationMetrics { MaxKl = 0.01, MeanReturn = double.NaN, Beta = double.PositiveInfinity, Entropy = 1e300 };
        Assert.Equal(0, Allocation.Least(() =>
        {
            for (int i = 0; i < 100; i++)
                events.Write(curves, metrics, i);
        }));

        ReadEvent last = EventReading.Read(Path.Combine(_folder, TensorBoardEvents.FileName))[^1];
        Assert.Equal(0.01f, last["train/max_kl"]);
        Assert.Equal(0, last["train/violations"]);
        Assert.False(last.Has("rollout/ep_rew_mean") || last.Has("train/beta") || last.Has("train/entropy"));
    }

    /// <summary>Python's protobuf, with TensorFlow's descriptors and a checksum of its own, reads the same.</summary>
    [Fact]
    public void An_independent_reader_reads_the_same()
    {
        string run = Train("run", "pendulum");
        string[] lines = PythonReader.Read(Path.Combine(run, TensorBoardEvents.FileName));
        List<ReadEvent> events = Read(run);
        Assert.Equal(events.Count, lines.Length);
        foreach ((string line, ReadEvent expected) in lines.Zip(events))
        {
            JsonElement read = JsonDocument.Parse(line).RootElement;
            Assert.Equal((expected.WallTime, expected.Step), (read.GetProperty("wall_time").GetDouble(), read.GetProperty("step").GetInt64()));
            Assert.Equal(expected.FileVersion ?? "", read.GetProperty("file_version").GetString());
            Assert.Equal(expected.Scalars, read.GetProperty("scalars").EnumerateArray().Select(scalar => (scalar[0].GetString()!, (float)scalar[1].GetDouble())));
        }
    }

    /// <summary>The steps of an evaluation are the event's; all other fields are scalars.</summary>
    private static bool IsOfTheEvent(JsonElement line, JsonProperty property) =>
        property.Value.ValueKind == JsonValueKind.Number && !(line.TryGetProperty("event", out _) && property.Name == "time/total_timesteps");

    private static List<ReadEvent> Read(string run) => EventReading.Read(Path.Combine(run, TensorBoardEvents.FileName));

    private static IEnumerable<string> Numbers(string run) =>
        Read(run).Select(read => $"{read.Step}: {string.Join(' ', read.Scalars.Where(scalar => !OfMachine.Contains(scalar.Tag)))}");

    /// <summary>8 iterations of 64 steps, with an evaluation after the 4th and the 8th.</summary>
    private string Train(string name, string environment = "cartpole", string rule = "fixpo", int stopAfter = 0, int dieAfter = 0)
    {
        RunOptions options = Settings.Apply(
            Presets.For(environment, rule),
            ["environments=4", "horizon=16", "minibatch=32", "epochs=2", "hidden=16", "steps=512", "evaluation-interval=256", "evaluation-episodes=2"]);
        string path = Path.Combine(_folder, name);
        using var stop = new CancellationTokenSource();
        using var run = new TrainingRun(
            path, options, EnvironmentRegistry.BuiltIn.Find(environment), threads: 1, outputs: new RunOutputs { Metrics = new TensorBoardEvents(new StoppedClock()) });
        run.Execute(new Observer(stop, stopAfter, dieAfter), stop.Token);
        return path;
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Noon;
    }

    /// <summary>Stands for a kill: thrown out of the run.</summary>
    private sealed class TestDeath : Exception;

    private sealed class Observer(CancellationTokenSource stop, int stopAfter, int dieAfter) : IRunObserver
    {
        public void OnStart(RunProgress progress)
        {
        }

        public void OnIteration(RunProgress progress, ReadOnlySpan<byte> line)
        {
            if (progress.Metrics.Iteration == stopAfter)
                stop.Cancel();
            if (progress.Metrics.Iteration == dieAfter)
                throw new TestDeath();
        }

        public void OnEvaluation(RunProgress progress, EvaluationResult result, ReadOnlySpan<byte> line)
        {
        }

        public void OnFinished(RunProgress progress, ReadOnlySpan<byte> line)
        {
        }
    }
}
