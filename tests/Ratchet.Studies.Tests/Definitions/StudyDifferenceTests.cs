using System.Text;
using Ratchet.Studies.Definitions;
using Xunit;

namespace Ratchet.Studies.Tests.Definitions;

public sealed class StudyDifferenceTests
{
    private const string Text = """
        { "name": "small", "tasks": ["cartpole"], "rules": ["ppo", "fixpo"], "seeds": "20001-20002", "purpose": "test", "steps": 1000, "until": 500, "settings": { "discount": 0.9 } }
        """;

    [Fact]
    public void More_seeds_tasks_rules_and_a_larger_budget_extend_a_study()
    {
        StudyDefinition extended = Extend("20001-20002", "20002-20004", "\"until\": 500", "\"until\": 800", "[\"cartpole\"]", "[\"cartpole\", \"acrobot\"]", "\"fixpo\"", "\"fixpo\", \"dpo\"");
        Assert.Equal(("20001-20004", 800, 2, 3), (extended.Seeds.ToString(), extended.Until, extended.Tasks.Count, extended.Rules.Count));
    }

    [Fact]
    public void A_smaller_budget_does_not_take_back_what_was_compared() => Assert.Equal(500, Extend("\"until\": 500", "\"until\": 300").Until);

    [Fact]
    public void Settings_that_are_written_differently_are_no_difference() => Extend("0.9", "0.90", "1000", "1e3");

    [Theory]
    [InlineData("\"small\"", "\"other\"", "study.json holds the study small; this command asks for other: ")]
    [InlineData("0.9", "0.8", "study.json holds a study with discount 0.9 for task cartpole with rule ppo; this command asks for 0.8: ")]
    [InlineData("\"steps\": 1000", "\"steps\": 2000", "study.json holds a study with steps 1000 for task cartpole with rule ppo; this command asks for 2000: ")]
    [InlineData("\"ppo\", ", "", "study.json holds a study with the rule ppo; this command asks for one without it: ")]
    [InlineData("\"fixpo\"", "{ \"name\": \"fixpo\", \"seeds\": \"20001\" }", "study.json holds a study with the run cartpole/fixpo/20002; this command asks for one without it: ")]
    public void Another_study_is_refused_and_the_difference_named(string found, string asked, string message) =>
        Assert.StartsWith(message, Assert.Throws<StudyException>(() => Extend(found, asked)).Message, StringComparison.Ordinal);

    private static StudyDefinition Extend(params string[] changes)
    {
        string asked = Text;
        for (int i = 0; i < changes.Length; i += 2)
            asked = asked.Replace(changes[i], changes[i + 1], StringComparison.Ordinal);
        return StudyDifference.Extend("study.json", Read(Text), Read(asked));
    }

    private static StudyDefinition Read(string text) => StudyReader.Read("study.json", Encoding.UTF8.GetBytes(text));
}
