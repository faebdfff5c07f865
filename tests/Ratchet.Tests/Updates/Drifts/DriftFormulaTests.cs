using System.Globalization;
using Ratchet.Numerics;
using Ratchet.Updates.Drifts;
using Xunit;

namespace Ratchet.Tests.Updates.Drifts;

/// <summary>What a formula computes: its values against plain arithmetic, its derivative against finite differences.</summary>
public sealed unsafe class DriftFormulaTests
{
    // r = 1.5, A = −2 where the formula does not say otherwise.
    [Theory]
    [InlineData("1 + 2 * 3", 7)]
    [InlineData("(1 + 2) * 3", 9)]
    [InlineData("7 - 2 - 1", 4)]
    [InlineData("12 / 3 / 2", 2)]
    [InlineData("-2^2", -4)]
    [InlineData("--3", 3)]
    [InlineData("2 * -A", 4)]
    [InlineData("A^3", -8)]
    [InlineData("r^5", 7.59375)]
    [InlineData(".5e1 + 1.5E-1", 5.15)]
    [InlineData(" r\t*\nA ", -3)]
    [InlineData("abs(A) + square(A)", 6)]
    [InlineData("min(r, A) + 10 * max(r, A)", 13)]
    [InlineData("clip(r, 0.8, 1.2) + clip(A, -1, 1) + clip(r, 1, 2)", 1.7)]
    [InlineData("relu(A) + relu(r)", 1.5)]
    [InlineData("where(r > 1.5, 1, 2) + 10 * where(r >= 1.5, 1, 2) + 100 * where(r < 1.5, 1, 2) + 1000 * where(r <= 1.5, 1, 2)", 1212)]
    [InlineData("tanh(0) + sigmoid(0) + softplus(0) + exp(0) + log(1) + sqrt(4)", 4.193147181)]
    [InlineData("tanh(A) + exp(A) + log(r) + sqrt(r) + sigmoid(A) + softplus(A)", 1.047648616)]
    public void It_computes_what_it_says(string formula, double expected) =>
        Assert.Equal(expected, DriftColumn.At(DriftFormula.Parse(formula), 1.5f, -2f).Value, 2e-6 * (1 + Math.Abs(expected)));

    // At a kink the derivative is a convention: relu′(0) = |0|′ = 0; min, max and clip go with the operand that they return.
    [Theory]
    [InlineData("relu(r - 1)", 0)]
    [InlineData("abs(r - 1)", 0)]
    [InlineData("clip(r, 0, 1)", 1)]
    [InlineData("min(r, 1)", 1)]
    [InlineData("max(1, r)", 0)]
    [InlineData("where(r >= 1, 3*r, 0)", 3)]
    [InlineData("where(r > 1, 3*r, 0)", 0)]
    public void A_kink_has_the_derivative_of_the_convention(string formula, float slope) =>
        Assert.Equal(slope, DriftColumn.At(DriftFormula.Parse(formula), 1f, 1f).Slope);

    /// <summary>Random formulas, each written as text and as a tree of plain functions.</summary>
    [Fact]
    public void Random_formulas_have_the_values_and_finite_differences_of_their_trees()
    {
        var random = new RandomStream(11, StreamPurpose.User);
        int compared = 0;
        for (int round = 0; round < 600; round++)
        {
            (string text, Func<double, double, double> tree) = RandomTree(ref random, 4);
            DriftFormula formula = DriftFormula.Parse(text);
            float r = (float)random.NextUniform(0.2, 2.5), a = (float)random.NextUniform(-2, 2);
            const double h = 1e-5;
            double value = tree(r, a), slope = (tree(r + h, a) - tree(r - h, a)) / (2 * h), before = (value - tree(r - h, a)) / h, after = (tree(r + h, a) - value) / h;
            // Where the one-sided differences differ there is a kink; and nothing is told by numbers that grow beyond all bounds.
            if (!(Math.Abs(value) < 100 && Math.Abs(slope) < 100 && Math.Abs(before - after) < 1e-2))
                continue;
            (float found, float foundSlope) = DriftColumn.At(formula, r, a);
            Assert.True(Math.Abs(value - found) < 2e-3 * (1 + Math.Abs(value)), string.Create(CultureInfo.InvariantCulture, $"{text} at r = {r}, A = {a}: {found}, not {value}"));
            Assert.True(Math.Abs(slope - foundSlope) < 1e-2 * (1 + Math.Abs(slope)), string.Create(CultureInfo.InvariantCulture, $"{text} at r = {r}, A = {a}: slope {foundSlope}, not {slope}"));
            compared++;
        }

        Assert.True(compared > 350, $"only {compared} were compared");
    }

    private static (string Text, Func<double, double, double> Tree) RandomTree(ref RandomStream random, int depth)
    {
        if (depth == 0 || random.NextUniform(0, 1) < 0.1)
            return ((int)random.NextUniform(0, 4)) switch
            {
                0 => ("A", (_, a) => a),
                1 => ("0.75", (_, _) => 0.75),
                _ => ("r", (r, _) => r),
            };
        (string x, Func<double, double, double> f) = RandomTree(ref random, depth - 1);
        (string y, Func<double, double, double> g) = RandomTree(ref random, depth - 1);
        return ((int)random.NextUniform(0, 19)) switch
        {
            0 or 1 => ($"({x} + {y})", (r, a) => f(r, a) + g(r, a)),
            2 or 3 => ($"({x} - {y})", (r, a) => f(r, a) - g(r, a)),
            4 or 5 => ($"{x} * {y}", (r, a) => f(r, a) * g(r, a)),
            6 => ($"{x} / (2 + square({y}))", (r, a) => f(r, a) / (2 + (g(r, a) * g(r, a)))),
            7 => ($"(-{x})", (r, a) => -f(r, a)),
            8 => ($"({x})^3", (r, a) => Math.Pow(f(r, a), 3)),
            9 => ($"relu({x})", (r, a) => Math.Max(0, f(r, a))),
            10 => ($"tanh({x})", (r, a) => Math.Tanh(f(r, a))),
            11 => ($"exp(-abs({x}))", (r, a) => Math.Exp(-Math.Abs(f(r, a)))),
            12 => ($"log(1 + square({x}))", (r, a) => Math.Log(1 + (f(r, a) * f(r, a)))),
            13 => ($"sqrt(1 + abs({x}))", (r, a) => Math.Sqrt(1 + Math.Abs(f(r, a)))),
            14 => ($"min({x}, {y})", (r, a) => Math.Min(f(r, a), g(r, a))),
            15 => ($"max({x}, {y})", (r, a) => Math.Max(f(r, a), g(r, a))),
            16 => ($"clip({x}, -0.5, 1.5)", (r, a) => Math.Clamp(f(r, a), -0.5, 1.5)),
            17 => ($"(sigmoid({x}) + softplus({y}))", (r, a) => (1 / (1 + Math.Exp(-f(r, a)))) + Math.Log(1 + Math.Exp(g(r, a)))),
            _ => ($"where({x} > {y}, {x} - {y}, square({y} - {x}))", (r, a) => f(r, a) > g(r, a) ? f(r, a) - g(r, a) : Math.Pow(g(r, a) - f(r, a), 2)),
        };
    }

    [Theory]
    [InlineData("relu((r - clip(r, 0.8, 1.2)) * A)")]
    [InlineData("relu((r-1)*A - 2*tanh((r-1)*A/2))")]
    [InlineData("softplus(r*A) + sigmoid(A)*exp(-r) + log(r)/sqrt(1+r) + abs(A)*min(r, 2) - max(A, 0)")]
    public void Bits_are_the_same_at_every_width(string formula)
    {
        foreach (int rows in (int[])[0, 1, 3, 15, 16, 17, 63, 64, 65, 130])
            foreach (Kernels kernels in Kernels.Supported)
                Assert.Equal(DriftColumn.Bits(DriftFormula.Parse(formula, Kernels.Supported[^1]), rows), DriftColumn.Bits(DriftFormula.Parse(formula, kernels), rows));
    }

    // The clip's bounds 0.8f and 1.2f are those of 1 ± 0.2f but for the last bit; the samples keep away from them.
    [Fact]
    public void Ppos_formula_gives_the_bits_of_ppos_drift()
    {
        float[] ratios = [0, 0.3f, 0.7f, 0.9f, 1, 1.1f, 1.5f, 7], values = new float[8], slopes = new float[8], expected = new float[8], expectedSlopes = new float[8];
        DriftFormula formula = DriftFormula.Parse("relu((r - clip(r, 0.75, 1.25)) * A)");
        foreach (float advantage in (float[])[-3, -0.1f, 0, 0.2f, 5])
        {
            float[] advantages = [.. Enumerable.Repeat(advantage, 8)];
            formula.Evaluate(ratios, advantages, values, slopes);
            new PpoClipDrift { Range = 0.25f }.Evaluate(ratios, advantages, expected, expectedSlopes);
            Assert.Equal(expected, values);
            Assert.Equal(expectedSlopes, slopes);
        }
    }

    [Fact]
    public void Running_it_allocates_nothing()
    {
        DriftFormula formula = DriftFormula.Parse("relu((r-1)*A - 2*tanh((r-1)*A/2))");
        float* columns = stackalloc float[400];
        formula.Accumulate(1, columns, columns + 100, 100, columns + 200, columns + 300);
        Assert.Equal(0, Allocation.Least(() =>
        {
            for (int i = 0; i < 100; i++)
                formula.Accumulate(1, columns, columns + 100, 100, columns + 200, columns + 300);
        }));
    }

    // u = (r − 1) A is computed once for u, tanh(u/2), and both their derivatives; A − (1 − t²) A needs t² once.
    // r − 1, · A, · ½, tanh, · 2, −, relu for the value; t², 1 −, (…) A, −, where for the slope: 12 in all.
    [Fact]
    public void Common_subexpressions_are_computed_once() =>
        Assert.Equal(12, DriftFormula.Parse("relu((r-1)*A - 2*tanh((r-1)*A/2))").Program.Instructions.Length);

    [Theory]
    [InlineData("2 * 3 + exp(0)")]
    [InlineData("0 * log(r) + (A - A) * r")]
    [InlineData("where(1 > 2, r, 4)")]
    public void Constants_are_folded(string formula) => Assert.Empty(DriftFormula.Parse(formula).Program.Instructions);

    // The gradient's norm is what stops a training: the slope has to tell it.
    [Theory]
    [InlineData("relu(sqrt(A))")]
    [InlineData("relu(sqrt(A) * r) + r")]
    [InlineData("where(r > 2, r, log(A))")]
    public void A_nan_is_not_hidden(string formula) => Assert.Equal((float.NaN, float.NaN), DriftColumn.At(DriftFormula.Parse(formula), 1f, -1f));
}
