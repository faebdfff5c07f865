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
    private readonly ValueObjective _value;
    private readonly WeightedLikelihood? _likelihood;
    private readonly Penalty? _penalty;
    private readonly Neighbourhood _neighbourhood;
    private readonly MinibatchPass _pass;
    private readonly GradientStep _step;
    private readonly Minibatches _minibatches;
    private readonly CriticEpochs? _critic;
    private readonly UpdateStatistics _statistics;

    private AdvantageScale _batchScale;

    public GradientEpochs(
        UpdateContext context,
        OptimizationOptions options,
        PolicyObjective objective,
        WeightedLikelihood? likelihood,
        Penalty? penalty,
        Neighbourhood neighbourhood,
        MinibatchPass pass,
        GradientStep step,
        Minibatches minibatches,
        CriticEpochs? critic,
        UpdateStatistics statistics)
    {
        _context = context;
        _options = options;
        _objective = objective;
        _value = new ValueObjective();
        _likelihood = likelihood;
        _penalty = penalty;
        _neighbourhood = neighbourhood;
        _pass = pass;
        _step = step;
        _minibatches = minibatches;
        _critic = critic;
        _statistics = statistics;
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
                    _context.Estimator.Estimate();
                if (_options.AdvantageUnit == AdvantageUnit.Batch)
                    _batchScale = AdvantageNormalization.OfBatch(_context.Batch);
                _likelihood?.Choose(_options.AdvantageUnit == AdvantageUnit.Batch ? _batchScale : AdvantageScale.Raw);
                _minibatches.Shuffle();
                for (int i = 0; i < _minibatches.Count && admitted; i++)
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
        int* rows = _minibatches.Rows(index, out int count);
        AdvantageScale scale = _options.AdvantageUnit switch
        {
            AdvantageUnit.Raw => AdvantageScale.Raw,
            AdvantageUnit.Batch => _batchScale,
            _ => AdvantageNormalization.Of(_context.Batch, rows, count),
        };
        _penalty?.BeforeStep(_objective);
        _likelihood?.BeforeStep(_objective);
        MinibatchSums sums = _pass.Run(rows, count, _objective, _critic is null ? _value : null, scale);
        UpdatedPart part = _critic is null ? UpdatedPart.All : UpdatedPart.Policy;
        double norm = _step.Sum(_pass, part);
        if (!double.IsFinite(norm))
            return _neighbourhood.Recover() ? true : throw new NonFiniteException($"the gradient of minibatch {index} has norm {norm}");
        if (!_neighbourhood.Admits(sums))
            return false;
        _step.Step(norm, LearningRate, part);
        _likelihood?.AfterStep();
        _penalty?.AfterStep(sums);
        _statistics.AddPrimaryStep(sums, norm, withValue: _critic is null);
        return true;
    }
}
