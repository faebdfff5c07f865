using Microsoft.Playwright;

namespace Ratchet.Dashboard.Tests.Browser;

/// <summary>
/// Whatever must not happen on a page, while a test looks at something else: an error or a warning on the console, an exception that nothing caught, a dialog, a request to
/// any other address than the server under test, a request that failed or was refused, a second window.
/// </summary>
internal sealed class PageWatch
{
    /// <summary>How the browser begins to tell of an answer of 400 to 499.</summary>
    private const string Refusal = "Failed to load resource: the server responded with a status of 4";

    private readonly List<string> _problems = [];
    private readonly Uri? _server;

    /// <param name="page">The page, before it loads anything.</param>
    /// <param name="server">The only address that it may ask; null where it may ask none.</param>
    /// <param name="expectsRefusals">Whether the server may refuse a request (4xx), of which the console tells too.</param>
    public PageWatch(IPage page, Uri? server, bool expectsRefusals = false)
    {
        _server = server;
        page.Console += (_, message) => Note(message.Type is "error" or "warning" && !(expectsRefusals && message.Text.StartsWith(Refusal, StringComparison.Ordinal)), $"console {message.Type}: {message.Text}");
        page.PageError += (_, error) => Note(true, $"uncaught: {error}");
        page.Dialog += OnDialog;
        page.Popup += (_, popup) => Note(true, $"window: {popup.Url}");
        page.Download += (_, download) => Note(true, $"download: {download.Url}");
        page.Request += (_, request) => Note(!IsAllowed(request.Url), $"foreign request: {request.Method} {request.Url}");
        // A page that closes drops its stream of events.
        page.RequestFailed += (_, request) => Note(request.Failure != "net::ERR_ABORTED", $"failed request: {request.Method} {request.Url}: {request.Failure}");
        page.Response += (_, response) => Note(response.Status >= (expectsRefusals ? 500 : 400), $"refused request: {response.Request.Method} {response.Url}: {response.Status}");
    }

    /// <summary>What happened so far, in order.</summary>
    public IReadOnlyList<string> Problems
    {
        get
        {
            lock (_problems)
                return [.. _problems];
        }
    }

    private bool IsAllowed(string url) =>
        new Uri(url) is var asked && (asked.Scheme is "data" or "blob" or "about" || (_server is not null && asked.Authority == _server.Authority && asked.Scheme == _server.Scheme));

    private void Note(bool isProblem, string text)
    {
        if (!isProblem)
            return;
        lock (_problems)
            _problems.Add(text);
    }

    private async void OnDialog(object? sender, IDialog dialog)
    {
        Note(true, $"dialog: {dialog.Message}");
        try
        {
            await dialog.DismissAsync();
        }
        catch (PlaywrightException)
        {
            // The page closed under its dialog.
        }
    }
}
