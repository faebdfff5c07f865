using Microsoft.Playwright;
using Ratchet.MuJoCo;
using Xunit;

namespace Ratchet.Dashboard.Tests.Browser;

/// <summary>The policy in motion: an episode of a trained run, drawn.</summary>
public sealed class MotionPageTests(BrowserFixture browser) : DashboardTest(browser)
{
    [Theory]
    [InlineData("pendulum")]
    [InlineData("minatar-breakout")]
    [InlineData("hopper")]
    public async Task The_policy_of_a_checkpoint_moves(string environment)
    {
        Assert.SkipWhen(environment == "hopper" && !MuJoCoLibrary.IsAvailable, MuJoCoLibrary.Problem ?? "");
        Runs.Train("run", RunsFolder.Short(environment));
        IPage page = await OpenAsync();
        await TickAsync(page, "run");
        ILocator canvas = page.Locator("#motion-canvas"), time = page.Locator("#motion-time"), play = page.Locator("#motion-play");
        await canvas.ScrollIntoViewIfNeededAsync();
        string still = await DrawnAsync(canvas), begin = await time.InnerTextAsync();
        await play.ClickAsync();
        await ChangesAsync(canvas, still, "the picture moves");
        await EventuallyAsync(async () => begin != await time.InnerTextAsync(), "the time moves");
    }

    [Fact]
    public async Task Scrubbing_shows_the_same_picture_at_the_same_time()
    {
        Runs.Train("run", RunsFolder.Short("pendulum"));
        IPage page = await OpenAsync();
        await TickAsync(page, "run");
        ILocator canvas = page.Locator("#motion-canvas");
        await canvas.ScrollIntoViewIfNeededAsync();
        await DrawnAsync(canvas);
        string early = await ScrubAsync(page, canvas, 0.2), late = await ScrubAsync(page, canvas, 0.7);
        Assert.NotEqual(early, late);
        Assert.Equal(early, await ScrubAsync(page, canvas, 0.2));
    }

    [Fact]
    public async Task A_run_without_a_checkpoint_says_so()
    {
        Runs.Write("run", points: 10);
        IPage page = await OpenAsync();
        await TickAsync(page, "run");
        await EventuallyAsync(async () => (await page.Locator("#motion").InnerTextAsync()).Contains("checkpoint", StringComparison.OrdinalIgnoreCase), "the missing checkpoint is told");
    }

    private static async Task<string> ScrubAsync(IPage page, ILocator canvas, double share)
    {
        await page.Locator("#motion-scrub").EvaluateAsync(
            "(range, share) => { range.value = Math.round(range.min * 1 + share * (range.max - range.min)); range.dispatchEvent(new Event('input', { bubbles: true })); range.dispatchEvent(new Event('change', { bubbles: true })); }", share);
        return await DrawnAsync(canvas);
    }
}
