using System.Diagnostics;

namespace Ratchet.Benchmarks;

/// <summary>
/// Times short pieces of work on a machine that others use too: every piece is run many times, in turns, and its shortest time counts. What
/// disturbs a run only ever lengthens it, and in turns a change of the clock rate meets all pieces alike.
/// </summary>
internal static class BestTime
{
    /// <summary>The shortest time of each piece, in seconds.</summary>
    /// <param name="rounds">How often each piece is run.</param>
    /// <param name="pieces">Work of at least some microseconds each.</param>
    public static double[] Of(int rounds, params Action[] pieces)
    {
        double[] best = new double[pieces.Length];
        Array.Fill(best, double.PositiveInfinity);
        for (int round = 0; round < rounds; round++)
            Round(pieces, best);
        return best;
    }

    private static void Round(Action[] pieces, double[] best)
    {
        for (int i = 0; i < pieces.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            pieces[i]();
            // Not GetElapsedTime, which rounds to 0.1 µs.
            best[i] = Math.Min(best[i], (Stopwatch.GetTimestamp() - start) / (double)Stopwatch.Frequency);
        }
    }
}
