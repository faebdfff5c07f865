using System.Text;
using System.Text.Json;
using Ratchet.Environments;
using Ratchet.Studies.Definitions;
using Ratchet.Updates.Drifts.Networks;
using Xunit;

namespace Ratchet.Studies.Tests.Definitions;

public sealed class StudyReaderTests
{
    private const string Whole = """
        {
          // A comment, as people leave them.
          "name": "whole", "about": "Everything that a file may hold.",
          "tasks": ["cartpole", { "name": "short", "environment": "cartpole", "settings": { "discount": 0.9 }, "reference": { "random": 22, "reference": 500, "source": "measured" } }],
          "rules": ["ppo", { "name": "mine", "rule": "fixpo", "settings": { "hidden": [8, 8], "learning-rate": "linear(1e-3, 0)" },
                     "tuning": { "trials": 3, "tasks": ["cartpole"], "seeds": [101, 102], "note": "few" }, "tasks": ["short"], "seeds": "20001" }],
          "seeds": "20001-20002", "purpose": "test", "steps": 1e3, "until": 500,
          "settings": { "environments": 4, "horizon": 16, "minibatch": 32 },
          "score": { "source": "sampled", "summary": "best" }, "figures": ["entropy"],
        }
        """;

    [Fact]
    public void Every_field_is_read()
    {
        StudyDefinition study = Read(Whole);
        Assert.Equal(("whole", 1000, 500, SeedPurpose.Test), (study.Name, study.Steps, study.Until, study.Purpose));
        Assert.Equal(new StudyScore(ScoreSource.Sampled, ScoreSummary.Best), study.Score);
        Assert.Equal(["entropy"], study.Figures);
        Assert.Equal(["cartpole", "short"], study.Tasks.Select(task => task.Name));
        Assert.Equal("cartpole", study.Tasks[1].Environment);
        Assert.Equal(new TaskReference(22, 500, "measured"), study.Tasks[1].Reference);
        StudyRule mine = study.Rules[1];
        Assert.Equal(("fixpo", "8,8"), (mine.Rule, mine.Settings["hidden"]));
        Assert.Equal((3, "101-102", "few"), (mine.Tuning!.Trials, mine.Tuning.Seeds.ToString(), mine.Tuning.Note));
        // Two tasks with ppo and two seeds; the other rule on one task with one of them.
        Assert.Equal(5, study.RunCount);
    }

    [Fact]
    public void What_is_written_reads_back_as_the_same()
    {
        byte[] once = StudyWriter.Write(Read(Whole));
        Assert.Equal(once, StudyWriter.Write(StudyReader.Read("again", once)));
    }

    /// <summary>A study's own folder holds the drift networks that it names: their files may go.</summary>
    [Fact]
    public void Drift_networks_are_written_with_the_study()
    {
        string file = Path.GetTempFileName() + DriftNetworks.Extension;
        float[] weights = new float[DriftNetworkShape.Lpo.ParameterCount];
        weights[0] = weights[^1] = 0.5f;
        var network = new DriftNetwork("mine", DriftNetworkShape.Lpo, weights);
        network.WriteFile(file);
        string text = Whole.Replace("\"rules\": [", $$"""
            "rules": [{ "name": "learned", "rule": "ppo", "settings": { "drift": "{{file}}" } }, { "name": "again", "rule": "lpo", "settings": { "drift": "{{network.Reference}}" } },
            """, StringComparison.Ordinal);
        StudyDefinition study = Read(text);
        File.Delete(file);
        Assert.Equal(network.Reference, study.Rules[0].Settings["drift"]);
        string written = Encoding.UTF8.GetString(StudyWriter.Write(study));
        using var content = new MemoryStream(Convert.FromBase64String(JsonDocument.Parse(written).RootElement.GetProperty("networks")[0].GetString()!));
        Assert.Equal(network, DriftNetwork.Read("study.json", content));
        Assert.Equal(1, JsonDocument.Parse(written).RootElement.GetProperty("networks").GetArrayLength());
        Assert.Equal(network, Read(written).OptionsOf(study.Tasks[0], study.Rules[0], 20001).Training.LearnedDrift.Network);
        Assert.Contains("networks[0]", Assert.Throws<StudyException>(() => Read(Whole.Replace("\"seeds\": \"20001-20002\"", "\"networks\": [\"x\"], \"seeds\": \"20001-20002\"", StringComparison.Ordinal))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_come_by_seed_then_by_task_then_by_rule_with_their_settings()
    {
        IReadOnlyList<StudyRun> runs = Read(Whole).Plan(Find);
        Assert.Equal(["cartpole/ppo/20001", "short/ppo/20001", "short/mine/20001", "cartpole/ppo/20002", "short/ppo/20002"], runs.Select(run => run.Name));
        // The preset cartpole.ppo has 0.98, the task 'short' sets 0.9.
        Assert.Equal(["0.98", "0.9"], runs.Take(2).Select(run => Setting(run, "discount")));
        Assert.Equal(("20002", "1000", "4"), (Setting(runs[^1], "seed"), Setting(runs[^1], "steps"), Setting(runs[^1], "environments")));
        Assert.Equal("8,8", Setting(runs[2], "hidden"));
    }

    [Theory]
    [InlineData("\"purpose\": \"test\"", "\"purpose\": \"tests\"", "study.json: purpose is \"tests\"; it must be tuning or selection or test.")]
    [InlineData("\"steps\": 1e3", "\"stops\": 1e3", "study.json: it has the unknown field 'stops'; did you mean 'steps'?")]
    [InlineData("\"steps\": 1e3", "\"steps\": 1.5", "study.json: steps is 1.5; it must be a whole number of environment steps, such as 3e6.")]
    [InlineData("\"until\": 500", "\"until\": 1001", "study.json: until is 1001; it must be a whole number of environment steps, at most the steps of a run (1000).")]
    [InlineData("\"seeds\": \"20001-20002\"", "\"seeds\": \"20002-20001\"", "study.json: seeds is \"20002-20001\"; it must be seeds such as \"20001-20010\", or a list of them.")]
    [InlineData("\"seeds\": \"20001-20002\"", "\"seeds\": \"9999\"", "study.json: seeds has 9999, which is a seed for tuning; those for test are 20000 and above.")]
    [InlineData("[101, 102]", "[20001]", "study.json: tuning.seeds of rule mine has 20001, which is a seed for test; those for tuning are 0 to 9999.")]
    [InlineData("\"rule\": \"fixpo\"", "\"rule\": \"fixpoo\"", "study.json: rules[1].rule: unknown rule 'fixpoo'; did you mean 'fixpo'?")]
    [InlineData("\"discount\": 0.9", "\"discont\": 0.9", "study.json: tasks[1].settings.discont: unknown key 'discont'; did you mean 'discount'?")]
    [InlineData("\"discount\": 0.9", "\"discount\": 1.1", "study.json: tasks[1].settings.discount: discount is '1.1'; it must be a number between 0 and 1, or a schedule.")]
    [InlineData("\"discount\": 0.9", "\"discount\": {}", "study.json: tasks[1].settings.discount is {}; it must be a number between 0 and 1, or a schedule.")]
    [InlineData("\"discount\": 0.9", "\"seed\": 1", "study.json: tasks[1].settings.seed: seed is no setting of a study's parts; give it to the study as a whole.")]
    [InlineData("\"name\": \"short\"", "\"name\": \"../short\"", "study.json: tasks[1].name is \"../short\"; it must be a name of small letters, digits, '.', '-' and '_', at most 64.")]
    [InlineData("\"name\": \"short\"", "\"name\": \"cartpole\"", "study.json: two tasks are named cartpole; names must differ.")]
    [InlineData("\"tasks\": [\"short\"]", "\"tasks\": [\"shart\"]", "study.json: rule mine runs on the unknown task 'shart'; did you mean 'short'?")]
    [InlineData("\"reference\": 500", "\"reference\": 22", "study.json: tasks[1].reference.reference is 22; it must be another number than random, since scores are (x - random) / (reference - random).")]
    [InlineData("\"name\": \"whole\", ", "", "study.json: it has no 'name'; it must be a name of small letters, digits, '.', '-' and '_', at most 64.")]
    public void An_error_names_the_file_the_field_what_was_found_and_what_is_right(string right, string wrong, string message)
    {
        Assert.Contains(right, Whole, StringComparison.Ordinal);
        int place = Whole.IndexOf(right, StringComparison.Ordinal);
        string text = string.Concat(Whole.AsSpan(0, place), wrong, Whole.AsSpan(place + right.Length));
        Assert.Equal(message, Assert.Throws<StudyException>(() => Read(text)).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("{\"name\":\"a\",\"name\":\"b\"}")]
    [InlineData("null")]
    public void What_is_no_study_is_refused(string text) => Assert.StartsWith("study.json", Assert.Throws<StudyException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("\"environments\": 4", "\"clip-range\": 0.1", "task short with rule mine: clip-range belongs to rules with drift=ppo or dual-clip; fixpo as it is set has not.")]
    [InlineData("\"minibatch\": 32", "\"minibatch\": 4096", "task cartpole with rule ppo: minibatch is 4096; it must be at most environments × horizon = 64.")]
    [InlineData("\"hidden\": [8, 8]", "\"discount\": 0.5", "discount is set by the task short and by the rule mine; one of them may set it.")]
    [InlineData("\"environment\": \"cartpole\"", "\"environment\": \"cartpoll\"", "task short: unknown environment 'cartpoll'; did you mean 'cartpole'?")]
    [InlineData("[\"ppo\",", "[\"kl-projection\",", "task cartpole with rule kl-projection: neighbourhood is projection, and the policy's distribution Categorical: only a Gaussian has the mean and covariance that are projected: take actions from a box, or neighbourhood=max-kl.")]
    public void What_a_run_would_refuse_shows_before_anything_is_trained(string right, string wrong, string message)
    {
        Assert.Contains(right, Whole, StringComparison.Ordinal);
        StudyDefinition study = Read(Whole.Replace(right, wrong, StringComparison.Ordinal));
        Assert.Equal(message, Assert.Throws<StudyException>(() => study.Plan(Find)).Message);
    }

    private static StudyDefinition Read(string text) => StudyReader.Read("study.json", Encoding.UTF8.GetBytes(text));

    private static EnvironmentDefinition Find(Ratchet.Training.RunOptions options) => EnvironmentRegistry.BuiltIn.Find(options.Training.Environment);

    private static string Setting(StudyRun run, string key) => Ratchet.Training.Settings.Find(key).Read(run.Options);
}
