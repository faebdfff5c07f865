using Xunit;

namespace Ratchet.BlackBox.Tests;

public sealed class EvaluationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Every_item_is_evaluated_once(int threads)
    {
        int[] times = new int[100];
        Evaluation.Run(Enumerable.Range(0, 100), threads, CancellationToken.None, i => Interlocked.Increment(ref times[i]));
        Assert.All(times, count => Assert.Equal(1, count));
    }

    [Fact]
    public void After_an_error_nothing_is_begun_and_the_error_itself_is_thrown()
    {
        int begun = 0;
        var exception = Assert.Throws<InvalidDataException>(() => Evaluation.Run(Enumerable.Range(0, 1000), 2, CancellationToken.None, i =>
        {
            Interlocked.Increment(ref begun);
            Thread.Sleep(1);
            if (i == 3)
                throw new InvalidDataException("candidate 3");
        }));
        Assert.Equal("candidate 3", exception.Message);
        Assert.InRange(begun, 4, 500);
    }

    [Fact]
    public void A_stop_is_a_stop_and_no_error()
    {
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Evaluation.Run(Enumerable.Range(0, 1000), 2, stop.Token, i =>
        {
            if (i == 3)
                stop.Cancel();
            stop.Token.ThrowIfCancellationRequested();
        }));
    }
}
