using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Playwright;
using Xunit;

namespace Ratchet.Dashboard.Tests.Browser;

/// <summary>500 runs of 10,000 points each: the page never stops for long enough to be felt.</summary>
public sealed class ManyRunsPageTests(BrowserFixture browser) : DashboardTest(browser)
{
    private const int Ticked = 12;

    /// <summary>Milliseconds of the processor; below it a visitor takes an answer for an immediate one, above it the page hangs.</summary>
    private const int LongestTask = 200;

    [Fact]
    public async Task With_500_runs_of_10_000_points_nothing_that_a_visitor_does_takes_long()
    {
        Runs.WriteMany(runs: 500, points: 10_000);
        IPage page = await OpenAsync();
        await EventuallyAsync(async () => await page.Locator("#runs [data-run]").CountAsync() == 500, "all runs are in the list");
        var curves = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        page.RequestFinished += (_, request) => _ = request.Url.Contains("/api/curves", StringComparison.Ordinal) && curves.TryAdd(request.Url, true);
        TaskTrace trace = await TaskTrace.BeginAsync(page);
        for (int i = 0; i < Ticked; i++)
            await TickAsync(page, $"studies/many/runs/cartpole/{(i % 2 == 0 ? "fixpo" : "ppo")}/{i / 2}");
        await Chart(page, Return).WaitForAsync();
        await EventuallyAsync(() => Task.FromResult(curves.Count == Ticked), "all curves are there");
        await page.Locator("#filter").FillAsync("ppo");
        await EventuallyAsync(async () => await page.Locator("#runs [data-run]:visible").CountAsync() == 250, "the filter narrows the list");
        await page.Locator("#filter").FillAsync("");
        await EventuallyAsync(async () => await page.Locator("#runs [data-run]:visible").CountAsync() == 500, "the list is whole again");
        await page.Locator("#log").CheckAsync();
        IReadOnlyList<double> longest = await trace.EndAsync(20);
        string told = string.Join(' ', longest.Select(duration => duration.ToString("0", CultureInfo.InvariantCulture)));
        await DrawnAsync(Chart(page, Return));
        TestContext.Current.TestOutputHelper?.WriteLine($"longest tasks of the page, ms: {told}");
        Assert.True(longest.Count == 20, "the trace saw tasks");
        Assert.True(longest[0] <= LongestTask, $"longest tasks of the page, ms: {told}");
    }
}
