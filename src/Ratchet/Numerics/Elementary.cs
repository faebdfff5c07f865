using System.Runtime.CompilerServices;
namespace Ratchet.Numerics;
internal static unsafe class Elementary<L> where L : struct, ILanes<L>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Exp(L x) { 
        L n = L.RoundToNearest(x * L.Broadcast(1.44269504f));
        L r = L.FusedMultiplyAdd(n, L.Broadcast(-0.693147182f), x);
        L p = L.Broadcast(1/720f);
        p = L.FusedMultiplyAdd(p, r, L.Broadcast(1/120f)); p = L.FusedMultiplyAdd(p, r, L.Broadcast(1/24f)); p = L.FusedMultiplyAdd(p, r, L.Broadcast(1/6f)); p = L.FusedMultiplyAdd(p, r, L.Broadcast(0.5f)); p = L.FusedMultiplyAdd(p, r, L.Broadcast(1f)); p = L.FusedMultiplyAdd(p, r, L.Broadcast(1f));
        return p * L.PowerOfTwo(n); }
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Tanh(L x) { L e = Exp(x + x); L one = L.Broadcast(1f); return (e - one) / (e + one); }
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Sigmoid(L x) { L one = L.Broadcast(1f); return one / (one + Exp(L.Broadcast(0f) - x)); }
    public static void Exp(float* s, float* d, int n) { for (int i = 0; i < n; i++) d[i] = MathF.Exp(s[i]); }
    public static void Log(float* s, float* d, int n) { for (int i = 0; i < n; i++) d[i] = MathF.Log(s[i]); }
}
