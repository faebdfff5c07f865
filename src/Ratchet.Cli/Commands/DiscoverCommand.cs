using System.CommandLine;
using System.Globalization;
using Ratchet.Discovery.Families;
using Ratchet.Discovery.Recipes;
using Ratchet.Updates.Drifts.Networks;

namespace Ratchet.Cli.Commands;

/// <summary><c>ratchet discover</c>: meta-trains a drift, or goes on with it.</summary>
internal static class DiscoverCommand
{
    private const string List = "list", Show = "show", Random = "random";

    public static Command Create(Surroundings surroundings)
    {
        var what = new Argument<string>("recipe") { Description = "A built-in recipe, or a FILE.json; 'list' shows the built-in ones, 'show NAME' prints one to copy and edit, 'random FILE' writes random networks that are as far from the start as one that was found: a control." };
        var name = new Argument<string?>("name") { Description = "After 'show': which recipe. After 'random': the file of a centre.", Arity = ArgumentArity.ZeroOrOne };
        var folder = new Option<string?>("--out") { Description = "The folder of the search (default: discoveries/NAME). The same command again goes on with what is in it.", HelpName = "dir" };
        var generations = new Option<string?>("--generations") { Description = "Stops after so many generations in all; more later go on from there (default: the recipe's).", HelpName = "n" };
        var threads = new Option<string?>("--threads") { Description = "Trainings at a time, each on one core (default: one for each processor); results do not depend on it.", HelpName = "n" };
        var networks = new Option<string?>("--count") { Description = "After 'random': how many networks (default: 1).", HelpName = "n" };
        var quiet = new Option<bool>("--quiet") { Description = "Prints nothing but warnings and errors." };
        Option<bool> json = SharedOptions.Json("Prints the log's line of each generation.");
        var command = new Command(
            "discover",
            "Searches the space of drifts, the update rules of mirror learning, with evolution strategies: every candidate trains agents from scratch. Stopped or killed anywhere, the same command goes on, and ends with the same bits.")
        {
            what, name, folder, generations, threads, networks, json, quiet,
        };
        command.SetAction(result =>
        {
            string asked = result.GetRequiredValue(what);
            string? second = result.GetValue(name);
            if (asked is Show or Random && second is null)
                throw new UserException($"'discover {asked}' needs {(asked == Show ? "the name of a recipe" : "the file of a centre")}; see 'ratchet discover --help'.");
            if (second is not null && asked is not (Show or Random))
                throw new UserException($"'discover' does not know what to do with '{second}'; see 'ratchet discover --help'.");
            if (asked == List)
                return WriteList(surroundings);
            if (asked == Show)
            {
                surroundings.Output.Write(System.Text.Encoding.UTF8.GetString(BuiltInRecipes.TextOf(second!)));
                return ExitCode.Success;
            }

            if (asked == Random)
                return WriteRandom(surroundings, second!, result.GetValue(folder) ?? ".", result.GetValue(networks) is { } many ? (int)SharedOptions.ReadWhole("count", many, 1, 1000) : 1);
            byte[] recipe = asked.EndsWith(".json", StringComparison.Ordinal) ? RecipeReader.Bytes(asked) : BuiltInRecipes.TextOf(asked);
            string called = RecipeReader.Read(asked, recipe).Name;
            return DiscoverySession.Run(surroundings, new DiscoveryRequest(asked, recipe, result.GetValue(folder) ?? Path.Combine("discoveries", called))
            {
                Generations = result.GetValue(generations) is { } count ? SharedOptions.ReadWhole("generations", count, 1, 1_000_000) : null,
                Threads = result.GetValue(threads) is { } number ? SharedOptions.ReadWhole("threads", number, 1, SharedOptions.MostThreads) : System.Environment.ProcessorCount,
                Output = SharedOptions.ReadOutput(result.GetValue(json), result.GetValue(quiet)),
            });
        });
        return command;
    }

    /// <summary>Writes random-1.safetensors … beside each other.</summary>
    private static int WriteRandom(Surroundings surroundings, string center, string folder, int count)
    {
        DriftNetwork network = DriftNetwork.ReadFile(center);
        if (!network.About.TryGetValue("seed", out string? text) || !ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed))
            throw new UserException($"{center} does not tell the seed of its search; a centre that 'ratchet discover' wrote does.");
        var family = new NetworkFamily(network.Shape);
        Directory.CreateDirectory(folder);
        for (int i = 1; i <= count; i++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"random-{i}"), file = Path.Combine(folder, name + DriftNetworks.Extension);
            family.RandomLike(name, network, seed, (ulong)i).WriteFile(file);
            surroundings.Output.WriteLine(file);
        }

        return ExitCode.Success;
    }

    private static int WriteList(Surroundings surroundings)
    {
        foreach (string name in BuiltInRecipes.Names)
            surroundings.Output.WriteLine($"{name}: {BuiltInRecipes.Find(name).About}");
        return ExitCode.Success;
    }
}
