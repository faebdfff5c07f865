using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Ratchet.Cli.Tests;

/// <summary><c>ratchet dashboard</c>: what it serves is the business of its own tests; here, how it begins and ends.</summary>
public sealed class DashboardTests
{
    [Theory]
    [InlineData("there is no folder 'nowhere': give the one that holds your runs.", "nowhere")]
    [InlineData("port is '70000'; it must be a whole number between 0 and 65535.", ".", "--port", "70000")]
    [InlineData("address is 'here'; it must be an IP address of this machine", ".", "--address", "here")]
    [InlineData("cannot listen on 192.0.2.1:0", ".", "--address", "192.0.2.1", "--port", "0")]
    [InlineData("token must have 1 to 200 characters.", ".", "--token", "")]
    public void What_is_wrong_is_one_sentence_and_exit_code_2(string message, params string[] arguments)
    {
        Command.Result result = Command.Run(["dashboard", .. arguments]);
        Assert.Equal((ExitCode.UserError, ""), (result.ExitCode, result.Output));
        Assert.Contains(message, Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_in_use_is_one_sentence_and_exit_code_2()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;
        Command.Result result = Command.Run("dashboard", ".", "--port", $"{port}");
        Assert.Equal((ExitCode.UserError, $"ratchet: port {port} of 127.0.0.1 is in use: choose another one, or 0 for any that is free.\n"), (result.ExitCode, result.Error));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_ends_it_at_once_even_while_events_are_read(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals");
        using var folder = new TemporaryFolder();
        using RatchetProcess process = RatchetProcess.Start("dashboard", folder.Path, "--port", "0", "--token", "a b");
        string line = (await process.ReadLine())!;
        string address = Array.Find(line.Split(' '), word => word.StartsWith("http://", StringComparison.Ordinal))!;
        Assert.EndsWith("/?token=a%20b", address, StringComparison.Ordinal);
        using var client = new HttpClient();
        Assert.Contains("<title>Ratchet</title>", await client.GetStringAsync(address, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using Stream events = await client.GetStreamAsync(new Uri(new Uri(address), "/api/events"), TestContext.Current.CancellationToken);

        await process.Signal(signal);
        Command.Result end = await process.End();
        Assert.Equal((ExitCode.Success, "", ""), (end.ExitCode, end.Output, end.Error));
    }
}
