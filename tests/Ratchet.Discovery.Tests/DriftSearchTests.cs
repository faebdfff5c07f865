using Ratchet.Discovery.Families;
using Ratchet.Discovery.Recipes;
using Ratchet.Discovery.Search;
using Ratchet.Environments;
using Ratchet.Storage;
using Xunit;

namespace Ratchet.Discovery.Tests;

public sealed class DriftSearchTests
{
    [Fact]
    public void The_same_bits_for_any_number_of_threads_and_across_a_resume()
    {
        DriftSearch one = Search(), three = Search(), again = Search();
        for (int generation = 0; generation < 3; generation++)
        {
            one.Advance(1);
            three.Advance(3);
            if (generation == 0)
            {
                var snapshot = new Snapshot();
                one.Save(snapshot);
                again.Load(snapshot);
            }
            else
            {
                again.Advance(2);
            }
        }

        Assert.Equal(one.Center.ToArray(), three.Center.ToArray());
        Assert.Equal(one.Center.ToArray(), again.Center.ToArray());
        Assert.NotEqual(SmallRecipe.Recipe.Family.Start(3), one.Center.ToArray());
    }

    // An all-zero centre of tanh units would be even in its weights: both members would be one drift, and tie for ever.
    [Fact]
    public void The_members_of_a_pair_differ_in_the_first_generation_while_the_centre_is_ppos_drift()
    {
        Recipe recipe = SmallRecipe.Recipe;
        Assert.All(recipe.Family.Start(3)[^8..], weight => Assert.Equal(0, weight));
        Assert.All(recipe.Family.Start(3)[..^8], weight => Assert.NotEqual(0, weight));
        DriftSearch search = Search();
        int different = 0;
        for (int pair = 0; pair < 3; pair++)
        {
            Assignment assignment = Assignment.Of(recipe, 0, pair);
            double[] fitness = [search.Train(2 * pair, assignment, default), search.Train((2 * pair) + 1, assignment, default)];
            different += fitness[0] != fitness[1] ? 1 : 0;
        }

        Assert.True(different >= 2, $"{different} of 3 pairs differ");
    }

    [Fact]
    public void A_pair_shares_task_seed_and_variation_and_pairs_do_not()
    {
        Recipe recipe = SmallRecipe.Recipe;
        Assignment[] assignments = [.. from generation in Enumerable.Range(0, 100) from pair in Enumerable.Range(0, 3) select Assignment.Of(recipe, generation, pair)];
        Assert.Equal(assignments[4], Assignment.Of(recipe, 1, 1));
        Assert.True(assignments.Distinct().Count() > 290);
        Assert.InRange(assignments.Count(assignment => assignment.Task == 1), 70, 130);
        Assert.All(assignments, assignment => Assert.InRange(assignment.LearningRateFactor, 0.5, 2));
        Assert.InRange(assignments.Min(assignment => assignment.EpochFactor), 0.5, 0.55);
        Assert.InRange(assignments.Max(assignment => assignment.EpochFactor), 1.85, 2);
        Assert.All(assignments, assignment => Assert.InRange(assignment.Seed, 0ul, 9_999ul));

        recipe = recipe with { RandomNumbers = RandomNumbers.OfGeneration };
        Assert.Equal(Assignment.Of(recipe, 5, 0), Assignment.Of(recipe, 5, 2));
        Assert.NotEqual(Assignment.Of(recipe, 5, 0), Assignment.Of(recipe, 6, 0));
    }

    [Fact]
    public void A_generation_tells_of_its_fitness()
    {
        GenerationResult result = Search().Advance(2);
        Assert.Equal(1, result.Generation);
        Assert.Equal(6, result.Tasks.Sum(task => task.Trainings) + result.Failed);
        Assert.All(result.Tasks, task => Assert.True(task.Least <= task.Lower && task.Lower <= task.Median && task.Median <= task.Upper && task.Upper <= task.Greatest));
        Assert.Equal(6 * 4096, result.Steps);
        TaskFitness? cartPole = result.Tasks.FirstOrDefault(task => task.Task == "cartpole");
        if (cartPole is not null)
            Assert.Equal((cartPole.Mean - 20) / 80, result.Normalized!.Value, 1e-9);
    }

    [Fact]
    public void A_training_that_is_stopped_leaves_the_generation_as_it_was()
    {
        DriftSearch search = Search();
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => search.Advance(2, stop.Token));
        Assert.Equal(0, search.Generation);
        Assert.Equal(SmallRecipe.Recipe.Family.Start(3), search.Center.ToArray());
    }

    [Fact]
    public void The_last_quarter_counts_and_so_may_an_evaluation()
    {
        Recipe recipe = SmallRecipe.Recipe;
        var assignment = new Assignment(0, 5, 1, 1);
        EnvironmentDefinition cartPole = EnvironmentRegistry.BuiltIn.Find("cartpole");
        Updates.Drifts.Drift drift = ClosedForm.Dpo.Create();
        double quarter = InnerTraining.Run(recipe, cartPole, InnerTraining.OptionsOf(recipe.Tasks[0].Options(), assignment, drift), default);
        double evaluated = InnerTraining.Run(recipe with { Fitness = FitnessMeasure.Evaluation, Episodes = 8 }, cartPole, InnerTraining.OptionsOf(recipe.Tasks[0].Options(), assignment, drift), default);
        Assert.InRange(quarter, 15, 500);
        Assert.InRange(evaluated, 15, 500);
        Assert.NotEqual(quarter, evaluated);
    }

    private static DriftSearch Search() => new(SmallRecipe.Recipe, EnvironmentRegistry.BuiltIn);
}
