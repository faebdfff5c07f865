using Ratchet.Numerics;

namespace Ratchet.Updates.Solvers;

/// <summary>Epochs of Adam over shuffled minibatches for the value network alone, where the policy has a solver of its own.</summary>
internal sealed class CriticEpochs
{
    private readonly OptimizationOptions _options;
    private readonly RunClock _clock;
    private readonly ValueObjective _value;
    private readonly MinibatchPass _pass;
    private readonly GradientStep _step;
    private readonly Minibatches _minibatches;
    private readonly UpdateStatistics _statistics;
    private readonly IEnumerator<bool> _epochs;

    public CriticEpochs(OptimizationOptions options, RunClock clock, MinibatchPass pass, GradientStep step, Minibatches minibatches, UpdateStatistics statistics)
    {
        _options = options;
        _clock = clock;
        _value = new ValueObjective();
        _pass = pass;
        _step = step;
        _minibatches = minibatches;
        _statistics = statistics;
        _epochs = Epochs();
    }

    /// <summary>γ of the present update.</summary>
    public double LearningRate { get; set; }

    /// <summary>One minibatch.</summary>
    /// <returns>False when all epochs over this batch are done.</returns>
    public bool Advance() => _epochs.MoveNext() && _epochs.Current;

    /// <summary>Endless, as a <see cref="Solver"/>'s.</summary>
    private IEnumerator<bool> Epochs()
    {
        while (true)
        {
            _value.Set(_options, _clock);
            for (int epoch = 0; epoch < _options.Epochs; epoch++)
            {
                _minibatches.Shuffle();
                for (int i = 0; i < _minibatches.Count; i++)
                {
                    Step(i);
                    yield return true;
                }
            }

            yield return false;
        }
    }

    private unsafe void Step(int index)
    {
        int* rows = _minibatches.Rows(index, out int count);
        MinibatchSums sums = _pass.Run(rows, count, null, _value, AdvantageScale.Raw);
        double norm = _step.Sum(_pass, UpdatedPart.Value);
        if (!double.IsFinite(norm))
            throw new NonFiniteException($"the critic's gradient of minibatch {index} has norm {norm}");
        _step.Step(norm, LearningRate, UpdatedPart.Value);
        _statistics.PrimarySteps++;
        _statistics.AddValueGradient(sums);
    }
}
