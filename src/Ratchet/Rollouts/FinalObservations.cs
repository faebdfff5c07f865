using Ratchet.Numerics;

namespace Ratchet.Rollouts;

/// <summary>
/// What environments leave as the true successor of a step that was cut off, and whether they do. The value of that successor stands for all the rewards that the time limit
/// cut off, so that a missing one is a wrong target for every step before it. Two ways of missing are seen: the environment wrote none (the row still holds the mark that was
/// set before the step), or it wrote the first observation of the next episode, as a loop vectorised by hand does that resets too early.
/// </summary>
internal sealed class FinalObservations(int environments, int size)
{
    /// <summary>A NaN with a payload that no arithmetic yields.</summary>
    private const int Mark = 0x7FC0_5EED;

    private readonly AlignedBuffer<float> _rows = new(environments, size);

    /// <summary>What <see cref="Environments.IVectorEnvironment.Step"/> writes into: [N × observation size].</summary>
    public Span<float> Span => _rows.Span;

    /// <summary>Steps of this batch that were cut off and did not terminate.</summary>
    public int Truncations { get; private set; }

    /// <summary>Of them, those without a true successor.</summary>
    public int Missing { get; private set; }

    /// <summary>Begins a batch.</summary>
    public void Clear() => (Truncations, Missing) = (0, 0);

    /// <summary>Before a step of all environments.</summary>
    public void SetMarks()
    {
        Span<float> rows = Span;
        for (int start = 0; start < rows.Length; start += size)
            rows[start] = BitConverter.Int32BitsToSingle(Mark);
    }

    /// <summary>The true successor of a step of one environment that was cut off; the state before the step, where the environment wrote none.</summary>
    /// <param name="environment">Which one.</param>
    /// <param name="before">The observation that the step was taken at.</param>
    /// <param name="next">The first observation of the next episode.</param>
    public ReadOnlySpan<float> Take(int environment, ReadOnlySpan<float> before, ReadOnlySpan<float> next)
    {
        Span<float> final = Span.Slice(environment * size, size);
        Truncations++;
        bool isUnwritten = BitConverter.SingleToInt32Bits(final[0]) == Mark;
        if (isUnwritten)
            before.CopyTo(final);
        // Where nothing moves, the last observation is the first one too.
        if (isUnwritten || (final.SequenceEqual(next) && !final.SequenceEqual(before)))
            Missing++;
        return final;
    }
}
