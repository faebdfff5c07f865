#:package Microsoft.Playwright
#:property RunAnalyzers=false
#:property PublishAot=false
#:property IsAotCompatible=false
#:property GenerateDocumentationFile=false
// Takes a picture of the live page when it has drawn what is ticked: PageToPng.cs ADDRESS FILE.png. The browser is RATCHET_CHROMIUM, or Debian's.
using Microsoft.Playwright;

using IPlaywright playwright = await Playwright.CreateAsync();
await using IBrowser browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Environment.GetEnvironmentVariable("RATCHET_CHROMIUM") ?? "/usr/bin/chromium", Args = ["--no-sandbox"] });
IPage page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 1066 }, ColorScheme = ColorScheme.Light });
await page.GotoAsync(args[0]);
await page.Locator("#motion-canvas").WaitForAsync();
await page.WaitForTimeoutAsync(3000);
await page.ScreenshotAsync(new() { Path = args[1] });
