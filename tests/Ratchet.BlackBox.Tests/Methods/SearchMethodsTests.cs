using Ratchet.BlackBox.Methods;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.BlackBox.Tests.Methods;

/// <summary>The table of methods, and settings as a person writes them.</summary>
public sealed class SearchMethodsTests
{
    public static TheoryData<string> Names => [.. SearchMethods.All.Select(method => method.Name)];

    [Fact]
    public void The_methods_of_the_lecture_are_there()
    {
        string[] names = [.. SearchMethods.All.Select(method => method.Name)];
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(["cem", "es", "ars", "power", "pi2", "pi2-cma", "rwr", "finite-differences", "pepg", "hill-climbing"], name => Assert.Contains(name, names));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_texts_of_the_defaults_are_the_defaults(string name)
    {
        string[] texts = [.. SearchMethods.Find(name).Settings.Select(setting => $"{setting.Key}={setting.Default}")];
        SearchMethod plain = SearchMethods.Create(name, new double[3], 5, []), written = SearchMethods.Create(name, new double[3], 5, texts);
        SearchLoop.Advance(plain, SearchLoop.Sphere, 3);
        SearchLoop.Advance(written, SearchLoop.Sphere, 3);
        Assert.Equal(plain.Center, written.Center);
        Assert.Equal(SearchLoop.Candidate(plain, 1), SearchLoop.Candidate(written, 1));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Another_seed_is_another_search(string name)
    {
        SearchMethod one = SearchMethods.Create(name, new double[3], 5, []), other = SearchMethods.Create(name, new double[3], 6, []);
        if (name != "finite-differences")
            Assert.NotEqual(SearchLoop.Candidate(one, 1), SearchLoop.Candidate(other, 1));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_preset_makes_a_search(string name) =>
        Assert.All(SearchMethods.Find(name).Presets, preset => Assert.Equal(2, SearchMethods.Create(name, new double[2], 1, [$"preset={preset}"]).Dimension));

    [Fact]
    public void Settings_change_a_preset_wherever_they_stand()
    {
        var search = (CrossEntropyMethod)SearchMethods.Create("cem", new double[2], 1, ["population=30", "preset=tetris-decreasing", " covariance = full "]);
        Assert.Equal((30, 10.0), (search.Population, search.Deviation(0)));
        Assert.Equal(64, SearchMethods.Create("ars", new double[2], 1, ["directions=32"]).Population);
        Assert.Equal(10_000, SearchMethods.Create("es", new double[2], 1, ["preset=humanoid"]).Population);
    }

    [Theory]
    [InlineData("cem", "populaton=5", "did you mean 'population'?")]
    [InlineData("cem", "population=many", "population is 'many'; it must be a whole number.")]
    [InlineData("cem", "population=1", "population is 1; it must be between 2 and 1000000.")]
    [InlineData("cem", "population", "'population' is no setting; write key=value.")]
    [InlineData("cem", "covariance=ful", "covariance is 'ful'; it must be one of isotropic, diagonal, full.")]
    [InlineData("cem", "noise=decreasing(5)", "noise is 'decreasing(5)'; it must be a variance, or decreasing(a, b)")]
    [InlineData("cem", "noise=-1", "noise is '-1'")]
    [InlineData("cem", "deviation=nan", "deviation is 'nan'; it must be a number.")]
    [InlineData("cem", "preset=tetris-decreasig", "did you mean 'tetris-decreasing'?")]
    [InlineData("es", "sigma=decay(1, 2)", "sigma is 'decay(1, 2)'; it must be a number, or one that shrinks")]
    [InlineData("ars", "divide-by-deviation=yes", "divide-by-deviation is 'yes'; it must be one of true, false.")]
    [InlineData("power", "preset=any", "unknown setting of power 'preset'")]
    public void What_is_wrong_and_what_is_right_is_said(string name, string setting, string part) =>
        Assert.Contains(part, Assert.Throws<OptionException>(() => SearchMethods.Create(name, new double[2], 1, [setting])).Message, StringComparison.Ordinal);

    [Fact]
    public void Names_and_keys_are_known_once()
    {
        Assert.Contains("did you mean 'hill-climbing'?", Assert.Throws<OptionException>(() => SearchMethods.Find("hillclimbing")).Message, StringComparison.Ordinal);
        Assert.Contains("twice", Assert.Throws<OptionException>(() => SearchMethods.Create("cem", new double[2], 1, ["deviation=1", "deviation=2"])).Message, StringComparison.Ordinal);
    }
}
