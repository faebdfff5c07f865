using Microsoft.Playwright;
using Xunit;

namespace Ratchet.Dashboard.Tests.Browser;

/// <summary>The chain from a test to a pixel, before anything of ours stands on the page; and that nothing forbidden passes unseen.</summary>
public sealed class BrowserChainTests(BrowserFixture browser) : BrowserTest(browser)
{
    private readonly BrowserFixture _browser = browser;

    [Fact]
    public async Task A_canvas_draws_and_its_pixels_are_read()
    {
        IPage page = await NewPageAsync(server: null);
        await page.SetContentAsync("<canvas width='8' height='8'></canvas>");
        ILocator canvas = page.Locator("canvas");
        string empty = await PixelsAsync(canvas);
        Assert.Equal(empty, await PixelsAsync(canvas));
        await canvas.EvaluateAsync("canvas => { const c = canvas.getContext('2d'); c.fillStyle = '#ff8000'; c.fillRect(3, 3, 1, 1); }");
        Assert.NotEqual(empty, await PixelsAsync(canvas));
        int[] pixel = await canvas.EvaluateAsync<int[]>("canvas => [...canvas.getContext('2d').getImageData(3, 3, 1, 1).data]");
        Assert.Equal([255, 128, 0, 255], pixel);
    }

    [Theory]
    [InlineData("<script>console.error('planted')</script>", "console error: planted")]
    [InlineData("<script>throw new Error('planted')</script>", "uncaught: Error: planted")]
    [InlineData("<script>alert('planted')</script>", "dialog: planted")]
    [InlineData("<img src='http://planted.example/x.png'>", "foreign request: GET http://planted.example/x.png")]
    [InlineData("<img src='http://planted.example/x.png'>", "failed request: GET http://planted.example/x.png: net::ERR_NAME_NOT_RESOLVED")]
    [InlineData("<script>window.open('about:blank')</script>", "window: about:blank")]
    public async Task What_must_not_happen_on_a_page_is_seen(string content, string problem)
    {
        await using IBrowserContext context = await _browser.CreateContextAsync();
        IPage page = await context.NewPageAsync();
        PageWatch watch = new(page, server: null);
        await page.SetContentAsync(content);
        await page.EvaluateAsync("() => new Promise(done => setTimeout(done))");
        Assert.Contains(watch.Problems, seen => seen.StartsWith(problem, StringComparison.Ordinal));
    }
}
