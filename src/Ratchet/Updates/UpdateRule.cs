using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Updates.Neighbourhoods;
using Ratchet.Updates.Solvers;

namespace Ratchet.Updates;

/// <summary>
/// A named rule: an objective (surrogate, drift, penalties), a neighbourhood and a solver. <see cref="Begin"/> takes a collected batch,
/// <see cref="Advance"/> does the update slice by slice; slicing changes no bit.
/// </summary>
internal abstract class UpdateRule
{
    private readonly IEnumerator<bool> _epochs;

    /// <summary>Puts the parts together.</summary>
    protected UpdateRule(UpdateContext context, UpdateParts parts)
    {
        Context = context;
        Parts = parts;
        _epochs = parts.Solver.Run();
    }

    /// <summary>What the last update did.</summary>
    public UpdateStatistics Statistics => Parts.Statistics;

    /// <summary>Updates done.</summary>
    public long Updates { get; private set; }

    /// <summary>What the update works on.</summary>
    private UpdateContext Context { get; }

    /// <summary>The parts.</summary>
    private UpdateParts Parts { get; }

    /// <summary>Starts the update of a freshly collected batch.</summary>
    /// <param name="learningRate">γ_θ for the whole update.</param>
    /// <param name="progress">Share of the schedule that is done, 0 … 1.</param>
    public void Begin(double learningRate, double progress)
    {
        ActorCritic policy = Context.Policy;
        Statistics.Clear();
        Context.Estimator.Estimate();
        Context.Estimator.KeepOldValues();
        Statistics.ExplainedVariance = Context.Estimator.ExplainedVariance;
        Statistics.Entropy = Parts.Audit.BehaviourEntropy();
        if (Updates > 0)
            Statistics.NextBatchMaxKl = Parts.Audit.SweepPrevious(double.PositiveInfinity).Max;
        Parts.Audit.Previous.CopyPolicyFrom(policy);
        unsafe
        {
            policy.Normalizer.Observe(new ReadOnlySpan<float>(Context.Batch.Observations, Context.Batch.Rows * Context.Batch.ObservationSize), Context.Batch.Rows);
        }

        Parts.Solver.LearningRate = learningRate;
        Parts.Neighbourhood.Begin(learningRate);
        Prepare(progress);
    }

    /// <summary>One slice of the update; false when it is done and audited.</summary>
    public bool Advance()
    {
        if (_epochs.MoveNext() && _epochs.Current)
            return true;
        Parts.Neighbourhood.End(Context.Policy, Parts.Audit, Statistics);
        Finish();
        Updates++;
        return false;
    }

    /// <summary>Words of <see cref="SaveWords"/>: updates and shuffle streams.</summary>
    public int WordCount => 1 + (Parts.Orders.Length * RandomStream.StateSize);

    /// <summary>Writes the positions.</summary>
    public void SaveWords(Span<ulong> state)
    {
        state[0] = (ulong)Updates;
        for (int i = 0; i < Parts.Orders.Length; i++)
            Parts.Orders[i].Save(state.Slice(1 + (i * RandomStream.StateSize), RandomStream.StateSize));
    }

    /// <summary>Restores the positions.</summary>
    public void LoadWords(ReadOnlySpan<ulong> state)
    {
        Updates = (long)state[0];
        for (int i = 0; i < Parts.Orders.Length; i++)
            Parts.Orders[i].Load(state.Slice(1 + (i * RandomStream.StateSize), RandomStream.StateSize));
    }

    /// <summary>The Adam of θ, for checkpoints.</summary>
    public GradientStep Step => Parts.Step;

    /// <summary>The behaviour policy of the last batch, for checkpoints.</summary>
    public ActorCritic Previous => Parts.Audit.Previous;

    /// <summary>How many doubles the rule's own state takes.</summary>
    public virtual int StateSize => 0;

    /// <summary>Writes the rule's own state (multipliers).</summary>
    public virtual void Save(Span<double> state)
    {
    }

    /// <summary>Restores the rule's own state.</summary>
    public virtual void Load(ReadOnlySpan<double> state)
    {
    }

    /// <summary>Before the first epoch.</summary>
    protected virtual void Prepare(double progress)
    {
    }

    /// <summary>After the audit.</summary>
    protected virtual void Finish()
    {
    }
}

/// <summary>The parts that a rule composes.</summary>
/// <param name="Solver">How the maximum is sought.</param>
/// <param name="Neighbourhood">What is promised.</param>
/// <param name="Audit">The measure of the promise.</param>
/// <param name="Step">The Adam of θ.</param>
/// <param name="Orders">All orders of minibatches: their streams are part of the state.</param>
/// <param name="Statistics">What the update did.</param>
internal sealed record UpdateParts(Solver Solver, Neighbourhood Neighbourhood, PolicyAudit Audit, GradientStep Step, Minibatches[] Orders, UpdateStatistics Statistics);
