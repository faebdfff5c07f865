using Ratchet.Numerics;
using Ratchet.Storage;

namespace Ratchet.BlackBox.CovarianceAdaptation;

/// <summary>Which run comes next: a function of the evaluations that the runs so far have taken.</summary>
/// <param name="Run">Its number, 0 for the first.</param>
/// <param name="Doublings">Runs so far with a doubled population, this one included.</param>
/// <param name="IsSmall">Whether it counts for the small regime: pycma counts the first run there.</param>
/// <param name="LargeEvaluations">Taken by the large regime, before this run.</param>
/// <param name="SmallEvaluations">Taken by the small regime, before this run.</param>
internal sealed record RestartSchedule(long Run, int Doublings, bool IsSmall, long LargeEvaluations, long SmallEvaluations)
{
    private const string Key = "restart.schedule";

    private const double Ln2 = 0.6931471805599453, Ln100 = 4.605170185988091;

    public static RestartSchedule First { get; } = new(0, 0, true, 0, 0);

    /// <summary>A small run is granted half of what the large regime has taken; any other one as much as it wants.</summary>
    public long MostEvaluations => IsSmall && Run > 0 ? LargeEvaluations / 2 : long.MaxValue;

    /// <summary>The run after this one; null if there is none.</summary>
    public RestartSchedule? Next(RestartOptions options, long evaluations)
    {
        (long large, long small) = IsSmall ? (LargeEvaluations, SmallEvaluations + evaluations) : (LargeEvaluations + evaluations, SmallEvaluations);
        bool isSmall = options.Strategy == RestartStrategy.Bipop && small < large;
        if (options.Strategy == RestartStrategy.None || (!isSmall && Doublings == options.Restarts))
            return null;
        return new RestartSchedule(Run + 1, isSmall ? Doublings : Doublings + 1, isSmall, large, small);
    }

    /// <summary>
    /// λ = 2^k λ₀ and σ₀ with k doublings; in the small regime λ = ⌊λ₀ (2^k)^(U²)⌋ and σ = σ₀ 0.01^U', with U and U' even on [0, 1).
    /// </summary>
    public CmaEsOptions OptionsOf(CmaEsOptions first, int population, ref RandomStream random)
    {
        if (Run == 0)
            return first;
        double u = random.NextDouble(), v = random.NextDouble();
        ulong seed = ((ulong)random.NextUInt32() << 32) | random.NextUInt32();
        return IsSmall
            ? first with { Population = (int)(population * Real.Exp(Doublings * u * u * Ln2)), Sigma = first.Sigma * Real.Exp(-v * Ln100), Seed = seed }
            : first with { Population = (int)Math.Min((long)population << Doublings, CmaEsOptions.MostPopulation), Seed = seed };
    }

    public void Save(Snapshot snapshot) => snapshot.Add(Key, [(ulong)Run, (ulong)Doublings, IsSmall ? 1UL : 0, (ulong)LargeEvaluations, (ulong)SmallEvaluations]);

    /// <summary>What <see cref="Save"/> wrote.</summary>
    /// <exception cref="SnapshotException">It is not there, or no run of these options.</exception>
    public static RestartSchedule Read(Snapshot snapshot, RestartOptions options)
    {
        ReadOnlySpan<ulong> words = snapshot.Words(Key, 5);
        // A run's number is the index of a random stream.
        if (words[0] > uint.MaxValue || words[1] > (ulong)options.Restarts || words[2] > 1 || words[3] > long.MaxValue || words[4] > long.MaxValue)
            throw new SnapshotException($"the entry '{Key}' is no run of a search with {options.Restarts} restarts.");
        return new RestartSchedule((long)words[0], (int)words[1], words[2] == 1, (long)words[3], (long)words[4]);
    }
}
