using Ratchet.Dashboard.Curves;
using Ratchet.Studies.Records;
using Ratchet.Training.Runs;
using Xunit;

namespace Ratchet.Dashboard.Tests.Curves;

public sealed class CurveReaderTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"ratchet-{Guid.NewGuid():N}.jsonl");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Curves_are_the_columns_that_the_plain_reader_reads()
    {
        string[] lines = [.. Enumerable.Range(1, 500).Select(SampleRuns.Line)];
        // The order of the names may change within a file, and evaluation points stand between.
        lines[100] = """{"train/entropy":7.25,"time/total_timesteps":10100,"rollout/ep_rew_mean":null,"x":{"train/entropy":[1,2]}}""";
        lines[200] = """{"event":"evaluation","time/total_timesteps":20000,"eval/mean_reward":11.5}""";
        lines[499] = """{"event":"finished","time/total_timesteps":50000,"rollout/ep_rew_mean":1}""";
        File.WriteAllLines(_file, lines);
        var plain = new MetricsReader(_file);
        plain.Read();
        CurveReader reader = Read("rollout/ep_rew_mean", "train/entropy", "eval/mean_reward", "none");

        Assert.Equal(plain.Iterations["rollout/ep_rew_mean"], Means(reader.Iterations[0]));
        Assert.Equal(plain.Iterations["train/entropy"], Means(reader.Iterations[1]));
        Assert.Equal(plain.Iterations["time/total_timesteps"], reader.Iterations.Steps);
        Assert.Equal([11.5], Means(reader.Evaluations[2]));
        // At the seconds of the iteration before.
        Assert.Equal([100.0], reader.Evaluations.Seconds);
        Assert.All(Means(reader.Iterations[3]), mean => Assert.True(double.IsNaN(mean)));
    }

    [Fact]
    public void A_line_counts_once_its_line_feed_is_there()
    {
        File.WriteAllText(_file, SampleRuns.Line(1) + "\n" + SampleRuns.Line(2)[..30]);
        CurveReader reader = Read("rollout/ep_rew_mean");
        Assert.Equal([1.0], Means(reader.Iterations[0]));

        File.AppendAllText(_file, SampleRuns.Line(2)[30..] + "\n");
        reader.Read(_file, TestContext.Current.CancellationToken);
        Assert.Equal([1.0, 2.0], Means(reader.Iterations[0]));
    }

    [Fact]
    public void A_file_that_a_resume_cut_back_is_read_again()
    {
        File.WriteAllLines(_file, Enumerable.Range(1, 9).Select(SampleRuns.Line));
        CurveReader reader = Read("rollout/ep_rew_mean");
        File.WriteAllLines(_file, Enumerable.Range(1, 4).Select(SampleRuns.Line));
        reader.Read(_file, TestContext.Current.CancellationToken);
        Assert.Equal([1.0, 2.0, 3.0, 4.0], Means(reader.Iterations[0]));
    }

    [Fact]
    public void Lines_that_are_none_of_a_runs_are_passed_over()
    {
        File.WriteAllLines(_file, [SampleRuns.Line(1), "7", "{\"a\":", "[1]", "", "{\"rollout/ep_rew_mean\":5}", "{\"event\":3,\"time/total_timesteps\":\"x\"}", SampleRuns.Line(2)]);
        Assert.Equal([1.0, 2.0], Means(Read("rollout/ep_rew_mean").Iterations[0]));
    }

    [Fact]
    public void A_file_without_a_line_feed_is_given_up_after_a_megabyte()
    {
        File.WriteAllText(_file, new string('x', 3 << 20));
        Assert.Contains("more than", Assert.Throws<RunException>(() => Read("a")).Message, StringComparison.Ordinal);
    }

    private CurveReader Read(params string[] names)
    {
        var reader = new CurveReader(names);
        reader.Read(_file, TestContext.Current.CancellationToken);
        return reader;
    }

    private static double[] Means(ReadOnlySpan<Bucket> buckets)
    {
        double[] means = new double[buckets.Length];
        for (int i = 0; i < means.Length; i++)
            means[i] = buckets[i].Mean;
        return means;
    }
}
