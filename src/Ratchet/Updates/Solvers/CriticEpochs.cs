namespace Ratchet.Updates.Solvers;

/// <summary>Epochs over shuffled minibatches for the value network alone, where the policy has a solver of its own.</summary>
internal sealed class CriticEpochs
{
    private readonly SharedParts _shared;
    private readonly int _count;
    private readonly ValueObjective _value = new();
    private readonly IEnumerator<bool> _epochs;

    /// <summary>A critic's own epochs, with the policy's optimiser and order of minibatches.</summary>
    /// <param name="shared">What the parts of the rule share.</param>
    /// <param name="count">How many epochs.</param>
    public CriticEpochs(SharedParts shared, int count)
    {
        _shared = shared;
        _count = count;
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
            _value.Set(_shared.Optimization, _shared.Context.Clock);
            for (int epoch = 0; epoch < _count; epoch++)
            {
                _shared.Minibatches.Shuffle();
                for (int i = 0; i < _shared.Minibatches.Count; i++)
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
        int* rows = _shared.Minibatches.Rows(index, out int count);
        MinibatchSums sums = _shared.Pass.Run(rows, count, null, _value, AdvantageScale.Raw);
        double norm = _shared.Step.Sum(_shared.Pass, UpdatedPart.Value);
        if (!double.IsFinite(norm) || !sums.HasFiniteLosses)
            throw new NonFiniteException(sums.Describe($"the critic's minibatch {index}", norm));
        _shared.Step.Step(norm, LearningRate, UpdatedPart.Value);
        _shared.Statistics.PrimarySteps++;
        _shared.Statistics.AddValueGradient(sums, _shared.Step.Norms);
    }
}
