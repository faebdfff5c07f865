using Ratchet.Environments;
using Ratchet.Environments.ClassicControl;
using Ratchet.Environments.Wrappers;
using Xunit;

namespace Ratchet.Tests.Environments.Wrappers;

/// <summary>The wrappers by name.</summary>
public sealed class EnvironmentWrappersTests
{
    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void No_wrapper_is_the_task_itself(string text) => Assert.Same(CartPole.Definition, EnvironmentWrappers.Apply(CartPole.Definition, text));

    [Fact]
    public void The_first_one_is_innermost()
    {
        IEnvironment environment = EnvironmentWrappers.Apply(
            Pendulum.Definition, "rescale-actions, sticky-actions = 0.25:keep,action-repeat=2,reward-scale=0.1,reward-clip=-1:1,normalize-returns=0.99,frame-stack=4").Create();
        Assert.Equal(
            [
                typeof(FrameStack), typeof(ReturnNormalization), typeof(RewardClipping), typeof(RewardScaling), typeof(ActionRepeat), typeof(StickyActions),
                typeof(ActionRescaling), typeof(Pendulum),
            ],
            Layers(environment));
    }

    [Fact]
    public void What_changes_only_the_reward_is_not_there_in_an_evaluation()
    {
        EnvironmentDefinition definition = EnvironmentWrappers.Apply(Pendulum.Definition, "reward-scale=0.1,action-repeat=2,reward-clip=-1:1,normalize-returns=1,record=never.jsonl,frame-stack=2");
        Assert.Equal([typeof(FrameStack), typeof(ActionRepeat), typeof(Pendulum)], Layers(definition.CreateForEvaluation!()));
    }

    // The limit counts where it stands: 200 decisions, or 200 steps of the simulator, which are 100 decisions. 500 = 166·3 + 2.
    [Theory]
    [InlineData("time-limit=200", 200)]
    [InlineData("action-repeat=2,time-limit=200", 200)]
    [InlineData("time-limit=200,action-repeat=2", 100)]
    [InlineData("action-repeat=4", 125)]
    [InlineData("action-repeat=3", 167)]
    [InlineData("time-limit=2147483647,action-repeat=1000", 2147484)]
    public void A_time_limit_counts_decisions_where_it_stands(string text, int expected) =>
        Assert.Equal(expected, EnvironmentWrappers.Apply(CartPole.Definition, text).TimeLimit);

    // A vector environment of the task's own keeps its own limit, and would not hear of this one.
    [Fact]
    public void A_time_limit_is_kept_by_the_usual_vector_environment()
    {
        EnvironmentDefinition definition = CartPole.Definition with { CreateVector = (_, _) => throw new InvalidOperationException() };
        using IVectorEnvironment vector = EnvironmentWrappers.Apply(definition, "time-limit=3").Vectorize(1);
        Assert.IsType<VectorEnvironment>(vector);
    }

    [Theory]
    [InlineData("frame-stak=4", "unknown wrapper 'frame-stak'; did you mean 'frame-stack'?")]
    [InlineData("fly", "unknown wrapper 'fly'; known are frame-stack, action-repeat, sticky-actions, rescale-actions, reward-scale, reward-clip, normalize-returns, time-limit, record.")]
    [InlineData("frame-stack", "frame-stack needs a value, such as frame-stack=4.")]
    [InlineData("frame-stack=0", "frame-stack is '0'; it must be a whole number between 1 and 100.")]
    [InlineData("frame-stack=4.5", "frame-stack is '4.5'; it must be a whole number between 1 and 100.")]
    [InlineData("frame-stack=", "frame-stack is ''; it must be a whole number between 1 and 100.")]
    [InlineData("action-repeat=1001", "action-repeat is '1001'; it must be a whole number between 1 and 1000.")]
    [InlineData("sticky-actions=1", "sticky-actions is '1'; it must be a probability from 0 to below 1, or one with :keep behind it.")]
    [InlineData("sticky-actions=x:keep", "sticky-actions is 'x:keep'; it must be a probability from 0 to below 1, or one with :keep behind it.")]
    [InlineData("sticky-actions", "sticky-actions needs a value, such as sticky-actions=0.25.")]
    [InlineData("reward-scale=0", "reward-scale is '0'; it must be a number above 0.")]
    [InlineData("reward-scale=NaN", "reward-scale is 'NaN'; it must be a number above 0.")]
    [InlineData("reward-scale=1e999", "reward-scale is '1e999'; it must be a number above 0.")]
    [InlineData("reward-clip=1", "reward-clip is '1'; it must be two numbers LOW:HIGH, the lower one first.")]
    [InlineData("reward-clip=1:-1", "reward-clip is '1:-1'; it must be two numbers LOW:HIGH, the lower one first.")]
    [InlineData("reward-clip=-1:0:1", "reward-clip is '-1:0:1'; it must be two numbers LOW:HIGH, the lower one first.")]
    [InlineData("normalize-returns=2", "normalize-returns is '2'; it must be a number between 0 and 1.")]
    [InlineData("rescale-actions=2", "rescale-actions takes no value; found '2'.")]
    [InlineData("time-limit=0", "time-limit is '0'; it must be a whole number, at least 1.")]
    [InlineData("record=", "record is ''; it must be the path of a file that is not there yet.")]
    [InlineData("frame-stack=2,frame-stack=2", "the wrapper frame-stack is given twice; each may stand once.")]
    [InlineData("frame-stack=2,,action-repeat=2", "'frame-stack=2,,action-repeat=2' has an entry without a name; it must be of the form name=value, name=value, such as frame-stack=4, action-repeat=2.")]
    [InlineData("=4", "'=4' has an entry without a name; it must be of the form name=value, name=value, such as frame-stack=4, action-repeat=2.")]
    public void What_is_wrong_is_one_sentence(string text, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => EnvironmentWrappers.Apply(CartPole.Definition, text)).Message);

    [Fact]
    public void A_wrapper_that_does_not_fit_the_task_is_one_sentence()
    {
        EnvironmentDefinition definition = EnvironmentWrappers.Apply(CartPole.Definition, "rescale-actions");
        Assert.Equal(
            "environment 'cartpole' cannot be wrapped in rescale-actions: Only actions from a box can be rescaled; those of the inner environment are discrete.",
            Assert.Throws<EnvironmentException>(() => definition.Vectorize(2)).Message);
    }

    [Fact]
    public void A_simulator_that_cannot_be_wrapped_is_disposed()
    {
        var inner = new LoggedEnvironment();
        Assert.Throws<EnvironmentException>(EnvironmentWrappers.Apply(new EnvironmentDefinition("mine", () => inner), "rescale-actions").Create);
        Assert.True(inner.IsDisposed);
    }

    [Fact]
    public void Every_example_works()
    {
        foreach ((string name, string _, string example) in EnvironmentWrappers.All)
        {
            Assert.StartsWith(name, example, StringComparison.Ordinal);
            EnvironmentWrappers.Apply(Pendulum.Definition, example).Create();
        }
    }

    private static List<Type> Layers(IEnvironment environment)
    {
        var layers = new List<Type> { environment.GetType() };
        while (environment is EnvironmentWrapper wrapper)
            layers.Add((environment = wrapper.Inner).GetType());
        return layers;
    }

    // Before any simulator is made: a run that failed at its first step would keep the wrong path in its settings.
    [Fact]
    public void ARecordingThatCannotBeMadeIsRefusedAtOnce()
    {
        string folder = Path.TrimEndingDirectorySeparator(Path.GetTempPath()), missing = Path.Combine(folder, "no-such-folder-of-recordings");
        string here = Assert.Throws<ArgumentException>(() => EnvironmentWrappers.Apply(Pendulum.Definition, $"record={folder}")).Message;
        string nowhere = Assert.Throws<ArgumentException>(() => EnvironmentWrappers.Apply(Pendulum.Definition, $"record={missing}/a.jsonl")).Message;
        Assert.Equal($"record is '{folder}'; it must be a file; that is a folder.", here);
        Assert.Equal($"record is '{missing}/a.jsonl'; it must be a file in a folder that is there; '{missing}' is not.", nowhere);
    }
}
