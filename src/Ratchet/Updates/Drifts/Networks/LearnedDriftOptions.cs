namespace Ratchet.Updates.Drifts.Networks;

/// <summary>A drift that is a network.</summary>
public sealed record LearnedDriftOptions
{
    private readonly DriftNetwork? _network;

    /// <summary>Which; the one that comes with the library by default. Others are checked when they are given: no network is trained with that is no drift of mirror learning.</summary>
    /// <exception cref="Numerics.OptionException">It is no drift of mirror learning.</exception>
    public DriftNetwork Network
    {
        get => _network ?? DriftNetworks.Find(Default);
        init => _network = DriftNetworks.Add(value);
    }

    /// <summary>Compares the networks: the default is equal to itself when it is given.</summary>
    public bool Equals(LearnedDriftOptions? other) => other is not null && Network.Equals(other.Network);

    /// <inheritdoc/>
    public override int GetHashCode() => Network.GetHashCode();

    /// <summary>What <c>--rule lpo</c> trains with.</summary>
    internal const string Default = "lpo";
}
