using System.Globalization;
using System.Text;
using Ratchet.Studies.Definitions;
using Ratchet.Studies.Execution;
using Ratchet.Studies.Sweeps;
using Xunit;

namespace Ratchet.Studies.Tests.Sweeps;

public sealed class SweepTests
{
    private const string Random = """
        "rule": "ppo", "settings": { "learning-rate": { "from": 1e-4, "to": 1e-2, "scale": "log" }, "epochs": { "from": 1, "to": 8 },
        "discount": { "from": 0.9, "to": 0.999, "scale": "log-complement" }, "activation": ["tanh", "relu"] }, "search": "random"
        """;

    [Fact]
    public void A_grid_has_every_combination_the_last_setting_running_fastest()
    {
        StudyDefinition study = Read("""
            "rule": { "name": "mine", "rule": "fixpo", "settings": { "horizon": 64 } },
            "settings": { "epsilon-kl": { "from": 0.01, "to": 1, "scale": "log", "count": 3 }, "c-beta": [2, 3] }, "search": "grid"
            """);
        Assert.Equal(["trial-001", "trial-002", "trial-003", "trial-004", "trial-005", "trial-006"], study.Rules.Select(rule => rule.Name));
        Assert.All(study.Rules, rule => Assert.Equal(("fixpo", "64"), (rule.Rule, rule.Settings["horizon"])));
        // √(0.01 · 1) = 0.1.
        Assert.Equal(["0.01 2", "0.01 3", "0.1 2", "0.1 3", "1 2", "1 3"], study.Rules.Select(rule => $"{rule.Settings["epsilon-kl"]} {rule.Settings["c-beta"]}"));
    }

    [Fact]
    public void Draws_are_spread_as_their_scale_says()
    {
        StudyDefinition study = Read(Random + ", \"trials\": 4000");
        double[] Of(string key) => [.. study.Rules.Select(rule => double.Parse(rule.Settings[key], CultureInfo.InvariantCulture))];
        Assert.All(Of("learning-rate"), value => Assert.InRange(value, 1e-4, 1e-2));
        Assert.All(Of("epochs"), value => Assert.True(value is >= 1 and <= 8 && Math.Floor(value) == value));
        Assert.All(Of("discount"), value => Assert.InRange(value, 0.9, 0.999));
        // Half of the draws lie below the middle of the scale: √(1e-4 · 1e-2) = 1e-3; 1 − √(0.1 · 0.001) = 0.99. Of 4000, the deviation of the share is 0.008.
        Assert.InRange(Share(Of("learning-rate"), 1e-3), 0.46, 0.54);
        Assert.InRange(Share(Of("discount"), 0.99), 0.46, 0.54);
        Assert.InRange(study.Rules.Count(rule => rule.Settings["activation"] == "tanh") / 4000.0, 0.46, 0.54);

        static double Share(double[] values, double middle) => values.Count(value => value < middle) / (double)values.Length;
    }

    [Fact]
    public void The_same_seed_has_the_same_draws_and_a_longer_search_begins_with_those_of_a_shorter_one()
    {
        Assert.Equal(TextOf(Read(Random + ", \"trials\": 5")), TextOf(Read(Random + ", \"trials\": 9")).Take(5));
        Assert.NotEqual(TextOf(Read(Random + ", \"trials\": 5")), TextOf(Read(Random + ", \"trials\": 5, \"seed\": 2")));

        static IEnumerable<string> TextOf(StudyDefinition study) => study.Rules.Select(rule => $"{rule.Name} {string.Join(' ', rule.Settings.Values)}");
    }

    [Fact]
    public void What_is_written_reads_back_as_the_same_search()
    {
        byte[] once = StudyWriter.Write(Read(Random + ", \"trials\": 5, \"halving\": { \"factor\": 3, \"start\": 100 }, \"selection\": { \"best\": 2, \"seeds\": \"10001\" }"));
        byte[] again = StudyWriter.Write(StudyReader.Read("again", once));
        Assert.Equal(once, again);
        Assert.DoesNotContain("trial-001", Encoding.UTF8.GetString(once), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"search\": \"random\", \"trials\": 3", "study: sweep has no 'rule'; it must be the rule that is tuned.")]
    [InlineData("\"rule\": \"ppo\", \"settings\": {}, \"search\": \"grid\"", "study: sweep.settings is {}; it must be an object of settings")]
    [InlineData("\"rule\": \"ppo\", \"settings\": { \"epoch\": [1, 2] }, \"search\": \"grid\"", "'epochs'")]
    [InlineData("\"rule\": \"ppo\", \"settings\": { \"epochs\": [1, 1] }, \"search\": \"grid\"", "study: sweep.settings.epochs is [1, 1]; it must be a list of different values.")]
    [InlineData("\"rule\": \"ppo\", \"settings\": { \"discount\": { \"from\": 0.5, \"to\": 1.5 } }, \"search\": \"grid\"", "study: sweep.settings.discount.to: ")]
    [InlineData("\"rule\": \"ppo\", \"settings\": { \"discount\": { \"from\": 0.9, \"to\": 0.8 } }, \"search\": \"grid\"", "it must be greater than from, 0.9.")]
    [InlineData("\"rule\": \"ppo\", \"settings\": { \"activation\": { \"from\": 0, \"to\": 1 } }, \"search\": \"grid\"", "it must be a list of values, since activation is no number.")]
    [InlineData("\"rule\": \"ppo\", \"settings\": { \"entropy-coefficient\": { \"from\": 0, \"to\": 1, \"scale\": \"log\" } }, \"search\": \"grid\"", "it must be greater than 0 on a logarithmic scale.")]
    [InlineData("\"rule\": \"ppo\", \"settings\": { \"epochs\": [1] }, \"search\": \"random\"", "study: sweep has no 'trials'; it must be how many settings are drawn")]
    [InlineData("\"rule\": \"ppo\", \"settings\": { \"epochs\": [1] }, \"search\": \"grid\", \"trials\": 3", "study: sweep.trials is 3; it must be left out")]
    [InlineData("\"rule\": \"ppo\", \"settings\": { \"discount\": { \"from\": 0.1, \"to\": 0.9, \"count\": 200 }, \"gae-lambda\": { \"from\": 0.1, \"to\": 0.9, \"count\": 200 } }, \"search\": \"grid\"", "has 40000 trials")]
    [InlineData("\"rule\": { \"name\": \"ppo\", \"settings\": { \"epochs\": 3 } }, \"settings\": { \"epochs\": [1] }, \"search\": \"grid\"", "it sets epochs, which is searched")]
    [InlineData("\"rule\": \"ppo\", \"settings\": { \"epochs\": [1, 2] }, \"search\": \"grid\", \"halving\": { \"factor\": 1, \"start\": 10 }", "sweep.halving.factor is 1; it must be a whole number from 2 to 100.")]
    [InlineData("\"rule\": \"ppo\", \"settings\": { \"epochs\": [1, 2] }, \"search\": \"grid\", \"halving\": { \"factor\": 2, \"start\": 900 }", "sweep.halving.start is 900; it must be the environment steps of the first rung, less than the 900 of the last.")]
    [InlineData("\"rule\": \"ppo\", \"settings\": { \"epochs\": [1, 2] }, \"search\": \"grid\", \"selection\": { \"best\": 1, \"seeds\": \"101\" }", "sweep.selection.seeds has 101, which is a seed for tuning; those for selection are")]
    public void What_is_wrong_with_a_search_is_told_in_one_sentence(string sweep, string expected) =>
        Assert.Contains(expected, Assert.Throws<StudyException>(() => Read(sweep)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_search_with_test_seeds_is_refused() =>
        Assert.Contains("a sweep is tuning", Assert.Throws<StudyException>(() => Read("\"rule\": \"ppo\", \"settings\": { \"epochs\": [1, 2] }, \"search\": \"grid\"", "\"seeds\": \"20001\", \"purpose\": \"test\"")).Message, StringComparison.Ordinal);

    [Fact]
    public void Of_27_trials_9_go_on_then_3_then_1_and_where_the_order_never_changes_it_is_the_best_of_all()
    {
        StudyDefinition study = Halved(27, start: 100);
        // The score of trial n is 7 n mod 27, at any step: trial 27 - 7⁻¹ ... by hand: 7 · 23 = 161 = 5 · 27 + 26, the greatest remainder.
        var asked = new List<(int Trials, long Steps)>();
        var search = new SweepSearch(study, (trials, steps) =>
        {
            asked.Add((trials.Count, steps));
            return [.. trials.Select(trial => (double)(7 * NumberOf(trial) % 27))];
        });

        Assert.Equal([100, 300, 900], SweepRung.StepsOf(study));
        Assert.Equal([27, 9, 3], Enumerable.Range(0, 3).Select(rung => search.Rung(rung).Trials.Count));
        Assert.Equal("trial-023", search.Ranked()[0]);
        Assert.True(search.Rung(2).IsLast);
        Assert.All(asked, call => Assert.Contains(call, ((int, long)[])[(27, 100), (9, 300), (3, 900)]));
    }

    [Fact]
    public void Equal_scores_go_to_the_lower_number_and_what_was_never_measured_goes_first()
    {
        StudyDefinition study = Halved(6, start: 300);
        var search = new SweepSearch(study, (trials, _) => [.. trials.Select(trial => NumberOf(trial) == 1 ? double.NegativeInfinity : 5.0)]);
        Assert.Equal(["trial-002", "trial-003"], search.Rung(1).Trials);
    }

    [Fact]
    public void The_best_are_trained_again_with_seeds_that_none_was_chosen_by()
    {
        StudyDefinition study = Halved(9, start: 300, ", \"selection\": { \"best\": 2, \"seeds\": \"10001-10005\" }");
        StudyDefinition selection = new SweepSearch(study, (trials, _) => [.. trials.Select(trial => (double)NumberOf(trial))]).Selection()!;
        selection.Validate();
        Assert.Equal(["trial-008", "trial-009"], selection.Rules.Select(rule => rule.Name));
        Assert.Equal((SeedPurpose.Selection, 5), (selection.Purpose, selection.Seeds.Count));
        Assert.All(selection.Rules, rule => Assert.Equal((9, "101-102"), (rule.Tuning!.Trials, rule.Tuning.Seeds.ToString())));
    }

    [Fact]
    public void A_rung_has_ended_when_the_runs_that_the_rule_has_did()
    {
        StudyDefinition study = Read("\"rule\": { \"name\": \"mine\", \"rule\": \"ppo\", \"seeds\": \"101\" }, \"settings\": { \"epochs\": [1, 2] }, \"search\": \"grid\"");
        string folder = Directory.CreateTempSubdirectory("ratchet-test-").FullName;
        try
        {
            Assert.Null(SweepResult.Read(folder, study));
            // Of the study's seeds, 101 and 102, the rule has one; a run that failed has ended.
            foreach (StudyRule trial in study.Rules)
                StudyFiles.WriteFailure(folder, $"cartpole/{trial.Name}/101", new StudyFailure(0, "planted"));
            Assert.Equal(2, SweepResult.Read(folder, study)!.Trials.Count);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int NumberOf(string trial) => int.Parse(trial["trial-".Length..], CultureInfo.InvariantCulture);

    private static StudyDefinition Halved(int trials, int start, string more = "") => Read(
        $"\"rule\": \"ppo\", \"settings\": {{ \"discount\": {{ \"from\": 0.9, \"to\": 0.99 }} }}, \"search\": \"random\", \"trials\": {trials}, \"halving\": {{ \"factor\": 3, \"start\": {start} }}{more}");

    private static StudyDefinition Read(string sweep, string seeds = "\"seeds\": \"101-102\", \"purpose\": \"tuning\"") => StudyReader.Read(
        "study", Encoding.UTF8.GetBytes($"{{ \"name\": \"s\", \"tasks\": [\"cartpole\"], {seeds}, \"steps\": 900, \"sweep\": {{ {sweep} }} }}"));
}
