using System.Text;
using Ratchet.Cli.Views;
using Ratchet.Discovery.Search;
using Ratchet.Studies.Figures;
using Ratchet.Studies.Plotting;
using Ratchet.Training;

namespace Ratchet.Cli;

/// <summary>What a process is asked to do on a search for a drift.</summary>
/// <param name="Name">How errors name the recipe.</param>
/// <param name="Recipe">The recipe's file.</param>
/// <param name="Folder">The folder of the search.</param>
internal sealed record DiscoveryRequest(string Name, byte[] Recipe, string Folder)
{
    /// <summary>How many generations there shall be in all; null for the recipe's.</summary>
    public long? Generations { get; init; }

    public required int Threads { get; init; }

    public RunOutput Output { get; init; }
}

/// <summary>One process's work on a search for a drift: its lines, its signals, its exit code.</summary>
internal static class DiscoverySession
{
    /// <summary>Generations of which the time that is left is told.</summary>
    private const int PaceWindow = 16;

    public static int Run(Surroundings surroundings, DiscoveryRequest request)
    {
        _ = Machine.InstructionSet;
        using var folder = DiscoveryFolder.Open(request.Folder, request.Name, request.Recipe, Tasks.All);
        DriftSearch search = folder.Search;
        long generations = request.Generations ?? search.Recipe.Generations;
        var error = new LastingWriter(surroundings.Error, _ => { });
        var output = new LastingWriter(surroundings.Output, message => error.WriteLine(Wording.Warning(message)));
        if (search.Generation >= generations)
        {
            if (request.Output == RunOutput.Text)
                output.WriteLine($"The search in {request.Folder} has {search.Generation} generations; nothing was changed. More with --generations.");
            return ExitCode.Success;
        }

        using var stop = new StopSignals();
        var pace = new Queue<double>();
        try
        {
            while (search.Generation < generations)
            {
                GenerationResult result = search.Advance(request.Threads, stop.Token);
                string line = Encoding.UTF8.GetString(folder.Keep(result).Span).TrimEnd('\n');
                pace.Enqueue(result.Seconds);
                if (pace.Count > PaceWindow)
                    pace.Dequeue();
                if (request.Output == RunOutput.Json)
                    output.WriteLine(line);
                else if (request.Output == RunOutput.Text)
                    output.WriteLine(LineOf(result, generations, pace.Average() * (generations - search.Generation)));
            }
        }
        catch (OperationCanceledException)
        {
            Draw(folder);
            error.WriteLine($"ratchet: stopped after {search.Generation} generations; 'ratchet discover {Wording.Argument(request.Name)} --out {Wording.Argument(request.Folder)}' goes on.");
            return stop.ExitCode;
        }

        Draw(folder);
        if (request.Output == RunOutput.Text)
            output.WriteLine($"The search in {request.Folder} has {search.Generation} generations; {DiscoveryFolder.CurveFile} shows them.");
        return ExitCode.Success;
    }

    /// <summary>Draws what the log tells.</summary>
    private static void Draw(DiscoveryFolder folder)
    {
        if (folder.Search.Generation == 0)
            return;
        IReadOnlyList<GenerationResult> log = folder.ReadLog();
        Figure figure = MetaTrainingFigure.Of(folder.Search.Recipe.Name, [.. folder.Search.Recipe.Tasks.Select(task => new MetaTask(
            task.Name, task.Normalize(0) is not null,
            [.. from generation in log from fitness in generation.Tasks where fitness.Task == task.Name select new MetaFitness(generation.Generation, fitness.Trainings, task.Normalize(fitness.Mean) ?? fitness.Mean)]))]);
        folder.WriteCurve(figure.ToSvg(Theme.Automatic));
    }

    private static string LineOf(GenerationResult result, long generations, double secondsLeft)
    {
        var line = new StringBuilder($"generation {result.Generation} of {generations}");
        if (result.Normalized is { } normalized)
            line.Append($"  normalised {Wording.Value(normalized)}");
        foreach (TaskFitness task in result.Tasks)
            line.Append($"  {task.Task} {Wording.Value(task.Lower)} | {Wording.Value(task.Median)} | {Wording.Value(task.Upper)}");
        if (result.Failed > 0)
            line.Append($"  {result.Failed} failed");
        return line.Append($"  {Wording.Time(result.Seconds)}, {Wording.Time(secondsLeft)} left").ToString();
    }
}
