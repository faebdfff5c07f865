using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Ratchet.Studies.Records;
using Ratchet.Training;
using Xunit;

namespace Ratchet.Dashboard.Tests.Browser;

/// <summary>The list of runs and their curves, as a visitor sees them.</summary>
public sealed partial class CurvesPageTests(BrowserFixture browser) : DashboardTest(browser)
{
    [Fact]
    public async Task The_list_shows_every_run_and_the_filter_narrows_it()
    {
        Runs.Write("first", points: 40);
        Runs.Write("group/second", points: 10, Settings.Apply(Presets.For("pendulum", "ppo"), "seed=7"));
        IPage page = await OpenAsync();
        IElementHandle row = await RowAsync(page, "first");
        string text = "";
        await EventuallyAsync(async () => (text = await row.InnerTextAsync()).Length > 0, "the row is drawn");
        RunRecord record = RunRecord.Read(Runs.Sub("first"));
        Assert.Contains("first", text, StringComparison.Ordinal);
        Assert.Contains(NumbersOf(text), number => Math.Abs(number - record.Iterations[Return][^1]) < 0.1);
        Assert.Contains(NumbersOf(text), number => Math.Abs(number - record.Steps) < 1_000);
        await RowAsync(page, "group/second");
        await page.Locator("#filter").FillAsync("pendulum");
        await EventuallyAsync(async () => await page.Locator("#runs [data-run]:visible").CountAsync() == 1, "only the run of the filter is left");
        Assert.Equal("group/second", await page.Locator("#runs [data-run]:visible").GetAttributeAsync("data-run"));
    }

    [Fact]
    public async Task Ticking_draws_and_smoothing_and_the_log_scale_change_the_picture()
    {
        Runs.Write("run", points: 300);
        IPage page = await OpenAsync();
        Assert.Equal(0, await page.Locator("#charts canvas").CountAsync());
        await TickAsync(page, "run");
        ILocator chart = Chart(page, Return);
        string plain = await DrawnAsync(chart);
        await page.Locator("#smoothing").EvaluateAsync("range => { range.value = range.max; range.dispatchEvent(new Event('input', { bubbles: true })); range.dispatchEvent(new Event('change', { bubbles: true })); }");
        await ChangesAsync(chart, plain, "smoothing changes the picture");
        string smooth = await DrawnAsync(chart);
        await page.Locator("#log").CheckAsync();
        await ChangesAsync(chart, smooth, "the log scale changes the picture");
        await page.Locator("#log").UncheckAsync();
        await page.Locator("#smoothing").EvaluateAsync("range => { range.value = range.min; range.dispatchEvent(new Event('input', { bubbles: true })); range.dispatchEvent(new Event('change', { bubbles: true })); }");
        await EventuallyAsync(async () => plain == await PixelsAsync(chart), "without both the picture is the first one again");
    }

    [Fact]
    public async Task Two_ticked_runs_are_two_curves_and_none_is_none()
    {
        Runs.Write("one", points: 50);
        Runs.Write("two", points: 50, Settings.Apply(Presets.For("cartpole", "fixpo"), "seed=2"));
        IPage page = await OpenAsync();
        await TickAsync(page, "one");
        string one = await DrawnAsync(Chart(page, Return));
        await TickAsync(page, "two");
        await ChangesAsync(Chart(page, Return), one, "a second curve is drawn");
        Assert.Equal(["one", "two"], await page.Locator("#legend li").AllInnerTextsAsync());
        string[] colours = await page.EvaluateAsync<string[]>("[...document.querySelectorAll('#legend .swatch, #runs li.ticked')].map(mark => getComputedStyle(mark).getPropertyValue('--colour'))");
        Assert.Equal(colours[..2], colours[2..]);
        Assert.Equal(2, colours.Distinct().Count());
        foreach (string run in (string[])["one", "two"])
            await (await (await RowAsync(page, run)).QuerySelectorAsync("input.tick"))!.UncheckAsync();
        await EventuallyAsync(async () => await page.Locator("#charts canvas:visible").CountAsync() == 0, "without a tick there is no chart");
        Assert.Equal(0, await page.Locator("#legend li").CountAsync());
    }

    [Fact]
    public async Task Hovering_shows_the_numbers_that_stand_in_the_file()
    {
        Runs.Write("run", points: 20);
        IPage page = await OpenAsync();
        await TickAsync(page, "run");
        ILocator chart = Chart(page, Return);
        await DrawnAsync(chart);
        await chart.ScrollIntoViewIfNeededAsync();
        LocatorBoundingBoxResult box = (await chart.BoundingBoxAsync())!;
        RunRecord record = RunRecord.Read(Runs.Sub("run"));
        List<int> lines = [];
        foreach (float share in (float[])[0.3f, 0.6f, 0.9f])
        {
            string before = await page.Locator("#hover").TextContentAsync() ?? "";
            await page.Mouse.MoveAsync(box.X + (box.Width * share), box.Y + (box.Height / 2));
            await EventuallyAsync(async () => await page.Locator("#hover").IsVisibleAsync() && before != await page.Locator("#hover").TextContentAsync(), "the numbers show");
            string text = await page.Locator("#hover").InnerTextAsync();
            lines.Add(LineOf(record, text));
        }

        // One point's numbers, from left to right.
        Assert.Equal(lines.Order().Distinct(), lines);
    }

    [Fact]
    public async Task The_table_of_differences_has_exactly_the_settings_that_differ()
    {
        Runs.Write("one", points: 10, Settings.Apply(Presets.For("cartpole", "fixpo"), ["seed=1", "learning-rate=0.001", "hidden=32,16"]));
        Runs.Write("two", points: 10, Settings.Apply(Presets.For("cartpole", "fixpo"), ["seed=2", "learning-rate=0.0005", "hidden=32,16"]));
        IPage page = await OpenAsync();
        await TickAsync(page, "one", "two");
        ILocator table = page.Locator("#difference");
        await EventuallyAsync(async () => (await table.InnerTextAsync()).Contains("learning-rate", StringComparison.Ordinal), "the table is there");
        string[] settings = [.. (await table.Locator("tbody tr > :first-child").AllInnerTextsAsync()).Select(text => text.Trim()).Order(StringComparer.Ordinal)];
        Assert.Equal(["learning-rate", "seed"], settings);
        string cells = await table.InnerTextAsync();
        Assert.Contains("0.001", cells, StringComparison.Ordinal);
        Assert.Contains("0.0005", cells, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Curves_grow_while_a_run_trains_and_a_run_that_begins_later_appears()
    {
        await using var live = new LiveRun(Runs, "live");
        IPage page = await OpenAsync();
        await TickAsync(page, "live");
        ILocator chart = Chart(page, Return);
        string pixels = await DrawnAsync(chart), text = await (await RowAsync(page, "live")).InnerTextAsync();
        await ChangesAsync(chart, pixels, "the curve grows");
        await EventuallyAsync(async () => text != await (await RowAsync(page, "live")).InnerTextAsync(), "the row counts on");
        Runs.Write("later", points: 10);
        await RowAsync(page, "later");
        await TickAsync(page, "later");
    }

    [Fact]
    public async Task The_trust_region_shows_every_update_against_its_bound()
    {
        Runs.Train("run", RunsFolder.Short("cartpole"));
        IPage page = await OpenAsync();
        await TickAsync(page, "run");
        ILocator canvases = page.Locator("#trust canvas");
        await canvases.First.ScrollIntoViewIfNeededAsync();
        await DrawnAsync(canvases.First);
        Assert.Contains("KL", await page.Locator("#trust").InnerTextAsync(), StringComparison.Ordinal);
    }

    /// <summary>The line of metrics whose return and steps stand in a text, the return with at least five digits; fails when there is none.</summary>
    private static int LineOf(RunRecord record, string text)
    {
        double[] numbers = [.. NumbersOf(text)];
        double[] steps = [.. record.Iterations[MetricNames.Steps]], returns = [.. record.Iterations[Return]];
        int line = Array.FindIndex(returns, value => numbers.Any(number => Math.Abs(number - value) <= 1e-5 * Math.Abs(value)));
        Assert.True(line >= 0, $"no line of the file has the return that is shown:\n{text}");
        Assert.True(numbers.Any(number => Math.Abs(number - steps[line]) <= 5e-3 * steps[line]), $"line {line + 1} has {steps[line]} steps, but shown is:\n{text}");
        return line;
    }

    /// <summary>Numbers in a text, with commas between thousands and the letters k and M behind.</summary>
    private static IEnumerable<double> NumbersOf(string text) =>
        Number().Matches(text).Select(match => double.Parse(match.Groups[1].Value.Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * match.Groups[2].Value switch { "k" => 1e3, "M" => 1e6, _ => 1 });

    [GeneratedRegex(@"(-?\d[\d,]*(?:\.\d+)?(?:e-?\d+)?)([kM]?)")]
    private static partial Regex Number();
}
