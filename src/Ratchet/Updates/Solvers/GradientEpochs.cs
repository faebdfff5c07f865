using Ratchet.Updates.Neighbourhoods;
using Ratchet.Updates.Penalties;
using Ratchet.Updates.Surrogates;

namespace Ratchet.Updates.Solvers;

/// <summary>
/// Seeks the maximum of an objective by epochs over shuffled minibatches, within a neighbourhood; with one epoch of one minibatch it is the
/// single step of the plain policy gradient. A critic with epochs of its own goes first.
/// </summary>
internal sealed class GradientEpochs : Solver
{
    private readonly UpdateContext _context;
    private readonly OptimizationOptions _options;
    private readonly PolicyObjective _objective;
    private readonly ValueObjective _value = new();
    private readonly WeightedLikelihood? _likelihood;
    private readonly Penalty? _penalty;
    private readonly Neighbourhood _neighbourhood;
    private readonly CriticEpochs? _critic;

    private AdvantageScale _batchScale;

    /// <summary>A solver over the parts of a rule.</summary>
    /// <param name="shared">What it shares with the neighbourhood.</param>
    /// <param name="objective">What is minimised.</param>
    /// <param name="likelihood">V-MPO's weights; null for other surrogates.</param>
    /// <param name="penalty">Who sets β; null for none.</param>
    /// <param name="neighbourhood">Where the policy must stay.</param>
    public GradientEpochs(SharedParts shared, PolicyObjective objective, WeightedLikelihood? likelihood, Penalty? penalty, Neighbourhood neighbourhood)
        : base(shared)
    {
        _context = shared.Context;
        _options = shared.Optimization;
        _objective = objective;
        _likelihood = likelihood;
        _penalty = penalty;
        _neighbourhood = neighbourhood;
        _critic = _options.ValueEpochs > 0 ? new CriticEpochs(shared, _options.ValueEpochs) : null;
    }

    /// <inheritdoc/>
    public override IEnumerator<bool> Run()
    {
        while (true)
        {
            if (_critic is not null)
                _critic.LearningRate = _options.ValueLearningRate.At(_context.Clock);
            while (_critic?.Advance() ?? false)
                yield return true;

            bool admitted = true;
            _value.Set(_options, _context.Clock);
            _objective.EntropyWeight = _options.EntropyCoefficient.At(_context.Clock);
            for (int epoch = 0; epoch < _options.Epochs && admitted; epoch++)
            {
                if (epoch > 0 && _options.RecomputeAdvantages)
                    Shared.Estimate();
                if (_options.AdvantageUnit == AdvantageUnit.Batch)
                    _batchScale = AdvantageNormalization.OfBatch(_context.Batch);
                _likelihood?.Choose(_options.AdvantageUnit == AdvantageUnit.Batch ? _batchScale : AdvantageScale.Raw);
                Shared.Minibatches.Shuffle();
                for (int i = 0; i < Shared.Minibatches.Count && admitted; i++)
                {
                    admitted = Step(i);
                    yield return true;
                }

                bool last = !admitted || epoch == _options.Epochs - 1;
                while (_neighbourhood.Restore(last))
                    yield return true;
            }

            yield return false;
        }
    }

    private unsafe bool Step(int index)
    {
        int* rows = Shared.Minibatches.Rows(index, out int count);
        AdvantageScale scale = _options.AdvantageUnit switch
        {
            AdvantageUnit.Raw => AdvantageScale.Raw,
            AdvantageUnit.Batch => _batchScale,
            _ => AdvantageNormalization.Of(_context.Batch, rows, count),
        };
        _penalty?.BeforeStep(_objective);
        _likelihood?.BeforeStep(_objective);
        MinibatchSums sums = Shared.Pass.Run(rows, count, _objective, _critic is null ? _value : null, scale);
        UpdatedPart part = _critic is null ? UpdatedPart.All : UpdatedPart.Policy;
        double norm = Shared.Step.Sum(Shared.Pass, part);
        if (!double.IsFinite(norm) || !sums.HasFiniteLosses)
            return _neighbourhood.Recover() ? true : throw new NonFiniteException(sums.Describe($"minibatch {index}", norm));
        if (!_neighbourhood.Admits(sums))
            return false;
        Shared.Step.Step(norm, LearningRate, part);
        _likelihood?.AfterStep();
        _penalty?.AfterStep(sums);
        Shared.Statistics.AddPrimaryStep(sums, Shared.Step.Norms, withValue: _critic is null);
        return true;
    }
}
