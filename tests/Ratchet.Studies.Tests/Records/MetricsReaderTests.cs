using System.Reflection;
using Ratchet.Studies.Records;
using Ratchet.Training.Metrics;
using Ratchet.Training.Runs;
using Xunit;

namespace Ratchet.Studies.Tests.Records;

public sealed class MetricsReaderTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"ratchet-{Guid.NewGuid():N}.jsonl");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Lines_become_columns_and_what_a_line_does_not_have_is_not_a_number()
    {
        MetricsReader reader = Read("""
            {"time/total_timesteps":10,"a":1.5,"b":null}
            {"event":"evaluation","time/total_timesteps":10,"eval/mean_reward":7}
            {"time/total_timesteps":20,"b":2}
            {"event":"finished","time/total_timesteps":20,"total/max_kl":0.5,"hash":"00ff"}

            """);

        Assert.Equal([10, 20], reader.Iterations["time/total_timesteps"].ToArray());
        Assert.Equal([1.5, double.NaN], reader.Iterations["a"].ToArray());
        Assert.Equal([double.NaN, 2], reader.Iterations["b"].ToArray());
        Assert.Equal([7], reader.Evaluations["eval/mean_reward"].ToArray());
        Assert.Equal(0.5, reader.Finished!["total/max_kl"]);
        Assert.Equal("00ff", reader.Hash);
    }

    [Fact]
    public void A_line_counts_once_its_line_feed_is_there()
    {
        MetricsReader reader = Read("{\"a\":1}\n{\"a\":");
        Assert.Equal([1], reader.Iterations["a"].ToArray());

        File.AppendAllText(_file, "2}\n");
        Assert.True(reader.Read());
        Assert.Equal([1, 2], reader.Iterations["a"].ToArray());
        Assert.False(reader.Read());
    }

    [Fact]
    public void A_file_that_a_resume_cut_back_is_read_again()
    {
        MetricsReader reader = Read("{\"a\":1}\n{\"a\":2}\n");
        File.WriteAllText(_file, "{\"a\":1}\n");

        Assert.True(reader.Read());
        Assert.Equal([1], reader.Iterations["a"].ToArray());
    }

    [Fact]
    public void Only_what_is_wanted_is_kept_and_the_steps()
    {
        File.WriteAllText(_file, "{\"time/total_timesteps\":10,\"a\":1,\"b\":2}\n");
        var reader = new MetricsReader(_file, name => name == "b");
        reader.Read();

        Assert.Equal(["time/total_timesteps", "b"], reader.Iterations.Names);
    }

    [Fact]
    public void A_line_longer_than_a_block_is_read()
    {
        string line = $"{{\"text\":\"{new string('x', 200_000)}\",\"a\":3}}\n";
        Assert.Equal([3, 3], Read(line + line).Iterations["a"].ToArray());
    }

    [Theory]
    [InlineData("7\n", "line 1 of")]
    [InlineData("{\"a\":1}\n{\"a\":1\n", "line 2 of")]
    [InlineData("{\"event\":\"party\"}\n", "unknown event")]
    [InlineData("{\"event\":1}\n", "unknown event")]
    [InlineData("{\"a\\ud800\":1}\n", "line 1 of")]
    [InlineData("{\"event\":\"\\ud800\"}\n", "line 1 of")]
    public void What_is_none_of_a_runs_is_named_by_its_line(string content, string expected) =>
        Assert.Contains(expected, Assert.Throws<RunException>(() => Read(content)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_without_a_line_feed_is_given_up_after_a_megabyte() =>
        Assert.Contains("more than", Assert.Throws<RunException>(() => Read(new string('x', 3 << 20))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_of_ever_new_names_is_given_up() =>
        Assert.Contains("one name more", Assert.Throws<RunException>(() => Read($"{{{string.Join(',', Enumerable.Range(0, 300).Select(i => $"\"n{i}\":1"))}}}\n")).Message, StringComparison.Ordinal);

    [Fact]
    public void Every_name_that_is_looked_at_is_one_that_runs_write()
    {
        string[] written = [.. MetricTable.OfIteration.Select(metric => metric.Name), .. MetricTable.OfEvaluation.Select(metric => metric.Name), .. MetricTable.OfRun.Select(metric => metric.Name)];
        foreach (FieldInfo name in typeof(MetricNames).GetFields(BindingFlags.Public | BindingFlags.Static))
            Assert.Contains((string)name.GetValue(null)!, written);
    }

    private MetricsReader Read(string content)
    {
        File.WriteAllText(_file, content);
        var reader = new MetricsReader(_file);
        reader.Read();
        return reader;
    }
}
