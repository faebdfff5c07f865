using Ratchet.Studies.Definitions;
using Ratchet.Studies.Execution;
using Xunit;

namespace Ratchet.Studies.Tests.Execution;

public sealed class RunReuseTests : IDisposable
{
    private readonly SmallStudy _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Runs_with_the_same_settings_and_seed_are_taken_over_whatever_they_are_called()
    {
        StudyDefinition study = SmallStudy.Read();
        _folder.Execute("first", study);
        // Another name for a task and a rule, one seed more, one rule less.
        StudyDefinition other = SmallStudy.Read(
            ("\"small\"", "\"other\""), ("[\"ppo\", \"fixpo\"]", "[{ \"name\": \"proximal\", \"rule\": \"ppo\" }]"), ("\"acrobot\"]", "{ \"name\": \"arm\", \"environment\": \"acrobot\" }]"), ("20001-20002", "20001-20003"));
        Assert.Equal(["cartpole/proximal/20001", "arm/proximal/20001", "cartpole/proximal/20002", "arm/proximal/20002"], TakeOver("second", other, "first"));
        var watcher = new SmallStudy.Watcher();
        _folder.Execute("second", other, observer: watcher);
        Assert.Equal(["arm/proximal/20003", "cartpole/proximal/20003"], watcher.Started.Order());
        _folder.TrainPlainly("plain", other);
        _folder.RequireEqual("plain", "second", other);
        Assert.Empty(TakeOver("second", other, "first"));
    }

    [Fact]
    public void A_run_that_is_half_way_is_gone_on_with()
    {
        StudyDefinition study = SmallStudy.Read();
        _folder.Execute("first", study with { Until = 500 });
        Assert.Equal(8, TakeOver("second", study, "first").Length);
        _folder.Execute("second", study);
        _folder.TrainPlainly("plain", study);
        _folder.RequireEqual("plain", "second", study);
    }

    [Theory]
    [InlineData("\"epochs\": 2", "\"epochs\": 3")]
    [InlineData("\"steps\": 1024", "\"steps\": 2048")]
    [InlineData("\"evaluation-interval\": 512", "\"evaluation-interval\": 256")]
    [InlineData("\"20001-20002\"", "\"20003\"")]
    public void Runs_that_differ_in_a_setting_or_the_seed_are_not_taken(string found, string changed)
    {
        _folder.Execute("first", SmallStudy.Read());
        Assert.Empty(TakeOver("second", SmallStudy.Read((found, changed)), "first"));
    }

    [Fact]
    public void What_does_not_shape_a_run_does_not_hinder() => Assert.Equal(8, FirstThen(("\"epochs\": 2", "\"epochs\": 2, \"checkpoint-interval\": 7")));

    [Fact]
    public void A_folder_without_runs_is_refused() =>
        Assert.EndsWith("it has no folder 'runs'.", Assert.Throws<StudyException>(() => TakeOver("second", SmallStudy.Read(), "nowhere")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_damaged_run_is_left_with_a_warning()
    {
        StudyDefinition study = SmallStudy.Read();
        _folder.Execute("first", study);
        File.WriteAllText(Path.Combine(_folder.Sub("first"), "runs", "cartpole", "ppo", "20001", "config.json"), "{}");
        List<string> warnings = [];
        using StudyFolder second = StudyFolder.Open(_folder.Sub("second"), study);
        Assert.Equal(7, RunReuse.TakeOver(second, study.Plan(SmallStudy.Find), _folder.Sub("first"), warnings.Add).Count);
        Assert.Single(warnings);
    }

    private int FirstThen((string, string) change)
    {
        _folder.Execute("first", SmallStudy.Read());
        return TakeOver("second", SmallStudy.Read(change), "first").Length;
    }

    private string[] TakeOver(string into, StudyDefinition study, string from)
    {
        using StudyFolder folder = StudyFolder.Open(_folder.Sub(into), study);
        return [.. RunReuse.TakeOver(folder, study.Plan(SmallStudy.Find), _folder.Sub(from), Assert.Fail).Select(run => run.Name)];
    }
}
