using Ratchet.Policies;
using Ratchet.Updates.Penalties;
using Ratchet.Updates.Rules;
using Ratchet.Updates.Solvers;

namespace Ratchet.Updates.Neighbourhoods;

/// <summary>
/// max over the batch of KL ≤ ε, guaranteed (FixPO, section 4 of the paper, with the guards that make it unconditional). During the primary
/// phase the multiplier β follows the minibatches' max KL. After every epoch the fixup phase repeats
/// <code>
/// sweep the batch; leave if KL ≤ ε everywhere
/// for each shuffled minibatch with a KL beyond ε: one step of the same Adam on β · mean KL, one step of β
/// </code>
/// After <see cref="FixPoOptions.MaxFixupPasses"/> passes the step is halved; after as many again, or if a number is not finite, the policy is
/// interpolated, θ ← θ_old + τ(θ − θ_old) with τ halving, and in the end restored bit by bit.
/// </summary>
internal sealed class MaxKlRegion : Neighbourhood
{
    private const int MaxHalvings = 24;

    private readonly UpdateContext _context;
    private readonly FixPoOptions _options;
    private readonly PolicyAudit _audit;
    private readonly GradientStep _step;
    private readonly MinibatchPass _pass;
    private readonly Minibatches _minibatches;
    private readonly PolicyObjective _penalty;
    private readonly LagrangeMultiplier _multiplier;
    private readonly UpdateStatistics _statistics;
    private readonly IEnumerator<bool> _fixup;
    private readonly Predicate<AuditResult> _admits;

    private double _learningRate;
    private AuditResult _clean;

    public MaxKlRegion(UpdateContext context, FixPoOptions options, PolicyAudit audit, GradientStep step, MinibatchPass pass, Minibatches minibatches, LagrangeMultiplier multiplier, UpdateStatistics statistics)
    {
        _context = context;
        _options = options;
        _audit = audit;
        _step = step;
        _pass = pass;
        _minibatches = minibatches;
        _multiplier = multiplier;
        _statistics = statistics;
        _penalty = new PolicyObjective { NeedsDivergence = true, Direction = options.Direction };
        _fixup = Fixup();
        _admits = result => result.Within(options.EpsilonKl);
    }

    /// <inheritdoc/>
    public override void Begin(double learningRate) => _learningRate = learningRate;

    /// <inheritdoc/>
    public override void BeforeStep(PolicyObjective objective) => objective.KlWeight = _multiplier.Value;

    /// <inheritdoc/>
    public override bool Recover()
    {
        _clean = _audit.Sweep(Epsilon);
        if (_clean.Within(Epsilon))
            return false;
        Interpolate();
        return true;
    }

    /// <inheritdoc/>
    public override void AfterStep(in MinibatchSums sums) => _multiplier.Step(sums.MaxDivergence);

    /// <inheritdoc/>
    public override bool Restore() => _fixup.MoveNext() && _fixup.Current;

    /// <inheritdoc/>
    public override void End(ActorCritic policy, PolicyAudit audit, UpdateStatistics statistics)
    {
        AuditResult result = _clean;
        if (policy.Normalizer.Enabled && !audit.SwapStatistics(Epsilon, _admits, out result))
            statistics.DeferredSwaps++;
        Record(result, statistics);
        statistics.Violations = result.Within(Epsilon) ? 0 : 1;
    }

    private double Epsilon => _options.EpsilonKl;

    /// <summary>Endless: yields true after each minibatch of a fixup phase and false at the end of the phase.</summary>
    private IEnumerator<bool> Fixup()
    {
        while (true)
        {
            for (int pass = 0; !(_clean = _audit.Sweep(Epsilon)).Within(Epsilon); pass++)
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
        _penalty.KlWeight = _multiplier.Value < _options.FixupBetaFloor ? _options.FixupBetaFloor : _multiplier.Value;
        MinibatchSums sums = _pass.Run(rows, count, _penalty, null, AdvantageScale.Raw);
        if (sums.MaxDivergence <= Epsilon)
            return;
        double norm = _step.Sum(_pass, UpdatedPart.Policy);
        if (double.IsFinite(norm))
            _step.Step(norm, learningRate, UpdatedPart.Policy);
        _multiplier.Step(sums.MaxDivergence);
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
            _clean = _audit.Sweep(Epsilon);
            if (_clean.Within(Epsilon))
                return;
        }

        old.CopyTo(current);
        policy.ParametersChanged();
        _clean = _audit.Sweep(Epsilon);
    }
}
