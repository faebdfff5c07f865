using Ratchet.Studies.Plotting;

namespace Ratchet.Studies.Figures;

/// <summary>What the trainings of one task had in a generation of a search.</summary>
/// <param name="Generation">Its number.</param>
/// <param name="Trainings">How many there were.</param>
/// <param name="Mean">Their mean fitness, normalised where the task has a baseline.</param>
public readonly record struct MetaFitness(long Generation, int Trainings, double Mean);

/// <summary>A task of a search.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsNormalized">Whether 0 is the fitness of random actions and 1 that of PPO's drift.</param>
/// <param name="Generations">Its generations, ascending; those without a training of it are left out.</param>
public sealed record MetaTask(string Name, bool IsNormalized, IReadOnlyList<MetaFitness> Generations);

/// <summary>How the agents of a search for a drift came to train better, or did not.</summary>
public static class MetaTrainingFigure
{
    /// <summary>A generation has few trainings of a task: means over so many generations are shown.</summary>
    private const int Window = 24;

    /// <summary>A panel for the mean of all tasks, where all are normalised, and one for each task.</summary>
    public static Figure Of(string name, IReadOnlyList<MetaTask> tasks)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        long[] generations = [.. tasks.SelectMany(task => task.Generations).Select(fitness => fitness.Generation).Distinct().Order()];
        double[] x = Array.ConvertAll(generations, generation => (double)generation);
        (MetaTask Task, double[] Means)[] curves = [.. tasks.Select(task => (task, Array.ConvertAll(generations, generation => MeanUntil(task, generation))))];
        bool isNormalized = tasks.Count > 1 && tasks.All(task => task.IsNormalized);
        double[] all = [.. Enumerable.Range(0, generations.Length).Select(i => curves.Average(curve => curve.Means[i]))];
        return new Figure
        {
            Title = $"Meta-training of {name}",
            Description = $"Fitness of the candidates over {generations.Length} generations.",
            Note = $"Means over the trainings of the last {Window} generations; the dashed line is PPO's own drift with the same settings.",
            Panels =
            [
                .. isNormalized ? [PanelOf("all tasks", x, all, true)] : Array.Empty<LinePanel>(),
                .. curves.Select(curve => PanelOf(curve.Task.Name, x, curve.Means, curve.Task.IsNormalized)),
            ],
            Columns = 3,
        };
    }

    private static LinePanel PanelOf(string title, double[] x, double[] means, bool isNormalized) => new()
    {
        Title = title,
        X = new("generation"),
        Y = new(isNormalized ? "normalised fitness" : "fitness"),
        Lines = [new LineSeries("candidates", 0, x, means)],
        Across = isNormalized ? [new(1)] : [],
    };

    /// <summary>Mean over the trainings of the window that ends with a generation; NaN for none.</summary>
    private static double MeanUntil(MetaTask task, long generation)
    {
        double sum = 0, trainings = 0;
        foreach (MetaFitness fitness in task.Generations.Where(fitness => fitness.Generation <= generation && fitness.Generation > generation - Window))
            (sum, trainings) = (sum + (fitness.Trainings * fitness.Mean), trainings + fitness.Trainings);
        return sum / trainings;
    }
}
