using Ratchet.BlackBox;
using Ratchet.Discovery.Families;
using Ratchet.Numerics;
using Ratchet.Training;
using Ratchet.Updates.Drifts.Networks;

namespace Ratchet.Discovery.Recipes;

/// <summary>What the members of a generation share, so that their fitness differs by their drifts alone.</summary>
public enum RandomNumbers
{
    /// <summary>Each mirrored pair has a task, a seed and a variation of its settings of its own.</summary>
    OfPair,

    /// <summary>All candidates of a generation have one task and one seed (Lu et al. 2022).</summary>
    OfGeneration,
}

/// <summary>What counts of a training.</summary>
public enum FitnessMeasure
{
    /// <summary>Mean return of the episodes that end in the last quarter of the steps, actions sampled.</summary>
    LastQuarter,

    /// <summary>Mean return of episodes after the training, actions sampled.</summary>
    Evaluation,
}

/// <summary>Everything that makes a search for a drift this one and no other: <c>ratchet discover</c> runs it.</summary>
public sealed record Recipe
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for, in a sentence or two.</summary>
    public string About { get; init; } = "";

    /// <summary>Where drifts are searched for.</summary>
    public required DriftFamily Family { get; init; }

    /// <summary>What agents are trained on.</summary>
    public required IReadOnlyList<InnerTask> Tasks { get; init; }

    /// <summary>The evolution strategy.</summary>
    public required EvolutionStrategyOptions Strategy { get; init; }

    /// <summary>Generations, 1 … 1e6.</summary>
    public required long Generations { get; init; }

    /// <summary>What members of a generation share.</summary>
    public RandomNumbers RandomNumbers { get; init; } = RandomNumbers.OfPair;

    /// <summary>What counts of a training.</summary>
    public FitnessMeasure Fitness { get; init; } = FitnessMeasure.LastQuarter;

    /// <summary>Episodes of an evaluation, where that is what counts.</summary>
    public int Episodes { get; init; } = 128;

    /// <summary>The learning rate of a pair's trainings is multiplied by a number drawn log-uniformly from 1/this … this, 1 … 10; 1 for none: that a drift is no proxy for the learning rate.</summary>
    public double LearningRateVariation { get; init; } = 1;

    /// <summary>The epochs of a pair's trainings likewise, rounded, 1 … 10.</summary>
    public double EpochVariation { get; init; } = 1;

    /// <summary>The centre is kept every so many generations.</summary>
    public int KeepEvery { get; init; } = 16;

    /// <summary>Seeds of inner trainings are drawn from 0 up to this: those of tuning.</summary>
    internal const int InnerSeeds = 10_000;

    /// <summary>Checks every field.</summary>
    /// <exception cref="OptionException">One is out of its range.</exception>
    public void Validate()
    {
        if (!DriftNetwork.IsName(Name))
            throw new OptionException("name", $"the name is '{Name}'; it must be made of letters, digits, '.', '-' and '_', at most 64.");
        Strategy.Validate();
        OptionRange.Check(Generations, 1, 1e6, "generations");
        OptionRange.Check(Episodes, 1, 1e6, "episodes");
        OptionRange.Check(LearningRateVariation, 1, 10, "learning-rate-variation");
        OptionRange.Check(EpochVariation, 1, 10, "epoch-variation");
        OptionRange.Check(KeepEvery, 1, 1e6, "keep-every");
        if (Tasks.Count == 0)
            throw new OptionException("tasks", "there are no tasks; there must be at least one.");
        foreach (InnerTask task in Tasks)
        {
            OptionRange.Check(task.Weight, 1e-6, 1e6, $"weight of {task.Name}");
            task.Options();
        }
    }
}
