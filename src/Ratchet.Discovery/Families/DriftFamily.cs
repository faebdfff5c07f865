using Ratchet.Updates.Drifts;

namespace Ratchet.Discovery.Families;

/// <summary>A space of drifts: every point of it, a vector of real numbers, is one that mirror learning allows.</summary>
public abstract class DriftFamily
{
    private protected DriftFamily()
    {
    }

    /// <summary>Numbers in a point.</summary>
    public abstract int Dimension { get; }

    /// <summary>Where a search begins.</summary>
    /// <param name="seed">Of what is random in it.</param>
    public abstract double[] Start(ulong seed);

    /// <summary>The drift of a point. Each call gives an object of its own, for one training.</summary>
    public abstract Drift Create(ReadOnlySpan<double> point);
}
