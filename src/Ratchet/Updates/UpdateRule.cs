using System.Globalization;
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
    private readonly UpdateParts _parts;
    private readonly SharedParts _shared;
    private readonly UpdateContext _context;
    private readonly IEnumerator<bool> _slices;

    /// <summary>Puts the parts together.</summary>
    public UpdateRule(UpdateParts parts)
    {
        _parts = parts;
        _shared = parts.Shared;
        _context = _shared.Context;
        _slices = Slices();
    }

    /// <summary>Whether the last slice came before the solver's: values, advantages, the KL out of sample, statistics of observations.</summary>
    public bool IsPreparing { get; private set; }

    /// <summary>What the last update did.</summary>
    public UpdateStatistics Statistics => _shared.Statistics;

    /// <summary>γ_θ of the present update.</summary>
    public double LearningRate { get; private set; }

    /// <summary>Updates done.</summary>
    public long Updates { get; private set; }

    /// <summary>Starts the update of a freshly collected batch.</summary>
    public void Begin() => Statistics.Clear();

    /// <summary>One slice of the update: a look at the whole batch, or a minibatch; false when it is done and audited.</summary>
    public bool Advance() => _slices.MoveNext() && _slices.Current;

    /// <summary>Endless: yields true after each slice of an update and false at its end.</summary>
    private IEnumerator<bool> Slices()
    {
        IEnumerator<bool> solver = _parts.Solver.Run();
        while (true)
        {
            IsPreparing = true;
            Estimate();
            yield return true;
            LookBack();
            yield return true;
            Prepare();
            yield return true;
            IsPreparing = false;
            while (solver.MoveNext() && solver.Current)
                yield return true;
            Conclude();
            yield return false;
        }
    }

    private void Estimate()
    {
        _shared.Estimate();
        _context.Estimator.KeepOldValues();
        Statistics.ExplainedVariance = _context.Estimator.ExplainedVariance;
        Statistics.ReturnDeviation = _context.Estimator.ReturnDeviation;
        Statistics.Entropy = _shared.Audit.BehaviourEntropy();
    }

    /// <summary>The KL out of sample: what the last update did to the states of this batch.</summary>
    private void LookBack()
    {
        if (Updates > 0)
            Statistics.NextBatchMaxKl = _shared.Audit.SweepPrevious().Max;
        _shared.Audit.Previous.CopyPolicyFrom(_context.Actor);
    }

    private unsafe void Prepare()
    {
        _context.Policy.Normalizer.Observe(new ReadOnlySpan<float>(_context.Batch.Observations, _context.Batch.Rows * _context.Batch.ObservationSize), _context.Batch.Rows);
        LearningRate = _shared.Optimization.LearningRate.At(_context.Clock);
        _parts.Solver.LearningRate = LearningRate;
        _parts.Neighbourhood.Begin(LearningRate);
        _parts.Drift?.Begin();
        _parts.Penalty?.Begin();
    }

    private void Conclude()
    {
        _parts.Neighbourhood.End();
        _parts.Penalty?.AfterUpdate(Statistics.MeanKl);
        Statistics.Beta = _parts.Penalty?.Weight ?? 0;
        Require(_context.Policy.Parameters, "parameters");
        Require(Step.FirstMoment, "first moments of the optimiser");
        Require(Step.SecondMoment, "second moments of the optimiser");
        Updates++;
    }

    /// <summary>What an update leaves behind is finite: no checkpoint holds anything else.</summary>
    private static void Require(ReadOnlySpan<float> values, string what)
    {
        if (Finite.IndexOfOther(values) is var index and >= 0)
            throw new NonFiniteException(string.Create(CultureInfo.InvariantCulture, $"one of the {what} is {values[index]}")) { Stage = UpdateStage.End };
    }

    /// <summary>What solver and neighbourhood share, for the search of what went wrong.</summary>
    public SharedParts Shared => _shared;

    /// <summary>Words of <see cref="SaveWords"/>: updates and shuffle streams.</summary>
    public int WordCount => 1 + (_parts.Orders.Length * RandomStream.StateSize);

    /// <summary>Writes the positions.</summary>
    public void SaveWords(Span<ulong> state)
    {
        state[0] = (ulong)Updates;
        for (int i = 0; i < _parts.Orders.Length; i++)
            _parts.Orders[i].Save(state.Slice(1 + (i * RandomStream.StateSize), RandomStream.StateSize));
    }

    /// <summary>Restores the positions.</summary>
    public void LoadWords(ReadOnlySpan<ulong> state)
    {
        Updates = (long)state[0];
        for (int i = 0; i < _parts.Orders.Length; i++)
            _parts.Orders[i].Load(state.Slice(1 + (i * RandomStream.StateSize), RandomStream.StateSize));
    }

    /// <summary>The optimiser of θ, for checkpoints.</summary>
    public GradientStep Step => _shared.Step;

    /// <summary>The behaviour policy of the last batch, for checkpoints.</summary>
    public ActorCritic Previous => _shared.Audit.Previous;

    /// <summary>How many doubles the parts' own state takes.</summary>
    public int StateSize
    {
        get
        {
            int size = 0;
            foreach (IUpdateState part in _parts.States)
                size += part.StateSize;
            return size;
        }
    }

    /// <summary>Writes the parts' own state: multipliers, the target network.</summary>
    public void Save(Span<double> state)
    {
        foreach (IUpdateState part in _parts.States)
        {
            part.Save(state[..part.StateSize]);
            state = state[part.StateSize..];
        }
    }

    /// <summary>Restores the parts' own state.</summary>
    public void Load(ReadOnlySpan<double> state)
    {
        foreach (IUpdateState part in _parts.States)
        {
            part.Load(state[..part.StateSize]);
            state = state[part.StateSize..];
        }
    }
}

/// <summary>The parts that a rule composes.</summary>
/// <param name="Shared">What solver and neighbourhood share.</param>
/// <param name="Solver">How the maximum is sought.</param>
/// <param name="Neighbourhood">What is promised.</param>
/// <param name="Likelihood">V-MPO's weights; null for other surrogates.</param>
/// <param name="Penalty">Who sets β; null for none.</param>
/// <param name="Target">The copy that acts; null where the policy itself does.</param>
/// <param name="Drift">What a change costs; null for nothing.</param>
/// <param name="Orders">All orders of minibatches: their streams are part of the state.</param>
internal sealed record UpdateParts(
    SharedParts Shared, Solver Solver, Neighbourhood Neighbourhood, WeightedLikelihood? Likelihood, Penalty? Penalty, TargetNetwork? Target, ScheduledDrift? Drift, Minibatches[] Orders)
{
    /// <summary>The parts that remember something, in the order of the checkpoint.</summary>
    public IUpdateState[] States { get; } = [.. new IUpdateState?[] { Likelihood, Penalty, Target }.OfType<IUpdateState>()];
}
