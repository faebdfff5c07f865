using Microsoft.Playwright;
using Xunit;

namespace Ratchet.Dashboard.Tests.Browser;

/// <summary>The report of a run is a file that anybody may have written.</summary>
public sealed class ReportPageTests(BrowserFixture browser) : DashboardTest(browser)
{
    private readonly BrowserFixture _browser = browser;

    [Fact]
    public async Task A_report_is_shown_but_nothing_in_it_runs_or_asks_for_anything()
    {
        Runs.Write("run", points: 10);
        File.WriteAllText(
            Path.Combine(Runs.Sub("run"), "report.html"),
            "<h1 style='color: rgb(1, 2, 3)'>A report</h1><script>alert('report')</script><img src='/api/runs'><img src='http://elsewhere.example/x.png' onerror=\"alert('report')\"><iframe src='/'></iframe>");
        await OpenAsync();
        // Not the page that the test watches: what the browser forbids here, it tells on the console.
        await using IBrowserContext context = await _browser.CreateContextAsync();
        IPage report = await context.NewPageAsync();
        PageWatch watch = new(report, Address);
        List<string> answered = [];
        report.RequestFinished += (_, request) => answered.Add(request.Url);
        string address = new Uri(Address, "/report?run=run").ToString();
        await report.GotoAsync(address);
        Assert.Equal("rgb(1, 2, 3)", await report.Locator("h1").EvaluateAsync<string>("heading => getComputedStyle(heading).color"));
        Assert.Equal("null", await report.EvaluateAsync<string>("() => origin"));
        Assert.Equal([address], answered);
        Assert.DoesNotContain(watch.Problems, problem => problem.StartsWith("dialog", StringComparison.Ordinal));
    }
}
