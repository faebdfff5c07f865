using Ratchet.Discovery.Recipes;
using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Training;
using Ratchet.Updates;
using Ratchet.Updates.Drifts;
using Ratchet.Updates.Rules;

namespace Ratchet.Discovery.Search;

/// <summary>What a candidate's agent is trained on, drawn from the recipe's seed.</summary>
/// <param name="Task">Index of the task.</param>
/// <param name="Seed">Of the training.</param>
/// <param name="LearningRateFactor">Of its learning rate.</param>
/// <param name="EpochFactor">Of its epochs.</param>
internal readonly record struct Assignment(int Task, ulong Seed, double LearningRateFactor, double EpochFactor)
{
    /// <summary>Where the assignment of a pair, or of a whole generation, is drawn from: apart from the streams of training seeds, since those are below 10,000.</summary>
    private const ulong Stream = 0x6469_7363_6f76_6572;

    /// <summary>What the agents of a pair are trained on.</summary>
    public static Assignment Of(Recipe recipe, long generation, int pair)
    {
        long number = recipe.RandomNumbers == RandomNumbers.OfPair ? (generation * recipe.Strategy.Pairs) + pair : generation;
        var stream = new RandomStream(recipe.Strategy.Seed ^ Stream, StreamPurpose.User, checked((uint)number));
        double place = stream.NextDouble() * recipe.Tasks.Sum(task => task.Weight);
        int index = 0;
        for (; index < recipe.Tasks.Count - 1 && place >= recipe.Tasks[index].Weight; index++)
            place -= recipe.Tasks[index].Weight;
        return new Assignment(index, (ulong)stream.NextBelow(Recipe.InnerSeeds), Factor(ref stream, recipe.LearningRateVariation), Factor(ref stream, recipe.EpochVariation));
    }

    private static double Factor(ref RandomStream stream, double variation) => Real.Exp(Real.Log(variation) * ((2 * stream.NextDouble()) - 1));
}

/// <summary>A complete training of an agent from scratch with a drift; one thread.</summary>
internal static class InnerTraining
{
    /// <summary>The first training of an evaluation's episodes; a training has seeds of its own.</summary>
    private const ulong EvaluationSeed = 1;

    /// <summary>The settings of a training.</summary>
    public static TrainingOptions OptionsOf(TrainingOptions task, in Assignment assignment, Drift drift)
    {
        double rate = assignment.LearningRateFactor, epochs = task.Optimization.Epochs * assignment.EpochFactor;
        return task with
        {
            Seed = assignment.Seed,
            Rule = "drift",
            Parts = task.Parts with { Drift = DriftKind.Formula },
            // A drift of a family is one at every point: what needs no check is not checked 64 times a generation.
            OwnDrift = new OwnDriftOptions { Drift = drift, AllowUnsound = true },
            Optimization = task.Optimization with { LearningRate = task.Optimization.LearningRate.Times(rate), Epochs = (int)Math.Max(1, Math.Round(epochs)) },
        };
    }

    /// <summary>Trains and measures.</summary>
    /// <returns>The fitness; NaN where the training failed, or no episode ended in its last quarter.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static double Run(Recipe recipe, EnvironmentDefinition environment, TrainingOptions options, CancellationToken stop)
    {
        EnvironmentDefinition wrapped = options.Wrap(environment);
        using var pool = new WorkerPool(1);
        using IVectorEnvironment environments = wrapped.Vectorize(options.Environments, pool);
        using var trainer = new Trainer(options, environments, pool);
        double sum = 0;
        long episodes = 0;
        try
        {
            while (trainer.Advance())
            {
                if (!trainer.IterationCompleted)
                    continue;
                stop.ThrowIfCancellationRequested();
                if (4 * trainer.Metrics.Iteration <= 3 * trainer.TotalIterations || trainer.Metrics.BatchEpisodes == 0)
                    continue;
                sum += trainer.Metrics.BatchReturn * trainer.Metrics.BatchEpisodes;
                episodes += trainer.Metrics.BatchEpisodes;
            }
        }
        catch (NonFiniteException)
        {
            return double.NaN;
        }

        if (recipe.Fitness == FitnessMeasure.LastQuarter)
            return sum / episodes;
        using var evaluator = new Evaluator(wrapped, trainer.Policy, recipe.Episodes, pool);
        return evaluator.Run(EvaluationSeed).Stochastic.MeanReturn;
    }
}
