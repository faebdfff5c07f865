using Microsoft.Playwright;
using Xunit;

namespace Ratchet.Dashboard.Tests.Browser;

/// <summary>
/// One browser for all tests; each test has a context of its own (no cookies, no cache, no storage of another). The driver of Playwright comes with its package, the browser
/// with the machine. Where the browser is missing, tests are skipped visibly, and fail in continuous integration.
/// </summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (Chromium.Program is null)
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium.Program,
            // In a container the tests run as root, where Chromium refuses its sandbox; the pages under test are our own. No name but the loopback's is ever looked up.
            Args = ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    internal async Task<IBrowserContext> CreateContextAsync(BrowserNewContextOptions? options = null)
    {
        if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
            Assert.True(_browser is not null, Chromium.Missing);
        Assert.SkipWhen(_browser is null, Chromium.Missing);
        IBrowserContext context = await _browser.NewContextAsync(options);
        context.SetDefaultTimeout(60_000);
        return context;
    }
}

/// <summary>The tests that share the browser; one after another, so that a page under test has the machine to itself.</summary>
[CollectionDefinition(nameof(BrowserTests))]
public sealed class BrowserTests : ICollectionFixture<BrowserFixture>;
