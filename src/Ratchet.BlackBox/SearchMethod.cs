using Ratchet.Storage;

namespace Ratchet.BlackBox;

/// <summary>
/// A search for the greatest value of a function of a real vector that gives no gradient. <see cref="Candidate"/> tells the points of a generation, which may be
/// evaluated in any order and by any number of threads, and <see cref="Tell(ReadOnlySpan{double})"/> takes their values: the same values give the same bits, wherever they were worked out.
/// </summary>
public abstract class SearchMethod
{
    private protected SearchMethod(int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        Dimension = dimension;
    }

    /// <summary>Numbers in a point.</summary>
    public int Dimension { get; }

    /// <summary>Finished generations.</summary>
    public long Generation { get; private protected set; }

    /// <summary>Where the search stands: the point that it would give as its answer.</summary>
    public abstract ReadOnlySpan<double> Center { get; }

    /// <summary>Candidates of the present generation.</summary>
    public abstract int Population { get; }

    /// <summary>Whether candidates 2p and 2p + 1 are mirror images, which are compared best with the same random numbers.</summary>
    public virtual bool HasPairs => false;

    /// <summary>Writes a candidate of the present generation; threads may ask at once.</summary>
    /// <param name="index">0 … <see cref="Population"/> − 1.</param>
    /// <param name="point">Written.</param>
    public abstract void Candidate(int index, Span<double> point);

    /// <summary>Ends the generation.</summary>
    /// <param name="fitness">The value of each candidate, the greater the better; one that is no number counts as the worst.</param>
    public abstract void Tell(ReadOnlySpan<double> fitness);

    /// <summary>Whether the search gains from the rewards of an episode, step by step, beside their sum.</summary>
    public virtual bool UsesRewards => false;

    /// <summary>Ends the generation, for a search that <see cref="UsesRewards"/>; any other one looks at the fitness alone.</summary>
    /// <param name="fitness">As above.</param>
    /// <param name="rewards">Those of each candidate's episode, step by step.</param>
    public virtual void Tell(ReadOnlySpan<double> fitness, IReadOnlyList<float[]> rewards) => Tell(fitness);

    /// <summary>Writes everything that the future of the search depends on.</summary>
    public abstract void Save(Snapshot snapshot);

    /// <summary>Continues where <see cref="Save"/> was.</summary>
    /// <exception cref="SnapshotException">The snapshot does not fit this search, which stays as it was.</exception>
    public abstract void Load(Snapshot snapshot);
}
