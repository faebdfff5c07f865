using Ratchet.Numerics;

namespace Ratchet.Environments.RandomPlay;

/// <summary>How a policy does that acts at random: what a trained one has to beat, and the first look at a new task.</summary>
public sealed class RandomPolicyStatistics
{
    /// <summary>Rows that play at the same time: enough for a batch to be fast, few enough to play several episodes each.</summary>
    private const int MostRows = 256;

    private const int EpisodesPerRow = 4;

    /// <summary>An episode of a task without a time limit that has not ended by then never will.</summary>
    private const int MostSteps = 1_000_000;

    private RandomPolicyStatistics(double[] returns, double[] lengths, double terminatedShare, IReadOnlyList<EntryStatistics> observations)
    {
        (Returns, Lengths, TerminatedShare, Observations) = (returns, lengths, terminatedShare, observations);
        (Return, Length, Steps) = (SampleStatistics.Of(returns), SampleStatistics.Of(lengths), (long)lengths.Sum());
    }

    /// <summary>Undiscounted, one for each episode.</summary>
    public IReadOnlyList<double> Returns { get; }

    /// <summary>In steps, one for each episode.</summary>
    public IReadOnlyList<double> Lengths { get; }

    /// <summary>Of the episodes: those that came to a true end. The others were cut off.</summary>
    public double TerminatedShare { get; }

    /// <summary>Of each entry, over all steps at which an action was chosen.</summary>
    public IReadOnlyList<EntryStatistics> Observations { get; }

    /// <summary>Statistics of <see cref="Returns"/>.</summary>
    public SampleStatistics Return { get; }

    /// <summary>Statistics of <see cref="Lengths"/>.</summary>
    public SampleStatistics Length { get; }

    /// <summary>All steps of all episodes.</summary>
    public long Steps { get; }

    /// <summary>Sum of all rewards over all steps.</summary>
    public double RewardPerStep => Returns.Sum() / Steps;

    /// <summary>
    /// Plays full episodes. Each row of a batch plays a number of them that is fixed beforehand, so that short episodes are not
    /// counted more often than long ones; what a row plays beyond that is not counted.
    /// </summary>
    /// <param name="definition">The task; returns are those that an evaluation sees.</param>
    /// <param name="episodes">How many.</param>
    /// <param name="seed">Of all randomness: equal seeds give equal numbers, for any number of threads.</param>
    /// <param name="pool">Threads to share the work with; null to stay on the caller's.</param>
    /// <exception cref="EnvironmentException">The environment misbehaved, or has an episode without an end.</exception>
    public static RandomPolicyStatistics Measure(EnvironmentDefinition definition, int episodes, ulong seed = 1, WorkerPool? pool = null)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentOutOfRangeException.ThrowIfLessThan(episodes, 1);
        if (definition.CreateForEvaluation is { } create)
            definition = definition with { Create = create, CreateForEvaluation = null, CreateVector = null, CreateBatch = null };
        int rows = Math.Clamp(episodes / EpisodesPerRow, 1, MostRows);
        using IVectorEnvironment environment = definition.Vectorize(rows, pool);
        return new Play(definition, environment, episodes, seed).Run();
    }

    /// <summary>One measurement on its way.</summary>
    private sealed class Play
    {
        private readonly EnvironmentDefinition _definition;
        private readonly IVectorEnvironment _environment;
        private readonly ulong _seed;
        private readonly Row[] _rows;
        private readonly double[] _returns;
        private readonly double[] _lengths;
        private readonly EntrySums _entries;
        private readonly float[] _observations;
        private readonly float[] _finalObservations;
        private readonly double[] _action;
        private readonly float[] _actions;
        private readonly float[] _rewards;
        private readonly bool[] _masks;
        private readonly bool[] _terminated;
        private readonly bool[] _truncated;
        private int _terminations;
        private int _playing;

        public Play(EnvironmentDefinition definition, IVectorEnvironment environment, int episodes, ulong seed)
        {
            (_definition, _environment, _seed) = (definition, environment, seed);
            int rows = environment.Count, size = environment.ObservationSpace.Size;
            _rows = new Row[rows];
            for (int row = 0; row < rows; row++)
                _rows[row] = new Row
                {
                    Random = new RandomStream(seed, StreamPurpose.Action, (uint)row),
                    Episode = (int)((long)episodes * row / rows),
                    End = (int)((long)episodes * (row + 1) / rows),
                };
            _playing = rows;
            (_returns, _lengths) = (new double[episodes], new double[episodes]);
            _entries = new EntrySums(size);
            (_observations, _finalObservations) = (new float[rows * size], new float[rows * size]);
            _action = new double[environment.ActionSpace.Size];
            (_actions, _rewards) = (new float[rows * environment.ActionSpace.Size], new float[rows]);
            (_terminated, _truncated) = (new bool[rows], new bool[rows]);
            _masks = environment.HasActionMasks ? new bool[rows * environment.ActionSpace.MaskSize] : [];
        }

        public RandomPolicyStatistics Run()
        {
            _environment.Reset(_seed, _observations);
            while (_playing > 0)
            {
                if (_masks.Length > 0)
                    _environment.GetActionMasks(_masks);
                Act();
                _environment.Step(_actions, _observations, _rewards, _terminated, _truncated, _finalObservations);
                for (int row = 0; row < _rows.Length; row++)
                    Count(row);
            }

            return new RandomPolicyStatistics(_returns, _lengths, (double)_terminations / _returns.Length, _entries.ToStatistics());
        }

        private void Act()
        {
            int size = _environment.ObservationSpace.Size, actionSize = _environment.ActionSpace.Size, actions = _masks.Length / _rows.Length;
            for (int row = 0; row < _rows.Length; row++)
            {
                RandomActions.Draw(_environment.ActionSpace, _masks.AsSpan(row * actions, actions), ref _rows[row].Random, _action);
                for (int i = 0; i < actionSize; i++)
                    _actions[row * actionSize + i] = (float)_action[i];
                if (_rows[row].Episode < _rows[row].End)
                    _entries.Add(_observations.AsSpan(row * size, size));
            }
        }

        private void Count(int index)
        {
            ref Row row = ref _rows[index];
            if (row.Episode == row.End)
                return;
            row.Return += _rewards[index];
            if (++row.Length > MostSteps)
                throw new EnvironmentException(
                    $"environment '{_definition.Name}' has not ended an episode within {MostSteps} steps, and its definition has no time limit; give it one");
            if (!_terminated[index] && !_truncated[index])
                return;
            (_returns[row.Episode], _lengths[row.Episode]) = (row.Return, row.Length);
            _terminations += _terminated[index] ? 1 : 0;
            (row.Return, row.Length) = (0, 0);
            if (++row.Episode == row.End)
                _playing--;
        }

        private struct Row
        {
            public RandomStream Random;
            public int Episode;
            public int End;
            public double Return;
            public int Length;
        }
    }
}
