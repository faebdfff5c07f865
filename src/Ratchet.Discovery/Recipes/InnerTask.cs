using Ratchet.Numerics;
using Ratchet.Training;

namespace Ratchet.Discovery.Recipes;

/// <summary>A task on which small agents are trained from scratch, each with a drift of its own.</summary>
public sealed record InnerTask
{
    /// <summary>Its name in the log.</summary>
    public required string Name { get; init; }

    /// <summary>The environment.</summary>
    public required string Environment { get; init; }

    /// <summary>Settings on top of PPO's preset for it, in their order; among them the steps of a training.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; } = [];

    /// <summary>How often it is drawn, relative to the others.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>The mean return of random actions, which counts as 0 in the log's normalised fitness; null for none.</summary>
    public double? Random { get; init; }

    /// <summary>The fitness of PPO with the same settings, which counts as 1.</summary>
    public double? Baseline { get; init; }

    /// <summary>The settings of a training, with PPO's own drift.</summary>
    /// <exception cref="OptionException">A setting is wrong.</exception>
    public TrainingOptions Options()
    {
        RunOptions options = Presets.For(Environment, "ppo");
        foreach ((string key, string value) in Settings)
            options = Training.Settings.Apply(options, key, value);
        options.Validate();
        return options.Training;
    }

    /// <summary>(fitness − random) / (baseline − random); null without the two.</summary>
    public double? Normalize(double fitness) => Random is { } random && Baseline is { } baseline && baseline != random ? (fitness - random) / (baseline - random) : null;
}
