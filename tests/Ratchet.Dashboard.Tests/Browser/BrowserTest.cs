using Microsoft.Playwright;
using Xunit;

namespace Ratchet.Dashboard.Tests.Browser;

/// <summary>
/// A test with a page of its own. When it ends, whatever must not happen on a page (see <see cref="PageWatch"/>) fails it, and of a page of a failed test a picture stays
/// under <c>artifacts/screenshots</c>.
/// </summary>
[Collection(nameof(BrowserTests))]
public abstract class BrowserTest(BrowserFixture browser) : IAsyncLifetime
{
    private readonly List<(IBrowserContext Context, IPage Page, PageWatch Watch)> _pages = [];

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public virtual ValueTask InitializeAsync() => default;

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        bool hasFailed = TestContext.Current.TestState?.Result == TestResult.Failed;
        List<string> problems = [];
        foreach ((IBrowserContext context, IPage page, PageWatch watch) in _pages)
        {
            if (hasFailed || watch.Problems.Count > 0)
                await page.ScreenshotAsync(new() { Path = PictureOf(page), FullPage = true });
            problems.AddRange(watch.Problems);
            await context.DisposeAsync();
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    /// <summary>An empty page, watched from its first request on.</summary>
    private protected async Task<IPage> NewPageAsync(Uri? server, BrowserNewContextOptions? options = null, bool expectsRefusals = false)
    {
        IBrowserContext context = await browser.CreateContextAsync(options);
        IPage page = await context.NewPageAsync();
        _pages.Add((context, page, new PageWatch(page, server, expectsRefusals)));
        return page;
    }

    /// <summary>A picture of a canvas as the browser would save it: two are equal exactly when all their pixels are.</summary>
    private protected static Task<string> PixelsAsync(ILocator canvas) => canvas.EvaluateAsync<string>("canvas => canvas.toDataURL()");

    private string PictureOf(IPage page)
    {
        string test = string.Concat((TestContext.Current.Test?.TestDisplayName ?? GetType().Name).Split('.')[^1].Select(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_' ? letter : '-'));
        return Path.Combine(FindRoot(), "artifacts", "screenshots", $"{GetType().Name}.{test[..Math.Min(test.Length, 120)]}.{_pages.FindIndex(open => open.Page == page)}.png");
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Ratchet.slnx")))
                return folder.FullName;
        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Ratchet.slnx.");
    }
}
