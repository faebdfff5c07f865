using Microsoft.Playwright;
using Xunit;

namespace Ratchet.Dashboard.Tests.Browser;

/// <summary>The page over a folder of runs that nobody meant well: what was to run as a script, or to be markup, is text.</summary>
public sealed class HostilePageTests(BrowserFixture browser) : DashboardTest(browser)
{
    [Fact]
    public async Task Names_of_runs_are_texts_whatever_they_spell()
    {
        using var outside = new RunsFolder();
        HostileRuns.Write(Runs, outside);
        IPage page = await OpenAsync();
        foreach (string run in HostileRuns.Names)
        {
            string text = await (await RowAsync(page, run)).InnerTextAsync();
            Assert.Contains(Squeezed(run.Split('/')[^1]), Squeezed(text), StringComparison.Ordinal);
            await TickAsync(page, run);
        }

        await DrawnAsync(Chart(page, Return));
        await EventuallyAsync(async () => (await page.Locator("#difference").InnerTextAsync()).Length > 0 || await page.Locator("#difference-sentence").CountAsync() > 0, "the settings are compared");
        Assert.Equal(0, await page.Locator("img[src=x], svg[onload], [onerror], [onfocus], [onload], script:not([src])").CountAsync());
    }

    [Fact]
    public async Task Damaged_runs_harm_neither_the_page_nor_the_run_beside_them()
    {
        using var outside = new RunsFolder();
        HostileRuns.Write(Runs, outside);
        IPage page = await OpenAsync(expectsRefusals: true);
        foreach (string name in HostileRuns.Faults.Keys)
            await TickAsync(page, $"faults/{name}");
        await TickAsync(page, "100%");
        await DrawnAsync(Chart(page, Return));
        await page.Locator("#log").CheckAsync();
        await DrawnAsync(Chart(page, Return));
        Assert.Equal(0, await page.Locator("img[src=x], [onerror], script:not([src])").CountAsync());
    }

    [Fact]
    public async Task A_metric_whose_name_is_markup_is_a_chart_like_any_other()
    {
        Runs.Write("run", points: 20);
        string[] lines = File.ReadAllLines(Runs.MetricsOf("run"));
        string added = string.Join(',', ((string[])[HostileRuns.MarkupMetric, "__proto__", "constructor", "toString", "train/x'y", "a,b"]).Select((name, i) => $"\"{name}\":{i + 1}"));
        File.WriteAllLines(Runs.MetricsOf("run"), lines.Select(line => $"{line[..^1]},{added}}}"));
        IPage page = await OpenAsync();
        await TickAsync(page, "run");
        await DrawnAsync(Chart(page, Return));
        Assert.Equal(0, await page.Locator("img[src=x], [onerror]").CountAsync());
    }

    /// <summary>Space is shown as the page likes.</summary>
    private static string Squeezed(string text) => string.Concat(text.Where(letter => !char.IsWhiteSpace(letter)));
}
