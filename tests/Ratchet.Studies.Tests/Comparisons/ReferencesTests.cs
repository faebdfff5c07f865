using Ratchet.Environments;
using Ratchet.Studies.Comparisons;
using Ratchet.Studies.Definitions;
using Xunit;

namespace Ratchet.Studies.Tests.Comparisons;

public sealed class ReferencesTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"ratchet-{Guid.NewGuid():N}.json");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Random_is_zero_and_the_reference_one()
    {
        var reference = new TaskReference(-200, -110, "");
        Assert.Equal([0, 1, 0.5, -1], new[] { -200.0, -110, -155, -290 }.Select(score => References.Normalize(reference, score)));
    }

    /// <summary>Tianshou's table of MuJoCo, PPO within 3M steps; gymnax's README for MinAtar.</summary>
    [Theory]
    [InlineData("hopper", 3128)]
    [InlineData("halfcheetah", 7337)]
    [InlineData("walker2d", 4896)]
    [InlineData("swimmer", 81.4)]
    [InlineData("reacher", -3.7)]
    [InlineData("inverted-double-pendulum", 9231)]
    [InlineData("minatar-breakout-minimal", 28)]
    [InlineData("minatar-space-invaders-minimal", 131)]
    public void References_are_what_was_published(string environment, double expected) => Assert.Equal(expected, References.BuiltIn.Find("any", environment)!.Reference);

    [Fact]
    public void Every_reference_names_the_command_of_its_random_score_and_is_better_than_it()
    {
        Assert.NotEmpty(References.BuiltIn.Names);
        foreach (string name in References.BuiltIn.Names)
        {
            TaskReference reference = References.BuiltIn.Find(name, "")!;
            Assert.True(reference.Reference > reference.Random, name);
            Assert.Contains($"ratchet random {name} --episodes 1000", reference.Source, StringComparison.Ordinal);
        }
    }

    /// <summary>Always −1 a step for 200 steps, unless the car gets out, which random actions never do; a random pole falls after about 22 steps.</summary>
    [Fact]
    public void Random_scores_are_those_of_the_tasks()
    {
        Assert.Equal(-200, References.BuiltIn.Find("", "mountain-car")!.Random);
        Assert.InRange(References.BuiltIn.Find("", "cartpole")!.Random, 20, 25);
        Assert.All(References.BuiltIn.Names.Where(name => name.StartsWith("minatar", StringComparison.Ordinal)), name => Assert.NotNull(EnvironmentRegistry.BuiltIn.Find(name)));
    }

    [Fact]
    public void A_tasks_own_name_comes_before_its_environments()
    {
        References references = Read("""{"swimmer": {"random": 0, "reference": 80, "source": "a"}, "swimmer-0.9999": {"random": 0, "reference": 300, "source": "b"}}""");
        Assert.Equal(300, references.Find("swimmer-0.9999", "swimmer")!.Reference);
        Assert.Equal(80, references.Find("swimmer-0.9", "swimmer")!.Reference);
        Assert.Null(references.Find("ant", "ant"));
    }

    [Theory]
    [InlineData("{", "is not JSON")]
    [InlineData("[]", "an object")]
    [InlineData("""{"a": {"random": 1, "reference": 1, "source": ""}}""", "another number than random")]
    [InlineData("""{"a": {"random": 1, "reference": 2}}""", "source")]
    [InlineData("""{"a": {"random": 1, "refrence": 2, "source": ""}}""", "did you mean 'reference'")]
    [InlineData("""{"a": {"random": "1", "reference": 2, "source": ""}}""", "must be a number")]
    public void A_file_that_is_wrong_is_one_sentence_that_names_it(string content, string expected)
    {
        StudyException exception = Assert.Throws<StudyException>(() => Read(content));
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.Contains(_file, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_missing_is_one_sentence() => Assert.Contains("there is no file", Assert.Throws<StudyException>(() => References.Read(_file)).Message, StringComparison.Ordinal);

    private References Read(string content)
    {
        File.WriteAllText(_file, content);
        return References.Read(_file);
    }
}
