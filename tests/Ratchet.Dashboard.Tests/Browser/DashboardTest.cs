using Microsoft.Playwright;
using Xunit;

namespace Ratchet.Dashboard.Tests.Browser;

/// <summary>A test of the live page: a folder of runs, a server over it, and a page that it opens.</summary>
public abstract class DashboardTest(BrowserFixture browser) : BrowserTest(browser)
{
    /// <summary>The number that every run has, and every list shows.</summary>
    private protected const string Return = "rollout/ep_rew_mean";

    /// <summary>On a copy: the browser warns of a canvas that is drawn on and read again and again.</summary>
    private const string CountColours = """
        canvas => {
          const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
          copy.drawImage(canvas, 0, 0);
          return new Set(new Uint32Array(copy.getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size;
        }
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private DashboardServer? _server;

    private protected RunsFolder Runs { get; } = new();

    private protected Uri Address => _server!.Address;

    public override async ValueTask DisposeAsync()
    {
        try
        {
            await base.DisposeAsync();
        }
        finally
        {
            if (_server is not null)
                await _server.DisposeAsync();
            Runs.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Serves the folder and opens the page.</summary>
    /// <param name="path">What follows the server's address.</param>
    /// <param name="options">Of the browser's window.</param>
    /// <param name="token">What a visitor must know.</param>
    /// <param name="expectsRefusals">Whether the server may refuse some of what the page asks.</param>
    private protected async Task<IPage> OpenAsync(string path = "/", BrowserNewContextOptions? options = null, string? token = null, bool expectsRefusals = false)
    {
        _server = new DashboardServer(new DashboardOptions { Folder = Runs.Path, Token = token, FindEnvironment = RunsFolder.FindEnvironment });
        await _server.StartAsync(Cancellation);
        IPage page = await NewPageAsync(Address, options, expectsRefusals);
        await page.GotoAsync(new Uri(Address, path).ToString());
        return page;
    }

    /// <summary>The row of a run; its name may be any text, so that no selector could spell it.</summary>
    private protected static async Task<IElementHandle> RowAsync(IPage page, string run) =>
        (IElementHandle)await page.WaitForFunctionAsync("run => [...document.querySelectorAll('#runs [data-run]')].find(row => row.dataset.run === run)", run);

    private protected static async Task TickAsync(IPage page, params string[] runs)
    {
        foreach (string run in runs)
            await (await (await RowAsync(page, run)).QuerySelectorAsync("input.tick"))!.CheckAsync();
    }

    private protected static ILocator Chart(IPage page, string metric) => page.Locator($"#charts figure[data-metric=\"{metric}\"] canvas");

    /// <summary>Waits for a chart that something is drawn on, and stands still.</summary>
    private protected static async Task<string> DrawnAsync(ILocator canvas)
    {
        await canvas.WaitForAsync();
        string pixels = "";
        await EventuallyAsync(
            async () => pixels == (pixels = await PixelsAsync(canvas)) && await canvas.EvaluateAsync<int>(
                CountColours) > 8,
            "the chart is drawn");
        return pixels;
    }

    private protected static Task ChangesAsync(ILocator canvas, string pixels, string what) => EventuallyAsync(async () => pixels != await PixelsAsync(canvas), what);

    private protected static async Task EventuallyAsync(Func<Task<bool>> isTrue, string what)
    {
        DateTime end = DateTime.UtcNow + Patience;
        while (!await isTrue())
        {
            Assert.True(DateTime.UtcNow < end, $"It never happened that {what}.");
            await Task.Delay(50, Cancellation);
        }
    }
}
