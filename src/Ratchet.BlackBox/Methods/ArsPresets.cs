namespace Ratchet.BlackBox.Methods;

/// <summary>The published settings of augmented random search for a task.</summary>
/// <param name="Task">The environment, by its name here.</param>
/// <param name="StepSize">α.</param>
/// <param name="Noise">ν.</param>
/// <param name="Directions">N.</param>
/// <param name="Best">b.</param>
/// <param name="SurvivalBonus">What is taken off the reward of every step in training, and in training only: the task's bonus for not having fallen.</param>
/// <param name="Steps">The budget of environment steps with which rl-baselines3-zoo runs it.</param>
public sealed record ArsPreset(string Task, double StepSize, double Noise, int Directions, int Best, double SurvivalBonus, double Steps)
{
    /// <summary>As settings of the search.</summary>
    public AugmentedRandomSearchOptions Options => new() { StepSize = new(StepSize), Noise = new(Noise), Directions = Directions, Best = Best };
}

/// <summary>
/// Settings of the published runs: Humanoid's are the defaults of the authors' code (<c>modestyachts/ARS</c>, <c>code/ars.py</c>), the others those that rl-baselines3-zoo
/// (<c>hyperparams/ars.yml</c>) has as closest to the paper. All are for V2, with normalised observations, but Swimmer's, which is for V1.
/// </summary>
public static class ArsPresets
{
    /// <summary>One a task.</summary>
    public static IReadOnlyList<ArsPreset> All { get; } =
    [
        new("swimmer", 0.02, 0.01, 1, 1, 0, 2e6),
        new("hopper", 0.01, 0.025, 8, 4, 1, 7e6),
        new("half-cheetah", 0.02, 0.03, 32, 4, 0, 1.25e7),
        new("walker2d", 0.03, 0.025, 40, 30, 1, 7.5e7),
        new("ant", 0.015, 0.025, 60, 20, 1, 7.5e7),
        new("humanoid", 0.02, 0.0075, 230, 230, 5, 2.5e8),
    ];

    /// <summary>That of a task, or null.</summary>
    public static ArsPreset? Find(string task) => All.FirstOrDefault(preset => preset.Task == task);
}
