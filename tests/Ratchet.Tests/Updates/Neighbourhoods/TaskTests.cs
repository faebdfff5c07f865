using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Rollouts;
using Ratchet.Storage;
using Ratchet.Tests.Rollouts;
using Ratchet.Training;
using Ratchet.Updates;
using Ratchet.Updates.Penalties;
using Ratchet.Updates.Solvers;
using Xunit;

namespace Ratchet.Tests.Updates.Neighbourhoods;

/// <summary>Several tasks: each has a bound and a multiplier of its own.</summary>
public sealed unsafe class TaskTests
{
    /// <summary>A float log-probability near 1 is off by about 1e-7, the difference of two by twice that.</summary>
    private const double Rounding = 1e-6;

    // The task's number is the observation's second entry: nothing of the batch's own column is believed. The first task is bounded ten times more tightly,
    // though it pays as much: a common bound would be that of neither.
    [Theory]
    [InlineData("fixpo", "task-epsilon-kl=0.001, 0.01", 0.001, 0.01)]
    [InlineData("fixpo", "epsilon-kl=0.002", 0.002, 0.002)]
    [InlineData("dpo", "neighbourhood=max-kl task-epsilon-kl=0.001,0.01", 0.001, 0.01)]
    [InlineData("trpo", "neighbourhood=max-kl task-epsilon-kl=0.001,0.01", 0.001, 0.01)]
    public void The_greatest_KL_of_each_task_is_within_its_bound(string rule, string settings, double first, double second)
    {
        using TrainingBench bench = Bench(rule, settings, [1, 1]);
        double[] bounds = [first, second], greatest = [0, 0];
        int changed = 0;
        for (int i = 0; i < 10; i++)
        {
            double[][] divergences = Divergences(bench);
            for (int task = 0; task < 2; task++)
            {
                Assert.True(divergences[task].Max() <= (bounds[task] * 1.001) + Rounding, $"iteration {i}, task {task}: {divergences[task].Max()}");
                greatest[task] = Math.Max(greatest[task], divergences[task].Max());
            }

            Assert.Equal(divergences.SelectMany(kl => kl).Max(), bench.Trainer.Metrics.MaxKl, Rounding);
            Assert.Equal(0, bench.Trainer.Metrics.Violations);
            changed += divergences[1].Max() > bounds[0] ? 1 : 0;
        }

        Assert.All(greatest, kl => Assert.True(kl > 1e-5));
        Assert.True(first == second || changed > 0, "the second task never used more than the first may");
    }

    [Fact]
    public void The_mean_KL_of_each_task_is_within_the_bound()
    {
        using TrainingBench bench = Bench("fixpo-mean-kl", "mean-kl=0.001", [1, 20]);
        for (int i = 0; i < 10; i++)
        {
            Assert.All(Divergences(bench), divergences => Assert.True(divergences.Average() <= (0.001 * 1.001) + Rounding, $"iteration {i}"));
            Assert.Equal(0, bench.Trainer.Metrics.Violations);
        }

        Assert.True(bench.Trainer.Totals.FixupSteps > 0);
    }

    // Advantages in raw units of 1 and of 100: the same multiplier can't hold both.
    [Fact]
    public void The_task_of_greater_scale_gets_the_greater_multiplier()
    {
        using TrainingBench bench = Bench("fixpo", "advantage-unit=raw epsilon-kl=0.01 beta-learning-rate=0.1", [1, 100]);
        for (int i = 0; i < 20; i++)
            bench.FinishIteration();
        double[] betas = Betas(bench);
        Assert.True(betas[1] > 1.5 * betas[0], $"{betas[0]} and {betas[1]}");
        Assert.Equal((betas[0] + betas[1]) / 2, bench.Trainer.Metrics.Beta, 1e-12);
    }

    // Rows of an absent task have no part in anything: its β stays where it starts.
    [Theory]
    [InlineData("fixpo")]
    [InlineData("fixpo-mean-kl")]
    [InlineData("ppo-kl")]
    [InlineData("trpo")]
    public void A_task_that_never_comes_changes_no_bit_of_the_other(string rule)
    {
        using TrainingBench one = Bench(rule, "", GuessEnvironment.First(1)), two = Bench(rule, "", GuessEnvironment.First(2));
        for (int i = 0; i < 5; i++)
        {
            one.FinishIteration();
            two.FinishIteration();
            Assert.Equal(one.Trainer.ParameterHash(), two.Trainer.ParameterHash());
            Assert.Equal((one.Trainer.Metrics.MaxKl, one.Trainer.Metrics.MeanKl, one.Trainer.Metrics.ShareBeyondHalf), (two.Trainer.Metrics.MaxKl, two.Trainer.Metrics.MeanKl, two.Trainer.Metrics.ShareBeyondHalf));
        }

        if (rule.StartsWith("fixpo", StringComparison.Ordinal))
            Assert.Equal([Betas(one)[0], 1], Betas(two));
    }

    [Fact]
    public void Threads_instruction_sets_and_a_resume_change_no_bit()
    {
        TrainingOptions options = Options("fixpo", "task-epsilon-kl=0.001,0.01");
        using var whole = new TrainingBench(options, Vector([1, 5]));
        for (int i = 0; i < 3; i++)
            whole.FinishIteration();
        var snapshot = new Snapshot();
        whole.Trainer.Save(snapshot);
        using var resumed = new TrainingBench(options, Vector([1, 5]), threads: 2);
        resumed.Trainer.Load(snapshot);
        Assert.Equal(Betas(whole), Betas(resumed));
        for (int i = 0; i < 3; i++)
        {
            whole.FinishIteration();
            resumed.FinishIteration();
        }

        Assert.Equal(whole.Trainer.ParameterHash(), resumed.Trainer.ParameterHash());
        foreach (Kernels kernels in Kernels.Supported)
        {
            using var pool = new WorkerPool(2);
            using var trainer = new Trainer(options with { Steps = 256 * 6 }, Vector([1, 5]), pool, kernels);
            trainer.Run();
            Assert.Equal(whole.Trainer.ParameterHash(), trainer.ParameterHash());
        }
    }

    // The gradient of Σ_t β_t mean(KL of t's rows) is linear in the β, and with equal ones that of β · mean KL.
    [Fact]
    public void Each_row_weighs_as_its_task_does()
    {
        using var bench = new Workbench(Options("fixpo", ""), Vector([1, 1]), threads: 2);
        bench.CollectAndEstimate();
        bench.Perturb(0.1f);
        var minibatches = new Minibatches(bench.Batch.Rows, 200, 1, 0);
        minibatches.Shuffle();
        int* rows = minibatches.Rows(0, out int count);
        var pass = new MinibatchPass(bench.Policy, bench.Batch, bench.Context.Kernels, bench.Pool, minibatches.Largest);
        var step = new GradientStep(bench.Policy, pass.Layout, new OptimizationOptions(), bench.Clock, bench.Context.Kernels, bench.Pool);

        float[] both = Gradient(3, 3), first = Gradient(3, 0), second = Gradient(0, 1);
        double norm = Math.Sqrt(both.Sum(g => (double)g * g));
        Assert.True(norm > 1e-6);
        for (int i = 0; i < both.Length; i++)
            Assert.Equal(both[i], first[i] + (3 * second[i]), 1e-5 * norm);

        // As many rows, sums and maxima by task as the batch has, row by row.
        KlSums[] byTask = pass.Run(rows, count, Objective(1, 1), null, AdvantageScale.Raw).KlByTask!;
        int[] expected = [0, 0];
        for (int i = 0; i < count; i++)
            expected[bench.Batch.Tasks[rows[i]]]++;
        Assert.Equal(expected, byTask.Select(task => task.Rows));
        MinibatchSums sums = pass.Run(rows, count, Objective(1, 1), null, AdvantageScale.Raw);
        Assert.Equal(sums.Divergence, sums.KlByTask!.Sum(task => task.Sum), 1e-9);
        Assert.Equal(sums.MaxDivergence, sums.KlByTask!.Max(task => task.Max));

        float[] Gradient(double ofFirst, double ofSecond)
        {
            pass.Run(rows, count, Objective(ofFirst, ofSecond), null, AdvantageScale.Raw);
            step.Sum(pass, UpdatedPart.Policy);
            return step.Gradient[..bench.Policy.PolicyParameterCount].ToArray();
        }

        static PolicyObjective Objective(double ofFirst, double ofSecond)
        {
            var objective = new PolicyObjective(tasks: 2) { NeedsDivergence = true };
            (objective.TaskKlWeights[0], objective.TaskKlWeights[1]) = (ofFirst, ofSecond);
            return objective;
        }
    }

    [Theory]
    [InlineData(2, "task-epsilon-kl=0.1,0.2,0.3", "task-epsilon-kl has 3 bounds, the environment 2 tasks: give one for each, or none for epsilon-kl in all.")]
    [InlineData(1, "task-epsilon-kl=0.1,0.2", "task-epsilon-kl has 2 bounds, the environment 1 task: give one for each, or none for epsilon-kl in all.")]
    public void As_many_bounds_as_tasks_or_none(int tasks, string setting, string message) =>
        Assert.Equal(message, Assert.Throws<OptionException>(() => Bench("fixpo", setting, GuessEnvironment.First(tasks))).Message);

    [Fact]
    public void A_task_that_there_is_not_is_an_error()
    {
        using TrainingBench bench = Bench("fixpo", "", new EnvironmentDefinition("wrong", () => new Wrong()));
        Assert.Equal("environment 0 is at task 2; there are 2, the first being 0.", Assert.Throws<EnvironmentException>(bench.FinishIteration).Message);
    }

    /// <summary>One iteration: KL between its two policies, by the task that the observations name.</summary>
    private static double[][] Divergences(TrainingBench bench)
    {
        PolicyReading old = PolicyReading.Of(bench.Trainer.Policy);
        bench.FinishIteration();
        double[] divergences = bench.Divergences(old, PolicyReading.Of(bench.Trainer.Policy));
        RolloutBatch batch = bench.Trainer.Batch;
        int[] tasks = [.. Enumerable.Range(0, batch.Rows).Select(row => (int)batch.Observations[(2 * row) + 1])];
        Assert.Equal(tasks, batch.Tasks);
        return [.. Enumerable.Range(0, 2).Select(task => divergences.Where((_, row) => tasks[row] == task).ToArray())];
    }

    private static double[] Betas(TrainingBench bench)
    {
        var state = new double[bench.Trainer.Rule.StateSize];
        bench.Trainer.Rule.Save(state);
        return [.. state.Where((_, i) => i % 5 == 0)];
    }

    private static TrainingBench Bench(string rule, string settings, double[] pay) => Bench(rule, settings, GuessEnvironment.Mixture(pay));

    private static TrainingBench Bench(string rule, string settings, EnvironmentDefinition definition) =>
        new(Options(rule, settings), new VectorEnvironment(definition, 4));

    private static TrainingOptions Options(string rule, string settings) =>
        TrainingBench.Options("mixture", rule, ["learning-rate=0.01", .. settings.Replace(", ", ",", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

    private static VectorEnvironment Vector(double[] pay) => new(GuessEnvironment.Mixture(pay), 4);

    private sealed class Wrong : IEnvironment
    {
        public Space ObservationSpace { get; } = new BoxSpace(1);

        public Space ActionSpace { get; } = new DiscreteSpace(2);

        public int TaskCount => 2;

        public int Task => 2;

        public ReadOnlySpan<double> Reset(ref RandomStream random) => [1.0];

        public Transition Step(ReadOnlySpan<double> action, ref RandomStream random) => new([1.0], 1, terminated: false);
    }
}
