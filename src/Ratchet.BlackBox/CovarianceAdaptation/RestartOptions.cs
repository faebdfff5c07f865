using Ratchet.Numerics;

namespace Ratchet.BlackBox.CovarianceAdaptation;

/// <summary>What follows a run of CMA-ES that has stopped.</summary>
public enum RestartStrategy
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Another run, from another point, with twice the population (Auger and Hansen 2005): a larger one sees more of the whole and less of the ripples.</summary>
    Ipop,

    /// <summary>
    /// Runs of two regimes in turn (Hansen 2009), whichever has used fewer evaluations: the populations of <see cref="Ipop"/>, or small ones with small σ, for functions that
    /// want the opposite.
    /// </summary>
    Bipop,
}

/// <summary>Settings of CMA-ES with restarts.</summary>
public sealed record RestartOptions
{
    /// <summary>The first run; later ones differ in population, σ and seed.</summary>
    public CmaEsOptions Search { get; init; } = new();

    /// <summary>What follows a run.</summary>
    public RestartStrategy Strategy { get; init; } = RestartStrategy.Bipop;

    /// <summary>Most runs with a doubled population, 0 … 20; small ones do not count.</summary>
    public int Restarts { get; init; } = 9;

    /// <summary>Where later runs start, drawn evenly; null for the bounds if they are finite, else N(start, σ₀² I).</summary>
    public Box? Region { get; init; }

    /// <summary>Checks every field.</summary>
    /// <exception cref="OptionException">One is out of its range.</exception>
    public void Validate()
    {
        Search.Validate();
        OptionRange.Check(Restarts, 0, 20, "restarts");
        if (Region is { IsFinite: false })
            throw new OptionException("region", "region has a side without end, from which nothing can be drawn evenly.");
    }

    /// <summary>Checks every field against a dimension.</summary>
    internal void Validate(int dimension)
    {
        Validate();
        Search.Validate(dimension);
        if (Region is not { } region)
            return;
        if (region.Dimension != dimension)
            throw new OptionException("region", $"region has {region.Dimension} sides; a point has {dimension} numbers.");
        if (Search.Bounds is { } bounds && !(bounds.Contains(region.Lower) && bounds.Contains(region.Upper)))
            throw new OptionException("region", "region reaches out of bounds.");
    }
}
