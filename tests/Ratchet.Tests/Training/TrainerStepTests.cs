using Ratchet.Storage;
using Ratchet.Tests.Updates;
using Ratchet.Training;
using Xunit;

namespace Ratchet.Tests.Training;

/// <summary>Training in slices of time, within somebody else's loop.</summary>
public sealed class TrainerStepTests
{
    private const int Iterations = 4;

    // Budgets from none at all (one slice) to more than an iteration takes: the cuts fall wherever the machine's mood has them.
    [Theory]
    [InlineData("fixpo")]
    [InlineData("ppo")]
    [InlineData("trpo")]
    [InlineData("v-mpo")]
    [InlineData("kl-projection")]
    [InlineData("a2c")]
    public void Cut_by_time_a_training_has_the_bits_of_one_in_one_piece(string rule)
    {
        TrainingOptions options = TrainingBench.Options("pendulum", rule) with { Steps = 256 * Iterations };
        using var whole = new TrainingBench(options);
        whole.Trainer.Run();
        using var sliced = new TrainingBench(options);
        int iterations = 0, calls = 0;
        double[] budgets = [0, 0.05, 0.3, 2, 0, 1e9];
        for (TrainingStep step = default; !step.IsFinished; calls++)
        {
            step = sliced.Trainer.Step(budgets[calls % budgets.Length]);
            Assert.True(step.Slices > 0 && step.Milliseconds > 0);
            Assert.Equal(sliced.Trainer.IterationCompleted, step.IterationCompleted);
            iterations += step.IterationCompleted ? 1 : 0;
        }

        Assert.Equal(Iterations, iterations);
        Assert.True(calls > Iterations);
        Assert.Equal(Saved(whole.Trainer), Saved(sliced.Trainer));
    }

    [Fact]
    public void Without_time_one_slice_is_done_and_with_plenty_one_iteration()
    {
        using var bench = new TrainingBench(TrainingBench.Options("cartpole") with { Steps = 256 * 2 });
        Assert.Equal((1, false, false), Of(bench.Trainer.Step(0)));
        Assert.Equal((1, false, false), Of(bench.Trainer.Step(-1)));
        // 64 steps of the environments make a batch of 256: two are done.
        TrainingStep rest = bench.Trainer.Step(double.PositiveInfinity);
        Assert.True(rest is { IterationCompleted: true, IsFinished: false } && rest.Slices > 62);
        Assert.Equal(1, bench.Trainer.Metrics.Iteration);
        Assert.True(bench.Trainer.Step(double.PositiveInfinity) is { IterationCompleted: true, IsFinished: true });
        Assert.Equal((0, false, true), Of(bench.Trainer.Step(double.PositiveInfinity)));

        static (int, bool, bool) Of(TrainingStep step) => (step.Slices, step.IterationCompleted, step.IsFinished);
    }

    // A host acts with the policy between two slices, and looks at other copies of the simulator: the training does not notice.
    [Fact]
    public void Acting_between_slices_changes_no_bit()
    {
        TrainingOptions options = TrainingBench.Options("pendulum") with { Steps = 256 * Iterations };
        using var alone = new TrainingBench(options);
        alone.Trainer.Run();
        using var hosted = new TrainingBench(options);
        float[] action = new float[1];
        while (!hosted.Trainer.Step(0.1).IsFinished)
        {
            hosted.Trainer.Policy.Act([0.5f, 0.1f, -0.3f], action);
            Assert.InRange(action[0], -2f, 2f);
        }

        Assert.Equal(Saved(alone.Trainer), Saved(hosted.Trainer));
    }

    private static byte[] Saved(Trainer trainer)
    {
        var snapshot = new Snapshot();
        trainer.Save(snapshot);
        using var stream = new MemoryStream();
        SafeTensors.Write(stream, snapshot);
        return stream.ToArray();
    }
}
