using System.Diagnostics;
using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Rollouts;
using Ratchet.Storage;
using Ratchet.Training;
using Ratchet.Training.Metrics;
using Ratchet.Updates.Searches;

namespace Ratchet.BlackBox.Policies;

/// <summary>
/// A search over the parameters of a policy: every candidate of a generation plays whole episodes, and their returns are its fitness. Simulators and policies live on the threads; a
/// candidate's episodes depend on the seed and its number alone, so that any number of threads gives the same bits.
/// </summary>
public sealed class PolicySearch : Learner, IJob
{
    private readonly EnvironmentDefinition _definition;
    private readonly WorkerPool _pool;
    private readonly ParameterMap _map;
    private readonly CandidateEpisode[] _lanes;
    private readonly EpisodeStatistics _episodes = new(0);
    private Candidate[] _candidates = [];
    private int _next;

    /// <summary>A search at its beginning.</summary>
    /// <param name="options">Everything that shapes the run.</param>
    /// <param name="definition">The task, in its wrappers.</param>
    /// <param name="pool">The threads; any number gives the same bits. The pool remains the caller's.</param>
    /// <exception cref="OptionException">A setting is wrong.</exception>
    public PolicySearch(TrainingOptions options, EnvironmentDefinition definition, WorkerPool pool)
        : this(options, definition, pool, watch: null)
    {
    }

    internal PolicySearch(TrainingOptions options, EnvironmentDefinition definition, WorkerPool pool, SimulatorWatch? watch)
        : base(options ?? throw new ArgumentNullException(nameof(options)))
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(pool);
        options.Validate();
        (_definition, _pool) = (definition, pool);
        using (IDisposable? spaces = Open(definition, out IEnvironment environment))
        {
            // A search has no use for noise in the actions: where a policy has σ, it stands at its floor.
            NetworkOptions network = options.Network with { InitialLogDeviation = options.Network.LogDeviationFloor };
            Policy = new ActorCritic(network, environment.ObservationSpace, environment.ActionSpace);
        }

        Policy.Initialize(options.Seed);
        _map = new ParameterMap(Policy, options.Search.Biases);
        Method = PolicyMethods.Create(options.Search, _map.Read(Policy), options.Seed);
        _lanes = new CandidateEpisode[pool.Threads];
        var calls = new SimulatorCalls(_lanes.Length, (lane, _, what) => _lanes[lane].Describe(what));
        watch?.Add(calls);
        try
        {
            for (int i = 0; i < _lanes.Length; i++)
                _lanes[i] = new CandidateEpisode(definition, Policy, _map, calls, i);
        }
        catch
        {
            Dispose();
            throw;
        }

        Metrics.HasNoUpdate();
    }

    /// <inheritdoc/>
    public override ActorCritic Policy { get; }

    /// <summary>What searches.</summary>
    public SearchMethod Method { get; }

    /// <inheritdoc/>
    public override long TotalSteps => Options.Steps;

    /// <inheritdoc/>
    public override bool IsFinished => Metrics.Steps >= Options.Steps;

    /// <inheritdoc/>
    internal override bool HasActionMasks => _lanes[0].HasActionMask;

    /// <summary>A generation.</summary>
    /// <inheritdoc/>
    public override bool Advance()
    {
        if (IsFinished)
            return false;
        long begun = Stopwatch.GetTimestamp(), shared = _pool.SharedTicks, waiting = _pool.WaitingTicks;
        Evaluate();
        long evaluated = Stopwatch.GetTimestamp();
        Learn();
        Measure(evaluated - begun, Stopwatch.GetTimestamp() - evaluated, _pool.SharedTicks - shared, _pool.WaitingTicks - waiting);
        return true;
    }

    /// <inheritdoc/>
    public override void Begin(WarmStart from) =>
        throw new OptionException("from", $"{Options.Rule} is a search without gradients, which begins with parameters of its own; train with a rule that goes on from a policy.");

    /// <inheritdoc/>
    public override void Save(Snapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        snapshot.Metadata[PolicyDescription.Key] = PolicyDescription.Of(Policy).Write();
        foreach (StateEntry entry in Entries())
        {
            entry.Keep();
            entry.AddTo(snapshot);
        }

        Method.Save(snapshot);
    }

    /// <inheritdoc/>
    public override void Load(Snapshot snapshot)
    {
        var before = new Snapshot();
        Save(before);
        try
        {
            LoadAll(snapshot);
        }
        catch
        {
            // Half of another state is none: what was there comes back.
            LoadAll(before);
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (CandidateEpisode? lane in _lanes)
            lane?.Dispose();
    }

    /// <summary>Evaluates candidates, one after another, until there is none left.</summary>
    void IJob.Execute(int index)
    {
        CandidateEpisode lane = _lanes[index];
        double[] point = new double[_map.Dimension];
        for (int i; (i = Interlocked.Increment(ref _next)) < Method.Population;)
        {
            Method.Candidate(i, point);
            lane.Become(point, Policy);
            Play(lane, i, _candidates[i]);
        }
    }

    /// <inheritdoc/>
    internal override ReadOnlySpan<float> RecordedObservations(int most) => _lanes[0].RecordedObservations(most);

    private static IDisposable? Open(EnvironmentDefinition definition, out IEnvironment environment)
    {
        environment = definition.Create();
        return environment as IDisposable;
    }

    private void LoadAll(Snapshot snapshot)
    {
        foreach (StateEntry entry in Entries())
            entry.Load(snapshot);
        Method.Load(snapshot);
        Policy.ParametersChanged();
        Metrics.Take(_episodes);
    }

    private StateEntry[] Entries() =>
    [
        StateEntry.Of(TrainerState.Progress, 2, Metrics.Save, Metrics.Load),
        .. PolicyState.EntriesOf(Policy),
        StateEntry.Of("episodes", _episodes.StateSize, _episodes.Save, _episodes.Load),
        StateEntry.Of("totals", TrainingTotals.StateSize, Totals.Save, Totals.Load),
    ];

    private void Evaluate()
    {
        int population = Method.Population;
        if (_candidates.Length < population)
            Array.Resize(ref _candidates, population);
        for (int i = 0; i < population; i++)
        {
            _candidates[i] ??= new Candidate(Policy.Normalizer);
            _candidates[i].Clear();
        }

        _next = -1;
        _pool.Run(_lanes.Length, this);
    }

    private void Play(CandidateEpisode lane, int index, Candidate candidate)
    {
        List<float>? rewards = Method.UsesRewards ? candidate.Rewards : null;
        SearchOptions search = Options.Search;
        for (int episode = 0; episode < search.Episodes; episode++)
        {
            uint number = checked((uint)((StreamOf(index) * search.Episodes) + episode));
            (double sum, int steps) = lane.Run(
                $"candidate {index + 1} of generation {Method.Generation + 1}", new RandomStream(Options.Seed, StreamPurpose.Environment, number), candidate.Moments, rewards);
            candidate.Returns.Add((sum, steps));
        }
    }

    /// <summary>Where the noise of a candidate's episodes is from: with common random numbers its pair's, or the whole generation's.</summary>
    private long StreamOf(int index) => !Options.Search.CommonRandomNumbers ? (Method.Generation * Method.Population) + index
        : Method.HasPairs ? (Method.Generation * ((Method.Population + 1) / 2)) + (index / 2)
        : Method.Generation;

    /// <summary>In the order of the candidates, whoever played them.</summary>
    private void Learn()
    {
        double[] fitness = new double[Method.Population];
        _episodes.BeginBatch();
        long steps = 0;
        for (int i = 0; i < fitness.Length; i++)
        {
            Candidate candidate = _candidates[i];
            foreach ((double sum, int length) in candidate.Returns)
            {
                _episodes.AddEpisode(sum, length);
                fitness[i] += (sum - (Options.Search.RewardShift * length)) / candidate.Returns.Count;
                steps += length;
            }

            if (candidate.Moments is { } moments)
                Policy.Normalizer.Observe(moments);
        }

        if (Method.UsesRewards)
            Method.Tell(fitness, [.. _candidates.Take(fitness.Length).Select(candidate => candidate.Rewards.ToArray())]);
        else
            Method.Tell(fitness);
        _map.Write(Method.Center, Policy);
        Policy.Normalizer.Swap();
        Policy.ParametersChanged();
        Metrics.BatchSteps = steps;
    }

    private void Measure(long evaluation, long update, long shared, long waiting)
    {
        Metrics.Iteration++;
        Metrics.Steps += Metrics.BatchSteps;
        Metrics.TakeTimes(evaluation, 0, update);
        Metrics.TakeThreads(_pool.Threads, shared, waiting);
        Metrics.Take(_episodes);
        Totals.Add(Metrics);
    }

    /// <summary>What came of a candidate.</summary>
    private sealed class Candidate(ObservationNormalizer normalizer)
    {
        public List<(double Return, int Steps)> Returns { get; } = [];

        public List<float> Rewards { get; } = [];

        public RunningMoments? Moments { get; } = normalizer.Enabled ? new RunningMoments(normalizer.Size) : null;

        public void Clear()
        {
            Returns.Clear();
            Rewards.Clear();
            Moments?.Clear();
        }
    }
}
