using Ratchet.Numerics;

namespace Ratchet.Updates.Penalties;

/// <summary>
/// β of FixPO: a Lagrange multiplier on max KL, or, in one of the paper's ablations, on mean KL, moved by an Adam of its own along
/// <code>
/// L_β = β (ε_KL − C_β · max KL)        ∂L_β/∂β = ε_KL − C_β · max KL
/// </code>
/// (FixPO paper, eq. 4), kept within [0, ceiling]. The KL is the minibatch's, from before the step on θ. With several tasks each has a β of its own, moved by
/// its own KL, as the paper proposes for further work: of the states of one task alone, so that the tasks with large steps do not hold back the others.
/// </summary>
internal sealed class LagrangeMultiplier : Penalty
{
    private readonly PenaltyOptions _options;
    private readonly KlBound _bound;
    private readonly RunClock _clock;
    private readonly DualVariable[] _tasks;

    /// <summary>A multiplier, or one for each task, at its start.</summary>
    /// <param name="options">C_β, γ_β, the start and the ceiling.</param>
    /// <param name="bound">ε_KL, and which KL is held below it.</param>
    /// <param name="clock">The time of the run.</param>
    public LagrangeMultiplier(PenaltyOptions options, KlBound bound, RunClock clock)
    {
        _options = options;
        _bound = bound;
        _clock = clock;
        _tasks = new DualVariable[bound.Tasks];
        for (int task = 0; task < _tasks.Length; task++)
            _tasks[task] = new DualVariable(options.Beta.At(clock), least: 0, options.BetaCeiling, "the multiplier β");
    }

    /// <inheritdoc/>
    public override double Weight
    {
        get
        {
            double sum = 0;
            foreach (DualVariable task in _tasks)
                sum += task.Value;
            return sum / _tasks.Length;
        }
    }

    /// <inheritdoc/>
    public override int StateSize => _tasks.Length * DualVariable.StateSize;

    /// <inheritdoc/>
    public override double WeightOf(int task) => _tasks[task].Value;

    /// <inheritdoc/>
    public override void AfterStep(in MinibatchSums sums)
    {
        if (sums.KlByTask is null)
        {
            Step(0, sums.Kl.Of(_bound.Statistic));
            return;
        }

        for (int task = 0; task < _tasks.Length; task++)
            if (sums.KlByTask[task].Rows > 0)
                Step(task, sums.KlByTask[task].Of(_bound.Statistic));
    }

    /// <summary>One step of a task's multiplier.</summary>
    /// <param name="task">Which.</param>
    /// <param name="kl">Its KL.</param>
    /// <returns>∂L_β/∂β.</returns>
    public double Step(int task, double kl)
    {
        double gradient = _bound.Of(task) - (_options.CBeta.At(_clock) * kl);

        // A KL that is not finite leaves β alone: the region's fallback deals with it.
        if (double.IsFinite(gradient))
            _tasks[task].Step(gradient, _options.BetaLearningRate.At(_clock));
        return gradient;
    }

    /// <inheritdoc/>
    public override void Save(Span<double> state)
    {
        for (int task = 0; task < _tasks.Length; task++)
            _tasks[task].Save(state.Slice(task * DualVariable.StateSize, DualVariable.StateSize));
    }

    /// <inheritdoc/>
    public override void Load(ReadOnlySpan<double> state)
    {
        for (int task = 0; task < _tasks.Length; task++)
            _tasks[task].Load(state.Slice(task * DualVariable.StateSize, DualVariable.StateSize));
    }
}
