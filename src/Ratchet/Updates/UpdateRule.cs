using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Updates.Drifts;
using Ratchet.Updates.Neighbourhoods;
using Ratchet.Updates.Penalties;
using Ratchet.Updates.Solvers;
using Ratchet.Updates.Surrogates;

namespace Ratchet.Updates;

/// <summary>
/// A rule at work: an objective (surrogate, drift, penalty), a neighbourhood and a solver. <see cref="Begin"/> takes a collected batch,
/// <see cref="Advance"/> does the update slice by slice; slicing changes no bit.
/// </summary>
internal sealed class UpdateRule
{
    private readonly IEnumerator<bool> _epochs;

    /// <summary>Puts the parts together.</summary>
    public UpdateRule(UpdateContext context, UpdateParts parts)
    {
        Context = context;
        Parts = parts;
        _epochs = parts.Solver.Run();
    }

    /// <summary>What the last update did.</summary>
    public UpdateStatistics Statistics => Parts.Statistics;

    /// <summary>γ_θ of the present update.</summary>
    public double LearningRate { get; private set; }

    /// <summary>Updates done.</summary>
    public long Updates { get; private set; }

    /// <summary>What the update works on.</summary>
    private UpdateContext Context { get; }

    /// <summary>The parts.</summary>
    private UpdateParts Parts { get; }

    /// <summary>Starts the update of a freshly collected batch.</summary>
    public void Begin()
    {
        ActorCritic policy = Context.Policy;
        Statistics.Clear();
        Context.Estimator.Estimate();
        Context.Estimator.KeepOldValues();
        Statistics.ExplainedVariance = Context.Estimator.ExplainedVariance;
        Statistics.Entropy = Parts.Audit.BehaviourEntropy();
        if (Updates > 0)
            Statistics.NextBatchMaxKl = Parts.Audit.SweepPrevious().Max;
        Parts.Audit.Previous.CopyPolicyFrom(Context.Actor);
        unsafe
        {
            policy.Normalizer.Observe(new ReadOnlySpan<float>(Context.Batch.Observations, Context.Batch.Rows * Context.Batch.ObservationSize), Context.Batch.Rows);
        }

        LearningRate = Parts.LearningRate.At(Context.Clock);
        Parts.Solver.LearningRate = LearningRate;
        Parts.Neighbourhood.Begin(LearningRate);
        Parts.Drift?.Begin();
        Parts.Penalty?.Begin();
    }

    /// <summary>One slice of the update; false when it is done and audited.</summary>
    public bool Advance()
    {
        if (_epochs.MoveNext() && _epochs.Current)
            return true;
        Parts.Neighbourhood.End(Context.Policy, Parts.Audit, Statistics);
        Parts.Penalty?.AfterUpdate(Statistics.MeanKl);
        Statistics.Beta = Parts.Penalty?.Weight ?? 0;
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

    /// <summary>How many doubles the parts' own state takes.</summary>
    public int StateSize
    {
        get
        {
            int size = 0;
            foreach (IUpdateState part in Parts.States)
                size += part.StateSize;
            return size;
        }
    }

    /// <summary>Writes the parts' own state (multipliers).</summary>
    public void Save(Span<double> state)
    {
        foreach (IUpdateState part in Parts.States)
        {
            part.Save(state[..part.StateSize]);
            state = state[part.StateSize..];
        }
    }

    /// <summary>Restores the parts' own state.</summary>
    public void Load(ReadOnlySpan<double> state)
    {
        foreach (IUpdateState part in Parts.States)
        {
            part.Load(state[..part.StateSize]);
            state = state[part.StateSize..];
        }
    }
}

/// <summary>The parts that a rule composes.</summary>
/// <param name="Solver">How the maximum is sought.</param>
/// <param name="Neighbourhood">What is promised.</param>
/// <param name="Likelihood">V-MPO's weights; null for other surrogates.</param>
/// <param name="Penalty">Who sets β; null for none.</param>
/// <param name="Drift">What a change costs; null for nothing.</param>
/// <param name="Audit">The measure of the promise.</param>
/// <param name="Step">The Adam of θ.</param>
/// <param name="Orders">All orders of minibatches: their streams are part of the state.</param>
/// <param name="Statistics">What the update did.</param>
/// <param name="LearningRate">γ_θ.</param>
internal sealed record UpdateParts(
    Solver Solver, Neighbourhood Neighbourhood, WeightedLikelihood? Likelihood, Penalty? Penalty, ScheduledDrift? Drift, PolicyAudit Audit, GradientStep Step, Minibatches[] Orders, UpdateStatistics Statistics, Schedule LearningRate)
{
    /// <summary>The parts that remember something.</summary>
    public IReadOnlyList<IUpdateState> States { get; } = [.. new IUpdateState?[] { Likelihood, Penalty }.OfType<IUpdateState>()];
}
