using Ratchet.Numerics;
using Xunit;

namespace Ratchet.Tests.Numerics;

/// <summary>Every job once, whatever the threads do.</summary>
public sealed class WorkerPoolTests
{
    public static TheoryData<int> ThreadCounts => [1, 2, 3, 4];

    [Theory]
    [MemberData(nameof(ThreadCounts))]
    public void Every_job_is_done_exactly_once(int threads)
    {
        using var pool = new WorkerPool(threads);
        Assert.Equal(threads, pool.Threads);
        foreach (int jobs in new[] { 0, 1, 2, 3, 7, 100, 1000 })
        {
            var count = new Count(jobs);
            pool.Run(jobs, count);
            Assert.All(count.Done, done => Assert.Equal(1, done));
        }
    }

    // A job is at least 10 µs of work, and at most four are made for each thread: 8 rows of 5 µs are 40 µs, or 4 jobs, and of 1 ms they would be
    // 800, which the 8 rows and two threads cut to 8, and 100 such rows to 4 · 2.
    [Theory]
    [InlineData(1, 8, 1000, 1)]
    [InlineData(2, 8, 5, 4)]
    [InlineData(2, 8, 1, 1)]
    [InlineData(2, 8, 1000, 8)]
    [InlineData(2, 100, 1000, 8)]
    [InlineData(2, 3, 1e12, 3)]
    public void Rows_are_cut_into_jobs_that_are_worth_handing_over(int threads, int rows, double microseconds, int jobs)
    {
        using var pool = new WorkerPool(threads);
        Assert.Equal(jobs, pool.JobsFor(rows, microseconds));
    }

    /// <summary>Time is shared where there are jobs for two, whether there are two threads or not; with one thread nobody is waited for.</summary>
    [Theory]
    [MemberData(nameof(ThreadCounts))]
    public void Time_with_jobs_for_more_than_one_thread_is_counted(int threads)
    {
        using var pool = new WorkerPool(threads);
        pool.Run(1, new Count(1));
        Assert.Equal((0, 0), (pool.SharedTicks, pool.WaitingTicks));
        pool.Run(100, new Count(100));
        Assert.True(pool.SharedTicks > 0);
        Assert.InRange(pool.WaitingTicks, 0, threads == 1 ? 0 : pool.SharedTicks);
    }

    [Theory]
    [MemberData(nameof(ThreadCounts))]
    public void A_worker_that_wakes_late_takes_nothing_from_the_next_generation(int threads)
    {
        // Runs too short for all workers to take part, one after another: whoever claims a job of the wrong run breaks a count.
        using var pool = new WorkerPool(threads);
        Count[] counts = [new(2), new(5)];
        int runs = threads == 2 ? 100_000 : 10_000;
        for (int run = 1; run <= runs; run++)
        {
            Count count = counts[run % 2];
            pool.Run(count.Done.Length, count);
            int expected = (run + (run % 2)) / 2;
            foreach (int done in count.Done)
                if (done != expected)
                    Assert.Fail($"run {run}: a job was done {done} times instead of {expected}.");
        }
    }

    [Theory]
    [MemberData(nameof(ThreadCounts))]
    public void A_failure_is_thrown_after_all_jobs_have_ended_and_the_pool_lives_on(int threads)
    {
        using var pool = new WorkerPool(threads);
        for (int round = 0; round < 50; round++)
        {
            var failing = new Count(20) { FailsAt = round % 20 };
            Assert.Equal($"job {round % 20}", Assert.Throws<InvalidOperationException>(() => pool.Run(20, failing)).Message);
            Assert.All(failing.Done, done => Assert.Equal(1, done));
            var good = new Count(20);
            pool.Run(20, good);
            Assert.All(good.Done, done => Assert.Equal(1, done));
        }
    }

    [Theory]
    [MemberData(nameof(ThreadCounts))]
    public void A_run_allocates_nothing(int threads)
    {
        using var pool = new WorkerPool(threads);
        var count = new Count(8);
        pool.Run(8, count);
        Assert.Equal(0, Allocation.Least(() =>
        {
            for (int run = 0; run < 100; run++)
                pool.Run(8, count);
        }));
    }

    [Fact]
    public async Task Disposal_ends_parked_and_spinning_workers()
    {
        Task disposals = Task.Run(
            static () =>
            {
                for (int i = 0; i < 60; i++)
                {
                    var pool = new WorkerPool(3);
                    pool.Run(3, new Count(3));
                    // Workers park 20 µs after the last job: now and again let them.
                    if (i % 3 == 0)
                        Thread.Sleep(1);
                    pool.Dispose();
                }
            },
            TestContext.Current.CancellationToken);
        await disposals.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_parked_worker_is_woken()
    {
        using var pool = new WorkerPool(2);
        for (int i = 0; i < 20; i++)
        {
            Thread.Sleep(2);
            var meeting = new Meeting();
            pool.Run(2, meeting);
            Assert.True(meeting.BothCame);
        }
    }

    private sealed class Count(int jobs) : IJob
    {
        public int[] Done { get; } = new int[jobs];

        public int FailsAt { get; init; } = -1;

        public void Execute(int index)
        {
            Interlocked.Increment(ref Done[index]);
            if (index == FailsAt)
                throw new InvalidOperationException($"job {index}");
        }
    }

    /// <summary>Two jobs that can only end together, so on two threads.</summary>
    private sealed class Meeting : IJob
    {
        private readonly CountdownEvent _arrivals = new(2);

        public bool BothCame { get; private set; } = true;

        public void Execute(int index)
        {
            _arrivals.Signal();
            if (!_arrivals.Wait(TimeSpan.FromSeconds(20)))
                BothCame = false;
        }
    }
}
