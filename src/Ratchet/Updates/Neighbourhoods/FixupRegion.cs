using Ratchet.Updates.Penalties;
using Ratchet.Updates.Solvers;

namespace Ratchet.Updates.Neighbourhoods;

/// <summary>
/// max over the batch of KL ≤ ε, guaranteed (FixPO, section 4 of the paper, with the guards that make it unconditional), or mean KL ≤ δ (one
/// of its ablations). After every epoch the fixup phase repeats
/// <code>
/// sweep the batch; leave if KL ≤ ε
/// for each shuffled minibatch with a KL beyond ε: one step of the same optimiser on β · mean KL, one step of β
/// </code>
/// β is the penalty's; where there is none, and so nobody's unit to keep, 1. With several tasks each has its own ε, which is tested apart, and its own β. After
/// <see cref="RegionOptions.MaxFixupPasses"/> passes the step is halved; after as many again, or if a number is not finite, the policy is
/// interpolated, θ ← θ_old + τ(θ − θ_old) with τ halving, and in the end restored bit by bit.
/// </summary>
internal sealed class FixupRegion : Neighbourhood
{
    private readonly RegionOptions _options;
    private readonly KlBound _bound;
    private readonly PolicyAudit _audit;
    private readonly PolicyObjective _penalty;
    private readonly Penalty? _multiplier;
    private readonly IEnumerator<bool> _fixup;
    private readonly Predicate<AuditResult> _admits;

    private double _learningRate;
    private AuditResult _clean;

    /// <summary>A region over the parts of a rule.</summary>
    /// <param name="shared">What it shares with the solver, the optimiser's moments among them, but with minibatches of its own.</param>
    /// <param name="options">Its means.</param>
    /// <param name="bound">What it promises.</param>
    /// <param name="penalty">Whose β the steps back take; null for none.</param>
    public FixupRegion(SharedParts shared, RegionOptions options, KlBound bound, Penalty? penalty)
        : base(shared)
    {
        _options = options;
        _bound = bound;
        _audit = shared.Audit;
        _multiplier = penalty;
        _penalty = new PolicyObjective(shared.Context.Batch.TaskCount) { NeedsDivergence = true, Direction = _audit.Direction };
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
    public override void End()
    {
        AuditResult result = _clean;
        if (Shared.Context.Policy.Normalizer.Enabled && !_audit.SwapStatistics(_bound, _admits, out result))
            Shared.Statistics.DeferredSwaps++;
        Record(result);
        Shared.Statistics.Violations = Within(result) ? 0 : 1;
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
                Shared.Minibatches.Shuffle();
                for (int i = 0; i < Shared.Minibatches.Count; i++)
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
        int* rows = Shared.Minibatches.Rows(index, out int count);
        _multiplier?.BeforeStep(_penalty);
        _penalty.RaiseKlWeights(_options.FixupBetaFloor.At(Shared.Context.Clock));
        MinibatchSums sums = Shared.Pass.Run(rows, count, _penalty, null, AdvantageScale.Raw);
        if (_bound.Holds(sums.Kl, sums.KlByTask))
            return;
        double norm = Shared.Step.Sum(Shared.Pass, UpdatedPart.Policy);
        if (double.IsFinite(norm))
            Shared.Step.Step(norm, learningRate, UpdatedPart.Policy);
        _multiplier?.AfterStep(sums);
        Shared.Statistics.FixupSteps++;
    }

    private void Interpolate()
    {
        Shared.Statistics.Interpolations++;
        _audit.Interpolate(_bound, _admits, ref _clean);
    }
}
