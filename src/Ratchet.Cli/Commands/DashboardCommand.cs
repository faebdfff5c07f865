using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Ratchet.Dashboard;

namespace Ratchet.Cli.Commands;

/// <summary><c>ratchet dashboard</c>: serves the live page of the runs below a folder until it is stopped.</summary>
internal static class DashboardCommand
{
    private const int UsualPort = 7373;
    private const int TokenBytes = 16;

    public static Command Create(Surroundings surroundings)
    {
        var folder = new Argument<string>("runs") { Description = "The folder that holds runs and studies, at any depth (default: runs).", DefaultValueFactory = _ => "runs" };
        var port = new Option<string>("--port")
        {
            Description = $"The port to listen on (default: {UsualPort}); 0 takes any that is free.",
            HelpName = "n",
            DefaultValueFactory = _ => UsualPort.ToString(CultureInfo.InvariantCulture),
        };
        var address = new Option<string>("--address")
        {
            Description = "The address to listen on (default: 127.0.0.1, which only this machine reaches); any other one needs a token.",
            HelpName = "ip",
            DefaultValueFactory = _ => IPAddress.Loopback.ToString(),
        };
        var token = new Option<string?>("--token") { Description = "What a visitor must know (default: none on this machine; elsewhere one is made and printed).", HelpName = "text" };
        var command = new Command("dashboard", "Serves a live page of runs and studies: curves, comparisons, the policy in motion.") { folder, port, address, token };
        command.SetAction((result, cancellation) =>
        {
            IPAddress where = ReadAddress(result.GetRequiredValue(address));
            var options = new DashboardOptions
            {
                Folder = result.GetRequiredValue(folder),
                Address = where,
                Port = SharedOptions.ReadWhole("port", result.GetRequiredValue(port), 0, IPEndPoint.MaxPort),
                Token = ReadToken(result.GetValue(token), where),
                FindEnvironment = Tasks.Find,
            };
            return ServeAsync(surroundings, options, cancellation);
        });
        return command;
    }

    private static IPAddress ReadAddress(string text) =>
        IPAddress.TryParse(text, out IPAddress? address) ? address : throw new UserException($"address is '{text}'; it must be an IP address of this machine, such as 127.0.0.1, or 0.0.0.0 for all.");

    private static string? ReadToken(string? given, IPAddress address) => given switch
    {
        { Length: 0 or > 200 } => throw new UserException("token must have 1 to 200 characters."),
        null when !IPAddress.IsLoopback(address) => RandomNumberGenerator.GetHexString(2 * TokenBytes, lowercase: true),
        _ => given,
    };

    private static async Task<int> ServeAsync(Surroundings surroundings, DashboardOptions options, CancellationToken cancellation)
    {
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        await using CancellationTokenRegistration cancelled = cancellation.Register(() => stop.TrySetResult());
        await using var server = new DashboardServer(options);
        await server.StartAsync(cancellation);
        string query = options.Token is { } token ? $"?token={Uri.EscapeDataString(token)}" : "";
        await surroundings.Output.WriteLineAsync($"The live page of {options.Folder}: {server.Address}{query} (Ctrl+C ends it)");
        await surroundings.Output.FlushAsync(CancellationToken.None);
        await stop.Task;
        return ExitCode.Success;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.TrySetResult();
        }
    }
}
