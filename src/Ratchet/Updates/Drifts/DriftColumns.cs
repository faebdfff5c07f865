using System.Runtime.CompilerServices;
using Ratchet.Numerics;

namespace Ratchet.Updates.Drifts;

/// <summary>A drift's arithmetic, written once over lanes.</summary>
internal unsafe interface IDriftKernel
{
    /// <summary>f and ∂f/∂ρ of <paramref name="count"/> samples, a multiple of 16.</summary>
    void Evaluate<L>(float* ratio, float* advantage, int count, float* value, float* slope)
        where L : struct, ILanes<L>;
}

/// <summary>Runs a <see cref="IDriftKernel"/> over columns of any length, block by block, each padded to whole vectors.</summary>
internal static unsafe class DriftColumns
{
    /// <summary>Samples of a block: all that a slice of a usual minibatch has, and small enough that a block's numbers stay in the first cache.</summary>
    public const int BlockRows = 64;

    /// <summary><see cref="RatioFunction.Accumulate"/>; a sample is active where its drift is not zero.</summary>
    public static int Accumulate<TKernel>(Kernels kernels, in TKernel kernel, float weight, float* ratio, float* advantage, int rows, float* value, float* slope)
        where TKernel : struct, IDriftKernel
    {
        var work = new Work<TKernel> { Kernel = kernel, Weight = weight, Ratio = ratio, Advantage = advantage, Rows = rows, Value = value, Slope = slope };
        kernels.Run(ref work);
        return work.Active;
    }

    private struct Work<TKernel> : ILaneWork
        where TKernel : struct, IDriftKernel
    {
        public TKernel Kernel;
        public float Weight;
        public float* Ratio;
        public float* Advantage;
        public int Rows;
        public float* Value;
        public float* Slope;
        public int Active;

        [SkipLocalsInit]
        public void Run<L>()
            where L : struct, ILanes<L>
        {
            float* block = stackalloc float[4 * BlockRows];
            float* ratio = block, advantage = block + BlockRows, value = block + (2 * BlockRows), slope = block + (3 * BlockRows);
            for (int start = 0; start < Rows; start += BlockRows)
            {
                int count = Rows - start < BlockRows ? Rows - start : BlockRows, padded = Kernels.Pad(count);
                Copy(Ratio + start, ratio, count, padded, 1f);
                Copy(Advantage + start, advantage, count, padded, 0f);
                Kernel.Evaluate<L>(ratio, advantage, padded, value, slope);
                Add<L>(value, slope, count, start);
            }
        }

        private static void Copy(float* source, float* destination, int count, int padded, float filler)
        {
            new ReadOnlySpan<float>(source, count).CopyTo(new Span<float>(destination, count));
            for (int i = count; i < padded; i++)
                destination[i] = filler;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Add<L>(float* value, float* slope, int count, int start)
            where L : struct, ILanes<L>
        {
            L weight = L.Broadcast(Weight), zero = L.Broadcast(0f), one = L.Broadcast(1f), active = zero;
            int i = 0;
            for (; i + L.Count <= count; i += L.Count)
            {
                L drift = L.Load(value + i);
                L.Store(Value + start + i, L.Load(Value + start + i) + (weight * drift));
                L.Store(Slope + start + i, L.Load(Slope + start + i) + (weight * L.Load(slope + i)));
                active += L.Select(L.Equal(drift, zero), zero, one);
            }

            // Whole numbers: their sum has the same bits in any order.
            float* lanes = stackalloc float[L.Count];
            L.Store(lanes, active);
            for (int lane = 0; lane < L.Count; lane++)
                Active += (int)lanes[lane];
            for (; i < count; i++)
            {
                Value[start + i] += Weight * value[i];
                Slope[start + i] += Weight * slope[i];
                Active += value[i] != 0f ? 1 : 0;
            }
        }
    }
}
