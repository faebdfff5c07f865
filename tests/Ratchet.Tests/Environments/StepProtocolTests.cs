using System.Globalization;
using System.Text.Json;
using Ratchet.Environments;
using Ratchet.Environments.ClassicControl;
using Ratchet.Numerics;
using Ratchet.Tests.Environments.ClassicControl;
using Xunit;

namespace Ratchet.Tests.Environments;

public class StepProtocolTests
{
    private static string[] Run(IEnvironment environment, string name, string input)
    {
        var output = new StringWriter { NewLine = "\n" };
        StepProtocol.Run(environment, name, new StringReader(input), output);
        return output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static double[] Numbers(JsonElement element) => [.. element.EnumerateArray().Select(number => number.GetDouble())];

    [Fact]
    public void PrintsTheDoublesOfTheSimulatorSoThatTheyReadBack()
    {
        var pendulum = new Pendulum();
        double[] start = [0.1 + 0.2, 1.0 / 3.0];
        string[] lines = Run(pendulum, "pendulum", FormattableString.Invariant($$"""{"state": [{{start[0]:R}}, {{start[1]:R}}], "actions": [[0.1], -0.7]}"""));
        Assert.Equal(2, lines.Length);

        Probe.Result first = Probe.Step(new Pendulum(), start, 0.1);
        Probe.Result second = Probe.Step(new Pendulum(), first.State, -0.7);
        foreach ((string line, Probe.Result expected) in lines.Zip([first, second]))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            Assert.Equal("observation reward terminated truncated state", string.Join(' ', root.EnumerateObject().Select(field => field.Name)));
            Assert.Equal(expected.Observation, Numbers(root.GetProperty("observation")));
            Assert.Equal(expected.Reward, root.GetProperty("reward").GetDouble());
            Assert.Equal(expected.State, Numbers(root.GetProperty("state")));
            Assert.False(root.GetProperty("terminated").GetBoolean());
        }
    }

    [Fact]
    public void TheWholeLineIsAsDocumented() => Assert.Equal(
        ["""{"observation":[0.6,0.07],"reward":-1,"terminated":true,"truncated":false,"state":[0.6,0.07]}"""],
        Run(new MountainCar(), "mountain-car", """{"actions": [2], "state": [0.58, 0.0699]}"""));

    [Fact]
    public void ADiscreteActionIsOneOrOnePointZeroWithOrWithoutBrackets()
    {
        string[] forms = ["1", "1.0", "[1]", "[1.0]", "1e0"];
        string[] lines = Run(new CartPole(), "cartpole", """{"state": [0,0,0,0], "actions": [1]}""");
        Assert.All(forms, form => Assert.Equal(lines, Run(new CartPole(), "cartpole", $$"""{"state": [0,0,0,0], "actions": [{{form}}]}""")));
    }

    [Fact]
    public void GoesOnBeyondTerminationAndTheTimeLimit()
    {
        string actions = string.Join(',', Enumerable.Repeat("1", 600));
        string[] lines = Run(new CartPole(), "cartpole", $$"""{"state": [0,0,0,0], "actions": [{{actions}}]}""");
        Assert.Equal(600, lines.Length);
        Assert.Contains("\"terminated\":true,\"truncated\":false", lines[^1]);
    }

    [Fact]
    public void NoActionsGiveNoLines() => Assert.Empty(Run(new CartPole(), "cartpole", """{"state": [0,0,0,0], "actions": []}"""));

    [Fact]
    public void PrintsNumbersWithoutTheCultureOfTheUser()
    {
        CultureInfo culture = CultureInfo.CurrentCulture;
        try
        {
            var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            comma.NumberFormat.NegativeSign = "−";
            CultureInfo.CurrentCulture = comma;
            Assert.Contains("\"reward\":-1,", Run(new MountainCar(), "mountain-car", """{"state": [-0.5, 0.01], "actions": [2]}""")[0]);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void AStateWithNamedPartsIsAnObjectBothWays() => Assert.Equal(
        ["""{"observation":[1],"reward":0,"terminated":false,"truncated":false,"state":{"qpos":[1.5,2.5],"qvel":[-0.25]}}"""],
        Run(new NamedParts(), "named", """{"state": {"qvel": [-0.25], "qpos": [1, 2]}, "actions": [[0.5, 0.5]]}"""));

    [Theory]
    [InlineData("""{"state": [0,0,0], "actions": []}""", "\"state\" has 3 entries; the state of 'cartpole' has 4 numbers.")]
    [InlineData("""{"state": 7, "actions": []}""", "\"state\" is a number; the state of 'cartpole' is an array of 4 numbers.")]
    [InlineData("""{"state": [0,0,"x",0], "actions": []}""", "entry 2 of \"state\" is a text; expected a number.")]
    [InlineData("""{"state": [0,0,null,0], "actions": []}""", "entry 2 of \"state\" is null; expected a number.")]
    [InlineData("""{"state": [0,0,1e999,0], "actions": []}""", "entry 2 of \"state\" is 1e999; expected a number within double precision.")]
    [InlineData("""{"state": [0,0,0,0]}""", "the input has no field \"actions\"; expected \"state\" and \"actions\".")]
    [InlineData("""{"state": [0,0,0,0], "acitons": []}""", "the input has an unknown field \"acitons\"; did you mean \"actions\"?")]
    [InlineData("""{"state": [0,0,0,0], "actions": [], "seeds": 1}""", "the input has an unknown field \"seeds\"; expected \"state\" and \"actions\".")]
    [InlineData("""{"state": [0,0,0,0], "actions": {}}""", "\"actions\" is an object; expected an array with one action a step.")]
    [InlineData("""{"state": [0,0,0,0], "actions": [0, [1, 1]]}""", "\"actions[1]\" has 2 entries; an action of 'cartpole' has 1 number.")]
    [InlineData("""{"state": [0,0,0,0], "actions": [0, true]}""", "\"actions[1]\" is true; an action of 'cartpole' is an array of 1 number.")]
    [InlineData("""{"state": [0,0,0,0], "actions": [0, 2]}""", "\"actions[1]\": A discrete action is one whole number from 0 to 1; found 2.")]
    [InlineData("""{"state": [0,0,0,0], "actions": [0, 0.5]}""", "\"actions[1]\": A discrete action is one whole number from 0 to 1; found 0.5.")]
    [InlineData("", "the input is empty; expected an object {\"state\": …, \"actions\": […]}.")]
    [InlineData("{\"state\":\n [0,", "the input is not JSON, from line 2, byte 4 on; expected an object {\"state\": …, \"actions\": […]}.")]
    [InlineData("[1]", "the input is an array; expected an object {\"state\": …, \"actions\": […]}.")]
    public void WrongInputGetsOneSentenceAndNoOutput(string input, string message)
    {
        var output = new StringWriter();
        InvalidDataException exception = Assert.Throws<InvalidDataException>(
            () => StepProtocol.Run(new CartPole(), "cartpole", new StringReader(input), output));
        Assert.Equal(message, exception.Message);
        Assert.Empty(output.ToString());
    }

    [Theory]
    [InlineData("{\"state\": [0,")]
    [InlineData("{\"state\": [NaN,0,0,0], \"actions\": []}")]
    public void TextThatIsNotJsonIsRefused(string input) => Assert.StartsWith(
        "the input is not JSON, from line 1, byte ", Assert.Throws<InvalidDataException>(() => Run(new CartPole(), "cartpole", input)).Message);

    [Theory]
    [InlineData("""{"state": [1,2,3], "actions": []}""", "\"state\" is an array; the state of 'named' is an object with \"qpos\" and \"qvel\".")]
    [InlineData("""{"state": {"qpos": [1,2]}, "actions": []}""", "\"state\" has no field \"qvel\"; expected \"qpos\" and \"qvel\".")]
    [InlineData("""{"state": {"qpos": [1], "qvel": [1]}, "actions": []}""", "\"state.qpos\" has 1 entry; qpos of 'named' has 2 numbers.")]
    [InlineData("""{"state": {"qpos": [1,2], "qvel": [1]}, "actions": [1]}""", "\"actions[0]\" is a number; an action of 'named' is an array of 2 numbers.")]
    public void WrongNamedPartsAreNamed(string input, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidDataException>(() => Run(new NamedParts(), "named", input)).Message);

    [Fact]
    public void AnEnvironmentWithoutAStateIsRefused() => Assert.Contains(
        "does not expose its state", Assert.Throws<InvalidDataException>(() => Run(new ScriptedEnvironment(), "scripted", "{}")).Message);

    [Fact]
    public void ANumberThatIsNotFiniteIsNamed() => Assert.Equal(
        "environment 'pendulum' (step 1) returned -Infinity in the reward; expected finite numbers",
        Assert.Throws<EnvironmentException>(() => Run(new Pendulum(), "pendulum", """{"state": [0, 1e200], "actions": [0]}""")).Message);

    /// <summary>qpos (2) drifts by the action, qvel (1) stays.</summary>
    private sealed class NamedParts : IEnvironment
    {
        private readonly double[] _state = new double[3];

        public Space ObservationSpace { get; } = new BoxSpace(1);
        public Space ActionSpace { get; } = new BoxSpace(2);
        public IReadOnlyList<StateField> StateFields { get; } = [new("qpos", 2), new("qvel", 1)];

        public ReadOnlySpan<double> Reset(ref RandomStream random) => throw new InvalidOperationException("a step from a state needs no reset");

        public Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
        {
            _state[0] += action[0];
            _state[1] += action[1];
            return new Transition(new double[] { 1 }, 0, false);
        }

        public void GetState(Span<double> state) => _state.CopyTo(state);

        public void SetState(ReadOnlySpan<double> state) => state.CopyTo(_state);
    }
}
