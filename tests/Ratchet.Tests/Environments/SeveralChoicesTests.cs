using Ratchet.Environments;
using Ratchet.Environments.Checking;
using Ratchet.Environments.RandomPlay;
using Ratchet.Numerics;
using Ratchet.Tests.Updates;
using Xunit;

namespace Ratchet.Tests.Environments;

/// <summary>Action spaces of several choices or switches at once, through everything that looks at actions.</summary>
public sealed class SeveralChoicesTests
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public void A_sound_environment_has_no_findings(bool choices, bool masked)
    {
        CheckReport report = EnvironmentCheck.Run(MatchEnvironment.Definition(choices ? new MultiDiscreteSpace(2, 5, 1, 3) : new MultiBinarySpace(3), masked));
        Assert.Empty(report.Findings);
    }

    [Fact]
    public void An_entry_without_effect_is_found()
    {
        CheckReport report = EnvironmentCheck.Run(new EnvironmentDefinition("switches", () => new FirstSwitchOnly(), timeLimit: 100));
        Finding finding = Assert.Single(report.Findings, finding => finding.Topic == "dead-action");
        Assert.StartsWith("Action entry 1 made no difference", finding.Message, StringComparison.Ordinal);
    }

    // Of the second entry's 3 choices the mask allows 0 and 2: each with probability ½, the deviation of a share is ½/√n.
    [Fact]
    public void Random_actions_are_valid_in_every_entry_and_equally_likely()
    {
        const int draws = 20_000;
        var space = new MultiDiscreteSpace(2, 3);
        var random = new RandomStream(1, StreamPurpose.User);
        var action = new double[2];
        double[] first = new double[2], second = new double[3];
        for (int i = 0; i < draws; i++)
        {
            RandomActions.Draw(space, [true, true, true, false, true], ref random, action);
            first[(int)action[0]]++;
            second[(int)action[1]]++;
        }

        Assert.All([first[0], first[1], second[0], second[2]], count => Assert.Equal(0.5, count / draws, 2 / Math.Sqrt(draws)));
        Assert.Equal(0, second[1]);
    }

    [Theory]
    [InlineData(2, 0, "Entry 0 of the action for environment 1 is 2; expected a whole number from 0 to 1.")]
    [InlineData(1, 0.5f, "Entry 1 of the action for environment 1 is 0.5; expected a whole number from 0 to 4.")]
    [InlineData(0, -1, "Entry 1 of the action for environment 1 is -1; expected a whole number from 0 to 4.")]
    [InlineData(float.NaN, 0, "Entry 0 of the action for environment 1 is NaN; expected a whole number from 0 to 1.")]
    public void An_action_that_is_none_is_refused_by_name(float first, float second, string message)
    {
        using var environment = new VectorEnvironment(MatchEnvironment.Definition(new MultiDiscreteSpace(2, 5)), 2);
        float[] observations = new float[4], rewards = new float[2], final = new float[4];
        bool[] terminated = new bool[2], truncated = new bool[2];
        environment.Reset(1, observations);
        var exception = Assert.Throws<ArgumentException>(() => environment.Step([0, 0, first, second], observations, rewards, terminated, truncated, final));
        Assert.Equal(message, exception.Message);
        environment.Step([1, 4, 0, 0], observations, rewards, terminated, truncated, final);
    }

    [Fact]
    public void The_step_protocol_takes_them_and_refuses_others()
    {
        var output = new StringWriter();
        StepProtocol.Run(new MatchEnvironment(new MultiBinarySpace(2), false), "match", new StringReader("""{"state": [1, 0], "actions": [[1, 0]]}"""), output);
        Assert.Contains("0.5", output.ToString(), StringComparison.Ordinal);
        var exception = Assert.Throws<InvalidDataException>(() => StepProtocol.Run(
            new MatchEnvironment(new MultiBinarySpace(2), false), "match", new StringReader("""{"state": [1, 0], "actions": [[1, 2]]}"""), new StringWriter()));
        Assert.Contains("entry 1 is 2; expected a whole number from 0 to 1.", exception.Message, StringComparison.Ordinal);
    }

    private sealed class FirstSwitchOnly : IEnvironment
    {
        private readonly double[] _observation = new double[1];

        public Space ObservationSpace { get; } = new BoxSpace(1, -1, 1);

        public Space ActionSpace { get; } = new MultiBinarySpace(2);

        public IReadOnlyList<StateField> StateFields { get; } = [new("", 1)];

        public ReadOnlySpan<double> Reset(ref RandomStream random)
        {
            _observation[0] = random.NextUniform(-1, 1);
            return _observation;
        }

        public Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
        {
            _observation[0] = (0.5 * _observation[0]) + (0.5 * (action[0] - 0.5));
            return new Transition(_observation, _observation[0], terminated: false);
        }

        public void GetState(Span<double> state) => state[0] = _observation[0];

        public void SetState(ReadOnlySpan<double> state) => _observation[0] = state[0];
    }
}
