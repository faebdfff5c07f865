using System.Text.Json;
using Ratchet.Training;
using Ratchet.Training.Metrics;
using Ratchet.Training.Runs;
using Xunit;

namespace Ratchet.Tests.Training.Runs;

public sealed class MetricsLogTests
{
    [Fact]
    public void An_iteration_is_written_without_allocation()
    {
        using var folder = new TemporaryFolder();
        using var log = new MetricsLog(folder.Sub("metrics.jsonl"), 0);
        var metrics = new IterationMetrics { MeanReturn = Math.PI, NextBatchMaxKl = double.NaN, MaxKl = 1e-300 };
        for (int i = 0; i < 3; i++)
            log.Write(metrics);

        Assert.Equal(0, Allocation.Least(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                metrics.Iteration++;
                metrics.MeanReturn = -metrics.MeanReturn * 1.0001;
                metrics.Seconds = i / 3.0;
                log.Write(metrics);
            }
        }));
    }

    [Fact]
    public void A_number_that_does_not_exist_is_null_and_every_other_reads_back()
    {
        using var folder = new TemporaryFolder();
        using (var log = new MetricsLog(folder.Sub("metrics.jsonl"), 0))
            log.Write(new IterationMetrics { Iteration = 7, Steps = 1L << 40, MeanReturn = double.NaN, MaxKl = 0.1 + 0.2, Beta = double.PositiveInfinity, Seconds = 1.5 });

        JsonElement line = JsonDocument.Parse(Assert.Single(File.ReadAllLines(folder.Sub("metrics.jsonl")))).RootElement;
        Assert.Equal(7, line.GetProperty("time/iterations").GetInt64());
        Assert.Equal(1L << 40, line.GetProperty("time/total_timesteps").GetInt64());
        Assert.Equal(1.5, line.GetProperty("time/time_elapsed").GetDouble());
        Assert.Equal(JsonValueKind.Null, line.GetProperty("rollout/ep_rew_mean").ValueKind);
        Assert.Equal(JsonValueKind.Null, line.GetProperty("train/beta").ValueKind);
        Assert.Equal(0.1 + 0.2, line.GetProperty("train/max_kl").GetDouble());
    }

    [Fact]
    public void Lines_after_those_of_the_checkpoint_are_dropped()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Sub("metrics.jsonl");
        File.WriteAllText(path, "{\"time/iterations\":1}\n{\"time/iterations\":2}\n{\"time/iter");
        using (var log = new MetricsLog(path, 1))
        {
            Assert.Equal(1, log.Lines);
            log.Write(new IterationMetrics { Iteration = 2 });
        }

        string[] lines = File.ReadAllLines(path);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("{\"time/iterations\":2,", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_with_fewer_lines_is_an_error()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.Sub("metrics.jsonl"), "{}\n");
        string message = Assert.Throws<RunException>(() => new MetricsLog(folder.Sub("metrics.jsonl"), 2)).Message;
        Assert.Contains("has 1 whole lines; the checkpoint was taken after line 2", message, StringComparison.Ordinal);
    }
}
