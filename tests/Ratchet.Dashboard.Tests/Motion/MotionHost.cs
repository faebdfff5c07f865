using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ratchet.Dashboard.Motion;
using Ratchet.Environments;
using Ratchet.MuJoCo;
using Ratchet.Training;
using Xunit;

namespace Ratchet.Dashboard.Tests.Motion;

/// <summary>A server of the two addresses alone, with folders of runs by name.</summary>
internal sealed class MotionHost : IAsyncDisposable
{
    private readonly WebApplication _application;

    private MotionHost(WebApplication application, HttpClient client) => (_application, Client) = (application, client);

    public HttpClient Client { get; }

    public static async Task<MotionHost> StartAsync(Func<string, string?> folderOf, Func<RunOptions, EnvironmentDefinition>? definitionOf = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        WebApplication application = builder.Build();
        application.Urls.Add("http://127.0.0.1:0");
        MotionEndpoints.Map(application, folderOf, definitionOf ?? Find);
        await application.StartAsync(TestContext.Current.CancellationToken);
        string address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new MotionHost(application, new HttpClient(new HttpClientHandler { AutomaticDecompression = DecompressionMethods.GZip }) { BaseAddress = new Uri(address) });
    }

    /// <summary>The tasks of the library and of MuJoCo.</summary>
    public static EnvironmentDefinition Find(RunOptions options) =>
        new EnvironmentRegistry([.. EnvironmentRegistry.BuiltIn.Definitions, .. MuJoCoTasks.All]).Find(options.Training.Environment);

    /// <summary>An answer that must be good.</summary>
    public async Task<JsonElement> GetAsync(string address)
    {
        HttpResponseMessage response = await Client.GetAsync(address, TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>A refusal: its status, and the sentence.</summary>
    public async Task<(HttpStatusCode Status, string Error)> RefusedAsync(string address)
    {
        HttpResponseMessage response = await Client.GetAsync(address, TestContext.Current.CancellationToken);
        using JsonDocument answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return (response.StatusCode, answer.RootElement.GetProperty("error").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _application.DisposeAsync();
    }
}
