using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Ratchet.Numerics;

/// <summary>
/// Runs numbered jobs on the calling thread and on threads − 1 background threads. Which thread does which job is left to chance;
/// jobs write to places of their own, so that no result depends on it.
/// </summary>
/// <remarks>
/// Jobs are claimed by compare-exchange on one 64-bit word (generation, jobs not yet claimed). A worker that wakes late finds another
/// generation or nothing left and claims nothing, and one that is descheduled delays only the job that it began. A waiting worker spins
/// for at most 20 µs and then parks: handing over by spinning costs about 0.2 µs, by a semaphore about 6 µs.
/// </remarks>
public sealed class WorkerPool : IDisposable
{
    /// <summary>The least work, in microseconds, that is worth a job of its own on another thread.</summary>
    private const double JobMicroseconds = 10;

    /// <summary>So that a thread with quick jobs takes over from one with slow ones.</summary>
    private const int JobsPerThread = 4;

    private static readonly long SpinTicks = Stopwatch.Frequency / 50_000;

    private readonly Worker[] _workers;
    private long _claim;
    private int _remaining;
    private IJob? _job;
    private Exception? _failure;
    private volatile bool _stopping;

    /// <summary>A pool of <paramref name="threads"/> threads, the caller's included; 1 makes no thread at all.</summary>
    public WorkerPool(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _workers = new Worker[threads - 1];
        for (int i = 0; i < _workers.Length; i++)
            _workers[i] = new Worker(this, i);
    }

    /// <summary>How many threads work, the caller's included.</summary>
    public int Threads => _workers.Length + 1;

    /// <summary>Stopwatch ticks so far in which there were jobs for more than one thread, whether there was one to take them or not.</summary>
    internal long SharedTicks { get; private set; }

    /// <summary>Of <see cref="SharedTicks"/>, those in which the caller had no job left and waited for the other threads.</summary>
    internal long WaitingTicks { get; private set; }

    /// <summary>Into how many jobs rows of equal work are cut: none is less than handing it over is worth, and one thread needs but one.</summary>
    /// <param name="rows">How many rows, at least 1.</param>
    /// <param name="microseconds">Work of one row.</param>
    internal int JobsFor(int rows, double microseconds)
    {
        int most = Threads == 1 ? 1 : Math.Min(rows, JobsPerThread * Threads);
        double worthwhile = rows * microseconds / JobMicroseconds;
        return worthwhile >= most ? most : worthwhile >= 1 ? (int)worthwhile : 1;
    }

    /// <summary>Executes jobs 0 … <paramref name="jobs"/> − 1 and returns when all are done. Not reentrant, one caller at a time.</summary>
    /// <exception cref="Exception">The first failure of a job, after all jobs have come to an end.</exception>
    internal void Run(int jobs, IJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        _job = job;
        Volatile.Write(ref _remaining, jobs);
        // One job is not timed: where a step of all environments takes a microsecond, two looks at the clock would show.
        long start = jobs > 1 ? Stopwatch.GetTimestamp() : 0;
        if (_workers.Length == 0 || jobs <= 1)
        {
            for (int i = jobs - 1; i >= 0; i--)
                Execute(i);
        }
        else
        {
            long generation = (_claim >>> 32) + 1;
            Interlocked.Exchange(ref _claim, (generation << 32) | (uint)jobs);
            for (int i = 0; i < _workers.Length && i < jobs - 1; i++)
                _workers[i].Wake();
            ClaimAndExecute();
            WaitForOthers();
        }

        if (jobs > 1)
            SharedTicks += Stopwatch.GetTimestamp() - start;
        if (_failure is { } failure)
        {
            _failure = null;
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Ends the background threads.</summary>
    public void Dispose()
    {
        _stopping = true;
        // A worker that parks now sees the flag, or Stop sees it parked: the write must not pass the reads that follow.
        Interlocked.MemoryBarrier();
        foreach (Worker worker in _workers)
            worker.Stop();
    }

    private void ClaimAndExecute()
    {
        while (true)
        {
            long claim = Volatile.Read(ref _claim);
            int unclaimed = (int)claim;
            if (unclaimed == 0)
                return;
            if (Interlocked.CompareExchange(ref _claim, claim - 1, claim) != claim)
                continue;
            Execute(unclaimed - 1);
        }
    }

    private void Execute(int index)
    {
        try
        {
            _job!.Execute(index);
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _failure, exception, null);
        }

        Interlocked.Decrement(ref _remaining);
    }

    private void WaitForOthers()
    {
        if (Volatile.Read(ref _remaining) == 0)
            return;
        long start = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref _remaining) != 0)
        {
            if (Stopwatch.GetTimestamp() - start > SpinTicks)
                Thread.Yield();
            else
                Thread.SpinWait(4);
        }

        WaitingTicks += Stopwatch.GetTimestamp() - start;
    }

    private bool HasWork => (int)Volatile.Read(ref _claim) != 0;

    private sealed class Worker
    {
        private readonly WorkerPool _pool;
        private readonly SemaphoreSlim _signal = new(0);
        private readonly Thread _thread;
        private int _parked;

        public Worker(WorkerPool pool, int index)
        {
            _pool = pool;
            _thread = new Thread(Loop) { IsBackground = true, Name = $"ratchet worker {index + 1}" };
            _thread.Start();
        }

        public void Wake()
        {
            if (Volatile.Read(ref _parked) == 1 && Interlocked.Exchange(ref _parked, 0) == 1)
                _signal.Release();
        }

        public void Stop()
        {
            Wake();
            _thread.Join();
            _signal.Dispose();
        }

        private void Loop()
        {
            while (!_pool._stopping)
            {
                _pool.ClaimAndExecute();
                if (!SpinForWork())
                    Park();
            }
        }

        private bool SpinForWork()
        {
            long start = Stopwatch.GetTimestamp();
            while (Stopwatch.GetTimestamp() - start < SpinTicks)
            {
                if (_pool.HasWork)
                    return true;
                Thread.SpinWait(4);
            }

            return false;
        }

        private void Park()
        {
            Interlocked.Exchange(ref _parked, 1);
            // Work may have been published between the last look and the flag: then this thread, or Wake, takes the flag back.
            if ((_pool.HasWork || _pool._stopping) && Interlocked.Exchange(ref _parked, 0) == 1)
                return;
            _signal.Wait();
        }
    }
}
