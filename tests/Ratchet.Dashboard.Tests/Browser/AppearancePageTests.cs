using Microsoft.Playwright;
using Xunit;

namespace Ratchet.Dashboard.Tests.Browser;

/// <summary>Light and dark, narrow, by keyboard alone, behind a token.</summary>
public sealed class AppearancePageTests(BrowserFixture browser) : DashboardTest(browser)
{
    [Fact]
    public async Task The_page_is_light_or_dark_as_the_visitor_likes_and_readable_in_both()
    {
        Runs.Write("run", points: 50);
        IPage page = await OpenAsync(options: new() { ColorScheme = ColorScheme.Light });
        await TickAsync(page, "run");
        string drawn = await DrawnAsync(Chart(page, Return));
        (double ground, double ink) = await BrightnessAsync(page);
        Assert.True(ground > 0.8 && ink < 0.2, $"light: {ground} behind {ink}");
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await ChangesAsync(Chart(page, Return), drawn, "the chart follows");
        (ground, ink) = await BrightnessAsync(page);
        Assert.True(ground < 0.2 && ink > 0.8, $"dark: {ground} behind {ink}");
    }

    [Theory]
    [InlineData(360)]
    [InlineData(768)]
    public async Task A_narrow_screen_is_not_scrolled_sideways(int width)
    {
        Runs.Write("run", points: 50);
        Runs.Write(new string('x', 200), points: 50);
        IPage page = await OpenAsync(options: new() { ViewportSize = new() { Width = width, Height = 740 }, HasTouch = true, IsMobile = true });
        await TickAsync(page, "run", new string('x', 200));
        await DrawnAsync(Chart(page, Return));
        Assert.Equal(width, await page.EvaluateAsync<int>("() => document.scrollingElement.scrollWidth"));
    }

    [Fact]
    public async Task Everything_is_reached_by_the_keyboard_alone()
    {
        Runs.Write("run", points: 50);
        IPage page = await OpenAsync();
        await RowAsync(page, "run");
        await TabToAsync(page, "input.tick");
        Assert.NotEqual("none", await page.EvaluateAsync<string>("() => getComputedStyle(document.activeElement).outlineStyle"));
        await page.Keyboard.PressAsync("Space");
        string plain = await DrawnAsync(Chart(page, Return));
        await TabToAsync(page, "#log");
        await page.Keyboard.PressAsync("Space");
        await ChangesAsync(Chart(page, Return), plain, "the log scale is switched");
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("Shift+Tab");
        Assert.Equal("smoothing", await page.EvaluateAsync<string>("() => document.activeElement.id"));
        plain = await DrawnAsync(Chart(page, Return));
        for (int i = 0; i < 5; i++)
            await page.Keyboard.PressAsync("PageUp");
        await ChangesAsync(Chart(page, Return), plain, "the curve is smoothed");
    }

    [Fact]
    public async Task Behind_a_token_the_page_works_and_the_address_bar_forgets_it()
    {
        Runs.Write("run", points: 50);
        IPage page = await OpenAsync("/?token=open%20sesame", token: "open sesame");
        await TickAsync(page, "run");
        await DrawnAsync(Chart(page, Return));
        Assert.DoesNotContain("sesame", page.Url, StringComparison.Ordinal);
    }

    private static async Task TabToAsync(IPage page, string selector)
    {
        for (int i = 0; i < 60; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("selector => document.activeElement.matches(selector)", selector))
                return;
        }

        Assert.Fail($"60 times Tab never come to {selector}.");
    }

    /// <summary>Brightness, 0 to 1, of the page's ground and of its text.</summary>
    private static async Task<(double Ground, double Ink)> BrightnessAsync(IPage page)
    {
        double[] both = await page.EvaluateAsync<double[]>(
            "() => ['backgroundColor', 'color'].map(property => getComputedStyle(document.body)[property].match(/[\\d.]+/g).slice(0, 3).reduce((sum, part) => sum + part / 765, 0))");
        return (both[0], both[1]);
    }
}
