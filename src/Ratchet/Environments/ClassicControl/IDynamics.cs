using Ratchet.Numerics;

namespace Ratchet.Environments.ClassicControl;

/// <summary>
/// The definition of a task, written once over lanes of doubles: with one lane it is the task's <see cref="IEnvironment"/>, with more a step of
/// many simulators, and both have the same bits. Implemented by structs, so that the compiler makes code for each.
/// </summary>
internal interface IDynamics
{
    /// <summary>Of one simulator.</summary>
    static abstract BoxSpace ObservationSpace { get; }

    /// <summary>Of one simulator: one number, the index of a discrete action or an unclipped force.</summary>
    static abstract Space ActionSpace { get; }

    /// <summary>How many doubles make up the state of one simulator.</summary>
    static abstract int StateSize { get; }

    /// <summary>Begins an episode in the first simulator.</summary>
    static abstract void Reset(Columns state, ref RandomStream random);

    /// <summary>Advances the first <see cref="IDoubleLanes{D}.Count"/> simulators by one decision.</summary>
    /// <param name="state">Read and written.</param>
    /// <param name="action">Of <see cref="ActionSpace"/>.</param>
    /// <param name="terminated">All bits set in the lanes of simulators that came to a true end, else zero.</param>
    /// <returns>The rewards.</returns>
    static abstract D Step<D>(Columns state, D action, out D terminated)
        where D : unmanaged, IDoubleLanes<D>;

    /// <summary>Writes what is observed of the first <see cref="IDoubleLanes{D}.Count"/> simulators.</summary>
    static abstract void Observe<D>(Columns state, Columns observation)
        where D : unmanaged, IDoubleLanes<D>;
}
