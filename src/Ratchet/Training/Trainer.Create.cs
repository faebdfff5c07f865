using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Updates.Rules;

namespace Ratchet.Training;

/// <summary>Trainers that make environments and threads of their own, and so can measure their policies too.</summary>
public sealed partial class Trainer
{
    private EnvironmentDefinition? _definition;
    private IVectorEnvironment? _ownedEnvironment;
    private WorkerPool? _ownedPool;

    /// <summary>A run of a built-in task with the preset for it.</summary>
    /// <param name="environment">Name of the task, such as <c>cartpole</c>.</param>
    /// <param name="rule">Name of the rule.</param>
    /// <param name="seed">Seed of all randomness.</param>
    /// <param name="configure">Changes to the preset.</param>
    /// <param name="threads">Threads to work with, the caller's included; null for one for each processor. The result does not depend on it.</param>
    /// <exception cref="ArgumentException">There is no such task; the message names the nearest one.</exception>
    /// <exception cref="OptionException">There is no such rule, or a setting is wrong.</exception>
    public static Trainer Create(string environment, string rule = Rules.Default, ulong seed = 1, Func<TrainingOptions, TrainingOptions>? configure = null, int? threads = null) =>
        Create(EnvironmentRegistry.BuiltIn.Find(environment), rule, seed, configure, threads);

    /// <summary>A run of a task of one's own; its preset is a set of values that work on many tasks.</summary>
    /// <inheritdoc cref="Create(string, string, ulong, Func{TrainingOptions, TrainingOptions}?, int?)"/>
    /// <param name="definition">The task.</param>
    /// <param name="rule">Name of the rule.</param>
    /// <param name="seed">Seed of all randomness.</param>
    /// <param name="configure">Changes to the preset.</param>
    /// <param name="threads">Threads to work with, the caller's included; null for one for each processor. The result does not depend on it.</param>
    public static Trainer Create(
        EnvironmentDefinition definition, string rule = Rules.Default, ulong seed = 1, Func<TrainingOptions, TrainingOptions>? configure = null, int? threads = null)
    {
        ArgumentNullException.ThrowIfNull(definition);
        TrainingOptions options = Presets.For(definition.Name, rule).Training with { Seed = seed };
        options = configure?.Invoke(options) ?? options;
        definition = options.Wrap(definition);
        var pool = new WorkerPool(threads ?? System.Environment.ProcessorCount);
        try
        {
            Trainer trainer = Over(options, definition, pool);
            (trainer._definition, trainer._ownedPool) = (definition, pool);
            return trainer;
        }
        catch
        {
            pool.Dispose();
            throw;
        }
    }

    /// <summary>A run with simulators of its own, which are watched from their first reset on.</summary>
    internal static Trainer Over(TrainingOptions options, EnvironmentDefinition definition, WorkerPool pool, SimulatorWatch? watch = null)
    {
        IVectorEnvironment environments = definition.Vectorize(options.Environments, pool);
        try
        {
            if (environments is VectorEnvironment simulators)
                watch?.Add(simulators.Calls);
            return new Trainer(options, environments, pool) { _ownedEnvironment = environments };
        }
        catch
        {
            environments.Dispose();
            throw;
        }
    }

    /// <summary>Measures the policy as it is over full episodes, frozen; the training is not touched by it.</summary>
    /// <param name="episodes">How many, with sampled actions and again with the most probable ones.</param>
    /// <param name="seed">Seed of the evaluation; equal seeds begin in the same states.</param>
    /// <exception cref="InvalidOperationException">The run was not made by <c>Create</c>: use an <see cref="Evaluator"/>.</exception>
    public EvaluationResult Evaluate(int episodes = 100, ulong seed = 1)
    {
        if (_definition is null || _ownedPool is null)
            throw new InvalidOperationException("This run does not know how to make environments; measure its policy with an Evaluator.");
        using var evaluator = new Evaluator(_definition, Policy, episodes, _ownedPool);
        return evaluator.Run(seed);
    }

    /// <summary>Frees what <c>Create</c> made; environments and threads that were handed in remain the caller's.</summary>
    public override void Dispose()
    {
        _ownedEnvironment?.Dispose();
        _ownedPool?.Dispose();
    }
}
