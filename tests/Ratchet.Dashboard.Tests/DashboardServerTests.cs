using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Xunit;

namespace Ratchet.Dashboard.Tests;

public sealed class DashboardServerTests : IAsyncDisposable
{
    private readonly SampleRuns _runs = new();
    private readonly List<IAsyncDisposable> _servers = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable server in _servers)
            await server.DisposeAsync();
        _runs.Dispose();
    }

    [Fact]
    public async Task The_list_has_every_run_with_what_its_last_line_tells()
    {
        _runs.Add("one", lines: 3);
        _runs.Add("deep/two", lines: 0);
        using HttpClient client = await StartAsync();
        using JsonDocument answer = await GetAsync(client, "/api/runs");
        JsonElement[] rows = [.. answer.RootElement.GetProperty("runs").EnumerateArray()];
        Assert.Equal(["deep/two", "one"], rows.Select(row => row.GetProperty("run").GetString()));
        Assert.Equal(["waiting", "running"], rows.Select(row => row.GetProperty("status").GetString()));
        Assert.Equal(300, rows[1].GetProperty("steps").GetInt64());
        Assert.Equal(3, rows[1].GetProperty("return").GetDouble());
    }

    [Fact]
    public async Task Curves_are_exact_where_there_is_room_and_have_means_and_extremes_where_there_is_not()
    {
        _runs.Add("run", lines: 100);
        using HttpClient client = await StartAsync();
        using JsonDocument exact = await GetAsync(client, "/api/curves?run=run&names=rollout/ep_rew_mean,train/entropy");
        JsonElement lines = exact.RootElement.GetProperty("iterations"), entropy = lines.GetProperty("curves").GetProperty("train/entropy");
        Assert.Equal(Enumerable.Range(1, 100).Select(n => 100L * n), lines.GetProperty("steps").EnumerateArray().Select(step => step.GetInt64()));
        Assert.Equal(JsonValueKind.Null, entropy.GetProperty("mean")[2].ValueKind);
        Assert.False(entropy.TryGetProperty("least", out _));

        using JsonDocument thinned = await GetAsync(client, "/api/curves?run=run&name=rollout/ep_rew_mean&points=10");
        JsonElement curve = thinned.RootElement.GetProperty("iterations").GetProperty("curves").GetProperty("rollout/ep_rew_mean");
        // Ten lines a point: 1 … 10 has the mean 5.5.
        Assert.Equal(Enumerable.Range(0, 10).Select(i => 10 * i + 5.5), Numbers(curve, "mean"));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => 10.0 * i + 1), Numbers(curve, "least"));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => 10.0 * i + 10), Numbers(curve, "greatest"));

        static IEnumerable<double> Numbers(JsonElement curve, string name) => curve.GetProperty(name).EnumerateArray().Select(value => value.GetDouble());
    }

    [Fact]
    public async Task A_run_tells_its_settings_its_bound_and_its_numbers()
    {
        _runs.Add("run", lines: 3, "epsilon-kl=0.25");
        using HttpClient client = await StartAsync();
        using JsonDocument answer = await GetAsync(client, "/api/run?run=run");
        JsonElement bound = answer.RootElement.GetProperty("bound");
        Assert.Equal(("train/max_kl", 0.25), (bound.GetProperty("name").GetString(), bound.GetProperty("value").GetDouble()));
        Assert.Contains("0.25", answer.RootElement.GetProperty("settings").EnumerateArray().Where(setting => setting.GetProperty("key").GetString() == "epsilon-kl").Select(setting => setting.GetProperty("value").GetString()));
        Assert.Contains("train/entropy", answer.RootElement.GetProperty("names").EnumerateArray().Select(name => name.GetString()));
    }

    [Fact]
    public async Task The_difference_has_the_settings_that_are_not_the_same_in_all_runs()
    {
        _runs.Add("a", lines: 0, "seed=1");
        _runs.Add("b", lines: 0, "seed=2", "hidden=8");
        using HttpClient client = await StartAsync();
        using JsonDocument answer = await GetAsync(client, "/api/difference?run=a&run=b");
        Dictionary<string, string?[]> settings = answer.RootElement.GetProperty("settings").EnumerateArray()
            .ToDictionary(setting => setting.GetProperty("key").GetString()!, setting => setting.GetProperty("values").EnumerateArray().Select(value => value.GetString()).ToArray());
        Assert.Equal(["hidden", "seed"], settings.Keys.Order());
        Assert.Equal(["1", "2"], (IEnumerable<string?>)settings["seed"]);
    }

    [Fact]
    public async Task Events_tell_of_a_change_and_end_with_the_server()
    {
        _runs.Add("run", lines: 1);
        using HttpClient client = await StartAsync();
        using Stream stream = await client.GetStreamAsync("/api/events", Cancellation);
        using var reader = new StreamReader(stream);
        Assert.Contains("\"steps\":100,", await DataOfAsync("run-added"), StringComparison.Ordinal);
        File.AppendAllText(_runs.MetricsOf("run"), SampleRuns.Line(2) + "\n");
        Assert.Contains("\"steps\":200,", await DataOfAsync("run-changed"), StringComparison.Ordinal);

        // The stream is open: the server ends it, and is not held up by it.
        await _servers[0].DisposeAsync();
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            while (await reader.ReadLineAsync(Cancellation) is not null) ;
            throw new EndOfStreamException();
        });

        async Task<string> DataOfAsync(string name)
        {
            while (await reader.ReadLineAsync(Cancellation) != $"event: {name}") ;
            return (await reader.ReadLineAsync(Cancellation))!;
        }
    }

    [Theory]
    [InlineData("/api/run?run=nothing", HttpStatusCode.NotFound)]
    [InlineData("/api/run?run=../one", HttpStatusCode.NotFound)]
    [InlineData("/api/run?run=./one", HttpStatusCode.NotFound)]
    [InlineData("/api/run", HttpStatusCode.BadRequest)]
    [InlineData("/api/run?run=one&run=one", HttpStatusCode.BadRequest)]
    [InlineData("/api/curves?run=one", HttpStatusCode.BadRequest)]
    [InlineData("/api/curves?run=one&names=a&points=1e9", HttpStatusCode.BadRequest)]
    [InlineData("/api/nothing", HttpStatusCode.NotFound)]
    [InlineData("/assets/nothing.js", HttpStatusCode.NotFound)]
    [InlineData("/assets/..%2fpage.js", HttpStatusCode.NotFound)]
    [InlineData("/report?run=one", HttpStatusCode.NotFound)]
    public async Task A_refusal_is_one_sentence(string address, HttpStatusCode status)
    {
        _runs.Add("one", lines: 1);
        using HttpClient client = await StartAsync();
        using HttpResponseMessage response = await client.GetAsync(address, Cancellation);
        Assert.Equal(status, response.StatusCode);
        using JsonDocument answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation));
        Assert.EndsWith(".", answer.RootElement.GetProperty("error").GetString()!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("localhost:9999", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("127.0.0.1.evil.example", HttpStatusCode.MisdirectedRequest)]
    public async Task On_a_loopback_address_only_names_of_this_machine_are_answered(string host, HttpStatusCode status)
    {
        using HttpClient client = await StartAsync();
        client.DefaultRequestHeaders.Host = host;
        Assert.Equal(status, (await client.GetAsync("/api/runs", Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Only_GET_is_answered_and_no_other_origin_is_let_in()
    {
        using HttpClient client = await StartAsync();
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await client.PostAsync("/api/runs", content: null, Cancellation)).StatusCode);
        client.DefaultRequestHeaders.Add("Origin", "http://evil.example");
        using HttpResponseMessage response = await client.GetAsync("/", Cancellation);
        HttpResponseHeaders headers = response.Headers;
        Assert.DoesNotContain(headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
        Assert.Contains("default-src 'self'", headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task With_a_token_nothing_is_told_without_it_and_given_once_it_becomes_a_cookie()
    {
        using HttpClient client = await StartAsync(token: "open sesame");
        foreach (string address in (string[])["/", "/api/runs", "/assets/page.js", "/api/events", "/?token=open", "/?token="])
            Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(address, Cancellation)).StatusCode);
        using HttpResponseMessage admitted = await client.GetAsync("/api/runs?token=open%20sesame&x=1", Cancellation);
        Assert.Equal(HttpStatusCode.OK, admitted.StatusCode);
        Assert.Equal("?x=1", admitted.RequestMessage!.RequestUri!.Query);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/", Cancellation)).StatusCode);
    }

    [Fact]
    public async Task A_report_is_shown_in_a_sandbox_of_its_own()
    {
        _runs.Add("s/runs/a/b/1", lines: 1);
        File.WriteAllText(_runs.Sub("s/study.json"), "{}");
        Directory.CreateDirectory(_runs.Sub("s/results"));
        File.WriteAllText(_runs.Sub("s/results/report.html"), "<script>alert(1)</script>");
        using HttpClient client = await StartAsync();
        using HttpResponseMessage response = await client.GetAsync("/report?study=s", Cancellation);
        Assert.Equal("<script>alert(1)</script>", await response.Content.ReadAsStringAsync(Cancellation));
        Assert.StartsWith("sandbox; default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        using JsonDocument studies = await GetAsync(client, "/api/studies");
        JsonElement study = studies.RootElement.GetProperty("studies")[0];
        Assert.Equal(("s", true), (study.GetProperty("study").GetString(), study.GetProperty("report").GetBoolean()));
    }

    [Fact]
    public async Task A_port_in_use_and_a_folder_that_is_not_there_are_one_sentence()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;
        await using var server = new DashboardServer(Options() with { Port = port });
        Assert.Contains($"port {port}", (await Assert.ThrowsAsync<IOException>(() => server.StartAsync(Cancellation))).Message, StringComparison.Ordinal);
        Assert.Contains("no folder", Assert.Throws<DirectoryNotFoundException>(() => new DashboardServer(Options() with { Folder = _runs.Sub("nothing") })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new DashboardServer(Options() with { Address = IPAddress.Any }));
    }

    private DashboardOptions Options() => new() { Folder = _runs.Path, FindEnvironment = SampleRuns.FindEnvironment };

    private async Task<HttpClient> StartAsync(string? token = null)
    {
        var server = new DashboardServer(Options() with { Token = token });
        _servers.Add(server);
        await server.StartAsync(Cancellation);
        return new HttpClient { BaseAddress = server.Address };
    }

    private static async Task<JsonDocument> GetAsync(HttpClient client, string address) => JsonDocument.Parse(await client.GetStringAsync(address, Cancellation));
}
