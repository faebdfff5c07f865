namespace Ratchet.Numerics;

/// <summary>Work that a <see cref="WorkerPool"/> cuts into independent numbered jobs.</summary>
internal interface IJob
{
    /// <summary>Does job <paramref name="index"/>; called from any thread, once for each index.</summary>
    void Execute(int index);
}
