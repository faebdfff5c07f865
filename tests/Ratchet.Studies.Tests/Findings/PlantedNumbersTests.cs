using System.Text.Json.Nodes;
using Ratchet.Environments.ClassicControl;
using Ratchet.Studies.Findings;
using Xunit;

namespace Ratchet.Studies.Tests.Findings;

/// <summary>Faults that take too long to bring about: the metrics of a real training, in which some numbers are changed. The untouched run is healthy; the changed one has this fault and no other.</summary>
public sealed class PlantedNumbersTests : IClassFixture<PlantedNumbersTests.HealthyRuns>
{
    /// <summary>Each fault: the run that it is planted in, and what becomes of a line, given how far through the run it is.</summary>
    private static readonly Dictionary<string, (string Rule, Action<double, JsonObject> Change)> Faults = new(StringComparer.Ordinal)
    {
        ["kl-beyond-bound"] = ("fixpo", (done, line) => Set(line, done > 0.5 && done < 0.55, ("train/violations", 1), ("train/max_kl", 3))),
        // ε is 0.2 in CartPole's preset: beyond 1 in every third line.
        ["kl-out-of-sample"] = ("fixpo", (_, line) => Set(line, (long)line["time/iterations"]! % 3 == 0, ("train/next_batch_max_kl", 1.5))),
        ["kl-jumps"] = ("ppo", (_, line) => Set(line, (long)line["time/iterations"]! % 20 == 0, ("train/max_kl", 50))),
        ["clip-fraction"] = ("ppo", (done, line) => Set(line, done > 0.3, ("train/clip_fraction", 0.7))),
        ["fixup-steps"] = ("fixpo", (_, line) => Set(line, true, ("train/fixup_steps", 3 * (long)line["train/primary_steps"]!))),
        ["interpolations"] = ("fixpo", (_, line) => Set(line, (long)line["time/iterations"]! % 3 == 0, ("train/interpolations", 2))),
        ["steps-rejected"] = ("ppo", (_, line) => Set(line, (long)line["time/iterations"]! % 4 != 0, ("train/rejected_steps", 1))),
        ["normaliser-deferred"] = ("normalised", (done, line) => Set(line, done > 0.3, ("train/deferred_swaps", 1))),
        ["normaliser-frozen"] = ("normalised", (done, line) => Set(line, done > 0.5, ("rollout/normalizer_shift", 1e-4), ("rollout/input_mean", 8))),
        ["observations-clipped"] = ("normalised", (_, line) => Set(line, true, ("rollout/input_clipped", 0.2))),
        ["explained-variance"] = ("ppo", (_, line) => Set(line, true, ("train/explained_variance", -0.7), ("train/value_loss", 5), ("train/return_std", 3))),
        ["value-bias"] = ("ppo", (_, line) => Set(line, true, ("train/explained_variance", 0.05), ("train/value_loss", 90), ("train/return_std", 4), ("rollout/ep_rew_mean", 12), ("rollout/ep_rew_min", 8), ("rollout/ep_rew_max", 30))),
        ["value-loss-explodes"] = ("ppo", (done, line) => Set(line, done > 0.7, ("train/value_loss", 1e7), ("train/explained_variance", -30))),
        // The return stays where it began; a coin of probability p has an entropy of 0.01 at p = 0.0015.
        ["entropy-collapse"] = ("ppo", (done, line) => Set(line, done > 0.2, ("train/entropy", 0.01), ("rollout/ep_rew_mean", 12), ("rollout/ep_rew_min", 8), ("rollout/ep_rew_max", 30))),
        ["slow-evaluation"] = ("ppo", (_, line) => Set(line, true, ("time/evaluation_seconds", 1))),
        ["slow-checkpoints"] = ("ppo", (_, line) => Set(line, true, ("time/checkpoint_seconds", 2), ("time/time_elapsed", 3 * (double)line["time/iterations"]!))),
        ["slow-waiting"] = ("ppo", (_, line) =>
            Set(line, true, ("time/threads", 4), ("time/update_seconds", 1), ("time/waiting_seconds", 0.6), ("time/shared_seconds", 0.9), ("time/time_elapsed", (double)line["time/iterations"]!))),
    };

    private readonly HealthyRuns _runs;

    public PlantedNumbersTests(HealthyRuns runs) => _runs = runs;

    public static TheoryData<string> Names => [.. Faults.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_planted_fault_is_found_and_no_other(string name)
    {
        (string rule, Action<double, JsonObject> change) = Faults[name];
        Assert.Equal("speed", Assert.Single(RunDoctor.Examine(_runs[rule].Record)).Name);
        using ShortRun run = _runs[rule].Planted((line, count, numbers) => change((double)line / count, numbers));
        Finding found = Assert.Single(RunDoctor.Examine(run.Record), finding => finding.Name != "speed");
        Assert.Equal(name, found.Name);
        Assert.All([found.Sentence, found.Mend], text => Assert.Matches(@"^[^\n]+\.$", text));
    }

    /// <summary>The page of the doctor has a row for each finding, and none for another.</summary>
    [Fact]
    public void The_page_lists_every_finding()
    {
        string[] real = ["failed", "stopped", "missing-final-observation", "no-episode-ends", "observation-scale", "return-scale", "actions-at-bound", "learning-rate-zero", "return-stalled", "speed"];
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Ratchet.slnx")))
            folder = Path.GetDirectoryName(folder)!;
        IEnumerable<string> listed = File.ReadLines(Path.Combine(folder, "docs", "doctor.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1]);
        Assert.Equal(Faults.Keys.Concat(real).Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    /// <summary>Runs of before the doctor lack its numbers: then it says nothing of them.</summary>
    [Fact]
    public void Of_an_old_run_it_says_less_and_nothing_wrong()
    {
        string[] since =
        [
            "time/shared_seconds", "time/waiting_seconds", "time/evaluation_seconds", "time/checkpoint_seconds", "time/threads", "rollout/truncations", "rollout/missing_finals", "rollout/action_at_bound",
            "rollout/action_stuck", "rollout/input_max", "rollout/input_mean", "rollout/input_std_max", "rollout/input_std_min", "rollout/input_clipped", "rollout/normalizer_shift", "train/return_std",
        ];
        using ShortRun run = _runs["ppo"].Planted((_, _, line) =>
        {
            foreach (string name in since)
                Assert.True(line.Remove(name));
        });
        Finding speed = Assert.Single(RunDoctor.Examine(run.Record));
        Assert.DoesNotContain("thread", speed.Sentence, StringComparison.Ordinal);
        Assert.Contains("newer runs", speed.Mend, StringComparison.Ordinal);
    }

    // Settled returns of a solved task: an error that is a thousandth of what it was is more than their variance, and no fault.
    [Fact]
    public void An_explained_variance_below_zero_of_returns_that_are_all_the_same_is_no_fault()
    {
        using ShortRun run = _runs["ppo"].Planted((line, count, numbers) =>
            Set(numbers, line > count / 3, ("train/explained_variance", -6), ("train/value_loss", 1e-6), ("train/return_std", 1e-4)));
        Assert.Equal("speed", Assert.Single(RunDoctor.Examine(run.Record)).Name);
    }

    // A policy that solves its task becomes certain of it: the return has risen by then.
    [Fact]
    public void A_policy_that_is_certain_of_what_is_right_has_not_collapsed()
    {
        using ShortRun run = _runs["ppo"].Planted((line, count, numbers) => Set(numbers, line > count / 3, ("train/entropy", 0.01), ("rollout/ep_rew_mean", 500)));
        Assert.Equal("speed", Assert.Single(RunDoctor.Examine(run.Record)).Name);
    }

    // Every line: 1 s in the environments, 0.5 s choosing, 2.5 s learning; 2 s of it shared, on one thread. A step of 8 environments takes 1 s / 64, worth a second thread, so that 3 s of
    // 4 can be shared: two threads need 1 + 3/2 = 2.5 s, 4/2.5 = 1.6; eight need 1 + 3/8 = 1.375 s, 4/1.375 = 2.9.
    [Fact]
    public void More_threads_give_what_Amdahls_law_says()
    {
        using ShortRun run = _runs["ppo"].Planted((_, _, line) => Set(
            line, true, ("time/environment_seconds", 1), ("time/inference_seconds", 0.5), ("time/update_seconds", 2.5), ("time/shared_seconds", 2), ("time/waiting_seconds", 0), ("time/threads", 1)));
        Finding speed = Assert.Single(RunDoctor.Examine(run.Record));
        Assert.Contains("25 % of the time goes into the environments, 13 % into choosing actions and 63 % into updates", speed.Sentence, StringComparison.Ordinal);
        Assert.Contains("--threads 2 would be up to 1.6 times as fast and 8 up to 2.9: 75 % of the time", speed.Mend, StringComparison.Ordinal);
    }

    private static void Set(JsonObject line, bool where, params (string Name, double Value)[] numbers)
    {
        foreach ((string name, double value) in numbers)
        {
            Assert.True(line.ContainsKey(name), name);
            if (where)
                line[name] = value;
        }
    }

    public sealed class HealthyRuns : IDisposable
    {
        private readonly Dictionary<string, ShortRun> _runs = new(StringComparer.Ordinal)
        {
            ["ppo"] = ShortRun.Train(CartPole.Definition, "ppo", "cartpole", 30_000),
            ["fixpo"] = ShortRun.Train(CartPole.Definition, "fixpo", "cartpole", 30_000),
            ["normalised"] = ShortRun.Train(CartPole.Definition, "fixpo", "cartpole", 30_000, ["normalize-observations=true"]),
        };

        internal ShortRun this[string name] => _runs[name];

        public void Dispose()
        {
            foreach (ShortRun run in _runs.Values)
                run.Dispose();
        }
    }
}
