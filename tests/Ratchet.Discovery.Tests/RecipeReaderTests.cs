using System.Text;
using Ratchet.BlackBox;
using Ratchet.Discovery.Families;
using Ratchet.Discovery.Recipes;
using Ratchet.Numerics;
using Ratchet.Updates.Drifts.Networks;
using Xunit;

namespace Ratchet.Discovery.Tests;

public sealed class RecipeReaderTests
{
    [Fact]
    public void Every_field_is_read()
    {
        Recipe recipe = SmallRecipe.Recipe;
        DriftNetworkShape shape = Assert.IsType<NetworkFamily>(recipe.Family).Shape;
        Assert.Equal(new DriftNetworkShape { Hidden = [8], Activation = Activation.Tanh, ClipRange = 0.2 }, shape);
        Assert.Equal((3L, 2, 2.0, 2.0), (recipe.Generations, recipe.KeepEvery, recipe.LearningRateVariation, recipe.EpochVariation));
        Assert.Equal(new EvolutionStrategyOptions { Pairs = 3, Sigma = new(0.2, 0.99, 0.1), LearningRate = new(0.05), Shaping = FitnessShaping.PairwiseRank, Seed = 3 }, recipe.Strategy);
        Assert.Equal(("swing", "acrobot", 0.5), (recipe.Tasks[1].Name, recipe.Tasks[1].Environment, recipe.Tasks[1].Weight));
        Assert.Equal(4096, recipe.Tasks[0].Options().Steps);
        Assert.Equal(0.5, recipe.Tasks[0].Normalize(60)!.Value, 1e-12);
        Assert.Null(recipe.Tasks[1].Normalize(60));
    }

    [Fact]
    public void Every_built_in_recipe_can_be_read()
    {
        Assert.NotEmpty(BuiltInRecipes.Names);
        Assert.All(BuiltInRecipes.Names, name => Assert.Equal(name, BuiltInRecipes.Find(name).Name));
        Assert.Contains("did you mean 'lpo-paper'", Assert.Throws<DiscoveryException>(() => BuiltInRecipes.Find("lpo-papr")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"hidden\": [8]", "\"hidden\": [0]", "hidden")]
    [InlineData("\"hidden\": [8]", "\"hidden\": 8", "a list")]
    [InlineData("\"tanh\"", "\"elu\"", "tanh or relu")]
    [InlineData("\"pairs\": 3", "\"pairs\": 0", "pairs")]
    [InlineData("\"initial\": 0.2", "\"initial\": -0.2", "sigma")]
    [InlineData("pairwise-rank", "rank", "pairwise-rank")]
    [InlineData("\"generations\": 3", "\"generation\": 3", "did you mean 'generations'")]
    [InlineData("\"environment\": \"acrobot\"", "\"env\": \"acrobot\"", "env")]
    [InlineData("\"steps\": 4096", "\"stepz\": 4096", "stepz")]
    [InlineData("\"steps\": 4096", "\"steps\": -1", "steps")]
    [InlineData("\"weight\": 0.5", "\"weight\": 0", "weight")]
    [InlineData("\"learning-rate-variation\": 2", "\"learning-rate-variation\": 0.5", "learning-rate-variation")]
    [InlineData("\"seed\": 3", "\"seed\": 3.5", "seed")]
    [InlineData("{", "[", "JSON")]
    public void What_is_wrong_is_told_with_the_file_and_the_field(string right, string wrong, string expected)
    {
        string text = SmallRecipe.Text;
        int place = text.IndexOf(right, StringComparison.Ordinal);
        text = text[..place] + wrong + text[(place + right.Length)..];
        string message = Assert.Throws<DiscoveryException>(() => RecipeReader.Read("small.json", Encoding.UTF8.GetBytes(text))).Message;
        Assert.Contains("small.json", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_told() => Assert.Contains("nowhere.json", Assert.Throws<DiscoveryException>(() => RecipeReader.ReadFile("nowhere.json")).Message, StringComparison.Ordinal);
}
