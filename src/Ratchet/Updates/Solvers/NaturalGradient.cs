using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Updates.Neighbourhoods;
using Ratchet.Updates.Rules;

namespace Ratchet.Updates.Solvers;

/// <summary>
/// One step of the policy along the natural gradient of the whole batch, then epochs of Adam for the critic:
/// <code>
/// x ≈ (F + damping · I)⁻¹ g,  θ = θ_old + s x,  s = α or √(2δ / x·(F + damping · I) x), times c^j in attempt j
/// </code>
/// with g the gradient of the objective and F the Fisher information of the policy, of which only products are formed. The neighbourhood says
/// which point is taken; when none is, the parameters are what they were, bit for bit. A step whose curvature is not positive and finite is skipped.
/// </summary>
internal sealed class NaturalGradient : Solver
{
    private readonly UpdateContext _context;
    private readonly NaturalGradientOptions _options;
    private readonly bool _normalizeAdvantages;
    private readonly int _attempts;
    private readonly bool _search;
    private readonly Schedule _bound;
    private readonly PolicyObjective _objective;
    private readonly Neighbourhood _neighbourhood;
    private readonly ActorCritic _old;
    private readonly MinibatchPass _pass;
    private readonly GradientStep _step;
    private readonly CriticEpochs _critic;
    private readonly UpdateStatistics _statistics;
    private readonly AlignedBuffer<int> _rows;
    private readonly FisherProduct _fisher;
    private readonly ConjugateGradients _system;
    private readonly double[] _product;

    private AdvantageScale _advantages;

    /// <summary>A solver over the parts of a rule.</summary>
    /// <param name="context">What it works on; the policy has a network of its own.</param>
    /// <param name="options">The system and the length of the step.</param>
    /// <param name="unit">Unit of the advantages; the one minibatch of the policy is the batch.</param>
    /// <param name="search">Whether the step is √(2δ / x·Fx), shortened until the neighbourhood takes it; else it is α, taken as it is.</param>
    /// <param name="bound">δ.</param>
    /// <param name="objective">What is improved.</param>
    /// <param name="neighbourhood">Which points are taken.</param>
    /// <param name="audit">Keeps the old policy.</param>
    /// <param name="pass">For the gradients.</param>
    /// <param name="step">For the gradients; its Adam is the critic's.</param>
    /// <param name="critic">Trains the critic.</param>
    /// <param name="statistics">What the update did.</param>
    public NaturalGradient(
        UpdateContext context,
        NaturalGradientOptions options,
        AdvantageUnit unit,
        bool search,
        Schedule bound,
        PolicyObjective objective,
        Neighbourhood neighbourhood,
        PolicyAudit audit,
        MinibatchPass pass,
        GradientStep step,
        CriticEpochs critic,
        UpdateStatistics statistics)
    {
        _context = context;
        _options = options;
        _normalizeAdvantages = unit != AdvantageUnit.Raw;
        _attempts = search ? options.LineSearchSteps : 1;
        _search = search;
        _bound = bound;
        _objective = objective;
        _neighbourhood = neighbourhood;
        _old = audit.Previous;
        _pass = pass;
        _step = step;
        _critic = critic;
        _statistics = statistics;
        _rows = new AlignedBuffer<int>(context.Batch.Rows);
        for (int i = 0; i < context.Batch.Rows; i++)
            _rows.Span[i] = i;
        _fisher = new FisherProduct(context.Policy, context.Batch, context.Kernels, context.Pool);
        _system = new ConjugateGradients(context.Policy.PolicyParameterCount);
        _product = new double[context.Policy.PolicyParameterCount];
    }

    /// <inheritdoc/>
    public override IEnumerator<bool> Run()
    {
        while (true)
        {
            Begin();
            yield return true;
            for (int i = 0; i < _options.CgIterations && _system.SquaredResidual > _options.CgTolerance.At(_context.Clock) && Iterate(); i++)
                yield return true;

            double length = StepLength();
            bool taken = false;
            for (int attempt = 0; length > 0 && attempt < _attempts && !taken; attempt++, length *= _options.BacktrackFactor.At(_context.Clock))
            {
                _statistics.Backtracks = attempt;
                taken = Take(length);
                yield return true;
            }

            Conclude(taken);
            _critic.LearningRate = LearningRate;
            while (_critic.Advance())
                yield return true;

            yield return false;
        }
    }

    /// <summary>g, and the right side of the system.</summary>
    private unsafe void Begin()
    {
        _advantages = _normalizeAdvantages ? AdvantageNormalization.OfBatch(_context.Batch) : AdvantageScale.Raw;
        MinibatchSums sums = _pass.Run(_rows.Pointer, _rows.Length, _objective, null, _advantages);
        double norm = _step.Sum(_pass, UpdatedPart.Policy);
        if (!double.IsFinite(norm))
            throw new NonFiniteException($"the policy's gradient has norm {norm}");
        _statistics.AddPolicyGradient(sums, norm);
        for (int i = 0; i < _product.Length; i++)
            _product[i] = -_step.Gradient[i];
        _system.Begin(_product);
        _fisher.Begin();
    }

    private bool Iterate()
    {
        Multiply(_system.Direction);
        return _system.Step(_product);
    }

    /// <summary>(F + damping · I) v.</summary>
    private void Multiply(ReadOnlySpan<double> direction)
    {
        _fisher.Multiply(direction, _product);
        double damping = _options.Damping.At(_context.Clock);
        for (int i = 0; i < _product.Length; i++)
            _product[i] += damping * direction[i];
    }

    /// <summary>s of the first attempt; 0 when there is no step to take.</summary>
    private double StepLength()
    {
        Multiply(_system.Solution);
        double curvature = ConjugateGradients.Dot(_system.Solution, _product);
        if (!(curvature > 0) || !double.IsFinite(curvature))
        {
            _statistics.SkippedSteps = 1;
            return 0;
        }

        _neighbourhood.BeforeSearch(_advantages);
        double step = _search ? 0 : _options.NaturalStep.At(_context.Clock);
        return step > 0 ? step : Math.Sqrt(2 * _bound.At(_context.Clock) / curvature);
    }

    /// <summary>Goes to θ_old + s x.</summary>
    /// <returns>Whether the policy may stay there.</returns>
    private bool Take(double length)
    {
        ActorCritic policy = _context.Policy;
        ReadOnlySpan<double> solution = _system.Solution;
        bool finite = true;
        for (int i = 0; i < solution.Length; i++)
        {
            policy.Parameters[i] = (float)(_old.Parameters[i] + (length * solution[i]));
            finite &= float.IsFinite(policy.Parameters[i]);
        }

        policy.ClampLogDeviation();
        policy.ParametersChanged();
        return finite && _neighbourhood.Accepts();
    }

    private void Conclude(bool taken)
    {
        if (taken)
        {
            _statistics.PrimarySteps++;
            return;
        }

        ActorCritic policy = _context.Policy;
        _old.Parameters[..policy.PolicyParameterCount].CopyTo(policy.Parameters);
        policy.ParametersChanged();
        _statistics.RejectedSteps = 1 - _statistics.SkippedSteps;
    }
}
