using Ratchet.Environments;
using Ratchet.Environments.Drawing;
using Ratchet.Environments.Wrappers;
using Ratchet.Numerics;
using Ratchet.Tests.Project;
using Xunit;

namespace Ratchet.Tests.Environments.Drawing;

/// <summary>What holds for every drawing.</summary>
public sealed class SceneTests
{
    public static TheoryData<string> Names => new(EnvironmentRegistry.BuiltIn.Definitions.Select(definition => definition.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_task_of_the_library_draws_itself_in_finite_numbers(string name)
    {
        IEnvironment environment = EnvironmentRegistry.BuiltIn.Find(name).Create();
        var random = new RandomStream(3, StreamPurpose.User);
        environment.Reset(ref random);
        var scene = new Scene();
        Assert.True(Scene.CanShow(environment));
        Assert.True(scene.Show(environment));
        Assert.NotEmpty(scene.Shapes.ToArray());
        Assert.All(scene.Numbers.ToArray(), number => Assert.True(double.IsFinite(number)));
        Assert.True(scene.SecondsPerFrame > 0);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_episode_is_the_same_drawn_or_not(string name)
    {
        double[] Play(bool draw)
        {
            IEnvironment environment = EnvironmentRegistry.BuiltIn.Find(name).Create();
            var random = new RandomStream(5, StreamPurpose.User);
            List<double> seen = [.. environment.Reset(ref random)];
            var scene = new Scene();
            for (int step = 0; step < 20; step++)
            {
                if (draw)
                    Assert.True(scene.Show(environment));
                Transition transition = environment.Step(Action(environment, step), ref random);
                seen.AddRange([.. transition.Observation, transition.Reward, transition.Terminated ? 1 : 0]);
            }

            return [.. seen];
        }

        Assert.Equal(Play(draw: false), Play(draw: true));
    }

    [Fact]
    public void A_wrapper_shows_what_it_wraps_and_a_repeated_action_takes_as_much_longer()
    {
        IEnvironment bare = EnvironmentRegistry.BuiltIn.Find("cartpole").Create();
        IEnvironment wrapped = new ActionRepeat(EnvironmentWrappers.Apply(EnvironmentRegistry.BuiltIn.Find("cartpole"), "frame-stack=2,action-repeat=3,reward-scale=2").Create(), 2);
        Scene one = new(), other = new();
        Assert.True(one.Show(bare));
        Assert.True(other.Show(wrapped));
        Assert.Equal(one.Numbers.ToArray(), other.Numbers.ToArray());
        // 0.02 s a step, and six of them a decision.
        Assert.Equal(0.02, one.SecondsPerFrame, 12);
        Assert.Equal(0.12, other.SecondsPerFrame, 12);
    }

    [Fact]
    public void A_mixture_shows_the_task_whose_episode_it_is()
    {
        var mixture = new TaskMixture(new WaterTank(), new WaterTank());
        var random = new RandomStream(2, StreamPurpose.User);
        double level = mixture.Reset(ref random)[0];
        var scene = new Scene();
        Assert.True(Scene.CanShow(mixture) && scene.Show(mixture));
        // The water is a rectangle from 0 to its level.
        Assert.Equal(level, scene.Numbers[5]);
    }

    [Fact]
    public void What_has_no_picture_says_so_within_wrappers_too()
    {
        IEnvironment plain = new Undrawn();
        Assert.False(Scene.CanShow(plain));
        Assert.False(Scene.CanShow(new FrameStack(plain, 2)));
        Assert.False(new Scene().Show(new FrameStack(plain, 2)));
    }

    [Fact]
    public void A_scene_is_emptied_before_it_shows_another_state()
    {
        var scene = new Scene { Edge = Paint.Red, Depth = 3 };
        scene.Line(0, 0, 1, 1, 1, Paint.Red);
        scene.Show(new WaterTank());
        Assert.Equal(6, scene.Shapes.Length);
        Assert.All(scene.Shapes.ToArray(), shape => Assert.Equal((Paint.None, 0.0), (shape.Edge, shape.Depth)));
    }

    [Fact]
    public void A_drawing_without_a_view_is_an_error_that_says_what_to_do()
    {
        var error = Assert.Throws<InvalidOperationException>(() => new Scene().Show(new Viewless()));
        Assert.Equal("Viewless draws a scene without a view: its Draw calls View first.", error.Message);
        Assert.Throws<ArgumentException>(() => new Scene().View(1, 0, 1, 2));
        Assert.Throws<ArgumentException>(() => new Scene().View(double.NaN, 0, 1, 2));
        Assert.Throws<ArgumentException>(() => new Scene().Polygon([0, 0, 1, 1], Paint.Ink));
        Assert.Throws<ArgumentException>(() => new Scene().Cells(0, 0, 1, 3, new Paint[4]));
    }

    [Fact]
    public void The_example_of_the_document_is_this_code()
    {
        string source = Repository.Read("tests/Ratchet.Tests/Environments/Drawing/WaterTank.cs");
        string example = source[source.IndexOf("internal sealed", StringComparison.Ordinal)..].Replace("internal sealed", "sealed", StringComparison.Ordinal);
        GeneratedText.RequireBlock("docs/drawing.md", "example", $"```csharp\n{example}```\n");
    }

    private static double[] Action(IEnvironment environment, int step) => environment.ActionSpace switch
    {
        DiscreteSpace when environment.HasActionMask => [environment.ActionMask.IndexOf(true)],
        DiscreteSpace actions => [step % actions.Count],
        _ => [(step % 3) - 1],
    };

    private class Undrawn : IEnvironment
    {
        private readonly double[] _state = new double[1];

        public Space ObservationSpace { get; } = new BoxSpace(1);

        public Space ActionSpace { get; } = new DiscreteSpace(2);

        public ReadOnlySpan<double> Reset(ref RandomStream random) => _state;

        public Transition Step(ReadOnlySpan<double> action, ref RandomStream random) => new(_state, 0, terminated: false);
    }

    private sealed class Viewless : Undrawn, IDrawable
    {
        public void Draw(Scene scene) => scene.Circle(0, 0, 1, Paint.Ink);
    }
}
