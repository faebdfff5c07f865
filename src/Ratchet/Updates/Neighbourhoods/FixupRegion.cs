using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Updates.Penalties;
using Ratchet.Updates.Solvers;

namespace Ratchet.Updates.Neighbourhoods;

/// <summary>
/// max over the batch of KL ≤ ε, guaranteed (FixPO, section 4 of the paper, with the guards that make it unconditional), or mean KL ≤ δ (one
/// of its ablations). After every epoch the fixup phase repeats
/// <code>
/// sweep the batch; leave if KL ≤ ε
/// for each shuffled minibatch with a KL beyond ε: one step of the same Adam on β · mean KL, one step of β
/// </code>
/// β is the penalty's; where there is none, and so nobody's unit to keep, 1. With several tasks each has its own ε, which is tested apart, and its own β. After
/// <see cref="RegionOptions.MaxFixupPasses"/> passes the step is halved; after as many again, or if a number is not finite, the policy is
/// interpolated, θ ← θ_old + τ(θ − θ_old) with τ halving, and in the end restored bit by bit.
/// </summary>
internal sealed class FixupRegion : Neighbourhood
{
    private const int MaxHalvings = 24;

    private readonly UpdateContext _context;
    private readonly RegionOptions _options;
    private readonly KlBound _bound;
    private readonly PolicyAudit _audit;
    private readonly GradientStep _step;
    private readonly MinibatchPass _pass;
    private readonly Minibatches _minibatches;
    private readonly PolicyObjective _penalty;
    private readonly Penalty? _multiplier;
    private readonly UpdateStatistics _statistics;
    private readonly IEnumerator<bool> _fixup;
    private readonly Predicate<AuditResult> _admits;

    private double _learningRate;
    private AuditResult _clean;

    /// <summary>A region over the parts of a rule.</summary>
    /// <param name="context">What it works on.</param>
    /// <param name="options">Its means.</param>
    /// <param name="bound">What it promises.</param>
    /// <param name="penalty">Whose β the steps back take; null for none.</param>
    /// <param name="audit">The measure.</param>
    /// <param name="step">The same Adam as the primary phase's.</param>
    /// <param name="pass">For the gradients.</param>
    /// <param name="minibatches">Of the fixup phase.</param>
    /// <param name="statistics">What the update did.</param>
    public FixupRegion(
        UpdateContext context,
        RegionOptions options,
        KlBound bound,
        Penalty? penalty,
        PolicyAudit audit,
        GradientStep step,
        MinibatchPass pass,
        Minibatches minibatches,
        UpdateStatistics statistics)
    {
        _context = context;
        _options = options;
        _bound = bound;
        _audit = audit;
        _step = step;
        _pass = pass;
        _minibatches = minibatches;
        _multiplier = penalty;
        _statistics = statistics;
        _penalty = new PolicyObjective(context.Batch.TaskCount) { NeedsDivergence = true, Direction = audit.Direction };
        _penalty.RaiseKlWeights(1);
        _fixup = Fixup();
        _admits = Within;
    }

    /// <inheritdoc/>
    public override void Begin(double learningRate) => _learningRate = learningRate;

    /// <inheritdoc/>
    public override bool Recover()
    {
        _clean = _audit.Sweep(_bound);
        if (Within(_clean))
            return false;
        Interpolate();
        return true;
    }

    /// <inheritdoc/>
    public override bool Restore(bool last) => (last || _options.FixupEveryEpoch) && _fixup.MoveNext() && _fixup.Current;

    /// <inheritdoc/>
    public override void End(ActorCritic policy, PolicyAudit audit, UpdateStatistics statistics)
    {
        AuditResult result = _clean;
        if (policy.Normalizer.Enabled && !audit.SwapStatistics(_bound, _admits, out result))
            statistics.DeferredSwaps++;
        Record(result, statistics);
        statistics.Violations = Within(result) ? 0 : 1;
    }

    private bool Within(AuditResult result) => result.Within(_bound);

    /// <summary>Endless: yields true after each minibatch of a fixup phase and false at the end of the phase.</summary>
    private IEnumerator<bool> Fixup()
    {
        while (true)
        {
            for (int pass = 0; !Within(_clean = _audit.Sweep(_bound)); pass++)
            {
                if (pass >= 2 * _options.MaxFixupPasses || !double.IsFinite(_clean.Max))
                {
                    Interpolate();
                    break;
                }

                double learningRate = pass < _options.MaxFixupPasses ? _learningRate : _learningRate / 2;
                _minibatches.Shuffle();
                for (int i = 0; i < _minibatches.Count; i++)
                {
                    StepBack(i, learningRate);
                    yield return true;
                }
            }

            yield return false;
        }
    }

    private unsafe void StepBack(int index, double learningRate)
    {
        int* rows = _minibatches.Rows(index, out int count);
        _multiplier?.BeforeStep(_penalty);
        _penalty.RaiseKlWeights(_options.FixupBetaFloor.At(_context.Clock));
        MinibatchSums sums = _pass.Run(rows, count, _penalty, null, AdvantageScale.Raw);
        if (_bound.Holds(sums.Kl, sums.KlByTask))
            return;
        double norm = _step.Sum(_pass, UpdatedPart.Policy);
        if (double.IsFinite(norm))
            _step.Step(norm, learningRate, UpdatedPart.Policy);
        _multiplier?.AfterStep(sums);
        _statistics.FixupSteps++;
    }

    private void Interpolate()
    {
        ActorCritic policy = _context.Policy;
        Span<float> current = policy.Parameters[..policy.PolicyParameterCount];
        ReadOnlySpan<float> old = _audit.Previous.Parameters[..policy.PolicyParameterCount];
        _statistics.Interpolations++;
        for (int halving = 0; halving < MaxHalvings && double.IsFinite(_clean.Max); halving++)
        {
            for (int i = 0; i < current.Length; i++)
                current[i] = old[i] + (0.5f * (current[i] - old[i]));
            policy.ParametersChanged();
            _clean = _audit.Sweep(_bound);
            if (Within(_clean))
                return;
        }

        old.CopyTo(current);
        policy.ParametersChanged();
        _clean = _audit.Sweep(_bound);
    }
}
