using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ratchet.Dashboard.Index;
using Ratchet.Dashboard.Serving;

namespace Ratchet.Dashboard;

/// <summary>
/// Serves the live page of the runs and studies below a folder: reading only, GET only, and nothing but what the index of runs has found. It does not touch the
/// process's signals, its console or its configuration; whoever starts it ends it with <see cref="DisposeAsync"/>, open event streams or not.
/// </summary>
public sealed class DashboardServer : IAsyncDisposable
{
    private readonly DashboardOptions _options;
    private readonly RunIndex _index;
    private readonly WebApplication _application;
    private readonly CancellationTokenSource _stopping = new();
    private Task _watch = Task.CompletedTask;
    private bool _isDisposed;

    /// <summary>Checks the options; nothing is read or listened on yet.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="ArgumentException">An address beyond this machine comes without a token, or a token is empty or longer than 200 characters.</exception>
    public DashboardServer(DashboardOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!Directory.Exists(options.Folder))
            throw new DirectoryNotFoundException($"there is no folder '{options.Folder}': give the one that holds your runs.");
        if (options.Token is { Length: 0 or > 200 })
            throw new ArgumentException("the token must have 1 to 200 characters.", nameof(options));
        if (options.Token is null && !IPAddress.IsLoopback(options.Address))
            throw new ArgumentException($"{options.Address} is reached from other machines: set a token.", nameof(options));
        _options = options;
        _index = new RunIndex(options.Folder);
        _application = Build();
    }

    /// <summary>Where the page is, without the token; known once it is started.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Finds the runs, begins to watch them and to listen.</summary>
    /// <exception cref="IOException">The port is in use, or the address is none of this machine's.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await Task.Run(_index.Begin, cancellation).ConfigureAwait(false);
        try
        {
            await _application.StartAsync(cancellation).ConfigureAwait(false);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            throw new IOException($"port {_options.Port} of {_options.Address} is in use: choose another one, or 0 for any that is free.", exception);
        }
        catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException or AddressInUseException)
        {
            throw new IOException($"cannot listen on {new IPEndPoint(_options.Address, _options.Port)}: {exception.Message}", exception);
        }

        string bound = _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Address = new Uri(bound);
        _watch = Task.Run(() => _index.WatchAsync(_stopping.Token), CancellationToken.None);
    }

    /// <summary>Stops listening and ends every request, the open event streams among them.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _application.StopAsync(CancellationToken.None).ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
        await _watch.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private WebApplication Build()
    {
        // The empty builder reads no settings file and no environment variable, and logs nothing.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Listen);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, OwnersLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        WebApplication application = builder.Build();
        application.Use(new RequestGuard(_options, _stopping.Token).InvokeAsync);
        application.UseRouting();
        Routes.Map(application, _options, _index);
        return application;
    }

    private void Listen(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = 0;
        kestrel.Limits.MaxRequestLineSize = 64 * 1024;
        kestrel.Limits.MaxConcurrentConnections = 256;
        kestrel.Listen(_options.Address, _options.Port);
    }

    /// <summary>The owner starts and ends the server: no signal is taken from the process.</summary>
    private sealed class OwnersLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
