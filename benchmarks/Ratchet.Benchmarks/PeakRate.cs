using System.Runtime.CompilerServices;
using Ratchet.Numerics;

namespace Ratchet.Benchmarks;

/// <summary>
/// The fused multiply-adds that one core can do at most, as measured: ten independent chains that never leave the registers. Two a cycle
/// with a latency of four need eight chains; ten and the two constants fit into 16 registers.
/// </summary>
internal static class PeakRate
{
    private const int Chains = 10;
    private const int Links = 10_000;

    private static volatile float s_result;

    /// <summary>Floating-point operations of one <see cref="Run{L}"/>: two for each multiply-add.</summary>
    public static double Operations<L>()
        where L : struct, ILanes<L> => 2.0 * Chains * Links * L.Count;

    /// <summary>The peak of the widest lanes that this processor has, as work to be timed.</summary>
    public static (Action Work, double Operations) Widest =>
        Lanes512.IsSupported ? (Run<Lanes512>, Operations<Lanes512>())
        : Lanes256.IsSupported ? (Run<Lanes256>, Operations<Lanes256>())
        : Lanes128.IsSupported ? (Run<Lanes128>, Operations<Lanes128>())
        : (Run<Lanes1>, Operations<Lanes1>());

    /// <summary>The chains x ← 0.5 x + 1, which stay below 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Run<L>()
        where L : struct, ILanes<L>
    {
        L half = L.Broadcast(0.5f), one = L.Broadcast(1f);
        L c0 = one, c1 = one, c2 = one, c3 = one, c4 = one, c5 = one, c6 = one, c7 = one, c8 = one, c9 = one;
        for (int link = 0; link < Links; link++)
        {
            c0 = L.FusedMultiplyAdd(c0, half, one);
            c1 = L.FusedMultiplyAdd(c1, half, one);
            c2 = L.FusedMultiplyAdd(c2, half, one);
            c3 = L.FusedMultiplyAdd(c3, half, one);
            c4 = L.FusedMultiplyAdd(c4, half, one);
            c5 = L.FusedMultiplyAdd(c5, half, one);
            c6 = L.FusedMultiplyAdd(c6, half, one);
            c7 = L.FusedMultiplyAdd(c7, half, one);
            c8 = L.FusedMultiplyAdd(c8, half, one);
            c9 = L.FusedMultiplyAdd(c9, half, one);
        }

        float* sum = stackalloc float[L.Count];
        L.Store(sum, c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9);
        s_result = *sum;
    }
}
