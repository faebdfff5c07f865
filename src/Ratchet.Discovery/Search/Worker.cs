using System.Runtime.ExceptionServices;

namespace Ratchet.Discovery.Search;

/// <summary>A thread that works on a generation.</summary>
/// <param name="work">What it does.</param>
internal sealed class Worker(Action work)
{
    private Exception? _exception;

    /// <summary>Runs all workers to their ends, each on a thread of its own.</summary>
    /// <exception cref="Exception">The first error of one.</exception>
    public static void Run(Worker[] workers)
    {
        Thread[] threads = Array.ConvertAll(workers, worker => new Thread(worker.Run) { IsBackground = true });
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        if (Array.Find(workers, worker => worker._exception is not null) is { } failed)
            ExceptionDispatchInfo.Throw(failed._exception!);
    }

    private void Run()
    {
        try
        {
            work();
        }
        catch (Exception exception)
        {
            _exception = exception;
        }
    }
}
