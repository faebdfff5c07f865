using Ratchet.Environments;
using Ratchet.Environments.Checking;
using Ratchet.Environments.Wrappers;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.Tests.Environments.Checking;

public sealed class EnvironmentCheckTests
{
    private static readonly Dictionary<string, (Func<IEnvironment> Create, Severity Severity, string Topic, string[] Words)> s_mistakes = new(StringComparer.Ordinal)
    {
        [nameof(Mistakes.TooNarrowSpace)] = (() => new Mistakes.TooNarrowSpace(), Severity.Error, "observation-space", ["entry 0", "below its bound -1.5"]),
        [nameof(Mistakes.NotANumber)] = (() => new Mistakes.NotANumber(), Severity.Error, "finite", ["reward is NaN", "of episode 0"]),
        [nameof(Mistakes.InfiniteObservation)] = (() => new Mistakes.InfiniteObservation(), Severity.Error, "finite", ["entry 1"]),
        [nameof(Mistakes.OneNumberTooMany)] = (() => new Mistakes.OneNumberTooMany(), Severity.Error, "observation-size", ["3 numbers", "has 2"]),
        [nameof(Mistakes.OwnRandomNumbers)] = (() => new Mistakes.OwnRandomNumbers(), Severity.Error, "determinism", ["at step 1"]),
        [nameof(Mistakes.SpeedIsNotReset)] = (() => new Mistakes.SpeedIsNotReset(), Severity.Error, "reset", ["entry 1", "after the reset"]),
        [nameof(Mistakes.WindIsNotReset)] = (() => new Mistakes.WindIsNotReset(), Severity.Warning, "reset", ["outlives"]),
        [nameof(Mistakes.HiddenWindIsNotReset)] = (() => new Mistakes.HiddenWindIsNotReset(), Severity.Error, "reset", ["left over"]),
        [nameof(Mistakes.StaticState)] = (() => new Mistakes.StaticState(), Severity.Error, "instances", ["side by side"]),
        [nameof(Mistakes.StaticBuffer)] = (() => new Mistakes.StaticBuffer(), Severity.Error, "instances", ["overwritten"]),
        [nameof(Mistakes.TerminatesAtItsTimeLimit)] = (() => new Mistakes.TerminatesAtItsTimeLimit(), Severity.Warning, "truncation", ["timeLimit: 50"]),
        [nameof(Mistakes.ResetsItself)] = (() => new Mistakes.ResetsItself(), Severity.Error, "final-observation", ["first one of the next"]),
        [nameof(Mistakes.ResetsItselfToOnePlace)] = (() => new Mistakes.ResetsItselfToOnePlace(), Severity.Error, "final-observation", ["first one of the next"]),
        [nameof(Mistakes.IgnoresTheAction)] = (() => new Mistakes.IgnoresTheAction(), Severity.Error, "dead-action", ["No action"]),
        [nameof(Mistakes.IgnoresAnEntry)] = (() => new Mistakes.IgnoresAnEntry(), Severity.Warning, "dead-action", ["entry 1 made no difference"]),
        [nameof(Mistakes.ClipsAbove)] = (() => new Mistakes.ClipsAbove(), Severity.Warning, "dead-action", ["entry 0", "at 0.5", "bound 1"]),
        [nameof(Mistakes.ClipsBelow)] = (() => new Mistakes.ClipsBelow(), Severity.Warning, "dead-action", ["entry 0", "at -0.5", "bound -1"]),
        [nameof(Mistakes.DeadDiscreteAction)] = (() => new Mistakes.DeadDiscreteAction(), Severity.Warning, "dead-action", ["Actions 1 and 3"]),
        [nameof(Mistakes.Millimetres)] = (() => new Mistakes.Millimetres(), Severity.Warning, "observation-scale", ["entry 0", "normalize-observations"]),
        [nameof(Mistakes.ConstantEntry)] = (() => new Mistakes.ConstantEntry(), Severity.Warning, "constant-observation", ["entry 2"]),
        [nameof(Mistakes.LargeRewards)] = (() => new Mistakes.LargeRewards(), Severity.Warning, "reward-scale", ["return-scaling"]),
        [nameof(Mistakes.SmallRewards)] = (() => new Mistakes.SmallRewards(), Severity.Warning, "reward-scale", ["return-scaling"]),
        [nameof(Mistakes.NoRewards)] = (() => new Mistakes.NoRewards(), Severity.Warning, "reward-scale", ["were 0"]),
        [nameof(Mistakes.NoSnapshot)] = (() => new Mistakes.NoSnapshot(), Severity.Warning, "snapshot", ["SaveSnapshot"]),
        [nameof(Mistakes.SnapshotWithoutSpeed)] = (() => new Mistakes.SnapshotWithoutSpeed(), Severity.Error, "snapshot", ["does not go on", "entry"]),
        [nameof(Mistakes.SavingStops)] = (() => new Mistakes.SavingStops(), Severity.Error, "snapshot", ["must only read"]),
        [nameof(Mistakes.SnapshotOfWrongSize)] = (() => new Mistakes.SnapshotOfWrongSize(), Severity.Error, "snapshot", ["threw ArgumentException"]),
        [nameof(Mistakes.StateInAnotherOrder)] = (() => new Mistakes.StateInAnotherOrder(), Severity.Error, "state", ["entry 0"]),
        [nameof(Mistakes.SetStateLeavesTheSpeed)] = (() => new Mistakes.SetStateLeavesTheSpeed(), Severity.Warning, "state", ["step 1"]),
        [nameof(Mistakes.MaskOfWrongSize)] = (() => new Mistakes.MaskOfWrongSize(), Severity.Error, "action-mask", ["2 entries"]),
        [nameof(Mistakes.MaskForbidsAll)] = (() => new Mistakes.MaskForbidsAll(), Severity.Error, "action-mask", ["every action"]),
        [nameof(Mistakes.MaskIsNotDeclared)] = (() => new Mistakes.MaskIsNotDeclared(), Severity.Error, "action-mask", ["HasActionMask is false"]),
        [nameof(Mistakes.MaskOfABox)] = (() => new Mistakes.MaskOfABox(), Severity.Error, "action-mask", ["box"]),
        [nameof(Mistakes.MaskIsNotLoaded)] = (() => new Mistakes.MaskIsNotLoaded(), Severity.Error, "snapshot", ["action mask"]),
        [nameof(Mistakes.Allocates)] = (() => new Mistakes.Allocates(), Severity.Warning, "allocation", ["40 bytes"]),
        [nameof(Mistakes.CannotTakeTheLastAction)] = (() => new Mistakes.CannotTakeTheLastAction(), Severity.Error, "exception", ["IndexOutOfRange"]),
        [nameof(Mistakes.ChangesTheAction)] = (() => new Mistakes.ChangesTheAction(), Severity.Error, "action-buffer", ["copy"]),
        [nameof(Mistakes.SpacesDiffer)] = (() => new Mistakes.SpacesDiffer(), Severity.Error, "instances", ["spaces"]),
    };

    public static TheoryData<string> MistakeNames => new(s_mistakes.Keys);

    public static TheoryData<string> BuiltIn => new(EnvironmentRegistry.BuiltIn.Definitions.Select(definition => definition.Name));

    [Theory]
    [MemberData(nameof(MistakeNames))]
    public void A_mistake_is_found_and_nothing_else(string name)
    {
        (Func<IEnvironment> create, Severity severity, string topic, string[] words) = s_mistakes[name];
        CheckReport report = EnvironmentCheck.Run(new EnvironmentDefinition("puck", create, timeLimit: 500));
        Finding finding = Assert.Single(report.Findings);
        Assert.Equal((severity, topic), (finding.Severity, finding.Topic));
        Assert.All(words, word => Assert.Contains(word, finding.Message, StringComparison.Ordinal));
        Assert.Equal(severity == Severity.Error, report.HasErrors);
    }

    [Theory]
    [MemberData(nameof(MistakeNames))]
    public void A_finding_is_one_sentence_with_its_mend(string name)
    {
        foreach (Finding finding in EnvironmentCheck.Run(new EnvironmentDefinition("puck", s_mistakes[name].Create, timeLimit: 500)).Findings)
        {
            Assert.EndsWith(".", finding.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(". ", finding.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("\n", finding.Message, StringComparison.Ordinal);
            Assert.True(finding.Message.Contains(": ", StringComparison.Ordinal) || finding.Message.Contains("; ", StringComparison.Ordinal), finding.Message);
        }
    }

    [Fact]
    public void Sound_simulators_have_no_finding()
    {
        foreach (Func<IEnvironment> create in (Func<IEnvironment>[])[() => new SoundEnvironment(), () => new SoundDiscreteEnvironment(), () => new SoundMaskedEnvironment()])
            for (ulong seed = 0; seed < 5; seed++)
                Assert.Empty(EnvironmentCheck.Run(new EnvironmentDefinition("puck", create, timeLimit: 500), seed: seed).Findings);
    }

    [Fact]
    public void What_a_wrapper_remembers_is_no_part_of_the_state()
    {
        EnvironmentDefinition stacked = new EnvironmentDefinition("puck", () => new SoundEnvironment(), timeLimit: 500).Wrap(inner => new FrameStack(inner, 3));
        Assert.Empty(EnvironmentCheck.Run(stacked).Findings);
    }

    [Theory]
    [MemberData(nameof(BuiltIn))]
    public void A_built_in_task_has_no_error(string name)
    {
        CheckReport report = EnvironmentCheck.Run(EnvironmentRegistry.BuiltIn.Find(name));
        Assert.True(report.IsComplete && !report.HasErrors, report.ToString());
    }

    [Fact]
    public void An_episode_without_an_end_needs_a_time_limit()
    {
        Finding finding = Assert.Single(EnvironmentCheck.Run(new EnvironmentDefinition("walled", () => new Mistakes.NeverEnds())).Findings);
        Assert.Equal((Severity.Error, "truncation"), (finding.Severity, finding.Topic));
        Assert.Empty(EnvironmentCheck.Run(new EnvironmentDefinition("walled", () => new Mistakes.NeverEnds(), timeLimit: 100)).Findings);
    }

    [Fact]
    public void A_factory_that_returns_one_simulator_twice_is_found()
    {
        var only = new SoundEnvironment();
        CheckReport report = EnvironmentCheck.Run(new EnvironmentDefinition("puck", () => only, timeLimit: 500));
        Assert.Equal("instances", Assert.Single(report.Findings).Topic);
        Assert.False(report.IsComplete);
    }

    /// <summary>A delay of 12 steps between the wheel and the rudder: the effect comes late, and is no less an effect.</summary>
    [Fact]
    public void An_action_that_acts_late_is_not_dead() =>
        Assert.Empty(EnvironmentCheck.Run(new EnvironmentDefinition("delayed", () => new Delayed(), timeLimit: 200)).Findings);

    [Fact]
    public void Simulators_are_disposed()
    {
        var made = new List<ScriptedEnvironment>();
        EnvironmentCheck.Run(ScriptedEnvironment.Define(
            () =>
            {
                made.Add(new ScriptedEnvironment());
                return made[^1];
            }, timeLimit: 20));
        Assert.True(made.Count >= 2 && made.TrueForAll(simulator => simulator.IsDisposed));
    }

    private sealed class Delayed : SoundEnvironment
    {
        private const int Delay = 12;

        public Delayed() => State = new double[2 + Delay];

        public override IReadOnlyList<StateField> StateFields { get; } = [new("puck", 2), new("pushes", Delay)];
        public override int SnapshotSize => 2 + Delay;

        public override ReadOnlySpan<double> Reset(ref RandomStream random)
        {
            Array.Clear(State);
            return base.Reset(ref random);
        }

        protected override void Move(double push)
        {
            base.Move(State[2]);
            Array.Copy(State, 3, State, 2, Delay - 1);
            State[^1] = push;
        }

        protected override ReadOnlySpan<double> Observe() => State.AsSpan(0, 2);
    }
}
