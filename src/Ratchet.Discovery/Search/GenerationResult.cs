namespace Ratchet.Discovery.Search;

/// <summary>A finished generation.</summary>
/// <param name="Generation">Its number, from 1.</param>
/// <param name="Sigma">σ in it.</param>
/// <param name="LearningRate">Adam's step at its end.</param>
/// <param name="GradientNorm">Length of the estimated gradient.</param>
/// <param name="CenterDistance">How far the centre is from where it began.</param>
/// <param name="Failed">Trainings that failed.</param>
/// <param name="Ties">Pairs whose members had the same fitness.</param>
/// <param name="Normalized">Mean normalised fitness of all trainings whose task has a baseline; null where none has.</param>
/// <param name="Tasks">Fitness task by task.</param>
/// <param name="Steps">Environment steps of all trainings.</param>
/// <param name="Seconds">It took.</param>
public sealed record GenerationResult(
    long Generation, double Sigma, double LearningRate, double GradientNorm, double CenterDistance, int Failed, int Ties, double? Normalized, IReadOnlyList<TaskFitness> Tasks, long Steps, double Seconds);

/// <summary>The fitness of a generation's trainings on a task.</summary>
/// <param name="Task">Its name.</param>
/// <param name="Trainings">How many did not fail.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Least">Their least.</param>
/// <param name="Lower">A quarter is below it.</param>
/// <param name="Median">The middle.</param>
/// <param name="Upper">A quarter is above it.</param>
/// <param name="Greatest">Their greatest.</param>
public sealed record TaskFitness(string Task, int Trainings, double Mean, double Least, double Lower, double Median, double Upper, double Greatest)
{
    /// <summary>Of finite numbers, at least one.</summary>
    internal static TaskFitness Of(string task, IReadOnlyList<double> fitness)
    {
        double[] sorted = [.. fitness.Order()];
        return new TaskFitness(task, sorted.Length, fitness.Sum() / sorted.Length, sorted[0], Quantile(0.25), Quantile(0.5), Quantile(0.75), sorted[^1]);

        double Quantile(double share)
        {
            double place = share * (sorted.Length - 1);
            int below = (int)place;
            return below + 1 < sorted.Length ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
        }
    }
}
