using Ratchet.Studies.Definitions;
using Xunit;

namespace Ratchet.Studies.Tests.Definitions;

public sealed class SeedListTests
{
    [Theory]
    [InlineData("20001-20003", "20001-20003", 3)]
    [InlineData("20003, 20001,20002", "20001-20003", 3)]
    [InlineData("7", "7", 1)]
    [InlineData("1-2, 101-102", "1-2, 101-102", 4)]
    [InlineData("5,5,4-6", "4-6", 3)]
    [InlineData("18446744073709551615", "18446744073709551615", 1)]
    public void Seeds_are_written_as_the_shortest_ranges_in_ascending_order(string text, string shortest, int count)
    {
        SeedList seeds = SeedList.Parse(text)!;
        Assert.Equal(shortest, seeds.ToString());
        Assert.Equal(count, seeds.Count);
        Assert.Equal(seeds, SeedList.Parse(shortest));
    }

    [Theory]
    [InlineData("")]
    [InlineData("3-1")]
    [InlineData("1-2-3")]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData("1,")]
    [InlineData("0-18446744073709551615")]
    [InlineData("18446744073709551616")]
    public void What_is_no_list_of_seeds_is_none(string text) => Assert.Null(SeedList.Parse(text));

    // The ranges of the design: tuning 0 to 9,999, selection 10,000 to 19,999, test from 20,000.
    [Theory]
    [InlineData(0UL, SeedPurpose.Tuning)]
    [InlineData(9_999UL, SeedPurpose.Tuning)]
    [InlineData(10_000UL, SeedPurpose.Selection)]
    [InlineData(19_999UL, SeedPurpose.Selection)]
    [InlineData(20_000UL, SeedPurpose.Test)]
    [InlineData(ulong.MaxValue, SeedPurpose.Test)]
    public void A_seed_has_one_purpose(ulong seed, SeedPurpose purpose) => Assert.Equal(purpose, SeedRanges.PurposeOf(seed));

    [Fact]
    public void More_seeds_than_any_study_has_are_an_error_of_the_study() =>
        Assert.Equal("there are 10001 seeds; a study has at most 10000.", Assert.Throws<StudyException>(() => new SeedList(Enumerable.Range(20_000, 10_001).Select(seed => (ulong)seed))).Message);
}
