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
    private readonly Multiplier[] _tasks;

    /// <summary>A multiplier, or one for each task, at its start.</summary>
    /// <param name="options">C_β, γ_β, the start and the ceiling.</param>
    /// <param name="bound">ε_KL, and which KL is held below it.</param>
    /// <param name="clock">The time of the run.</param>
    public LagrangeMultiplier(PenaltyOptions options, KlBound bound, RunClock clock)
    {
        _options = options;
        _bound = bound;
        _clock = clock;
        _tasks = new Multiplier[bound.Tasks];
        for (int task = 0; task < _tasks.Length; task++)
            _tasks[task] = new Multiplier(options.Beta.At(clock));
    }

    /// <inheritdoc/>
    public override double Weight
    {
        get
        {
            double sum = 0;
            foreach (Multiplier task in _tasks)
                sum += task.Value;
            return sum / _tasks.Length;
        }
    }

    /// <inheritdoc/>
    public override int StateSize => _tasks.Length * Multiplier.StateSize;

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
        _tasks[task].Step(gradient, _options.BetaLearningRate.At(_clock), _options.BetaCeiling);
        return gradient;
    }

    /// <inheritdoc/>
    public override void Save(Span<double> state)
    {
        for (int task = 0; task < _tasks.Length; task++)
            _tasks[task].Save(state.Slice(task * Multiplier.StateSize, Multiplier.StateSize));
    }

    /// <inheritdoc/>
    public override void Load(ReadOnlySpan<double> state)
    {
        for (int task = 0; task < _tasks.Length; task++)
            _tasks[task].Load(state.Slice(task * Multiplier.StateSize, Multiplier.StateSize));
    }

    /// <summary>One multiplier and its Adam.</summary>
    private sealed class Multiplier(double start)
    {
        public const int StateSize = 5;

        private const double Beta1 = 0.9;
        private const double Beta2 = 0.999;
        private const double AdamEpsilon = 1e-8;

        private double _firstMoment;
        private double _secondMoment;
        private double _power1 = 1;
        private double _power2 = 1;

        public double Value { get; private set; } = start;

        /// <summary>One Adam step; a gradient that is not finite leaves β alone (the region's fallback deals with the KL).</summary>
        public void Step(double gradient, double learningRate, double ceiling)
        {
            if (!double.IsFinite(gradient))
                return;
            _power1 *= Beta1;
            _power2 *= Beta2;
            _firstMoment = (Beta1 * _firstMoment) + ((1 - Beta1) * gradient);
            _secondMoment = (Beta2 * _secondMoment) + ((1 - Beta2) * gradient * gradient);
            double root = Math.Sqrt(_secondMoment / (1 - _power2));
            double beta = Value - (learningRate * (_firstMoment / (1 - _power1)) / (root + AdamEpsilon));
            Value = beta < 0 ? 0 : beta > ceiling ? ceiling : beta;
        }

        public void Save(Span<double> state) => (state[0], state[1], state[2], state[3], state[4]) = (Value, _firstMoment, _secondMoment, _power1, _power2);

        public void Load(ReadOnlySpan<double> state) => (Value, _firstMoment, _secondMoment, _power1, _power2) = (state[0], state[1], state[2], state[3], state[4]);
    }
}
