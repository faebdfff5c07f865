using Ratchet.Numerics;
using Ratchet.Studies.Statistics;
using Xunit;

namespace Ratchet.Studies.Tests.Statistics;

public sealed class SignFlipTestTests
{
    /// <summary>Of 8 choices of three signs only +++ and −−− reach |3|: 2/8. Of five signs 2/32: less is not possible with five seeds.</summary>
    [Fact]
    public void A_rule_that_always_wins_has_the_smallest_p_that_there_is()
    {
        Assert.Equal(0.25, P([1, 1, 1]));
        Assert.Equal(0.0625, P([1, 2, 3, 4, 5]));
    }

    /// <summary>3 + 1 − 1 = 3: of ±3 ± 1 ± 1, six of eight reach |3| (5, 3, 3 and their opposites).</summary>
    [Fact]
    public void Ties_with_what_was_found_count() => Assert.Equal(0.75, P([3, 1, -1]));

    [Fact]
    public void Differences_that_cancel_have_p_one()
    {
        Assert.Equal(1, P([1, -1]));
        Assert.Equal(1, P([0, 0, 0]));
    }

    [Fact]
    public void Pairs_without_a_difference_change_nothing() => Assert.Equal(P([1, 2, 3, 4, 5]), P([1, 0, 2, 3, 0, 4, 5]));

    [Fact]
    public void Without_pairs_there_is_no_p() => Assert.Null(SignFlipTest.PValue([[], []]));

    /// <summary>Equal sizes make it the sign test: 15 of 20 for one rule, 2 · P(Binomial(20, ½) ≥ 15) = 2 · 21,700 / 2²⁰.</summary>
    [Fact]
    public void Equal_sizes_make_it_the_sign_test() =>
        Assert.Equal(2 * 21_700 / (double)(1 << 20), P([.. Enumerable.Repeat(1.0, 15), .. Enumerable.Repeat(-1.0, 5)])!.Value, 12);

    /// <summary>26 of 40: 2 · P(Binomial(40, ½) ≥ 26) = 0.0807. 100,000 random choices have a standard error of 0.0009.</summary>
    [Fact]
    public void With_many_pairs_random_choices_come_near_the_exact_value() =>
        Assert.InRange(SignFlipTest.PValue([[.. Enumerable.Repeat(2.0, 26), .. Enumerable.Repeat(-2.0, 14)]], replicates: 100_000)!.Value, 0.0807 - 0.0027, 0.0807 + 0.0027);

    [Fact]
    public void With_many_pairs_p_is_never_zero() => Assert.Equal(1 / 1001.0, SignFlipTest.PValue([[.. Enumerable.Range(1, 60).Select(i => (double)i)]], replicates: 1000)!.Value, 12);

    /// <summary>Metres or millimetres on one of the tasks: every task has the same say.</summary>
    [Fact]
    public void The_units_of_a_task_do_not_matter()
    {
        double[] one = [1, 2, -0.5, 3], other = [10, -20, 5, 7];
        double? p = SignFlipTest.PValue([one, other]);
        Assert.Equal(p, SignFlipTest.PValue([[.. one.Select(difference => 1000 * difference)], other]));
        Assert.Equal(p, SignFlipTest.PValue([one, [.. other.Select(difference => 1e-200 * difference)]]));
    }

    [Fact]
    public void Which_rule_is_called_the_first_does_not_matter() => Assert.Equal(P([1, 2, -0.5, 3, 8]), P([-1, -2, 0.5, -3, -8]));

    /// <summary>Every choice of signs is tried, one by one, for differences without structure.</summary>
    [Fact]
    public void All_choices_of_signs_are_tried()
    {
        double[] one = [0.3, -1.1, 2.2, 0.7], other = [5, -0.1, 3];
        double Scale(double[] d) => d.Length * Math.Sqrt(d.Average(x => x * x));
        double[] terms = [.. one.Select(d => d / Scale(one)), .. other.Select(d => d / Scale(other))];
        double found = Math.Abs(terms.Sum());
        int extreme = Enumerable.Range(0, 1 << 7).Count(choice => Math.Abs(terms.Select((term, i) => (choice >> i & 1) == 0 ? term : -term).Sum()) >= found - 1e-12);
        Assert.Equal(extreme / 128.0, SignFlipTest.PValue([one, other])!.Value, 12);
    }

    /// <summary>Under the null p ≤ 0.05 comes at most that often: with 6 symmetric differences the levels are multiples of 2/64, so P(p ≤ 0.05) = 1/32. 4000 trials: standard error 0.003.</summary>
    [Fact]
    public void Under_the_null_it_rejects_no_more_often_than_its_level()
    {
        var stream = new RandomStream(9, StreamPurpose.User);
        int rejected = 0;
        for (int trial = 0; trial < 4000; trial++)
            rejected += P([.. Enumerable.Range(0, 6).Select(_ => stream.NextGaussian())]) <= 0.05 ? 1 : 0;
        Assert.InRange(rejected / 4000.0, 1 / 32.0 - 0.009, 1 / 32.0 + 0.009);
    }

    private static double? P(double[] differences) => SignFlipTest.PValue([differences]);
}
