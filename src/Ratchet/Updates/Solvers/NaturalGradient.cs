using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Updates.Neighbourhoods;

namespace Ratchet.Updates.Solvers;

/// <summary>
/// One step of the policy along the natural gradient of the whole batch, then epochs over minibatches for the critic:
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
    private readonly bool _search;
    private readonly Schedule _bound;
    private readonly PolicyObjective _objective;
    private readonly Neighbourhood _neighbourhood;
    private readonly CriticEpochs _critic;
    private readonly AlignedBuffer<int> _rows;
    private readonly FisherProduct _fisher;
    private readonly ConjugateGradients _system;
    private readonly double[] _product;

    private AdvantageScale _advantages;

    /// <summary>A solver over the parts of a rule.</summary>
    /// <param name="shared">What it shares with the neighbourhood; the policy has a network of its own, and the optimiser is the critic's.</param>
    /// <param name="options">The system and the length of the step.</param>
    /// <param name="search">Whether the step is √(2δ / x·Fx), shortened until the neighbourhood takes it; else it is α, taken as it is.</param>
    /// <param name="bound">δ.</param>
    /// <param name="objective">What is improved.</param>
    /// <param name="neighbourhood">Which points are taken.</param>
    public NaturalGradient(SharedParts shared, NaturalGradientOptions options, bool search, Schedule bound, PolicyObjective objective, Neighbourhood neighbourhood)
        : base(shared)
    {
        _context = shared.Context;
        _options = options;
        _search = search;
        _bound = bound;
        _objective = objective;
        _neighbourhood = neighbourhood;
        _critic = new CriticEpochs(shared, shared.Optimization.Epochs);
        _rows = new AlignedBuffer<int>(_context.Batch.Rows);
        for (int i = 0; i < _context.Batch.Rows; i++)
            _rows.Span[i] = i;
        _fisher = new FisherProduct(_context.Policy, _context.Batch, _context.Kernels, _context.Pool);
        _system = new ConjugateGradients(_context.Policy.PolicyParameterCount);
        _product = new double[_context.Policy.PolicyParameterCount];
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
            int attempts = _search ? _options.LineSearchSteps : 1;
            for (int attempt = 0; length > 0 && attempt < attempts && !taken; attempt++, length *= _options.BacktrackFactor.At(_context.Clock))
            {
                Shared.Statistics.Backtracks = attempt;
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

    /// <summary>g, which is the right side of the system, with the advantages in the unit of the batch, the policy's one minibatch.</summary>
    private unsafe void Begin()
    {
        _advantages = Shared.Optimization.AdvantageUnit == AdvantageUnit.Raw ? AdvantageScale.Raw : AdvantageNormalization.OfBatch(_context.Batch);
        MinibatchSums sums = Shared.Pass.Run(_rows.Pointer, _rows.Length, _objective, null, _advantages);
        double norm = Shared.Step.Sum(Shared.Pass, UpdatedPart.Policy);
        if (!double.IsFinite(norm) || !sums.HasFiniteLosses)
            throw new NonFiniteException(sums.Describe("the policy's batch", norm));
        Shared.Statistics.AddPolicyGradient(sums, Shared.Step.Norms);
        for (int i = 0; i < _product.Length; i++)
            _product[i] = -Shared.Step.Gradient[i];
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
            Shared.Statistics.SkippedSteps = 1;
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
        ReadOnlySpan<float> old = Shared.Audit.Previous.Parameters;
        ReadOnlySpan<double> solution = _system.Solution;
        bool finite = true;
        for (int i = 0; i < solution.Length; i++)
        {
            policy.Parameters[i] = (float)(old[i] + (length * solution[i]));
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
            Shared.Statistics.PrimarySteps++;
            return;
        }

        Shared.Audit.RestoreParameters();
        Shared.Statistics.RejectedSteps = 1 - Shared.Statistics.SkippedSteps;
    }
}
