using System.Diagnostics;
using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Rollouts;
using Ratchet.Rollouts.Estimators;
using Ratchet.Storage;
using Ratchet.Training.Failures;
using Ratchet.Training.Metrics;
using Ratchet.Updates;
using Ratchet.Updates.Rules;

namespace Ratchet.Training;

/// <summary>
/// A run: collect, estimate, update, audit, over and over. One iterator drives it, which yields after every step of the environments and
/// every minibatch, so that training to the end, in slices of milliseconds inside a game, or under a progress display is the same code and
/// gives the same bits.
/// </summary>
public sealed partial class Trainer : Learner
{
    private readonly IVectorEnvironment _environment;
    private readonly RolloutBatch _batch;
    private readonly Collector _collector;
    private readonly ReturnNormalizer? _rewardScaling;
    private readonly AdvantageEstimator _estimator;
    private readonly RunClock _clock = new();
    private readonly UpdateRule _rule;
    private readonly IEnumerator<bool> _slices;
    private readonly UpdateStart _start;
    private readonly Kernels _kernels;
    private readonly WorkerPool _pool;
    private long _updateTicks;
    private long _sharedTicks;
    private long _waitingTicks;

    /// <summary>Sets up a run at its beginning.</summary>
    /// <param name="options">Everything that shapes the run.</param>
    /// <param name="environment">As many environments as the options say; they remain the caller's to dispose.</param>
    /// <param name="pool">The threads; any number gives the same bits. The pool remains the caller's.</param>
    public Trainer(TrainingOptions options, IVectorEnvironment environment, WorkerPool pool)
        : this(options, environment, pool, Kernels.Best)
    {
    }

    internal Trainer(TrainingOptions options, IVectorEnvironment environment, WorkerPool pool, Kernels kernels)
        : base(options ?? throw new ArgumentNullException(nameof(options)))
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(pool);
        options.Validate();
        if (environment.Count != options.Environments)
            throw new OptionException("environments", $"environments is {options.Environments}, but {environment.Count} were given.");
        if (options.Parts.Solver == SolverKind.Search)
            throw new OptionException("solver", $"the solver of {options.Rule} is a search, which has no gradients to train with: Ratchet.BlackBox has it.");
        _kernels = kernels;
        _pool = pool;
        _environment = environment;
        Policy = new ActorCritic(options.Network, environment.ObservationSpace, environment.ActionSpace);
        Combinations.Require(options, Policy.Distribution);
        Policy.Initialize(options.Seed);
        _batch = new RolloutBatch(Policy, options.Environments, options.Horizon, environment.HasActionMasks, environment.TaskCount);
        var evaluator = new PolicyEvaluator(Policy, kernels, pool, _batch.Rows + options.Environments);
        TotalIterations = (options.Steps + _batch.Rows - 1) / _batch.Rows;
        _clock.Set(0, TotalIterations * _batch.Rows);
        _rewardScaling = options.ReturnScaling == ReturnScaling.Rewards ? new ReturnNormalizer(options.Environments, options.Discount.At(_clock)) : null;
        Actor = Policy;
        PolicyEvaluator actorEvaluator = evaluator;
        if (options.Parts.HasTarget)
        {
            Actor = new ActorCritic(options.Network, environment.ObservationSpace, environment.ActionSpace);
            Actor.CopyPolicyFrom(Policy);
            actorEvaluator = new PolicyEvaluator(Actor, kernels, pool, _batch.Rows);
        }

        _collector = new Collector(Actor, environment, _batch, actorEvaluator, _rewardScaling, kernels, options.Seed);
        PopArt? popArt = options.ReturnScaling == ReturnScaling.PopArt ? new PopArt(Policy, kernels, _clock, options.PopArtStep) : null;
        var psi = PsiEstimator.Of(options.Estimator, Policy, _batch, evaluator, _clock, kernels);
        _estimator = new AdvantageEstimator(
            _batch, evaluator, psi, options.Estimator.DiscountStates, _clock, options.Discount, options.GaeLambda, options.ReturnScaling == ReturnScaling.CriticTargets, popArt);
        var context = new UpdateContext(Policy, _batch, _estimator, evaluator, kernels, pool, _clock, options.Seed) { Actor = Actor, ActorEvaluator = actorEvaluator };
        _rule = RuleComposer.Compose(context, options.Update);
        _slices = Slices();
        _start = new UpdateStart(this);
    }

    /// <inheritdoc/>
    public override ActorCritic Policy { get; }

    /// <summary>The policy that collects batches: <see cref="Policy"/>, or its target network.</summary>
    internal ActorCritic Actor { get; }

    /// <summary>Iterations of the whole run.</summary>
    public long TotalIterations { get; }

    /// <inheritdoc/>
    public override long TotalSteps => TotalIterations * _batch.Rows;

    /// <inheritdoc/>
    public override bool IsFinished => Metrics.Iteration >= TotalIterations;

    /// <inheritdoc/>
    internal override bool HasActionMasks => _environment.HasActionMasks;

    /// <summary>One slice of work: one step of the environments, one minibatch, or one look at the whole batch.</summary>
    /// <returns>False when the run is complete.</returns>
    /// <exception cref="EnvironmentException">An environment misbehaved.</exception>
    /// <exception cref="NonFiniteException">A number of the update is not finite; the message names the first, and <see cref="SaveFailure(string)"/> keeps the step.</exception>
    /// <exception cref="InvalidOperationException">The run failed earlier: it can't go on.</exception>
    public override bool Advance()
    {
        if (IsFinished)
            return false;
        IterationCompleted = false;
        try
        {
            if (!_slices.MoveNext())
                throw new InvalidOperationException("The run has failed; load its last checkpoint into a new trainer.");
        }
        catch (NonFiniteException exception)
        {
            throw Fail(exception);
        }

        IterationCompleted = _slices.Current;
        return true;
    }

    /// <summary>
    /// Works for about so long, so that a game or a control loop can learn between two of its frames: does slices of <see cref="Advance"/> until the time is up or an iteration is
    /// complete. At least one is done; another is not begun when the one before took longer than what is left. Neither the times nor the places of the cuts change a bit.
    /// </summary>
    /// <param name="maxMilliseconds">The time to work for; a slice may exceed it by its own length.</param>
    /// <returns>What was done.</returns>
    /// <inheritdoc cref="Advance" path="/exception"/>
    public TrainingStep Step(double maxMilliseconds)
    {
        long begin = Stopwatch.GetTimestamp(), now = begin, last;
        int slices = 0;
        bool more;
        do
        {
            last = now;
            more = Advance();
            slices += more ? 1 : 0;
            now = Stopwatch.GetTimestamp();
        }
        while (more && !IterationCompleted && Stopwatch.GetElapsedTime(begin, now + (now - last)).TotalMilliseconds <= maxMilliseconds);
        return new TrainingStep(slices, slices > 0 && IterationCompleted, IsFinished, Stopwatch.GetElapsedTime(begin, now).TotalMilliseconds);
    }

    /// <summary>Runs to the end.</summary>
    public void Run()
    {
        while (Advance())
        {
        }
    }

    /// <inheritdoc/>
    public override void Begin(WarmStart from)
    {
        ArgumentNullException.ThrowIfNull(from);
        if (!IterationCompleted || Metrics.Iteration > 0)
            throw new InvalidOperationException("A run takes over a policy before its first iteration.");
        from.Apply(this);
    }

    /// <inheritdoc/>
    public override void Save(Snapshot snapshot)
    {
        if (!IterationCompleted)
            throw new InvalidOperationException("A run is saved between two iterations.");
        TrainerState.Save(snapshot, this);
    }

    /// <inheritdoc/>
    public override void Load(Snapshot snapshot)
    {
        if (!IterationCompleted)
            throw new InvalidOperationException("A run is loaded before its first iteration or between two.");
        var before = new Snapshot();
        TrainerState.Save(before, this);
        try
        {
            TrainerState.Load(snapshot, this);
        }
        catch
        {
            // Half of another state is none: what was there comes back.
            TrainerState.Load(before, this, newEpisodes: false);
            throw;
        }
    }

    /// <summary>Of the present batch; before the first one, where the environments are.</summary>
    /// <inheritdoc/>
    internal override unsafe ReadOnlySpan<float> RecordedObservations(int most) => CollectedRows == 0
        ? _collector.NextObservations
        : new(_batch.Observations, (_batch.Rows < most ? _batch.Rows : most) * _batch.ObservationSize);

    internal IVectorEnvironment Environment => _environment;

    internal RolloutBatch Batch => _batch;

    internal Collector Collector => _collector;

    internal ReturnNormalizer? RewardScaling => _rewardScaling;

    internal AdvantageEstimator Estimator => _estimator;

    internal UpdateRule Rule => _rule;

    /// <summary>Endless: yields true at the end of each iteration, false after every other slice.</summary>
    private IEnumerator<bool> Slices()
    {
        while (true)
        {
            _clock.Set(Metrics.Steps, TotalIterations * _batch.Rows);
            if (_rewardScaling is not null)
                _rewardScaling.Discount = Options.Discount.At(_clock);
            (_sharedTicks, _waitingTicks) = (_pool.SharedTicks, _pool.WaitingTicks);
            _collector.Begin();
            for (int t = 0; t < _batch.Horizon; t++)
            {
                CollectedRows = (t + 1) * _batch.Environments;
                Collect(t);
                yield return false;
            }

            _collector.End();
            BeginUpdate();
            while (Update())
                yield return false;

            Measure();
            yield return true;
        }
    }

    private void BeginUpdate()
    {
        long start = Stopwatch.GetTimestamp();
        _start.Keep();
        RequireLogProbabilities();
        _rule.Begin();
        _updateTicks = Stopwatch.GetTimestamp() - start;
    }

    private bool Update()
    {
        long start = Stopwatch.GetTimestamp();
        bool more = _rule.Advance();
        _updateTicks += Stopwatch.GetTimestamp() - start;
        return more;
    }

    private void Measure()
    {
        Metrics.Iteration++;
        Metrics.Steps += _batch.Rows;
        Metrics.BatchSteps = _batch.Rows;
        Metrics.TakeTimes(_collector.EnvironmentTicks, _collector.InferenceTicks, _updateTicks);
        Metrics.TakeThreads(_pool.Threads, _pool.SharedTicks - _sharedTicks, _pool.WaitingTicks - _waitingTicks);
        Metrics.Take(_collector);
        Metrics.Take(_rule.Statistics);
        Metrics.NormalizerShift = Actor.Normalizer.DistanceFrom(_rule.Previous.Normalizer);
        Metrics.LearningRate = _rule.LearningRate;
        Metrics.ActionDeviation = Policy.MeanDeviation;
        Totals.Add(Metrics);
    }
}
