using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Ratchet.BlackBox;

/// <summary>The evaluation of candidates, some of which take a thousand times as long as others.</summary>
internal static class Evaluation
{
    /// <summary>Evaluates each item; a thread takes the next one when it is done with one, so that what stands first is begun first.</summary>
    /// <param name="items">What is evaluated, the longest first where that is known: no thread should be alone with one in the end.</param>
    /// <param name="threads">How many at a time.</param>
    /// <param name="stop">Ends it in the middle.</param>
    /// <param name="evaluate">Evaluates one, on any thread.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="Exception">The first error of an evaluation; none is begun after it.</exception>
    public static void Run(IEnumerable<int> items, int threads, CancellationToken stop, Action<int> evaluate)
    {
        try
        {
            Parallel.ForEach(Partitioner.Create(items, EnumerablePartitionerOptions.NoBuffering), new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = stop }, evaluate);
        }
        catch (AggregateException exception)
        {
            stop.ThrowIfCancellationRequested();
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }
    }
}
