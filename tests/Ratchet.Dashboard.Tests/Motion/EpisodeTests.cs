using System.Net;
using System.Text.Json;
using Ratchet.Environments;
using Ratchet.Environments.Drawing;
using Ratchet.MuJoCo;
using Ratchet.Training;
using Ratchet.Training.Runs;
using Xunit;

namespace Ratchet.Dashboard.Tests.Motion;

/// <summary>An episode on the page is the episode of an evaluation, in little room, and whatever cannot be shown is said in one sentence.</summary>
public sealed class EpisodeTests(ShownRuns runs) : IClassFixture<ShownRuns>
{
    [Fact]
    public async Task The_last_checkpoint_comes_first_and_those_that_are_kept_behind_it()
    {
        await using MotionHost host = await MotionHost.StartAsync(runs.FolderOf);
        JsonElement answer = await host.GetAsync("/api/checkpoints?run=cartpole");
        // Four iterations of 64 steps, and one kept every 128.
        Assert.Equal(
            [("latest", 256), ("256", 256), ("128", 128)],
            answer.GetProperty("checkpoints").EnumerateArray().Select(checkpoint => (checkpoint.GetProperty("id").GetString()!, checkpoint.GetProperty("steps").GetInt32())));
        Assert.Empty((await host.GetAsync("/api/checkpoints?run=begun")).GetProperty("checkpoints").EnumerateArray());
    }

    [Theory]
    [InlineData("deterministic")]
    [InlineData("sampled")]
    public async Task The_episode_is_the_one_that_an_evaluation_plays_with_this_seed(string actions)
    {
        await using MotionHost host = await MotionHost.StartAsync(runs.FolderOf);
        var episode = new ShownEpisode(await host.GetAsync($"/api/episode?run=cartpole&actions={actions}&seed=11"));
        EvaluationResult evaluated = RunEvaluation.Measure(runs.FolderOf("cartpole")!, EnvironmentRegistry.BuiltIn.Find("cartpole"), episodes: 1, seed: 11, threads: 1);
        // Each step of CartPole pays 1, so that the sum is exact.
        Assert.Equal((actions == "sampled" ? evaluated.Stochastic : evaluated.Deterministic).MeanReturn, episode.Rewards.Sum());
        Assert.True(episode.Ended);
        Assert.Equal(episode.Rewards.Length + 1, episode.Frames);
        Assert.Equal(episode.Rewards.Length, episode.Actions.Length);
    }

    [Fact]
    public async Task Probabilities_sum_to_one_and_the_most_probable_action_is_the_largest()
    {
        await using MotionHost host = await MotionHost.StartAsync(runs.FolderOf);
        var episode = new ShownEpisode(await host.GetAsync("/api/episode?run=cartpole&actions=deterministic"));
        Assert.Equal(episode.Actions.Length, episode.Probabilities.Length);
        for (int step = 0; step < episode.Actions.Length; step++)
        {
            double[] probabilities = episode.Probabilities[step];
            // Four digits are written.
            Assert.Equal(1, probabilities.Sum(), 3);
            Assert.Equal(Array.IndexOf(probabilities, probabilities.Max()), episode.Actions[step].GetInt32());
        }
    }

    [Fact]
    public async Task A_kept_checkpoint_has_another_policy_than_the_last_one()
    {
        await using MotionHost host = await MotionHost.StartAsync(runs.FolderOf);
        double[] First(JsonElement answer) => new ShownEpisode(answer).Probabilities[0];
        double[] early = First(await host.GetAsync("/api/episode?run=cartpole&checkpoint=128&seed=3")), late = First(await host.GetAsync("/api/episode?run=cartpole&checkpoint=latest&seed=3"));
        Assert.NotEqual(early, late);
        Assert.Equal(late, First(await host.GetAsync("/api/episode?run=cartpole&checkpoint=256&seed=3")));
    }

    [Fact]
    public async Task A_frame_has_the_shapes_of_the_scene()
    {
        await using MotionHost host = await MotionHost.StartAsync(runs.FolderOf);
        var episode = new ShownEpisode(await host.GetAsync("/api/episode?run=cartpole&seed=5"));
        Assert.Equal(1, episode.Layouts);
        for (int frame = 0; frame < episode.Frames; frame++)
        {
            double[] pole = episode.Shapes(frame).Last(shape => shape.Kind == "line").Numbers;
            double dx = pole[2] - pole[0], dy = pole[3] - pole[1];
            // The pole is 1 m long; three or four decimals are written.
            Assert.Equal(1, Math.Sqrt((dx * dx) + (dy * dy)), 2);
        }
    }

    [Fact]
    public async Task A_thousand_frames_of_a_robot_are_less_than_two_megabytes()
    {
        Assert.SkipUnless(MuJoCoLibrary.IsAvailable, MuJoCoLibrary.Problem ?? "");
        runs.Train("halfcheetah", iterations: 1);
        await using MotionHost host = await MotionHost.StartAsync(runs.FolderOf);
        using var plain = new HttpClient { BaseAddress = host.Client.BaseAddress };
        byte[] answer = await plain.GetByteArrayAsync("/api/episode?run=halfcheetah", TestContext.Current.CancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/episode?run=halfcheetah");
        request.Headers.Add("Accept-Encoding", "gzip");
        HttpResponseMessage zipped = await plain.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(["gzip"], zipped.Content.Headers.ContentEncoding);
        long small = (await zipped.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).LongLength;
        TestContext.Current.SendDiagnosticMessage($"HalfCheetah, 1000 frames: {answer.Length} bytes, {small} zipped");
        Assert.InRange(answer.Length, 1, 2_000_000);
        Assert.InRange(small, 1, answer.Length * 3 / 4);
        var episode = new ShownEpisode(JsonDocument.Parse(answer).RootElement);
        Assert.Equal(1001, episode.Frames);
        Assert.Equal(1, episode.Layouts);
        // bthigh, bshin, bfoot, fthigh, fshin, ffoot: twice the half lengths of the model, in every frame; torso 1 m, head 0.3 m before them.
        double[] lengths = [1, 0.3, 0.29, 0.3, 0.188, 0.266, 0.212, 0.14];
        foreach (int frame in (int[])[0, 500, 1000])
            Assert.Equal(lengths, episode.Shapes(frame).Where(shape => shape.Kind == "line").Select(shape => Length(shape.Numbers)), (one, other) => Math.Abs(one - other) < 2e-3);
    }

    [Fact]
    public async Task An_episode_without_end_is_shown_up_to_a_bound()
    {
        await using MotionHost host = await MotionHost.StartAsync(runs.FolderOf, _ => new EnvironmentDefinition("endless", () => new PatientCart()));
        var episode = new ShownEpisode(await host.GetAsync("/api/episode?run=cartpole"));
        Assert.Equal(2000, episode.Frames);
        Assert.False(episode.Ended);
    }

    [Fact]
    public async Task Two_episodes_are_played_at_a_time_and_the_others_wait()
    {
        using var gate = new ManualResetEventSlim();
        int playing = 0, most = 0;
        await using MotionHost host = await MotionHost.StartAsync(runs.FolderOf, _ => new EnvironmentDefinition("gated", () => new PatientCart(() =>
        {
            int now = Interlocked.Increment(ref playing);
            InterlockedMax(ref most, now);
            gate.Wait(TimeSpan.FromSeconds(20));
            Interlocked.Decrement(ref playing);
        }), timeLimit: 3));
        Task<JsonElement>[] answers = [.. Enumerable.Range(0, 5).Select(_ => host.GetAsync("/api/episode?run=cartpole"))];
        SpinWait.SpinUntil(() => Volatile.Read(ref playing) == 2, TimeSpan.FromSeconds(20));
        gate.Set();
        await Task.WhenAll(answers);
        Assert.Equal(2, most);
    }

    [Fact]
    public async Task Who_goes_away_ends_the_episode()
    {
        var begun = new TaskCompletionSource();
        var disposed = new TaskCompletionSource();
        await using MotionHost host = await MotionHost.StartAsync(runs.FolderOf, _ => new EnvironmentDefinition(
            "slow", () => new PatientCart(() => { begun.TrySetResult(); Thread.Sleep(5); }, () => { if (begun.Task.IsCompleted) disposed.TrySetResult(); })));
        using var away = new CancellationTokenSource();
        Task<HttpResponseMessage> request = host.Client.GetAsync("/api/episode?run=cartpole", away.Token);
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await away.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        // 2,000 steps of 5 ms would take 10 s and more; the simulator is let go at once.
        await disposed.Task.WaitAsync(TimeSpan.FromSeconds(8), TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("/api/episode?run=nothing", HttpStatusCode.NotFound, "there is no such run.")]
    [InlineData("/api/checkpoints?run=../cartpole", HttpStatusCode.NotFound, "there is no such run.")]
    [InlineData("/api/episode", HttpStatusCode.NotFound, "there is no such run.")]
    [InlineData("/api/episode?run=cartpole&checkpoint=../config.json", HttpStatusCode.BadRequest, "The checkpoint must be 'latest', or the environment steps of one that was kept.")]
    [InlineData("/api/episode?run=cartpole&actions=best", HttpStatusCode.BadRequest, "The actions must be 'sampled' or 'deterministic'.")]
    [InlineData("/api/episode?run=cartpole&seed=-1", HttpStatusCode.BadRequest, "The seed must be a whole number between 0 and 18446744073709551615.")]
    [InlineData("/api/episode?run=cartpole&seed=1&seed=2", HttpStatusCode.BadRequest, "'seed' is given more than once.")]
    public async Task What_is_asked_wrongly_is_refused_in_one_sentence(string address, HttpStatusCode status, string error)
    {
        await using MotionHost host = await MotionHost.StartAsync(name => name.Contains('.', StringComparison.Ordinal) || name.Length == 0 ? null : runs.FolderOf(name));
        Assert.Equal((status, error), await host.RefusedAsync(address));
    }

    [Fact]
    public async Task What_cannot_be_shown_is_said_in_one_sentence()
    {
        await using (MotionHost host = await MotionHost.StartAsync(runs.FolderOf))
        {
            (HttpStatusCode status, string error) = await host.RefusedAsync("/api/episode?run=begun");
            Assert.Equal(HttpStatusCode.Conflict, status);
            Assert.EndsWith("has no checkpoint yet: train it on first.", error, StringComparison.Ordinal);
            (status, error) = await host.RefusedAsync("/api/episode?run=cartpole&checkpoint=100");
            Assert.Equal(HttpStatusCode.Conflict, status);
            Assert.EndsWith("has kept no checkpoint of 100 steps.", error, StringComparison.Ordinal);
        }

        await using (MotionHost host = await MotionHost.StartAsync(runs.FolderOf, _ => throw new MuJoCoUnavailableException("MuJoCo is not here.")))
            Assert.Equal((HttpStatusCode.UnprocessableEntity, "'cartpole' is not available here: MuJoCo is not here."), await host.RefusedAsync("/api/episode?run=cartpole"));

        await using (MotionHost host = await MotionHost.StartAsync(runs.FolderOf, _ => new EnvironmentDefinition("plain", () => new UndrawnCart())))
        {
            (HttpStatusCode status, string error) = await host.RefusedAsync("/api/episode?run=cartpole");
            Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
            Assert.StartsWith("'cartpole' does not draw itself", error, StringComparison.Ordinal);
        }
    }

    private static double Length(double[] line) => Math.Sqrt(((line[2] - line[0]) * (line[2] - line[0])) + ((line[3] - line[1]) * (line[3] - line[1])));

    private static void InterlockedMax(ref int target, int value)
    {
        for (int seen = Volatile.Read(ref target); seen < value; seen = Volatile.Read(ref target))
            Interlocked.CompareExchange(ref target, value, seen);
    }
}
