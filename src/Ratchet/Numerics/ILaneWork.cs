namespace Ratchet.Numerics;

/// <summary>
/// A loop that is written once over lanes but belongs to a layer above: <see cref="Kernels.Run"/> runs it at its width. A struct, so that
/// every width gets code of its own.
/// </summary>
internal interface ILaneWork
{
    void Run<L>()
        where L : struct, ILanes<L>;
}
