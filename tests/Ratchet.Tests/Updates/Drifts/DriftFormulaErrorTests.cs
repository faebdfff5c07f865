using Ratchet.Numerics;
using Ratchet.Updates.Drifts;
using Xunit;

namespace Ratchet.Tests.Updates.Drifts;

/// <summary>A formula that can't be read is refused with its place in one sentence.</summary>
public sealed class DriftFormulaErrorTests
{
    [Theory]
    [InlineData("", "column 1: expected a number, r, A, a function or '(', but the formula ends.")]
    [InlineData("r +", "column 4: expected a number, r, A, a function or '(', but the formula ends.")]
    [InlineData("r + * A", "column 5: expected a number, r, A, a function or '(', but found '*'.")]
    [InlineData("2r", "column 2: expected an operator or the end, but found 'r'.")]
    [InlineData("(r - 1", "column 7: expected ')', but the formula ends.")]
    [InlineData("r - 1)", "column 6: expected an operator or the end, but found ')'.")]
    [InlineData("tahn(r)", "column 1: unknown name 'tahn'; did you mean 'tanh'?")]
    [InlineData("r * banana", "column 5: unknown name 'banana'; known are r, A, relu")]
    [InlineData("tanh r", "column 6: expected '(', but found 'r'.")]
    [InlineData("tanh(r, A)", "column 7: expected ')', but found ','.")]
    [InlineData("min(r)", "column 6: expected ',', but found ')'.")]
    [InlineData("where(r, 1, 2)", "column 8: expected a comparison (>, <, >= or <=), but found ','.")]
    [InlineData("r > 1", "column 3: expected an operator or the end, but found '>'.")]
    [InlineData("r ^ 0.5", "column 5: expected a whole number from 1 to 16 as power, but found '0.5'.")]
    [InlineData("r ^ A", "column 5: expected a whole number from 1 to 16 as power, but found 'A'.")]
    [InlineData("r ^ 99", "column 5: expected a whole number from 1 to 16 as power, but found '99'.")]
    [InlineData("r $ A", "column 3: '$' has no meaning here.")]
    [InlineData("r − A", "column 3: the character U+2212 has no meaning here.")]
    [InlineData("1e39 * r", "column 1: the number 1e39 is too large.")]
    [InlineData("1.2.3", "column 4: expected an operator or the end, but found '.3'.")]
    public void The_place_and_what_was_expected_are_told(string formula, string expected) =>
        Assert.StartsWith("drift formula, " + expected, Refused(formula), StringComparison.Ordinal);

    [Fact]
    public void No_formula_overflows_the_stack()
    {
        Assert.Contains("nested deeper than 64", Refused(new string('(', 1900)), StringComparison.Ordinal);
        Assert.Contains("at most 2000", Refused(new string('-', 1_000_000)), StringComparison.Ordinal);
        Assert.Contains("the formula ends", Refused(new string('-', 2000)), StringComparison.Ordinal);
        Assert.Contains("nested deeper than 64", Refused(string.Concat(Enumerable.Repeat("tanh(", 300))), StringComparison.Ordinal);
    }

    // ((r^16)^16)^…: each power is four products, and each of those three more in the derivative, 2 f f′, however large the number would be.
    [Fact]
    public void A_tower_of_powers_stays_small()
    {
        string tower = string.Concat(Enumerable.Repeat("(", 20)) + "r" + string.Concat(Enumerable.Repeat("^16)", 20));
        Assert.InRange(DriftFormula.Parse(tower).Program.Instructions.Length, 20 * 4, 20 * 4 * 4);
    }

    [Fact]
    public void Random_tokens_are_read_or_refused_and_nothing_else()
    {
        string[] tokens = ["r", "A", "1", ".5", "2e3", "+", "-", "*", "/", "^", "(", "(", ")", ")", ",", "<", ">=", "where(", "min(", "clip(", "log(", "tanh(", " ", "x", "#", "é", "\0"];
        var random = new RandomStream(3, StreamPurpose.User);
        int read = 0;
        for (int round = 0; round < 20_000; round++)
        {
            int length = 1 + (int)random.NextUniform(0, 12);
            string text = string.Concat(Enumerable.Range(0, length).Select(_ => tokens[(int)random.NextUniform(0, tokens.Length)]));
            try
            {
                DriftColumn.At(DriftFormula.Parse(text), 1.2f, -0.7f);
                read++;
            }
            catch (OptionException exception)
            {
                Assert.StartsWith("drift formula, column ", exception.Message, StringComparison.Ordinal);
            }
        }

        Assert.InRange(read, 200, 10_000);
    }

    [Fact]
    public void A_formula_of_too_many_numbers_is_refused() =>
        Assert.Contains("too large", Refused(string.Join('+', Enumerable.Range(1, 300).Select(i => $"{i}*r"))), StringComparison.Ordinal);

    private static string Refused(string formula) => Assert.Throws<OptionException>(() => DriftFormula.Parse(formula)).Message;
}
