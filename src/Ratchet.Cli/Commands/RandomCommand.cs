using System.CommandLine;
using Ratchet.Cli.Views;
using Ratchet.Environments;
using Ratchet.Environments.RandomPlay;
using Ratchet.Numerics;

namespace Ratchet.Cli.Commands;

/// <summary><c>ratchet random</c>: what a policy gets that acts at random.</summary>
internal static class RandomCommand
{
    private const int MostEpisodes = 10_000_000;
    private const int Episodes = 1000;

    /// <summary>Where a step takes longer than this, in microseconds, fewer episodes are played unless more are asked for.</summary>
    private const double SlowStep = 10;

    private const int EpisodesOfSlowOnes = 100;

    public static Command Create(Surroundings surroundings)
    {
        Argument<string> environment = SharedOptions.Environment();
        var episodes = new Option<string?>("--episodes") { Description = $"Full episodes to play (default: {Episodes}; {EpisodesOfSlowOnes} where steps are slow).", HelpName = "n" };
        Option<string> seed = SharedOptions.Seed();
        Option<string?> threads = SharedOptions.Threads(), wrap = SharedOptions.Wrap(), python = SharedOptions.Python();
        Option<bool> json = SharedOptions.Json("Prints one JSON object.");
        var command = new Command("random", "Plays with random actions and prints statistics: what a trained policy has to beat.") { environment, episodes, seed, threads, wrap, python, json };
        command.SetAction(result =>
        {
            EnvironmentDefinition definition = SharedOptions.ReadEnvironment(result.GetRequiredValue(environment), result.GetValue(wrap), result.GetValue(python));
            int count = result.GetValue(episodes) is { } text
                ? SharedOptions.ReadWhole("episodes", text, 1, MostEpisodes)
                : definition.StepMicroseconds > SlowStep ? EpisodesOfSlowOnes : Episodes;
            ulong seedValue = SharedOptions.ReadSeed(result.GetRequiredValue(seed));
            using var pool = new WorkerPool(SharedOptions.ReadThreads(result.GetValue(threads)));
            RandomPolicyStatistics statistics = RandomPolicyStatistics.Measure(definition, count, seedValue, pool);
            if (result.GetValue(json))
                surroundings.Output.WriteLine(RandomPolicyView.ToJson(definition.Name, statistics));
            else
                RandomPolicyView.Write(surroundings, definition, statistics);
            return ExitCode.Success;
        });
        return command;
    }
}
