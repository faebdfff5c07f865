using Ratchet.Environments;
using Ratchet.Environments.MinAtar;
using Ratchet.Environments.Wrappers;
using Ratchet.Tests.Updates;
using Xunit;

namespace Ratchet.Tests.Environments;

/// <summary>Every built-in task, its options and its wrappers resume in mid-episode to the bit.</summary>
public sealed class MidEpisodeTests
{
    private const int Steps = 300;

    public static TheoryData<string> BuiltIn => new(EnvironmentRegistry.BuiltIn.Definitions.Select(definition => definition.Name));

    /// <summary>Each wrapper but <c>record</c>, which only writes a file, and all of them at once.</summary>
    public static TheoryData<string, string> Wrapped
    {
        get
        {
            const string All = "sticky-actions=0.3:keep,frame-stack=3,action-repeat=2,reward-scale=0.5,reward-clip=-1:1,normalize-returns=0.99,time-limit=40";
            string[] wrappers = [.. EnvironmentWrappers.All.Select(wrapper => wrapper.Example).Where(example => !example.StartsWith("record", StringComparison.Ordinal)), "sticky-actions=0.5:keep", All];
            var data = new TheoryData<string, string>();
            foreach (string wrapper in wrappers)
                data.Add("pendulum", wrapper);
            foreach (string wrapper in wrappers.Where(wrapper => !wrapper.StartsWith("rescale", StringComparison.Ordinal)))
            {
                data.Add("cartpole", wrapper);
                data.Add("minatar-breakout", wrapper);
            }

            data.Add("pendulum", "rescale-actions," + All);
            data.Add("tetris", All.Replace("sticky-actions=0.3:keep,", "", StringComparison.Ordinal).Replace("action-repeat=2,", "", StringComparison.Ordinal));
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(BuiltIn))]
    public void A_built_in_task_goes_on(string task) => MidEpisode.RequireResume(EnvironmentRegistry.BuiltIn.Find(task) with { TimeLimit = 130 }, Steps);

    [Theory]
    [InlineData(0, true, false)]
    [InlineData(0.5, false, false)]
    [InlineData(1, true, true)]
    public void The_games_go_on_with_all_their_options(double sticky, bool ramping, bool minimal)
    {
        var options = new MinAtarOptions { StickyProbability = sticky, Ramping = ramping, MinimalActions = minimal };
        foreach (Func<MinAtarOptions, EnvironmentDefinition> game in (Func<MinAtarOptions, EnvironmentDefinition>[])[MinAtarGames.Breakout, MinAtarGames.Asterix, MinAtarGames.Freeway, MinAtarGames.SpaceInvaders, MinAtarGames.Seaquest])
            MidEpisode.RequireResume(game(options) with { TimeLimit = 130 }, Steps);
    }

    [Theory]
    [MemberData(nameof(Wrapped))]
    public void A_wrapped_task_goes_on(string task, string wrappers) =>
        MidEpisode.RequireResume(EnvironmentWrappers.Apply(EnvironmentRegistry.BuiltIn.Find(task) with { TimeLimit = 130 }, wrappers), Steps);

    [Fact]
    public void A_mixture_of_tasks_goes_on() => MidEpisode.RequireResume(GuessEnvironment.Mixture(1, 2, 3), Steps);
}
