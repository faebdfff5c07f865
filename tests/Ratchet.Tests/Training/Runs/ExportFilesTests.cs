using Ratchet.Environments;
using Ratchet.Policies;
using Ratchet.Training;
using Ratchet.Training.Runs;
using Xunit;

namespace Ratchet.Tests.Training.Runs;

/// <summary>The exported policy beside the checkpoints: it belongs to one of them, and never costs one.</summary>
public sealed class ExportFilesTests
{
    private const int Iterations = 4;

    // checkpoint-interval 0: a checkpoint after each of 4 iterations; that of the 4th is that of the end.
    [Fact]
    public void Every_checkpoint_has_the_export_of_its_policy_and_the_one_before_keeps_its_own()
    {
        using var folder = new TemporaryFolder();
        List<float[]> exported = [];
        var exporter = new Exporter((policy, path) =>
        {
            exported.Add([.. policy.Parameters]);
            File.WriteAllText(path, $"{exported.Count}");
        });
        Assert.Empty(Run(folder.Path, exporter));
        Assert.Equal(Iterations, exported.Count);
        Assert.NotEqual(exported[2], exported[3]);
        Assert.Equal("4", File.ReadAllText(folder.Sub("policy.test")));
        Assert.Equal("3", File.ReadAllText(folder.Sub("policy.previous.test")));
        Assert.Equal(exported[^1], RunFolder.ReadPolicy(folder.Path, EnvironmentRegistry.BuiltIn.Find("cartpole")).Parameters.ToArray());
        Assert.False(File.Exists(folder.Sub("policy.test.tmp")));
        Assert.NotEqual(File.ReadAllBytes(folder.Sub("checkpoint.safetensors")), File.ReadAllBytes(folder.Sub("checkpoint.previous.safetensors")));
    }

    [Fact]
    public void An_exporter_that_throws_is_one_warning_and_costs_no_bit_of_the_weights()
    {
        using var folder = new TemporaryFolder();
        Run(folder.Sub("without"), exporter: null);
        string[] warnings = Run(folder.Sub("with"), new Exporter((_, path) =>
        {
            File.WriteAllText(path, "half");
            throw new InvalidOperationException("The pen is empty.");
        }));
        Assert.Equal(["policy.test was not written: The pen is empty. The checkpoint is good."], warnings);
        foreach (string file in (string[])["checkpoint.safetensors", "checkpoint.previous.safetensors"])
            Assert.Equal(File.ReadAllBytes(Path.Combine(folder.Sub("without"), file)), File.ReadAllBytes(Path.Combine(folder.Sub("with"), file)));
        Assert.Empty(Directory.GetFiles(folder.Sub("with"), "policy*"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../policy.test")]
    [InlineData("config.json")]
    [InlineData("checkpoint.safetensors")]
    [InlineData("checkpoint.previous.safetensors")]
    [InlineData("Metrics.jsonl")]
    public void An_exporter_cannot_take_the_place_of_a_file_of_the_run(string name)
    {
        using var folder = new TemporaryFolder();
        var exporter = new Exporter((_, path) => File.WriteAllText(path, "instead")) { FileName = name };
        Assert.Throws<ArgumentException>("exporter", () => Run(folder.Path, exporter));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    // The third of five fails: the last checkpoint then has none, and the fourth has none before it.
    [Fact]
    public void Where_an_export_failed_there_is_none_instead_of_one_of_another_checkpoint()
    {
        using var folder = new TemporaryFolder();
        int count = 0;
        var files = new ExportFiles(folder.Path, new Exporter((_, path) =>
        {
            File.WriteAllText(path, $"{++count}");
            if (count == 3)
                throw new PolicyExportException("Not this one.");
        }));
        var policy = new ActorCritic(new NetworkOptions(), new BoxSpace(1), new DiscreteSpace(2));
        List<string> warnings = [], found = [];
        for (int checkpoint = 1; checkpoint <= 5; checkpoint++)
        {
            files.Write(policy, [0], masked: false, warnings.Add);
            found.Add($"{Text("policy.test")} after {Text("policy.previous.test")}");
        }

        Assert.Equal(["1 after none", "2 after 1", "none after 2", "4 after none", "5 after 4"], found);
        Assert.Single(warnings);

        string Text(string name) => File.Exists(folder.Sub(name)) ? File.ReadAllText(folder.Sub(name)) : "none";
    }

    [Theory]
    [InlineData("policy.test")]
    [InlineData("policy.test.tmp")]
    [InlineData("policy.previous.test")]
    public void A_folder_in_the_way_is_one_warning(string name)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Sub("run"), name));
        Assert.Single(Run(folder.Sub("run"), new Exporter((_, path) => File.WriteAllText(path, "policy"))));
        Assert.True(File.Exists(Path.Combine(folder.Sub("run"), "checkpoint.safetensors")));
        Assert.True(Directory.Exists(Path.Combine(folder.Sub("run"), name)));
    }

    [Fact]
    public void An_exporter_gets_observations_of_the_last_batch()
    {
        using var folder = new TemporaryFolder();
        float[] seen = [];
        Run(folder.Path, new Exporter((_, path) => File.WriteAllText(path, "")) { Saw = observations => seen = observations });
        Assert.Equal(4 * 16 * 4, seen.Length); // 4 environments, 16 steps, 4 numbers of the cart-pole
        Assert.DoesNotContain(0f, seen);
    }

    [Fact]
    public void An_exporter_gets_observations_that_were_met_even_before_the_first_batch_of_a_resumed_run()
    {
        using var folder = new TemporaryFolder();
        Run(folder.Path, exporter: null, stopAfter: 1);
        float[] seen = [];
        Run(folder.Path, new Exporter((_, path) => File.WriteAllText(path, "")) { Saw = observations => seen = observations }, stopAfter: 0);
        Assert.Equal(4 * 4, seen.Length);
        Assert.DoesNotContain(0f, seen);
    }

    private static string[] Run(string path, IPolicyExporter? exporter, int stopAfter = -1)
    {
        RunOptions options = Settings.Apply(
            Presets.For("cartpole", "ppo"), ["environments=4", "horizon=16", "minibatch=32", "epochs=1", "hidden=8", $"steps={Iterations * 64}", "checkpoint-interval=0"]);
        using var run = new TrainingRun(path, options, EnvironmentRegistry.BuiltIn.Find("cartpole"), threads: 1, outputs: new RunOutputs { Exporter = exporter });
        var observer = new Observer { StopAfter = stopAfter };
        if (stopAfter == 0)
            observer.Stop.Cancel();
        run.Execute(observer, observer.Stop.Token);
        return [.. observer.Warnings];
    }

    private sealed class Exporter(Action<ActorCritic, string> export) : IPolicyExporter
    {
        public Action<float[]>? Saw { get; init; }

        public string FileName { get; init; } = "policy.test";

        public void Export(ActorCritic policy, ReadOnlySpan<float> observations, bool masked, string path)
        {
            Saw?.Invoke(observations.ToArray());
            Assert.False(masked);
            export(policy, path);
        }
    }

    private sealed class Observer : StoppingObserver, IRunObserver
    {
        public List<string> Warnings { get; } = [];

        void IRunObserver.OnWarning(string message) => Warnings.Add(message);
    }
}
