namespace Ratchet.Updates.Penalties;

/// <summary>Who sets β, the weight of the KL to the old policy in an objective.</summary>
internal abstract class Penalty : IUpdateState
{
    /// <summary>β; with several tasks, the mean of theirs.</summary>
    public abstract double Weight { get; }

    /// <inheritdoc/>
    public virtual int StateSize => 0;

    /// <summary>Starts an update.</summary>
    public virtual void Begin()
    {
    }

    /// <summary>β of a task.</summary>
    public virtual double WeightOf(int task) => Weight;

    /// <summary>Before a step: gives the objective its weight.</summary>
    public virtual void BeforeStep(PolicyObjective objective)
    {
        objective.KlWeight = Weight;
        for (int task = 0; task < objective.TaskKlWeights.Length; task++)
            objective.TaskKlWeights[task] = WeightOf(task);
    }

    /// <summary>After a step on θ; the sums are from before it.</summary>
    public virtual void AfterStep(in MinibatchSums sums)
    {
    }

    /// <summary>After an update and its audit.</summary>
    /// <param name="meanKl">Mean KL over the batch between the old and the new policy.</param>
    public virtual void AfterUpdate(double meanKl)
    {
    }

    /// <inheritdoc/>
    public virtual void Save(Span<double> state)
    {
    }

    /// <inheritdoc/>
    public virtual void Load(ReadOnlySpan<double> state)
    {
    }
}
