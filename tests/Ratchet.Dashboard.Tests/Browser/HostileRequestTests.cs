using System.Net;
using Xunit;

namespace Ratchet.Dashboard.Tests.Browser;

/// <summary>Requests that no page sends, over a folder of runs that nobody meant well: no file outside of the runs is ever seen, and the server lives on.</summary>
public sealed class HostileRequestTests(HostileRequestTests.ServedRuns served) : IClassFixture<HostileRequestTests.ServedRuns>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Paths that lead out of the folder, in every spelling; {0} is the folder beside it that holds the secret.</summary>
    public static TheoryData<string> Paths =>
    [
        "/../../../../../../etc/passwd",
        "/..%2f..%2f..%2f..%2fetc/passwd",
        "/assets/../../../../etc/passwd",
        "/assets/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/assets/%2e%2e%2f%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/assets/%252e%252e%252f%252e%252e%252fetc%252fpasswd",
        @"/assets/..\..\..\etc\passwd",
        "/assets/..%5c..%5cetc%5cpasswd",
        "/assets/%c0%ae%c0%ae/etc/passwd",
        "/assets//etc/passwd",
        "//etc/passwd",
        "/etc/passwd",
        "/assets/",
        "/assets",
        "/assets/index.html%00.js",
        "/assets/Ratchet.Dashboard.dll",
        "/config.json",
        "/{0}/passwords",
        "http://elsewhere.example/etc/passwd",
    ];

    /// <summary>Runs that are none.</summary>
    public static TheoryData<string> Runs =>
    [
        "..",
        "",
        "/",
        "/etc",
        "../../../../etc",
        "..%2f..%2f..%2fetc",
        "%2e%2e/%2e%2e/etc",
        "{0}",
        "{0}/secret-kept-outside",
        "links/run",
        "links/folder/secret-kept-outside",
        "links/folder/other",
        "links/circle/faults/not-json",
        "faults/../../{1}/secret-kept-outside",
        "faults/./not-json",
        "faults//not-json",
        "faults/not-json/",
        "faults/not-json%00",
        "faults%5cnot-json",
        "%ff%fe",
        "file:///etc/passwd",
        "studies",
    ];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_path_that_leads_out_leads_nowhere(string path) => await AssertRefusedAsync(served.Fill(path));

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task A_run_that_was_not_found_below_the_folder_does_not_exist(string run)
    {
        foreach (string route in (string[])["/api/run?", "/api/curves?name=rollout/ep_rew_mean&points=100&", "/api/checkpoints?", "/api/episode?checkpoint=latest&actions=sampled&seed=1&", "/api/difference?run=100%25&"])
            await AssertRefusedAsync($"{route}run={served.Fill(run)}");
    }

    [Theory]
    [InlineData("../../other/checkpoint.safetensors")]
    [InlineData("{0}/passwords")]
    [InlineData("%2e%2e%2f%2e%2e%2fpasswords")]
    [InlineData("checkpoint%00")]
    public async Task A_checkpoint_that_is_not_the_runs_does_not_exist(string checkpoint) =>
        await AssertRefusedAsync($"/api/episode?run=100%25&checkpoint={served.Fill(checkpoint)}&actions=sampled&seed=1");

    [Theory]
    [InlineData("links/metrics")]
    [InlineData("links/config")]
    public async Task A_link_in_a_run_that_leads_out_is_not_followed(string run)
    {
        foreach (string route in (string[])["/api/run?", $"/api/curves?names={HostileRuns.Secret},rollout/ep_rew_mean&points=100&", "/api/checkpoints?"])
        {
            RawAnswer answer = await RawRequest.SendAsync(served.Address, $"{route}run={run}", Cancellation);
            Assert.InRange(answer.Status, 200, 499);
            // The name of a curve that was asked for may stand in a refusal, but never with its number.
            Assert.DoesNotContain($"\"{HostileRuns.Secret}\":", answer.Body, StringComparison.Ordinal);
            Assert.DoesNotContain($"\"{HostileRuns.Secret}\"", answer.Body.Replace($"names={HostileRuns.Secret}", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_list_has_every_sound_run_and_nothing_from_outside()
    {
        RawAnswer list = await RawRequest.SendAsync(served.Address, "/api/runs", Cancellation);
        Assert.Equal(200, list.Status);
        Assert.DoesNotContain(HostileRuns.Secret, list.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("links/run", list.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("links/circle", list.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("links/folder", list.Body, StringComparison.Ordinal);
        foreach (string name in HostileRuns.Names)
        {
            RawAnswer answer = await RawRequest.SendAsync(served.Address, $"/api/curves?name=rollout/ep_rew_mean&points=100&run={Uri.EscapeDataString(name)}", Cancellation);
            Assert.True(answer.Status == 200, $"{name}: {answer.Status} {answer.Body}");
        }
    }

    [Fact]
    public async Task Whatever_is_wrong_with_a_runs_files_is_told_in_one_sentence_and_harms_no_other()
    {
        string[] names = [.. HostileRuns.Faults.Keys, .. OperatingSystem.IsLinux() ? ["pipe"] : Array.Empty<string>()];
        foreach (string name in names)
        {
            foreach (string route in (string[])["/api/run?", "/api/curves?name=rollout/ep_rew_mean&name=train/max_kl&points=100&", "/api/checkpoints?"])
            {
                RawAnswer answer = await RawRequest.SendAsync(served.Address, $"{route}run=faults/{name}", Cancellation);
                Assert.True(answer.Status is 200 or (>= 400 and < 500), $"{name} {route}: {answer.Status} {answer.Body}");
                Assert.DoesNotContain("   at ", answer.Body, StringComparison.Ordinal);
            }
        }

        Assert.Equal(200, (await RawRequest.SendAsync(served.Address, "/api/run?run=100%25", Cancellation)).Status);
    }

    [Theory]
    [InlineData("/api/curves?run=100%25&name=rollout/ep_rew_mean&points=2147483647")]
    [InlineData("/api/curves?run=100%25&name=rollout/ep_rew_mean&points=-1")]
    [InlineData("/api/curves?run=100%25&name=rollout/ep_rew_mean&points=1e9")]
    [InlineData("/api/curves?run=100%25&names=&points=10")]
    [InlineData("/api/curves?run=100%25&names=,,,,&points=10")]
    [InlineData("/api/curves?run=100%25&names=%3Cscript%3Ealert(1)%3C/script%3E&points=10")]
    [InlineData("/api/curves?run=100%25&run=100%25&names=x&points=10")]
    [InlineData("/api/difference")]
    [InlineData("/api/difference?run=100%25")]
    [InlineData("/api/episode?run=100%25&checkpoint=latest&actions=none&seed=-1")]
    [InlineData("/api/episode?run=100%25&checkpoint=latest&actions=sampled&seed=99999999999999999999999")]
    public async Task Odd_parameters_are_answered_or_refused_but_never_break_the_server(string target)
    {
        RawAnswer answer = await RawRequest.SendAsync(served.Address, target, Cancellation);
        Assert.True(answer.Status is 200 or (>= 400 and < 500), $"{answer.Status} {answer.Body}");
        // What was asked comes back as data, never as a page.
        Assert.DoesNotContain("text/html", answer.Head, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("nosniff", answer.Head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rebound.example")]
    [InlineData("127.0.0.1.rebound.example")]
    [InlineData("localhost.rebound.example:80")]
    [InlineData("192.0.2.1")]
    [InlineData("")]
    public async Task A_host_of_another_name_is_refused(string host)
    {
        foreach (string target in (string[])["/", "/api/runs", "/api/events"])
        {
            RawAnswer answer = await RawRequest.SendAsync(served.Address, target, Cancellation, host);
            Assert.InRange(answer.Status, 400, 499);
            Assert.DoesNotContain("cartpole", answer.Body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    [InlineData("TRACE")]
    public async Task Only_reading_is_answered(string method)
    {
        RawAnswer answer = await RawRequest.SendAsync(served.Address, "/api/runs", Cancellation, method: method, headers: "Origin: http://elsewhere.example\r\nContent-Length: 0\r\n");
        Assert.InRange(answer.Status, 400, 499);
        Assert.DoesNotContain("Access-Control-Allow", answer.Head, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Where_a_token_is_set_nothing_is_answered_without_it()
    {
        await using var server = new DashboardServer(new DashboardOptions { Folder = served.Runs.Path, Token = "open sesame & more", FindEnvironment = RunsFolder.FindEnvironment });
        await server.StartAsync(Cancellation);
        foreach (string target in (string[])["/", "/assets/index.html", "/api/runs", "/api/run?run=100%25", "/api/events", "/api/studies", "/?token=", "/?token=wrong", "/api/runs?token=Open%20sesame%20%26%20more"])
        {
            RawAnswer refused = await RawRequest.SendAsync(server.Address, target, Cancellation);
            Assert.True(refused.Status is 401 or 403, $"{target}: {refused.Status}");
            Assert.DoesNotContain("cartpole", refused.Body, StringComparison.Ordinal);
            Assert.DoesNotContain("open sesame", refused.Head + refused.Body, StringComparison.Ordinal);
        }

        using var client = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() }) { BaseAddress = server.Address };
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri("/?token=open%20sesame%20%26%20more", UriKind.Relative), Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri("/api/runs", UriKind.Relative), Cancellation)).StatusCode);
    }

    private async Task AssertRefusedAsync(string target)
    {
        RawAnswer answer = await RawRequest.SendAsync(served.Address, target, Cancellation);
        Assert.True(answer.Status is >= 400 and < 500, $"{target}: {answer.Status}\n{answer.Body}");
        Assert.DoesNotContain("root:", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("\"cartpole\"", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", answer.Body, StringComparison.Ordinal);
    }

    /// <summary>One server over all that is hostile.</summary>
    public sealed class ServedRuns : IAsyncLifetime
    {
        private readonly RunsFolder _outside = new();
        private DashboardServer? _server;

        internal RunsFolder Runs { get; } = new();

        public Uri Address => _server!.Address;

        public async ValueTask InitializeAsync()
        {
            HostileRuns.Write(Runs, _outside);
            _server = new DashboardServer(new DashboardOptions { Folder = Runs.Path, FindEnvironment = RunsFolder.FindEnvironment });
            await _server.StartAsync(CancellationToken.None);
        }

        public async ValueTask DisposeAsync()
        {
            await _server!.DisposeAsync();
            Runs.Dispose();
            _outside.Dispose();
        }

        /// <summary>{0} is the path of the folder outside, {1} its name.</summary>
        public string Fill(string text) => text.Replace("{0}", _outside.Path, StringComparison.Ordinal).Replace("{1}", Path.GetFileName(_outside.Path), StringComparison.Ordinal);
    }
}
