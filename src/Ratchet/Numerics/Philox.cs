using System.Runtime.CompilerServices;

namespace Ratchet.Numerics;

/// <summary>
/// Philox4x32-10, a counter-based generator (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011):
/// a bijection of 128-bit counters under a 64-bit key, ten rounds of two 32 × 32 → 64-bit products and a word permutation.
/// Any block can be computed without the ones before it, so a stream's whole state is its position.
/// </summary>
internal static class Philox
{
    private const uint Multiplier0 = 0xD2511F53;
    private const uint Multiplier1 = 0xCD9E8D57;

    /// <summary>Weyl increments of the key: the golden ratio and √3 − 1, times 2³².</summary>
    private const uint Weyl0 = 0x9E3779B9;
    private const uint Weyl1 = 0xBB67AE85;

    private const int Rounds = 10;

    /// <summary>The four output words of one counter under one key.</summary>
    public static Block Generate(Block counter, uint key0, uint key1)
    {
        (uint c0, uint c1, uint c2, uint c3) = (counter[0], counter[1], counter[2], counter[3]);
        for (int round = 0; round < Rounds; round++)
        {
            ulong product0 = (ulong)Multiplier0 * c0;
            ulong product1 = (ulong)Multiplier1 * c2;
            (c0, c1, c2, c3) = ((uint)(product1 >> 32) ^ c1 ^ key0, (uint)product1, (uint)(product0 >> 32) ^ c3 ^ key1, (uint)product0);
            key0 += Weyl0;
            key1 += Weyl1;
        }
        return new Block(c0, c1, c2, c3);
    }

    /// <summary>Four 32-bit words: a counter, or the output of one.</summary>
    [InlineArray(4)]
    public struct Block
    {
        private uint _word;

        public Block(uint word0, uint word1, uint word2, uint word3)
        {
            this[0] = word0;
            this[1] = word1;
            this[2] = word2;
            this[3] = word3;
        }
    }
}
