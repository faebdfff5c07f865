using Ratchet.Environments;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.Gymnasium.Tests;

/// <summary>Every space of Gymnasium, with numpy's arrays and with lists.</summary>
public sealed class SpaceTests : NeedsPython
{
    public static TheoryData<bool> Arrays => [false, true];

    // What Spaces.observe in toys.py shows: a discrete 4 of {2, 3, 4, 5} is the third of four; (1, 2) of a 2 × 3 multi-discrete space is
    // [0 1 | 0 0 1]; a dict lies in the order of its keys, here a (two bits, then 0.1 as a double) before z (2 of 3).
    [Theory]
    [MemberData(nameof(Observations))]
    public void An_observation_is_flattened_from_left_to_right(string kind, bool arrays, double[] expected, double[] low, double[] high)
    {
        using var environment = (GymnasiumEnvironment)GymnasiumEnvironments.Define(Toy("Spaces", arrays, $"kind={kind}"), Options).Create();
        var box = (BoxSpace)environment.ObservationSpace;
        Assert.Equal(low, box.Low);
        Assert.Equal(high, box.High);
        RandomStream random = Stream();
        Assert.Equal(expected, environment.Reset(ref random).ToArray());
        Assert.Equal(expected, environment.Step([0], ref random).Observation.ToArray());
    }

    public static TheoryData<string, bool, double[], double[], double[]> Observations()
    {
        var rows = new TheoryData<string, bool, double[], double[], double[]>();
        foreach (bool arrays in (bool[])[false, true])
        {
            Add("discrete", [0, 0, 1, 0], [0, 0, 0, 0], [1, 1, 1, 1]);
            Add("multi-discrete", [0, 1, 0, 0, 1], [0, 0, 0, 0, 0], [1, 1, 1, 1, 1]);
            Add("multi-binary", [1, 0, 1], [0, 0, 0], [1, 1, 1]);
            Add("image", [1, 2, 3, 4, 5, 255], [0, 0, 0, 0, 0, 0], [255, 255, 255, 255, 255, 255]);
            // A box of ours needs low < high: the next float above 0 is 2⁻¹⁴⁹.
            Add("constant", [0, 1.5], [0, 1], [float.Epsilon, 2]);
            Add("unbounded", [1, 2, 3], [double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity], [double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity]);
            Add("scalar", [0.5], [0], [1]);
            Add("tuple", [0, 1, 0.5, -0.5], [0, 0, -1, -1], [1, 1, 1, 1]);
            Add("dict", [0, 1, 0.1, 0, 0, 1], [0, 0, 0, 0, 0, 0], [1, 1, 9, 1, 1, 1]);

            void Add(string kind, double[] observation, double[] low, double[] high) => rows.Add(kind, arrays, observation, low, high);
        }

        return rows;
    }

    [Theory]
    [InlineData("float32", -3.4e38)]
    [InlineData("uint8", 7)]
    [InlineData("int16", 32767)]
    [InlineData("int64", -1)]
    [InlineData("bool", 0)]
    [InlineData("float64", 1e-300)]
    public void Numbers_arrive_as_their_format_has_them(string dtype, double second)
    {
        double first = dtype switch
        {
            "float32" => 0.1f,
            "float64" => 0.1,
            "uint8" => 255,
            "int16" => -32768,
            "int64" => 9007199254740992, // 2⁵³
            _ => 1,
        };
        double[] expected = [first, dtype == "float32" ? (float)second : second];
        foreach (bool arrays in (bool[])[false, true])
        {
            string name = Toy("Numbers", arrays, $"dtype={dtype}");
            using var environment = (GymnasiumEnvironment)GymnasiumEnvironments.Define(name, Options).Create();
            RandomStream random = Stream();
            Assert.Equal(expected, environment.Reset(ref random).ToArray());
            using var run = new VectorRun(name, 1, Options);
            run.Reset();
            Assert.Equal(expected.Select(value => (float)value), run.Observations);
        }
    }

    // The toy's frame of 9 × 11 × 3 counts its bytes in C order, modulo 256.
    [Theory]
    [MemberData(nameof(Arrays))]
    public void An_image_arrives_row_by_row_as_it_is(bool arrays)
    {
        using var run = new VectorRun(Toy("Spaces", arrays, "kind=frame"), 2, Options);
        float[] expected = [.. Enumerable.Range(0, 9 * 11 * 3).Select(i => (float)(i % 256))];
        run.Reset();
        Assert.Equal([.. expected, .. expected], run.Observations);
        run.Step(5);
        Assert.Equal([.. expected, .. expected], run.FinalObservations);
    }

    // Index 13 of 3 × 2 × 4 combinations, the last one fastest: 13 = 1·8 + 1·4 + 1, with the starts 0, 10, 0. Index 5 of three bits: 101.
    [Theory]
    [InlineData("box", new[] { 0.5, -0.25, 2, -2 }, new[] { 0.5, -0.25, 2, -2 })]
    [InlineData("integers", new[] { 1.6, -4.0 }, new[] { 2.0, -4.0 })]
    [InlineData("discrete", new[] { 0.0 }, new[] { -1.0 })]
    [InlineData("multi-discrete", new[] { 13.0 }, new[] { 1.0, 11, 1 })]
    [InlineData("multi-binary", new[] { 5.0 }, new[] { 1.0, 0, 1 })]
    public void An_action_arrives_in_its_own_space(string kind, double[] action, double[] expected)
    {
        foreach (bool arrays in (bool[])[false, true])
        {
            string name = Toy("Echo", arrays, $"kind={kind}");
            using var environment = (GymnasiumEnvironment)GymnasiumEnvironments.Define(name, Options).Create();
            RandomStream random = Stream();
            environment.Reset(ref random);
            Assert.Equal(expected, environment.Step(action, ref random).Observation.ToArray());
            using var run = new VectorRun(name, 2, Options);
            run.Reset();
            action.Select(value => (float)value).ToArray().CopyTo(run.Actions, action.Length);
            run.Step();
            Assert.Equal(expected.Select(value => (float)value), run.Observations[expected.Length..]);
        }
    }

    [Theory]
    [MemberData(nameof(Arrays))]
    public void The_number_of_actions_is_that_of_their_combinations(bool arrays)
    {
        using var environment = (GymnasiumEnvironment)GymnasiumEnvironments.Define(Toy("Echo", arrays, "kind=multi-discrete"), Options).Create();
        Assert.Equal(new DiscreteSpace(24), environment.ActionSpace);
    }

    [Theory]
    [InlineData("Spaces", "kind=text", "has observations in a space of kind Text, which has no fixed size")]
    [InlineData("Spaces", "kind=empty", "has a space without entries")]
    [InlineData("Echo", "kind=many", "has 8192 combinations of discrete actions; at most 4096")]
    [InlineData("Echo", "kind=dict", "takes actions from a space of kind Dict")]
    public void A_space_that_cannot_be_used_is_refused(string toy, string arguments, string message)
    {
        EnvironmentDefinition definition = GymnasiumEnvironments.Define(Toy(toy, arguments: arguments), Options);
        Assert.Contains(message, Assert.Throws<EnvironmentException>(definition.Create).Message, StringComparison.Ordinal);
        Assert.Contains(message, Assert.Throws<EnvironmentException>(() => definition.Vectorize(2)).Message, StringComparison.Ordinal);
    }
}
