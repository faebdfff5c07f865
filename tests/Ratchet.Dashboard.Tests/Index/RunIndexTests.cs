using Ratchet.Dashboard.Index;
using Xunit;

namespace Ratchet.Dashboard.Tests.Index;

public sealed class RunIndexTests : IDisposable
{
    private readonly SampleRuns _runs = new();

    public void Dispose() => _runs.Dispose();

    [Fact]
    public void Runs_are_found_at_any_depth_and_belong_to_the_study_above_them()
    {
        _runs.Add("one", lines: 3);
        _runs.Add("studies/s/runs/cartpole/fixpo/20000", lines: 0);
        File.WriteAllText(_runs.Sub("studies/s/study.json"), "{}");
        Directory.CreateDirectory(_runs.Sub("empty/deep"));
        RunIndex index = Begin();

        Assert.Equal(["one", "studies/s/runs/cartpole/fixpo/20000"], index.Runs.Keys);
        Assert.Equal(["studies/s"], index.Studies.Keys);
        Assert.Null(index.Runs["one"].Row.Study);
        Assert.Equal("studies/s", index.Runs["studies/s/runs/cartpole/fixpo/20000"].Row.Study);
        Assert.Equal(RunStatus.Waiting, index.Runs["studies/s/runs/cartpole/fixpo/20000"].Row.Status);
    }

    [Fact]
    public void A_row_tells_the_last_line_of_the_run()
    {
        _runs.Add("run", lines: 40, "seed=5", "steps=12345");
        RunRow row = Begin().Runs["run"].Row;
        Assert.Equal(("cartpole", "fixpo", "5", 12345L), (row.Environment, row.Rule, row.Seed, row.TotalSteps));
        Assert.Equal((4000L, 40.0, 20.0), (row.Latest.Steps, row.Latest.Return, row.Latest.Seconds));
        Assert.Equal(RunStatus.Running, row.Status);
    }

    [Fact]
    public void A_run_that_wrote_nothing_for_long_is_stopped_and_one_that_says_so_is_finished()
    {
        _runs.Add("stopped", lines: 40);
        File.SetLastWriteTimeUtc(_runs.MetricsOf("stopped"), DateTime.UtcNow.AddMinutes(-1));
        _runs.Add("finished", lines: 40);
        File.AppendAllText(_runs.MetricsOf("finished"), "{\"event\":\"evaluation\",\"time/total_timesteps\":4000}\n{\"event\":\"finished\",\"time/total_timesteps\":4000,\"rollout/ep_rew_mean\":40}\n");
        RunIndex index = Begin();
        Assert.Equal(RunStatus.Stopped, index.Runs["stopped"].Row.Status);
        Assert.Equal(RunStatus.Finished, index.Runs["finished"].Row.Status);
    }

    [Theory]
    [InlineData("no JSON\n")]
    [InlineData("{\"time/total_timesteps\":-1}\n")]
    [InlineData("{\"time/total_timesteps\":1e999}\n")]
    public void What_cannot_be_read_is_damaged_and_says_so(string metrics)
    {
        _runs.Add("run", lines: 0);
        File.WriteAllText(_runs.MetricsOf("run"), metrics);
        RunRow row = Begin().Runs["run"].Row;
        Assert.Equal(RunStatus.Damaged, row.Status);
        Assert.Contains("none of a run's", row.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_comes_changes_and_goes_is_seen()
    {
        _runs.Add("a", lines: 1);
        RunIndex index = Begin();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task watch = index.WatchAsync(stop.Token);
        _runs.Add("b", lines: 1);
        await Until(() => index.Runs.ContainsKey("b"));
        File.AppendAllText(_runs.MetricsOf("a"), SampleRuns.Line(2) + "\n");
        await Until(() => index.Runs["a"].Row.Latest.Steps == 200);
        Directory.Delete(_runs.Sub("a"), recursive: true);
        await Until(() => !index.Runs.ContainsKey("a"));
        await stop.CancelAsync();
        await watch;

        async Task Until(Func<bool> holds)
        {
            while (!holds())
                await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void A_link_is_not_followed_be_it_a_folder_or_a_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "making links needs a privilege there");
        using var outside = new SampleRuns();
        outside.Add("secret", lines: 7);
        _runs.Add("run", lines: 0);
        Directory.CreateSymbolicLink(_runs.Sub("folder"), outside.Path);
        Directory.CreateSymbolicLink(_runs.Sub("circle"), _runs.Path);
        File.CreateSymbolicLink(_runs.MetricsOf("run"), outside.MetricsOf("secret"));
        RunIndex index = Begin();
        Assert.Equal(["run"], index.Runs.Keys);
        Assert.Equal(0, index.Runs["run"].Row.Latest.Steps);
        Assert.Null(index.Runs["run"].MetricsPath);
    }

    private RunIndex Begin()
    {
        var index = new RunIndex(_runs.Path);
        index.Begin();
        return index;
    }
}
