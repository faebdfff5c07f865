using System.Net.Sockets;
using System.Text;

namespace Ratchet.Dashboard.Tests.Browser;

/// <summary>A request exactly as it is spelt: clients tidy dots, escapes and host names away, and so would hide what a hostile one sends.</summary>
internal static class RawRequest
{
    private const int MostBytes = 1 << 20;

    /// <summary>Asks, and reads the answer to its end.</summary>
    /// <param name="server">Who is asked.</param>
    /// <param name="target">What stands between the method and the version.</param>
    /// <param name="host">The header Host; null for the server's own name.</param>
    /// <param name="method">The method.</param>
    /// <param name="headers">More headers, each with its line end.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<RawAnswer> SendAsync(Uri server, string target, CancellationToken cancellation, string? host = null, string method = "GET", string headers = "")
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port, cancellation);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"{method} {target} HTTP/1.1\r\nHost: {host ?? server.Authority}\r\nConnection: close\r\n{headers}\r\n"), cancellation);
        byte[] buffer = new byte[MostBytes];
        int filled = 0;
        try
        {
            for (int count; filled < buffer.Length && (count = await stream.ReadAsync(buffer.AsMemory(filled), cancellation)) > 0; filled += count)
            {
            }
        }
        catch (IOException)
        {
            // Cut off: what came so far is the answer.
        }

        return RawAnswer.Parse(Encoding.UTF8.GetString(buffer, 0, filled));
    }
}

/// <summary>What came back.</summary>
/// <param name="Status">0 when the connection was only closed.</param>
/// <param name="Head">The lines above the body.</param>
/// <param name="Body">The body; chunks are not joined.</param>
internal sealed record RawAnswer(int Status, string Head, string Body)
{
    public static RawAnswer Parse(string text)
    {
        int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return end < 0 ? new RawAnswer(0, text, "") : new RawAnswer(int.Parse(text.Split(' ', 3)[1], System.Globalization.CultureInfo.InvariantCulture), text[..end], text[(end + 4)..]);
    }
}
