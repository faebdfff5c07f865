using Ratchet.Numerics;
using Ratchet.Rollouts;
using Ratchet.Updates.Penalties;

namespace Ratchet.Updates.Neighbourhoods;

/// <summary>
/// Mean KL over the batch ≤ δ, and a better surrogate than the old policy's: what the line search of TRPO asks of a point (Schulman et al.
/// 2015); or, instead of the first, KL ≤ ε at every state. Both are measured as the new policy will act, with its new normaliser statistics:
/// these come first, as far as half of the bound admits, so that a step that is given up leaves the promise kept.
/// </summary>
internal sealed unsafe class LineSearchRegion : Neighbourhood
{
    private readonly UpdateContext _context;
    private readonly KlBound _bound;
    private readonly RatioFunction _surrogate;
    private readonly PolicyAudit _audit;
    private readonly AlignedBuffer<float> _scratch;
    private readonly Predicate<AuditResult> _admits;

    private AdvantageScale _advantages;
    private double _oldSurrogate;

    /// <summary>A region over the parts of a rule.</summary>
    /// <param name="shared">What it shares with the solver.</param>
    /// <param name="bound">What it promises.</param>
    /// <param name="surrogate">What must be better.</param>
    public LineSearchRegion(SharedParts shared, KlBound bound, RatioFunction surrogate)
        : base(shared)
    {
        _context = shared.Context;
        _bound = bound;
        _surrogate = surrogate;
        _audit = shared.Audit;
        _scratch = new AlignedBuffer<float>(4, _context.Batch.Stride);
        _admits = result => result.Within(_bound, 0.5);
    }

    /// <inheritdoc/>
    public override void Begin(double learningRate)
    {
        if (_context.Policy.Normalizer.Enabled && !_audit.SwapStatistics(null, _admits, out _))
            Shared.Statistics.DeferredSwaps++;
    }

    /// <inheritdoc/>
    public override void BeforeSearch(AdvantageScale advantages)
    {
        _advantages = advantages;
        _oldSurrogate = Surrogate(_context.Batch.Columns, _context.Batch.LogDeviation.Pointer);
    }

    /// <inheritdoc/>
    public override bool Accepts() => _audit.Sweep(_bound).Within(_bound) && Surrogate(_audit.Columns, _context.Policy.LogDeviationPointer) > _oldSurrogate;

    /// <inheritdoc/>
    public override void End()
    {
        AuditResult result = _audit.Sweep(_bound);
        Record(result);
        Shared.Statistics.Violations = result.Within(_bound) ? 0 : 1;
    }

    /// <summary>
    /// Mean over the batch of the surrogate under some distributions. Summed in doubles: terms of both signs nearly cancel,
    /// and the sign of a difference of two such means decides.
    /// </summary>
    private double Surrogate(float* columns, float* logDeviation)
    {
        RolloutBatch batch = _context.Batch;
        float* ratio = _scratch.Pointer, advantage = ratio + batch.Stride, value = advantage + batch.Stride, slope = value + batch.Stride;
        _context.Policy.Distribution.LogProbability(_context.Kernels, columns, batch.Stride, logDeviation, batch.Actions, batch.Rows, ratio);
        for (int i = 0; i < batch.Rows; i++)
        {
            ratio[i] -= batch.LogProbability[i];
            advantage[i] = _advantages.Apply(batch.Advantages[i]);
            value[i] = 0f;
            slope[i] = 0f;
        }

        _context.Kernels.Exp(ratio, ratio, batch.Rows);
        _surrogate.Accumulate(1f, ratio, advantage, batch.Rows, value, slope);
        double sum = 0;
        for (int i = 0; i < batch.Rows; i++)
            sum += value[i];
        return sum / batch.Rows;
    }
}
